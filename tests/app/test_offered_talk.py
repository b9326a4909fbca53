"""A slow tool in a whole spoken conversation: covered by a word, interrupted, and told later. A simulated room."""

import anyio
from resident_rooms import ALWAYS, VOICE, Knowing, Rooms, line, living, until

from localvoice.dialogue.shown import Saying
from localvoice.models.roles import Ended, Read, Text, ToolCall
from localvoice.tools.offered.late import BY_THE_WAY, Late
from localvoice.tools.skill import Answer, Call
from localvoice.tools.tool import Tool
from localvoice.understanding.covering import FILLER

FUNCTION = {"type": "function", "function": {"name": "weather", "description": "The weather."}}


class Slow:
    """Offers a tool that takes seven seconds."""

    def __init__(self, tasks, clock):
        self.late, self.clock = Late(tasks, clock), clock

    def conversation(self, taken):
        tool = Tool(
            "weather",
            FUNCTION,
            read=lambda given: Call("weather", {}, {}),
            in_words=lambda call: "look",
            run=self.look,
            permission="read",
            data=True,
        )
        return (self.late.tool(tool),), self.late.news

    async def look(self, call):
        await self.clock.until(self.clock.now_s() + 7.0)
        return Answer("It is grey.")


class Model:
    """Looks at the weather when it is asked for it."""

    def open(self, system, tools, budget_tokens):
        return self

    def close(self): ...

    def prefill(self, said):
        yield Read(1)

    def reply(self, said, how):
        if said and "weather" in said:
            yield ToolCall("weather", {})
        else:
            yield Text("It is grey in Bonn.")
        yield Ended("done", 1)

    def tool_result(self, name, text): ...

    def note(self, said, answered):
        self.noted = said, answered

    def cut(self, heard): ...

    def retract(self): ...

    def settle(self):
        yield Read(1)

    def warm(self):
        yield Read(1)


def talk(tmp_path, *lines, until_said):
    """What is said from the first line on, until that is, and what the model was told last."""
    rooms = Rooms([*lines], end_s=40.0)
    given = {"recogniser": Knowing(rooms), "voice": VOICE, "open_ear": None, "lm": Model(), "turn": None}
    model = given["lm"]

    async def main():
        async with living(tmp_path, rooms, ALWAYS, given=given) as (house, shown):
            house.offered = Slow(house._tasks, house.clock)

            def said():
                return [each.text for each in shown if isinstance(each, Saying)]

            await until(lambda: until_said in " ".join(said()))
            return said(), getattr(model, "noted", None)

    return anyio.run(main)


def test_a_slow_tool_is_covered_by_a_word_and_then_answered(tmp_path):
    said, _ = talk(tmp_path, line("how is the weather in bonn then", 1.0), until_said="It is grey in Bonn.")
    assert said[-2:] == [FILLER, "It is grey in Bonn."]


def test_one_that_is_interrupted_goes_on_and_is_told_later(tmp_path):
    lines = line("how is the weather in bonn then", 1.0), line("what time is it", 5.5)
    said, noted = talk(tmp_path, *lines, until_said=f"{BY_THE_WAY} It is grey.")
    assert FILLER in said
    assert any(text.startswith("It is ") and "grey" not in text for text in said)
    assert "It is grey in Bonn." not in said
    assert noted == ("", f"{BY_THE_WAY} It is grey.")
