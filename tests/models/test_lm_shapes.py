"""Calls and thoughts in every shape that models have picked up somewhere: never text, for any chopping. No model."""

import json

import pytest

from localvoice.models.lm.stream import Markers, Stream
from localvoice.models.roles import Text, ToolCall

PLAIN, OWN = (
    Markers(None, None, json.loads),
    Markers(("<think>", "</think>"), ("<tool_call>", "</tool_call>"), json.loads),
)
CALL = '{"name": "timer", "arguments": {"length": "ten minutes"}}'
TIMER = ToolCall("timer", {"length": "ten minutes"})
SIZES = (1, 2, 3, 7, 400)


def told(answer, size, markers=PLAIN, whole=True, presumed=False):
    stream = Stream(markers, (), presumed)
    pieces = [answer[at : at + size] for at in range(0, len(answer), size)]
    found = [piece for text in pieces for piece in stream.feed(text)] + [*stream.end(whole)]
    return "".join(p.text for p in found if isinstance(p, Text)), [p for p in found if isinstance(p, ToolCall)]


SHAPES = (
    CALL,
    f"[{CALL}]",
    f"{{{CALL}}}",
    f"```json\n{CALL}\n```",
    f"```\n{CALL}\n```",
    f"```json {CALL} ```",
    f"```JSON\n[{CALL}]\n```\nI have set it.",
    f"```tool_call\n{CALL}",
    f"json\n{CALL}",
    f"<tools>{CALL}</tools>",
    f"<tool_calls>\n[{CALL}]\n</tool_calls>",
    f"<TOOL_CALL>{CALL}</TOOL_CALL>",
    f"<tool>{CALL}</tool_call>",
    f"<function_call> {CALL} </function_call>",
    f"<|tool_call|>{CALL}<|/tool_call|>",
    f"[TOOL_CALLS] [{CALL}]",
    f"<|python_tag|>{CALL}",
    f'{{"tool_calls": [{CALL}]}}',
    f'{{"type": "function", "function": {CALL}}}',
    CALL.replace("name", "tool", 1).replace("arguments", "parameters"),
    CALL.replace('"', "'"),
    CALL[:-1],
    f"{CALL}}}",
    f"{CALL}\n\nThe timer is set for ten minutes.",
)


@pytest.mark.parametrize("markers", [PLAIN, OWN])
@pytest.mark.parametrize("shape", SHAPES)
def test_a_call_in_any_shape_is_a_call_and_never_text(shape, markers):
    for before in ("", "Sure, I will do that. "):
        if before and shape.startswith(("json", "{{")):
            continue
        for size in SIZES:
            text, calls = told(before + shape, size, markers)
            assert (text.strip(), calls) == (before.strip(), [TIMER]), size


@pytest.mark.parametrize(
    "shape",
    [
        "<tools></tools>",
        "<tools>timer</tools>",
        "</tools>",
        '{"name": }',
        '```json\n{"name": "timer", oh\n```',
        "<function=timer>ten minutes</function>",
        '<invoke name="timer">ten minutes</invoke>',
        '{"milk": 2}',
    ],
)
def test_a_call_that_nobody_can_read_is_told_as_one(shape):
    for size in SIZES:
        text, calls = told(shape, size)
        assert text.strip() == ""
        assert [call.name for call in calls] == [""]


@pytest.mark.parametrize(
    "answer",
    [
        "The set {1, 2, 3} has three members.",
        "[laughs] That is a good one.",
        "Use `{}` for that.",
        "In Python {'a': 1} is a dictionary.",
        '```python\nd = {"name": "x", \'arguments\': []}\n```\nThat is all.',
        "Use ```x``` here.\nAnd then {y} there.",
        "1 < 2 and [a, b] are {c}.",
        "JSON is a format.",
        "The user's manual says so.",
        "We need to talk.",
        "Just so: {",
        "Here is a map: ```\nA - B\n``` Nice.",
    ],
)
def test_brackets_and_code_that_call_nothing_are_text(answer):
    for size in SIZES:
        assert told(answer, size) == (answer, [])


@pytest.mark.parametrize(
    "thought",
    [
        "<think>{}</think>",
        "<Thinking>{}</Thinking>",
        "<thoughts>{}</thoughts>",
        "[THINK]{}[/THINK]",
        "<|channel|>analysis<|message|>{}<|end|><|start|>assistant<|channel|>final<|message|>",
        "<|begin_of_thought|>{}<|end_of_thought|>",
        "<|START_THINKING|>{}<|END_THINKING|>",
        "◁think▷{}◁/think▷",
        "Okay, the user wants that. {}</think>",
        "Hmm, the user asked: {}</thinking>",
    ],
)
def test_a_thought_in_any_tags_is_never_said(thought):
    for inside in ("The person says hello.", f"I could call {CALL}", "a <b> {"):
        for size in SIZES:
            assert told(f"{thought.format(inside)}\n\nHello!", size) == ("Hello!", [])
            said, _ = told(thought.format(inside)[: -len("</think>")] if thought[0] == "O" else "", size)
            assert said == ""


def test_who_thought_once_without_saying_where_it_began_is_known_to():
    stream = Stream(PLAIN, ())
    assert list(stream.feed("It may be Paris.</think>Paris.")) == [Text("It may be Paris."), Text("Paris.")]
    assert stream.unmarked
    for size in SIZES:
        assert told("It may be Paris.</think>Paris.", size, presumed=True) == ("Paris.", [])
        assert told("It is Paris.", size, presumed=True) == ("It is Paris.", [])
        assert told(f"Sure. {CALL}", size, presumed=True) == ("Sure. ", [TIMER])
