"""Can one talk with the page, and use it all? Chromium with a recording as its microphone, and the starter as people
start it: its answers are heard at the browser's loudspeaker.

`scripts/clients` fetches what drives the browser, and runs this; the browser itself is Debian's `chromium`.
"""

import itertools

import pytest
from page_house import recorded, running, skip_without_a_browser, told_by

pytestmark = pytest.mark.clients

LOUD = 0.01  # root mean square: somebody speaks
QUIET_MS = 400  # after an interruption was noticed


@pytest.fixture(scope="module")
def talk(tmp_path_factory):
    skip_without_a_browser()
    folder = tmp_path_factory.mktemp("talk")
    said = ("Set a timer for ten minutes.", 6, "What can you do?", 3, "Stop.", 4)
    with running(folder) as url:
        return told_by("page_talk.mjs", url, recorded(folder / "said.wav", 1.5, *said), limit_s=150)


def test_a_spoken_command_is_answered_aloud_in_the_browser(talk):
    heard = {one["heard"].strip("“”") for one in talk["spoken"]["seen"]}
    assert any("set a timer for ten" in text for text in heard)
    speaking = [one["at"] for one in talk["spoken"]["seen"] if one["voice"] == "speaking"]
    levels = [level for at, level in talk["spoken"]["loud"] if at >= speaking[0]]
    assert max(levels) > LOUD
    assert sum(level > LOUD for level in levels) > 20  # of 40 ms each


def test_nothing_comes_out_before_somebody_has_spoken(talk):
    first = next(one["at"] for one in talk["spoken"]["seen"] if one["voice"] == "speaking")
    assert max((level for at, level in talk["spoken"]["loud"] if at < first), default=0.0) < LOUD


def test_the_voice_has_a_state_for_each_thing_that_it_does(talk):
    seen = [voice for voice, _ in itertools.groupby(one["voice"] for one in talk["spoken"]["seen"])]
    assert talk["first"] == "idle"
    assert {"listening", "thinking", "speaking"} <= set(seen)
    assert "error" not in seen
    assert talk["still"] == "idle"


def test_captions_mark_one_word_after_the_other_as_it_is_said(talk):
    words = [word for word, _ in itertools.groupby(one["now"] for one in talk["spoken"]["seen"]) if word]
    assert words[:5] == ["Timer", "set", "for", "10", "minutes."]


def test_words_are_seen_while_they_are_still_being_spoken(talk):
    live = [one["heard"] for one in talk["spoken"]["seen"] if one["live"] and one["voice"] == "listening"]
    assert any(text.startswith(("set a", "what can", "stop")) for text in live)  # a busy machine hears some too late


def test_who_speaks_over_the_answer_makes_it_silent_and_sees_where(talk):
    seen = talk["spoken"]["seen"]
    cut = next(one for one in seen if one["cut"])
    after = [level for at, level in talk["spoken"]["loud"] if at > cut["at"] + QUIET_MS]
    assert max(after) < LOUD
    assert cut["said"].startswith("I can tell")
    assert len(cut["cut"].split()) > 5


def test_whole_sentences_are_told_to_screen_readers(talk):
    assert "Timer set for 10 minutes." in talk["log"]
    assert talk["log"][0].startswith("You: set a timer")
    assert any(line.endswith("(interrupted)") for line in talk["log"])


def test_each_turn_shows_where_its_time_went(talk):
    assert len(talk["turns"]) == 3
    answered = talk["turns"][-1]  # the first one is last
    assert "set a timer" in answered
    assert "silence" in answered
    assert " ms" in answered
    assert any("interrupted" in turn for turn in talk["turns"])


def test_each_turn_opens_to_every_hop_inside_of_the_server(talk):
    assert "Every hop" in talk["turns"][-1]


def test_what_was_said_is_the_person_s_own_history_as_far_as_it_was_heard(talk):
    newest_first = talk["history"]
    assert any("set a timer" in turn and "Timer set for 10 minutes." in turn for turn in newest_first)
    (cut,) = [turn for turn in newest_first if "I can tell" in turn and turn.startswith("“what can you do”")][-1:]
    assert "louder" not in cut
    assert "Timers" in talk["memory"]
    assert "rings" in talk["memory"]


def test_one_may_type_instead_and_stop_by_key_and_read_the_answer(talk):
    assert "4" in talk["typed"]
    voice, cut = talk["escaped"]
    assert voice == "idle"
    assert cut > 3
    assert "7" in talk["written"]


def test_the_browser_has_nothing_to_complain_of_while_one_talks(talk):
    assert talk["complaints"] == []
    assert len(set(talk["requests"])) == 1
