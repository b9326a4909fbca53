"""The comparison as a page and as lines: what stands on it, that it needs nothing but itself, and that it fits."""

import json
import re
from base64 import b64decode, b64encode
from dataclasses import replace
from hashlib import sha256

import pytest
from compared_figures import STAGES, answer, compared, way
from test_page import parsed

from localvoice.traces.compared.page import SOUND_BYTES, page
from localvoice.traces.compared.rows import here, middle, path, rows
from localvoice.traces.compared.text import terminal

SHOWN = page(compared())


def data_of(html):
    return json.loads(re.search(r"id=data>(.*?)</script>", html, re.S)[1])


def test_the_page_shows_every_way_request_and_figure_and_escapes_what_was_said():
    text = parsed(SHOWN).text
    for shown in (
        "Overlapped",
        "Native",
        "Request <0>",
        "It's <noon>.",
        "whispered",
        "you interrupt",
        "It fits & you.",
    ):
        assert shown in text
    assert "<noon>" not in SHOWN
    assert "<b>is</b>" not in SHOWN


def test_the_page_needs_nothing_but_itself_and_runs_no_script_but_its_own():
    assert not re.search(r"(https?:)?//\w+\.\w|\ssrc=|url\(|<link|@import|\son\w+=", SHOWN.split("id=data>")[0])
    policy = re.search(r'content="(default-src[^"]*)"', SHOWN)[1]
    script = re.search(r"<script>(.*?)</script>", SHOWN, re.S)[1]
    assert f"'sha256-{b64encode(sha256(script.encode()).digest()).decode()}'" in policy
    assert "unsafe-inline" not in policy.split("script-src")[1]
    assert "default-src 'none'" in policy


def test_what_was_computed_says_so():
    text = parsed(SHOWN).text
    assert "simulated: m1-pro" in text
    assert "Its weights are not here." in text
    figures = dict(rows(compared()))
    assert figures["first sound: half within"] == ["175 ms", "1250 ms", "385 ms (simulated)"]
    assert figures["figures are"] == ["measured here", "measured here", "simulated: m1-pro"]


def test_sounds_can_be_heard_again_and_the_page_stays_small():
    sounds = data_of(SHOWN)["sounds"]
    assert b64decode(sounds["traditional-0"][0]) == b"an mp3"
    large = answer("A long one", 200, sound=bytes(SOUND_BYTES // 2))
    ways = tuple(replace(way(name, [200]), answers=(large, large)) for name in ("overlapped", "traditional"))
    html = page(compared(ways=ways))
    assert list(data_of(html)["sounds"]) == ["overlapped-0", "traditional-0"]
    assert len(html) < 3_000_000
    assert html.count("class=play") == 2


def test_text_in_the_data_cannot_end_its_script():
    html = page(compared(ways=(way("overlapped", [200], title="</script><script>"), way("traditional", [900]))))
    assert html.count("</script>") == 2


def test_lines_fit_a_terminal_and_carry_all_figures():
    text = terminal(compared())
    assert max(map(len, text.splitlines())) <= 80
    for shown in ("Overlapped", "175 ms", "1250 ms", "simulated", "Its weights are not here.", "190 ms", "0.25 GB"):
        assert shown in text


@pytest.mark.parametrize("title", ["a recording with a very long name that somebody gave it " * 3, "x" * 99 + ".wav"])
def test_long_names_fit_too_where_all_ways_were_measured(title):
    missed = replace(answer(title, 12345, "whispered, slow"), understood=False)
    names = ("overlapped", "traditional", "native")
    text = terminal(compared(ways=tuple(replace(way(name, [200]), answers=(missed,)) for name in names)))
    assert max(map(len, text.splitlines())) <= 80
    assert "? 12345 ms" in text


def test_tone_is_told_by_what_was_measured_of_the_answers():
    assert dict(rows(compared()))["said whispered, it answers"][:2] == ["9 dB softer, as fast", "as loud, as fast"]
    assert "said fast, it answers" not in dict(rows(compared()))


def test_tone_is_compared_with_the_same_words_said_plainly_where_they_were():
    soft, plain = answer("A", 200, "whispered", -32.0, 4.0), answer("A", 200, loudness_db=-22.0, pace_hz=5.0)
    other = replace(answer("B", 200, loudness_db=-10.0, pace_hz=9.0), said="Something else.")
    found = compared(ways=(way("overlapped", [200], answers=(plain, other, soft)), way("traditional", [900])))
    assert dict(rows(found))["said whispered, it answers"][0] == "10 dB softer, 0.80 × as fast"


def test_the_answer_in_the_middle_is_one_that_was_given():
    found = middle(way("overlapped", [150, 200, 300]))
    assert found.latency_ms == 150.0
    assert path(way("overlapped", [150]), None) == found.path


def test_what_is_ready_before_the_turn_is_over_waits_for_that():
    assert STAGES.first_sound_ms == pytest.approx(90 + 275 + 20)
    quick = replace(STAGES, stages_ms={"hear": 10.0})
    assert quick.first_sound_ms == pytest.approx(330)
    (native,) = compared().ways[2:]
    assert [(span.name, round(1000 * span.end_s)) for span in path(native, quick)] == [
        ("endpoint", 310),
        ("output", 330),
    ]


def test_the_stages_here_are_medians_of_what_was_measured():
    found = here(way("overlapped", [150, 200, 300]), None)
    assert found.stages_ms == {"hear": 50.0, "think": 1.0, "say": 40.0}
    assert found.gate_ms == 115.0


def test_a_page_without_an_answer_is_still_a_page():
    nothing = tuple(replace(one, answers=(), why_not="Nobody spoke.") for one in compared().ways)
    assert "Nobody spoke." in parsed(page(compared(ways=nothing))).text
    assert max(map(len, terminal(compared(ways=nothing)).splitlines())) <= 80
