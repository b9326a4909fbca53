"""A person speaks on over the answer in words that nobody understands: are they talked over?"""

from test_session import ANSWERED, LONG, Deaf, Parrot, converse

from localvoice.hearing.gate import UNKNOWN_S
from localvoice.understanding.mind import Understood

ASKED = "What did you say?"


class AskingBack(Deaf):
    """Understands no interruption, and asks what it was."""

    def __init__(self, mind):
        super().__init__(mind)
        self.near, self.heard = [], []

    async def understand(self, frames, out, occasion):
        if not occasion.interrupting:
            await self.mind.understand(frames, out, occasion)
            return
        async for _ in frames:
            pass
        self.near.append(occasion.near())
        out.tell(Understood("", False, "", ASKED, unclear=not occasion.instead_of))
        await occasion.over.wait()
        self.heard.append(occasion.heard())
        await self.mind.announce(ASKED, out)


def test_the_answer_stops_and_the_person_is_asked_what_they_said():
    mind = AskingBack(Parrot(LONG))
    _, _, (first, second) = converse(ANSWERED + [0.9] * 40 + [0.0] * 80, mind)
    assert (first.barged_in, second.barged_in) == (True, False)
    assert (first.said, second.said) == ("one two three", ASKED)
    assert mind.heard == [first.said]


def test_they_are_not_asked_while_they_only_breathe():
    breath = [0.0] * round(UNKNOWN_S / 0.032 - 4)
    _, _, (first, second) = converse(ANSWERED + [0.9] * 40 + breath + [0.9] * 20 + [0.0] * 80, AskingBack(Parrot(LONG)))
    assert (first.said, second.said) == ("one two three", ASKED)
