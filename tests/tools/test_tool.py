"""Tools that are no skills, beside the skills: offered to a model, asked aloud, bounded. Time is moved by hand."""

import anyio
import pytest
from skill_talk import Talk

from localvoice.clock import settle
from localvoice.errors import StoreError
from localvoice.tools.persona import persona
from localvoice.tools.skill import Answer, Call
from localvoice.tools.tool import LIMIT_S, Tool
from localvoice.tools.toolbox import Toolbox

FULL = "The disk is full: free some space."


class HandClock:
    """Stands until somebody moves it."""

    def __init__(self):
        self.s, self.moved = 0.0, anyio.Event()

    def now_s(self):
        return self.s

    def move(self, seconds):
        self.s += seconds
        moved, self.moved = self.moved, anyio.Event()
        moved.set()

    async def until(self, due_s):
        while self.s < due_s:
            await self.moved.wait()


class Lamp:
    """Somebody else's tool: switches a lamp, after a while if it is told to."""

    def __init__(self, raises=None, slow=False, **how):
        self.on, self.raises, self.slow = False, raises, slow
        self.tool = Tool(
            name="lamp",
            schema={"type": "function", "function": {"name": "lamp", "description": "Switch the lamp."}},
            read=lambda arguments: Call("lamp", arguments, {}) if arguments.get("state") in ("on", "off") else None,
            in_words=lambda call: f"switch the lamp {call.slots['state']}",
            run=self.run,
            **how,
        )

    async def run(self, call):
        if self.slow:
            await anyio.sleep_forever()
        if self.raises:
            raise self.raises
        self.on = call.slots["state"] == "on"
        return Answer(f"The lamp is {call.slots['state']}.")


ON = Call("lamp", {"state": "on"}, {})


def toolbox(lamp, clock=None):
    return Toolbox(persona("assistant"), Talk().world, (lamp.tool,), clock or HandClock())


def run(lamp, call=ON):
    return anyio.run(toolbox(lamp).run, call)


def test_another_tool_stands_among_the_skills_and_a_model_may_call_it():
    box = toolbox(Lamp())
    names = [each["function"]["name"] for each in box.schemas()]
    assert names[0] == "lamp"
    assert set(names[1:]) == {each["function"]["name"] for each in Toolbox(box.persona, box.world).schemas()}
    assert box.call("lamp", {"state": "on"}) == ON
    assert box.call("lamp", {"state": "dim"}) is None
    assert box.call("lantern", {"state": "on"}) is None


def test_it_is_asked_in_its_own_words_and_done_after_a_yes():
    async def main():
        lamp = Lamp()
        box = toolbox(lamp)
        assert box.changes(ON)
        asked = box.propose([ON]).text
        assert not lamp.on
        answer = await box.run(box.match("yes"))
        return asked, answer.text, lamp.on

    assert anyio.run(main) == ("Shall I switch the lamp on?", "The lamp is on.", True)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (StoreError(FULL), f"Sorry, that did not work: {FULL}"),
        (ValueError("no such lamp"), "Sorry, that did not work: lamp failed (ValueError: no such lamp)."),
        (KeyError("state"), "Sorry, that did not work: lamp failed (KeyError: 'state')."),
    ],
)
def test_whatever_a_tool_raises_is_one_sentence(error, told):
    assert run(Lamp(raises=error)).text == told


@pytest.mark.parametrize("error", [StoreError(FULL), ZeroDivisionError("division by zero")])
def test_whatever_a_skill_raises_is_one_sentence_too_and_the_next_request_is_served(error):
    def broken(*args, **more):
        raise error

    talk = Talk()
    put, talk.shelf.put = talk.shelf.put, broken
    assert talk.say("add milk to the shopping list").startswith("Sorry, that did not work: ")
    talk.shelf.put = put
    assert "milk" in talk.say("add milk to the shopping list")


def after(seconds, lamp):
    """What a lamp that never answers has come to after so long; None: it is still waited for."""

    async def main():
        clock, answers = HandClock(), []
        box = toolbox(lamp, clock)

        async def ask():
            answers.append(await box.run(ON))

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(ask)
            await settle()
            clock.move(seconds)
            await settle()
            tasks.cancel_scope.cancel()
        return answers[0].text if answers else None

    return anyio.run(main)


def test_a_tool_that_gives_no_answer_in_time_is_given_up_in_one_sentence():
    assert after(LIMIT_S - 0.1, Lamp(slow=True)) is None
    assert after(LIMIT_S, Lamp(slow=True)) == "Sorry, that did not work: lamp gave no answer within 10 seconds."
    assert after(3.0, Lamp(slow=True, limit_s=2.0)) == "Sorry, that did not work: lamp gave no answer within 2 seconds."


@pytest.mark.parametrize(
    ("how", "waits"), [({}, True), ({"reversible": True}, False), ({"changes": lambda call: False}, False)]
)
def test_what_cannot_be_undone_waits_until_the_turn_is_over(how, waits):
    async def main():
        over, lamp, done = anyio.Event(), Lamp(**how), []
        box = toolbox(lamp)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(box.run, ON, over)
            await settle()
            done.append(lamp.on)
            over.set()
        return [*done, lamp.on]

    assert anyio.run(main) == [not waits, True]


def test_a_yes_to_what_cannot_be_undone_waits_too_and_a_no_does_not():
    async def main(said):
        over, lamp = anyio.Event(), Lamp()
        box, answers = toolbox(lamp), []

        async def answer():
            answers.append(await box.run(box.match(said), over))

        box.propose([ON])
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(answer)
            await settle()
            early = len(answers)
            over.set()
        return early, lamp.on

    assert anyio.run(main, "yes") == (0, True)
    assert anyio.run(main, "no") == (1, False)


def test_what_only_reads_is_done_at_once_and_what_is_unsure_is_asked():
    assert not toolbox(Lamp(permission="read")).changes(ON)
    assert toolbox(Lamp(permission="write")).changes(ON)
    assert toolbox(Lamp()).changes(ON)


def test_what_is_never_done_is_neither_shown_nor_read():
    box = toolbox(Lamp(permission="never"))
    assert "lamp" not in [each["function"]["name"] for each in box.schemas()]
    assert box.call("lamp", {"state": "on"}) is None


def test_an_answer_that_is_too_long_is_cut_and_says_so():
    lamp = Lamp(size_limit=10)
    assert run(lamp).text == "The lamp i… (cut here, because it is longer)"
    assert run(Lamp(size_limit=15)).text == "The lamp is on."
