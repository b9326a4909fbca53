"""Somebody else's tools in whole turns: the model reads what they give back, says it, and gives no orders by it."""

import json
from dataclasses import replace
from functools import partial

import anyio
import pytest
from test_cascade import Beep, turn
from test_language import talk
from test_thinking import Chat
from test_typed import answered

from localvoice.events import Block, View
from localvoice.models.roles import Ended, Read, Text, ToolCall
from localvoice.tools.offered.limits import CALLS, ENOUGH, READINGS
from localvoice.tools.skill import Answer, Call
from localvoice.tools.tool import Tool
from localvoice.understanding.aloud import EMPTY, UNWORDED
from localvoice.understanding.called import NOT_YET, UNUSABLE
from localvoice.understanding.covering import FILLER
from localvoice.understanding.mind import Occasion, Said, Saying
from localvoice.understanding.thinking import DONE

WEATHER, PAINT = ToolCall("weather", {"city": "Bonn"}), ToolCall("paint", {"colour": "red"})
DATA = '{"sky": "grey", "degrees": 12}'


def schema(name, **properties):
    parameters = {"type": "object", "properties": properties, "required": [*properties]}
    return {"type": "function", "function": {"name": name, "description": f"{name}.", "parameters": parameters}}


class Offered:
    """Two tools of somebody else: one reads the weather, after a while if it is told to, one paints the house."""

    def __init__(self, weather=DATA, slow_s=0.0, painted="Painted, number 7."):
        self.weather, self.slow_s, self.painted, self.done, self.looks = weather, slow_s, painted, [], 0

    def __call__(self, clock):
        self.clock = clock
        return tuple(
            Tool(
                name,
                schema(name, **{key: {"type": "string"}}),
                read=lambda given, name=name, key=key: Call(name, given, {}) if {*given} == {key} else None,
                in_words=lambda call: f"paint it {call.slots['colour']}",
                run=run,
                permission=permission,
                data=True,
            )
            for name, key, run, permission in (
                ("weather", "city", self.look, "read"),
                ("paint", "colour", self.paint, "write"),
            )
        )

    async def look(self, call):
        self.looks += 1
        await self.clock.until(self.clock.now_s() + self.slow_s)
        if isinstance(self.weather, Exception):
            raise self.weather
        return Answer(self.weather)

    async def paint(self, call):
        await self.clock.until(self.clock.now_s() + self.slow_s)
        self.done.append(call.slots["colour"])
        return Answer(self.painted)


class Reading(Chat):
    """Answers a person with the first pieces, and what it is told by tools with the next ones."""

    def __init__(self, first, *later):
        super().__init__()
        self.first, self.later = first, list(later)

    def reply(self, said, how):
        self.log.append(("reply", said))
        yield Read(1)
        yield from self.first if said is not None else self.later.pop(0) if self.later else ()
        yield Ended("done", 1)

    def called(self, said, calls):
        self.log.append(("called", (said, [call.name for call in calls])))


def say(chat, offered, *sentences, after=lambda told, mind: None):
    """What is answered to each sentence, and the log without upkeep."""
    answers, _, mind = talk(chat, Beep(), *[(each, "") for each in sentences], more=offered, after=after)
    spoken = [" ".join(phrase for phrase, _ in answer) for answer in answers]
    return spoken, [each for each in chat.log if each[0] not in ("prefill", "settle")], mind


def patiently(chat, offered, *sentences):
    """The same for tools that take their time."""
    spoken = []

    async def main(mind, clock, recogniser):
        for text in sentences:
            told = await answered(mind, clock, Said(text=text), aloud=True)
            spoken.append([thing.text for thing in told if isinstance(thing, Saying)])

    talk(chat, Beep(), ("", ""), more=offered, then=main)
    return spoken


def test_what_a_tool_gives_back_is_read_by_the_model_which_says_it():
    chat = Reading([WEATHER], [Text("It is grey and mild.")])
    (spoken,), log, mind = say(chat, Offered(), "how is the weather in bonn then")
    assert spoken == "It is grey and mild."
    assert log == [("reply", "how is the weather in bonn then"), ("weather", DATA), ("reply", None)]
    assert mind._lasting.toolbox.world.said == "It is grey and mild."


def test_a_failure_is_one_sentence_without_another_pass_of_the_model():
    (spoken,), log, _ = say(Reading([WEATHER]), Offered(ValueError("no sky")), "how is the weather in bonn then")
    assert spoken == "Sorry, that did not work: weather failed (ValueError: no sky)."
    assert [kind for kind, _ in log] == ["reply", "weather"]


def test_who_says_nothing_about_what_it_read_admits_it():
    (spoken,), _, _ = say(Reading([WEATHER]), Offered(), "how is the weather in bonn then")
    assert spoken == EMPTY


def test_a_slow_one_is_covered_by_a_word():
    chat = Reading([WEATHER], [Text("It is grey.")])
    assert patiently(chat, Offered(slow_s=0.9), "how is the weather in bonn then") == [[FILLER, "It is grey."]]


def test_wrong_arguments_are_answered_with_the_schema_so_that_it_can_be_called_again():
    chat = Reading([ToolCall("weather", {"town": "Bonn"})], [WEATHER], [Text("It is grey.")])
    (spoken,), log, _ = say(chat, Offered(), "how is the weather in bonn then")
    assert spoken == "It is grey."
    name, told = log[1]
    assert name == "weather"
    assert told.startswith(UNUSABLE)
    assert json.loads(told.removeprefix(UNUSABLE))["parameters"]["required"] == ["city"]


