"""The drawn turns: lines for the terminal, a page that needs nothing else."""

from html.parser import HTMLParser

from localvoice.dialogue.waterfall import page, shares, stage_ms, terminal
from localvoice.trace import Span, Turn


def turn(number, heard="what time is it?", **more):
    made = Turn(number, heard, "It's <noon> & sunny.", speech_end_s=1.0, first_audio_s=1.6, **more)
    made.spans = [Span("endpoint", 1.0, 1.5), Span("recognise", 1.5, 1.55), Span("say", 1.55, 1.6)]
    return made


def test_stages_are_milliseconds():
    assert {name: round(ms) for name, ms in stage_ms(turn(1)).items()} == {"endpoint": 500, "recognise": 50, "say": 50}


def test_shares_are_medians_over_answered_turns_only():
    assert round(shares([turn(1), turn(2), Turn(3)])["endpoint"]) == 500


def test_the_terminal_shows_one_line_a_turn():
    lines = terminal([turn(1), turn(2, heard="", unasked=True), Turn(3)]).splitlines()
    assert "600 ms" in lines[0]
    assert "eeee" in lines[0]
    assert "(unasked)" in lines[1]
    assert "–" in lines[2]


def test_the_page_is_well_formed_self_contained_and_escapes_what_was_said():
    text = page([turn(1, barged_in=True), turn(2)], "Title <1>", "Simulated & labelled")
    parser = HTMLParser()
    parser.feed(text)
    assert "Title &lt;1&gt;" in text
    assert "It&#x27;s &lt;noon&gt; &amp; sunny." in text
    assert "interrupted" in text
    assert "600 ms" in text
    assert not any(outside in text for outside in ("http:", "https:", "src=", "url(", "<script"))


def test_a_page_without_turns_is_still_a_page():
    assert "–" in page([], "Nothing", "")
