"""What may be said of a growing answer? Markers cut at every place, calls good and bad, stop strings. No model."""

import json

import pytest

from localvoice.models.lm.stream import Markers, Stream
from localvoice.models.roles import Text, ToolCall

MARKERS = Markers(("<think>", "</think>"), ("<tool_call>", "</tool_call>"), json.loads)
CALL = '<tool_call>{"name": "timer", "arguments": {"length": "ten minutes"}}</tool_call>'
TIMER = ToolCall("timer", {"length": "ten minutes"})


def told(pieces, markers=MARKERS, stop=(), whole=True):
    stream = Stream(markers, stop)
    found = [piece for text in pieces for piece in stream.feed(text)]
    found += stream.end(whole)
    return "".join(p.text for p in found if isinstance(p, Text)), [p for p in found if isinstance(p, ToolCall)]


ANSWER = f"<think>hm <b>\n</think>\n\nOne < two. {CALL} Done <to"


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 11, 200])
def test_any_chopping_tells_the_same(size):
    pieces = [ANSWER[at : at + size] for at in range(0, len(ANSWER), size)]
    assert told(pieces) == ("One < two.  Done ", [TIMER])


@pytest.mark.parametrize("cut", range(len(ANSWER)))
def test_no_half_of_a_marker_a_thought_or_a_call_is_ever_told(cut):
    for whole in (True, False):
        text, _ = told([ANSWER[:cut]], whole=whole)
        assert "One < two.  Done ".startswith(text)


def test_text_is_told_as_soon_as_it_can_be_nothing_else():
    stream = Stream(MARKERS, ())
    assert list(stream.feed("It is <")) == [Text("It is ")]
    assert list(stream.feed("too")) == []
    assert list(stream.feed("k ")) == [Text("<took ")]


def test_several_calls_in_one_and_arguments_as_text_are_read():
    both = '<tool_call>[{"name": "a", "arguments": "{\\"x\\": 1}"}, {"name": "b", "parameters": {}}]</tool_call>'
    assert told([both])[1] == [ToolCall("a", {"x": 1}), ToolCall("b", {})]


@pytest.mark.parametrize("inside", ["{not json", "[1, 2]", '{"arguments": {}}', '{"name": "a", "arguments": 5}', ""])
def test_an_unreadable_call_has_no_name_and_is_never_said(inside):
    assert told([f"Well. <tool_call>{inside}</tool_call>"]) == ("Well. ", [ToolCall("", {"raw": inside})])


CALL_INSIDE = '{"name": "timer", "arguments": {"length": "ten minutes"}}'


@pytest.mark.parametrize(
    "inside",
    [
        f"{CALL_INSIDE} I set the timer.",
        f"Sure: {CALL_INSIDE}",
        f"```json\n{CALL_INSIDE}\n```",
        "{" + CALL_INSIDE + "}",
        CALL_INSIDE[:-1],
        CALL_INSIDE[:-2],
        CALL_INSIDE + "}",
        CALL_INSIDE.replace('"', "'"),
        CALL_INSIDE.replace('"}}', '",}}'),
        '{"type": "function", "function": ' + CALL_INSIDE + "}",
    ],
)
def test_a_call_in_an_odd_shape_is_read(inside):
    assert told([f"Well. <tool_call>{inside}</tool_call>"]) == ("Well. ", [TIMER])


@pytest.mark.parametrize("size", [1, 3, 100])
def test_an_answer_that_is_a_call_without_its_markers_is_a_call_and_never_said(size):
    for answer, calls in (
        (CALL_INSIDE, [TIMER]),
        (f" {{{CALL_INSIDE}}}", [TIMER]),
        (f"{CALL_INSIDE} Done!", [TIMER]),
        ('{"', [ToolCall("", {"raw": '{"'})]),
        ('{"milk": 2}', [ToolCall("", {"raw": '{"milk": 2}'})]),
    ):
        assert told([answer[at : at + size] for at in range(0, len(answer), size)]) == ("", calls)
    assert told([CALL_INSIDE], Markers(None, None, json.loads)) == ("", [TIMER])


def test_several_calls_beside_each_other_are_all_read():
    both = CALL_INSIDE + "\n" + CALL_INSIDE.replace("timer", "alarm")
    assert told([f"<tool_call>{both}</tool_call>"])[1] == [TIMER, ToolCall("alarm", {"length": "ten minutes"})]


@pytest.mark.parametrize("size", [1, 3, 100])
@pytest.mark.parametrize("tag", ["think", "thinking", "thought", "reasoning", "reflection"])
def test_a_thought_is_never_said_however_it_is_marked(tag, size):
    answer = f"<{tag}>The person says hello.</{tag}>Hello"
    pieces = [answer[at : at + size] for at in range(0, len(answer), size)]
    assert told(pieces) == ("Hello", [])
    plain = Markers(None, ("<tool_call>", "</tool_call>"), json.loads)
    assert told(pieces, plain) == ("Hello", [])


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 100])
def test_the_end_of_a_call_that_never_began_is_an_unreadable_call(size):
    answer = '6"}}</tool_call> And</think> so on.'
    said, calls = told([answer[at : at + size] for at in range(0, len(answer), size)])
    assert said == '6"}} And so on.'
    assert calls == [ToolCall("", {"raw": "</tool_call>"})]


def test_a_call_without_its_end_counts_only_when_the_model_ended_by_itself():
    open_call = CALL.removesuffix("</tool_call>")
    assert told([open_call], whole=True) == ("", [TIMER])
    assert told([open_call], whole=False) == ("", [])


def test_calls_that_last_to_the_end_of_the_answer_are_read_there():
    markers = Markers(None, ("[TOOL_CALLS]", ""), json.loads)
    assert told(["Yes.[TOOL", '_CALLS]{"name": "timer", ', '"arguments": {"length": "ten minutes"}}'], markers) == (
        "Yes.",
        [TIMER],
    )


@pytest.mark.parametrize("size", [1, 4, 100])
def test_an_answer_ends_before_a_stop_string(size):
    text = "One. User: two"
    assert told([text[at : at + size] for at in range(0, len(text), size)], stop=("User:",)) == ("One. ", [])


def test_half_of_a_stop_string_at_the_end_is_text():
    assert told(["It is I. U"], stop=("User:",)) == ("It is I. U", [])


def test_without_markers_everything_is_text():
    assert told(["<b>", "a</b>"], Markers(None, None, json.loads)) == ("<b>a</b>", [])


def test_bytes_that_are_no_character_are_left_out():
    assert told(["a\ufffdb"]) == ("ab", [])