def test_five_calls_of_one_tool_are_enough_for_a_turn():
    offered = Offered()
    chat = Reading([WEATHER] * (CALLS + 2), [Text("It is grey.")])
    (spoken,), log, _ = say(chat, offered, "how is the weather in bonn then")
    assert offered.looks == CALLS
    assert [text for name, text in log if name == "weather"] == [DATA] * CALLS + [ENOUGH] * 2
    assert spoken == "It is grey."


def test_who_calls_again_and_again_comes_to_an_end():
    offered = Offered()
    chat = Reading([WEATHER], *[[WEATHER]] * 50)
    (spoken,), log, _ = say(chat, offered, "how is the weather in bonn then")
    assert spoken == EMPTY
    assert [kind for kind, _ in log].count("reply") == READINGS + 1
    assert offered.looks == CALLS


def test_the_next_turn_counts_anew():
    offered = Offered()
    say(Reading([WEATHER] * CALLS, [Text("Grey.")], [Text("Grey.")]), offered, *["how is the weather in bonn then"] * 2)
    assert offered.looks == 2 * CALLS


def test_a_write_is_said_back_done_after_a_yes_and_what_it_gave_back_is_said_by_the_model():
    offered, chat = Offered(), Reading([PAINT], [Text("It is painted; your number is seven.")])
    spoken, log, _ = say(chat, offered, "i would like a red house", "yes")
    assert spoken == ["Shall I paint it red?", "It is painted; your number is seven."]
    assert offered.done == ["red"]
    assert log[1:] == [
        ("paint", NOT_YET),
        ("note", ("", "Shall I paint it red?")),
        ("called", ("yes", ["paint"])),
        ("paint", "Painted, number 7."),
        ("reply", None),
    ]


@pytest.mark.parametrize("answer", ["no", "tell me about the war of the roses"])
def test_without_a_yes_nothing_is_done(answer):
    offered = Offered()
    say(Reading([PAINT]), offered, "i would like a red house", answer)
    assert offered.done == []


def test_a_write_of_which_the_model_says_nothing_is_said_to_be_done():
    spoken, _, _ = say(Reading([PAINT]), Offered(), "i would like a red house", "yes")
    assert spoken[1] == DONE


def test_a_slow_write_is_covered_too():
    chat = Reading([PAINT], [Text("Painted.")])
    spoken = patiently(chat, Offered(slow_s=0.9), "i would like a red house", "yes")
    assert spoken[1] == [FILLER, "Painted."]


def test_where_no_model_puts_it_into_words_short_text_is_said_and_data_is_not():
    for painted, said in (("Painted.", "Painted."), ('{"number": 7}', UNWORDED), ("x" * 500, UNWORDED)):
        spoken, _, _ = say(Chat(PAINT), Offered(painted=painted), "i would like a red house", "yes")
        assert spoken[1] == said


def test_a_yes_that_is_taken_back_forgets_what_was_told_of_it():
    def half(told, mind):
        if len(chat.log) and any(kind == "called" for kind, _ in chat.log):
            told.exchange.take_back()

    chat = Reading([PAINT], [Text("Painted.")])
    _, log, _ = say(chat, Offered(), "i would like a red house", "yes", after=half)
    assert [kind for kind, _ in log][-1] == "retract"


@pytest.mark.parametrize("waits", [False, True])
def test_an_allowed_write_is_not_done_while_the_person_may_go_on(waits):
    offered, over, looks = Offered(), anyio.Event(), []

    def allowed(clock):
        return tuple(replace(tool, waits=waits) for tool in offered(clock))

    async def main(mind, clock, recogniser):
        recogniser.begin()
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(partial(turn, mind, clock, [0.9] * 50, occasion=Occasion(over=over)))
            await clock.until(clock.now_s() + 1.8)
            looks.append(offered.looks)
            over.set()
        looks.append(offered.looks)

    talk(Reading([WEATHER], [Text("Grey.")]), Beep(), ("how is the weather in bonn then", ""), more=allowed, then=main)
    assert looks == [0 if waits else 1, 1]


def test_what_is_said_again_is_what_was_said_and_never_the_data():
    chat = Reading([WEATHER], [])
    _, _, mind = say(chat, Offered(), "how is the weather in bonn then")
    assert DATA not in mind._lasting.toolbox.world.said


def test_a_technician_that_thinks_is_told_what_the_screen_shows_when_a_step_is_done():
    class Eyes:
        brief = False

        async def view(self, where):
            return View(where, (Block("text", "Queue is paused", ""),))

    async def main(mind, clock, recogniser):
        mind._lasting.toolbox.world.thinks, mind._lasting.toolbox.world.eyes = True, Eyes()
        told = await answered(mind, clock, Said(text="okay, done"), aloud=True)
        spoken.append(" ".join(thing.text for thing in told if isinstance(thing, Saying)))

    chat, spoken = Reading([], [Text("Good. Now press Resume.")]), []
    talk(chat, Beep(), ("", ""), then=main, who="technician")
    assert spoken == ["Good. Now press Resume."]
    assert ("called", ("okay, done", ["guide_seen"])) in chat.log
    assert ("guide_seen", "The screen shows “Queue is paused.”") in chat.log
