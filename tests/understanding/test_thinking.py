"""The cascade with a scripted language model behind it; skills, lane and clock are the real ones."""

import random
from datetime import datetime

import anyio
import numpy as np
import pytest
from test_cascade import Beep, Paper, Scripted, Still, turn

from localvoice.engine.budget import Rung
from localvoice.engine.costs import Costs, Guess
from localvoice.engine.lane import Lane
from localvoice.events import Speech
from localvoice.models.roles import Ended, Read, Text, ToolCall
from localvoice.tools.persona import persona
from localvoice.tools.skill import World
from localvoice.tools.toolbox import Toolbox
from localvoice.understanding.cascade import Cascade, Models
from localvoice.understanding.cold import COLD
from localvoice.understanding.mind import Occasion, Planned, Saying, Understood
from localvoice.understanding.outlook import ACKNOWLEDGEMENT


class Chat:
    """Answers with fixed pieces and remembers what it was asked to do."""

    def __init__(self, *pieces):
        self.pieces, self.log = pieces, []

    def prefill(self, said):
        self.log.append(("prefill", said))
        yield Read(1)

    def reply(self, said, how):
        self.log.append(("reply", said))
        yield Read(1)
        yield from self.pieces
        yield Ended("done", len(self.pieces))

    def tool_result(self, name, text):
        self.log.append((name, text))

    def note(self, said, answered):
        self.log.append(("note", (said, answered)))

    def cut(self, heard):
        self.log.append(("cut", heard))

    def retract(self):
        self.log.append(("retract", ""))

    def settle(self):
        self.log.append(("settle", ""))
        yield Read(1)

    def warm(self):
        yield Read(1)


def ask(chat, sentence, occasion=None, costs=None, budget_ms=400.0):
    """What is told about one turn, and the mind's toolbox."""

    async def main():
        clock = Still()
        lane = Lane(clock)
        world = World(shelf=Paper(), now=lambda: datetime(2026, 5, 4, 15, 30), random=random.Random(1))
        models = Models(Scripted(sentence), Beep(), chat)
        mind = Cascade(lane, clock, models, Toolbox(persona("assistant"), world), costs, budget_ms)
        with lane:
            await mind.warm()
            told = await turn(mind, clock, [0.9] * 50, occasion=occasion or Occasion())
            return told, mind, world

    return anyio.run(main)


def texts(told):
    return [thing.text for thing in told if isinstance(thing, Saying)]


def test_what_no_skill_explains_is_answered_by_the_model_phrase_by_phrase():
    chat = Chat(*map(Text, ["It was ", "a long ", "story. ", "Every", "body ", "knew it."]))
    told, *_ = ask(chat, "tell me about the war of the roses", budget_ms=5000.0)
    assert texts(told) == ["It was a long story.", "Everybody knew it."]
    (understood,) = [thing for thing in told if isinstance(thing, Understood)]
    assert understood.accepted
    first = next(at for at, thing in enumerate(told) if isinstance(thing, Speech))
    assert isinstance(told[first - 1], Saying)


def test_what_a_skill_explains_never_wakes_the_model():
    chat = Chat(Text("No."))
    told, *_ = ask(chat, "what time is it")
    assert "half past three" in texts(told)[0] or "3:30" in texts(told)[0]
    assert not [entry for entry in chat.log if entry[0] == "reply"]


def test_the_model_reads_along_while_the_person_speaks():
    chat = Chat(Text("Yes."))
    ask(chat, "tell me about the war of the roses")
    read = [said for kind, said in chat.log if kind == "prefill" and said]
    assert len(read) > 3
    assert "tell me about the war of the roses".startswith(read[-1])
    assert chat.log.index(("prefill", read[-1])) < chat.log.index(("reply", "tell me about the war of the roses"))


def test_a_tool_that_the_model_calls_is_run_and_its_own_answer_is_said():
    chat = Chat(ToolCall("shopping_add", {"things": "milk"}))
    told, *_ = ask(chat, "we have run out of milk")
    assert texts(told)
    assert [name for name, _ in chat.log if name == "shopping_add"]


def test_a_call_that_makes_no_sense_gets_an_honest_answer():
    chat = Chat(ToolCall("fly", {}))
    told, *_ = ask(chat, "fly me to the moon please")
    assert texts(told) == ["Sorry, I did not understand that.", "Ask me what I can do."]


def test_half_a_turn_is_forgotten_by_the_model_too():
    async def main():
        chat, clock = Chat(Text("Yes.")), Still()
        lane = Lane(clock)
        world = World(shelf=Paper(), now=lambda: datetime(2026, 5, 4, 15, 30), random=random.Random(1))
        mind = Cascade(lane, clock, Models(Scripted("so tell me"), Beep(), chat), Toolbox(persona("assistant"), world))
        with lane:
            told = await turn(mind, clock, [0.9] * 20)
            told.exchange.take_back()
            await clock.until(clock.now_s() + 0.1)
        return chat.log

    assert anyio.run(main)[-1] == ("retract", "")


def test_an_interruption_cuts_the_last_answer_before_the_next_one_is_thought():
    chat, cut = Chat(Text("Yes.")), []

    class Story:
        def cut(self, heard, samples=None):
            cut.append((heard, list(chat.log)))

    ask(chat, "no tell me something else", Occasion(True, Story(), lambda: "Once upon"))
    ((heard, before),) = cut
    assert heard == "Once upon"
    assert ("reply", "no tell me something else") in chat.log
    assert not [kind for kind, _ in before if kind == "reply"]


def test_a_sign_of_listening_is_not_answered_by_the_model():
    chat = Chat(Text("Yes."))
    told, *_ = ask(chat, "uh huh right", Occasion(interrupting=True))
    assert told[-1].backchannel
    assert not [entry for entry in chat.log if entry[0] == "reply"]


@pytest.mark.parametrize(("think_ms", "rungs"), [(10.0, ()), (30.0, (Rung.SHORTER_PHRASE,))])
def test_a_slow_model_makes_the_first_phrase_shorter(think_ms, rungs):
    costs = Costs({**COLD, "think": Guess(50.0, think_ms, 8.0)})
    words = "one two three four five six seven eight nine ten eleven twelve thirteen and so on and on"
    told, *_ = ask(Chat(*[Text(word + " ") for word in words.split()]), "tell me a story", costs=costs)
    (planned,) = [thing.plan for thing in told if isinstance(thing, Planned)]
    assert planned.rungs == rungs
    assert len(texts(told)[0].split()) <= (4 if rungs else 12)


def test_a_model_that_is_far_too_slow_is_covered_by_an_acknowledgement():
    costs = Costs({**COLD, "think": Guess(2000.0, 100.0, 8.0)})
    told, *_ = ask(Chat(Text("Yes.")), "tell me a story", costs=costs)
    assert texts(told) == [ACKNOWLEDGEMENT, "Yes."]
    assert sum(len(thing.pcm) for thing in told if isinstance(thing, Speech)) == 1600 * 4
    assert np.isfinite([thing.plan.filler_ms for thing in told if isinstance(thing, Planned)]).all()
