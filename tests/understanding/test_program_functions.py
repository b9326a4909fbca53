"""A program's own functions: in the shape of all tools, but run by the program, so a call is handed back to it."""

import anyio
import pytest

from localvoice.clock import RealClock
from localvoice.engine.lane import Lane
from localvoice.errors import EngineError
from localvoice.models.roles import Ended, Entry, Read, Sampling, Text, ToolCall
from localvoice.settings import Tools
from localvoice.tools.offered.limits import CALLS
from localvoice.tools.offered.shown import SCHEMA, USE
from localvoice.tools.tool import CUT, SIZE
from localvoice.understanding.answering import Author
from localvoice.understanding.asked import Asked, Wanted, Wrote


def function(name):
    parameters = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
    return {"type": "function", "function": {"name": name, "description": f"{name}.", "parameters": parameters}}


class Chat:
    """Answers with one list of pieces after the other."""

    def __init__(self, *answers):
        self.answers, self.log, self.become_of = list(answers), [], None

    def become(self, system, tools, entries):
        self.become_of = [each["function"]["name"] for each in tools], entries

    def reply(self, said, how):
        yield Read(1)
        yield from self.answers.pop(0) if self.answers else [Text("Well.")]
        yield Ended("done", 1)

    def tool_result(self, name, text):
        self.log.append((name, text))


def answered(chat, count=1, rules=Tools(), entries=(Entry("user", "how is it in Bonn"),)):  # noqa: B008
    """What is told of an answer with so many functions."""
    told = []

    async def main():
        with Lane(RealClock()) as lane:
            author = Author(lane, chat, None, Sampling(), print, rules)
            tools = tuple(function(f"look_{number}") for number in range(count))
            asked = Asked(tuple(entries), "", tools, aloud=False)
            await author.begin(asked, anyio.Event()).run(told.append, lambda: 0.0)

    anyio.run(main)
    return [each for each in told if isinstance(each, Wanted | Wrote)]


BONN = {"city": "Bonn"}


def test_a_few_are_shown_whole_and_a_call_is_handed_back():
    chat = Chat([ToolCall("look_1", BONN)])
    assert answered(chat, 12) == [Wanted("look_1", BONN)]
    assert chat.become_of[0] == [f"look_{number}" for number in range(12)]


@pytest.mark.parametrize(
    "call", [ToolCall("look_3", BONN), ToolCall(USE, {"name": "look_3", "arguments": BONN})], ids=["name", "use"]
)
def test_of_many_the_names_are_shown_and_what_is_asked_about_them_stays_here(call):
    chat = Chat([ToolCall(SCHEMA, {"name": "look_3"})], [call])
    assert answered(chat, 13) == [Wanted("look_3", BONN)]
    assert chat.become_of[0] == [SCHEMA, USE]
    assert [name for name, _ in chat.log] == [SCHEMA]


def test_who_asks_for_schemas_for_ever_comes_to_an_end():
    assert answered(Chat(*[[ToolCall(SCHEMA, {"name": "look_3"})]] * 50), 13) == []


def test_what_the_person_never_wants_used_is_not_shown_and_not_called():
    chat = Chat([ToolCall("look_0", BONN)])
    with pytest.raises(EngineError, match="nobody can read"):
        answered(chat, 2, Tools(never=("look_0",)))
    assert chat.become_of[0] == ["look_1"]


def turn(calls):
    """A turn in which a function was called so often."""
    before = [Entry("user", "hello"), *[Entry("assistant", "", (ToolCall("look_0", BONN),))] * 9]
    once = [Entry("assistant", "", (ToolCall("look_0", BONN),)), Entry("tool", "grey", name="look_0")]
    return [*before, Entry("user", "how is it"), *once * calls]


def test_five_calls_of_one_function_are_enough_for_a_turn():
    call = [ToolCall("look_0", BONN)]
    assert answered(Chat(call), entries=turn(CALLS - 1)) == [Wanted("look_0", BONN)]
    with pytest.raises(EngineError, match="look_0 more than 5 times"):
        answered(Chat(call), entries=turn(CALLS))
    assert answered(Chat([Text("Grey."), *call]), entries=turn(CALLS)) == [Wrote("Grey.")]


def test_what_a_function_gave_back_is_cut_to_the_size_of_any_tool():
    chat = Chat()
    answered(chat, entries=[Entry("user", "x" * 3000), Entry("tool", "y" * 3000, name="look_0")])
    assert [entry.text for entry in chat.become_of[1]] == ["x" * 3000, "y" * SIZE + CUT]
