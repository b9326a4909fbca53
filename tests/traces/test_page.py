"""The page of turns: what stands on it, and that it needs nothing but itself."""

from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from localvoice.trace import Decision, Span, Step, Turn
from localvoice.traces.hops import hops
from localvoice.traces.page import page

VOID = {"meta", "br", "hr", "img", "input", "link"}
UNCLOSED = {"html", "li", "tr", "td", "th", "dt", "dd"}  # whose end tags HTML lets one leave out


def turn(number, **more):
    made = Turn(number, "what's <that>?", "It's <noon> & sunny.", "time", 0.2, 1.0, 1.3, 2.0, **more)
    made = replace(made, spans=(Span("recognise", 0.9, 1.1), Span("endpoint", 1.0, 1.2), Span("output", 1.2, 1.3)))
    made = replace(made, decisions=(Decision(1.2, "committed: <sure>"),))
    made = replace(made, steps=(Step("think", 1.55, 1.56, 0.003), Step("think", 1.56, 1.57, 0.0)))
    return replace(made, lag_s=0.5, ended_at=datetime(2026, 1, 2, 12, 0, tzinfo=UTC))


class Tags(HTMLParser):
    """Remembers start tags, and that end tags belong to them."""

    def __init__(self):
        super().__init__()
        self.tags, self.open, self.text = [], [], ""

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID | UNCLOSED:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in UNCLOSED:
            assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def parsed(html):
    tags = Tags()
    tags.feed(html)
    assert tags.open == []
    return tags


def test_the_page_shows_each_turn_and_escapes_what_was_said():
    html = page([turn(1, barged_in=True), turn(2)], "Title <1>", "Made & labelled")
    text = parsed(html).text
    for shown in (
        "Title <1>",
        "It's <noon> & sunny.",
        "interrupted",
        "300 ms",
        "endpoint 200 ms",
        "2 answers in 2 turns",
    ):
        assert shown in text
    assert "<that>" not in html
    assert "<sure>" not in html


def test_the_page_needs_nothing_but_itself():
    html = page([turn(1)], "Title", "")
    assert not any(outside in html for outside in ("http:", "https:", "src=", "url(", "<script", "<link", "@import"))
    assert "default-src 'none'" in html


def test_tables_have_headers_for_rows_and_columns():
    tags = parsed(page([turn(1)], "Title", "")).tags
    headers = [attrs["scope"] for tag, attrs in tags if tag == "th"]
    assert headers.count("row") == 1 + 5  # one turn; latency, three stages, the steps of one job
    assert headers.count("col") == 4 + 3 + 4 + 8


def test_every_turn_opens_by_key_on_all_its_hops():
    html = hops(turn(3))
    tags = parsed(html)
    assert [tag for tag, _ in tags.tags].count("summary") == 2  # the turn, and its steps in the lane
    for shown in ("Every hop of turn 3", "2026-01-02 12:00:00", "committed: <sure>", "2 × think", "taken for time"):
        assert shown in tags.text


def test_hops_count_from_the_last_voiced_sample_on_the_sample_clock():
    html = hops(turn(3))
    assert "<tr><td class=n>-100.0<td class=n>200.0<td>recognise" in html
    assert "<tr><td class=n>200.0<td class=n><td>committed" in html
    assert "<tr><td class=n>50.0<td class=n>10.0<td>think<td class=n>3.0" in html


def test_the_picture_puts_steps_on_the_sample_clock_too():
    # 700 ms wide, from 300 before the last voiced sample; the first step begins 50 after it and lasts 10
    assert "<i class=lane style='left:50.00%;width:1.43%'></i>" in hops(turn(3))


def test_what_lies_outside_the_picture_is_not_drawn():
    made = turn(1)
    made = replace(made, steps=(Step("early", -5.0, -4.0, 0.0),))
    assert "step: early" not in hops(made)
    assert "1 × early" in hops(made)


def test_a_budget_that_was_not_kept_is_named():
    assert "over budget" in page([turn(1, budget_ms=250.0)], "Title", "")
    assert "over budget" not in page([turn(1, budget_ms=350.0)], "Title", "")


@pytest.mark.parametrize("turns", [[], [Turn(1)], [Turn(1, "hello", unasked=True, first_audio_s=0.5)]])
def test_a_page_without_an_answer_is_still_a_page(turns):
    assert "–" in parsed(page(turns, "Nothing", "")).text


@pytest.mark.parametrize("latency_s", [0.05, 0.9, 3.0, 40.0])
def test_the_axis_has_few_marks_however_slow_the_answer(latency_s):
    made = Turn(1, "hello", first_audio_s=latency_s)
    axis = page([made], "Title", "").split("class=axis")[1].split("</thead>")[0]
    assert 2 <= axis.count("<span") <= 12
