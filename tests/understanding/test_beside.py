"""A mind beside a model that talks by itself; the mind is scripted."""

import anyio
import pytest

from localvoice.understanding.beside import Beside
from localvoice.understanding.mind import Occasion, Out, Partial, Said, Saying, Understood


class Scripted:
    """Tells what it is given, and says whether it came to the end."""

    rate_hz = 16_000

    def __init__(self, *script):
        self.script, self.occasions, self.ended, self.calls = script, [], False, []

    def begin(self, said, occasion):
        self.occasions.append(occasion)
        return self

    async def run(self, out):
        for told in self.script:
            out.tell(told)
            await anyio.lowlevel.checkpoint()
        self.ended = True

    async def announce(self, text, out):
        out.tell(Saying(text, text))

    def take_back(self):
        self.calls.append("taken back")

    def cut(self, heard):
        self.calls.append(heard)


def told_of(mind, model_speaks=False):
    told, beside = [], Beside(mind, lambda: model_speaks)
    anyio.run(lambda: beside.begin(Said(), Occasion()).run(Out(told.append)))
    return told


NOON = Saying("It is noon.", "It is noon.")


def test_what_a_skill_explains_is_answered_beside_the_model():
    script = Partial("what"), Understood("what time is it", True, "time", "It is noon."), NOON
    assert told_of(Scripted(*script)) == list(script)


@pytest.mark.parametrize("unclear", [False, True])
def test_what_no_skill_explains_is_left_to_the_model_and_costs_nothing_more(unclear):
    mind = Scripted(Partial("tell me"), Understood("the sea", False, answer="Sorry?", unclear=unclear), NOON)
    assert told_of(mind) == [Partial("tell me"), Understood("", False)]
    assert not mind.ended
    assert mind.calls == ["taken back"]


def test_what_is_told_before_it_is_known_is_not_told():
    assert told_of(Scripted(NOON)) == []


def test_while_the_model_speaks_the_person_interrupts():
    mind = Scripted(Understood("stop", True, "stop"))
    told_of(mind)
    told_of(mind, model_speaks=True)
    assert [occasion.interrupting for occasion in mind.occasions] == [False, True]


def test_what_is_said_unasked_and_what_is_undone_is_the_mind_s_own():
    mind, told = Scripted(), []
    beside = Beside(mind, lambda: False)
    exchange = beside.begin(Said(), Occasion())
    exchange.take_back()
    exchange.cut("It")
    anyio.run(beside.announce, "It is noon.", Out(told.append))
    assert (mind.calls, told, beside.rate_hz) == (["taken back", "It"], [NOON], 16_000)
