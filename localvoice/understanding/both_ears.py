"""Which of two ears is right? One makes a skill's sentence of everything, the other writes down any words it hears.

Where they sound alike the skill's sentence counts. Where they do not, and the first one was not sure, the words count:
what a skill makes of them, or would make of words that sound like them.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

from localvoice.errors import LocalvoiceError
from localvoice.events import Transcript
from localvoice.tools.choosing import EITHER
from localvoice.tools.reading.normal import spoken
from localvoice.tools.reading.repair import Near, Repair, vocabulary
from localvoice.tools.reading.teens import has_ten, rivals
from localvoice.tools.skill import Call
from localvoice.tools.toolbox import Toolbox
from localvoice.understanding.open_ear import OpenEar

# Of the phones of two sentences that may differ. Of 14 commands and orders that were heard rightly and hardly accepted
# 12 have at most so many, and of 28 that were not heard rightly 1 (scripts/benches/{commands,orders,free}.py).
AGREE = 0.22
# And of a sentence that was surely heard: of 84 that would change something and were heard rightly none has more (the
# most is 0.45), and of 13 free wordings that were surely accepted as a command 3.
FAR = 0.46
WHOLE = 0.6  # of the letters of that sentence, at least: with fewer the open ear has missed most of it
# How much better a teen fits the open ear's words than the ten that the grammar heard, in phones: "fifteen" for "fifty"
# is 0.8 better, and garbled words fit both alike.
TEEN = 0.3
FREE = 13  # words: a longer one that no skill explains is no request, as most readings are
SLIGHT = 0.5  # phones: one that is easily confused. With more the repaired sentence is asked about before it acts
RIVAL = 0.5  # and also when another request needs hardly more repair than that
# A pause longer than this is noticed; what was accepted, though not surely, is not checked when that takes longer.
WORTH_MS = 600.0


@dataclass(frozen=True)
class Judged:
    """What was said after all."""

    transcript: Transcript
    heard: str = ""  # by the open ear; "" when it was not asked or heard nothing
    sure: bool = True  # False: what it would change is asked about first
    either: tuple[tuple[str, str], ...] = ()  # a word and its sentence each, when the person has to choose


class BothEars:
    """The open ear behind a conversation's grammar."""

    def __init__(self, ear: OpenEar, toolbox: Toolbox) -> None:
        self.ear, self._toolbox = ear, toolbox
        self._repairs: dict[str, Repair] = {}  # by open question

    def ready(self, failed: Callable[[LocalvoiceError], None]) -> None:
        """Learn how the skills' words are said, when there is time; `failed` hears what goes wrong."""
        self.ear.ready(vocabulary(self._toolbox.every_intent()), failed)

    def doubts(self, first: Transcript, seconds: float, spare_ms: float = math.inf) -> bool:
        """Is it worth hearing so much sound again? What was surely heard may take so long."""
        if not first.accepted:
            return True
        if not first.sure or has_ten(first.text):
            return self.ear.takes_ms(seconds) <= WORTH_MS
        return self._risks(first) and self.ear.takes_ms(seconds) <= spare_ms

    def _risks(self, first: Transcript) -> bool:
        """Would it do harm if it was misheard? Answers to a question are short, and few things could be meant."""
        call = None if self._toolbox.question else self._toolbox.match(first.text)
        return call is not None and self._toolbox.risks(call)

    @staticmethod
    def alone(first: Transcript) -> Judged:
        """What the grammar's ear heard, where the open ear has nothing to say about it."""
        return Judged(first, sure=first.sure)

    def judge(self, first: Transcript, heard: str) -> Judged:
        """What the grammar's ear heard, and what the open ear did, together."""
        if not heard:
            return self.alone(first)
        sure, share = first.accepted and first.sure, math.inf
        if first.text and (call := self._toolbox.match(first.text)):
            share = self._repair().apart(first.text, heard).share
            if share <= AGREE or (sure and not self._overrules(call, first.text, heard, share)):
                return self._which_number(replace(first, accepted=True), heard)
        if found := self._explained(heard):
            return replace(found, sure=found.sure and not sure)
        if first.accepted and share <= FAR:
            return replace(self._which_number(first, heard), sure=False)
        return Judged(Transcript(heard, 0 < len(spoken(heard)) <= FREE, 0.0), heard)

    def _repair(self) -> Repair:
        """For what may be said now."""
        question = self._toolbox.question
        if question not in self._repairs:
            self._repairs[question] = Repair(self._toolbox.intents(), self.ear.said)
        return self._repairs[question]

    def _overrules(self, call: Call, text: str, heard: str, share: float) -> bool:
        """Do the open words count more than a sentence that was surely heard?"""
        if self._toolbox.question or _letters(heard) < WHOLE * _letters(text):
            return False
        exact = self._toolbox.match(heard)
        return share > FAR or (exact is not None and exact.intent != call.intent)

    def _which_number(self, first: Transcript, heard: str) -> Judged:
        """Tens, where the open ear rather heard a teen or quite another number, are asked about."""
        repair = self._repair()
        differs = repair.apart(first.text, heard).differs
        likelier = [
            (better, text, number, ten)
            for text, number, ten in rivals(first.text, heard)
            if (better := differs - repair.apart(text, heard).differs) >= TEEN and self._toolbox.match(text)
        ]
        if not likelier:
            return Judged(first, heard)
        _, text, number, ten = max(likelier)
        if self._toolbox.question == EITHER:
            return Judged(replace(first, text=text), heard)
        return Judged(first, heard, either=((number, text), (ten, first.text)))

    def _explained(self, heard: str) -> Judged | None:
        """The words as they are where a skill explains them, or the nearest ones that it does."""
        exact = self._toolbox.match(heard)
        near = [(each, call) for each in self._repair().near(heard) if (call := self._toolbox.match(each.text))]
        if near and (not exact or near[0][0].differs <= SLIGHT):
            return self._repaired(near, heard)
        return Judged(Transcript(heard, True, 0.0), heard) if exact else None

    def _repaired(self, near: list[tuple[Near, Call]], heard: str) -> Judged:
        best, call = near[0]
        rivals = [other for other, meant in near if (meant.intent, meant.slots) != (call.intent, call.slots)]
        close = any(other.cost <= best.cost + RIVAL for other in rivals)
        return Judged(Transcript(best.text, True, 0.0), heard, sure=best.differs <= SLIGHT and not close)


def _letters(text: str) -> int:
    return sum(len(word.text) for word in spoken(text))
