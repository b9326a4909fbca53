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
from localvoice.tools.reading.letters import letters
from localvoice.tools.reading.normal import spoken
from localvoice.tools.reading.repair import Near, Repair, vocabulary
from localvoice.tools.reading.teens import Rival, another, differing, has_number, has_ten, other_numbers, rival, teen
from localvoice.tools.skill import HEARD_IN_WORDS, HEARD_OPENLY, Call
from localvoice.tools.toolbox import Toolbox
from localvoice.understanding.open_ear import OpenEar, Openly
from localvoice.wording.names import Names

# Of the phones of two sentences that may differ. Of 14 commands and orders that were heard rightly and hardly accepted
# 12 have at most so many, and of 28 that were not heard rightly 1 (scripts/benches/{commands,orders,free}.py).
AGREE = 0.22
# And where the open ear is sure of its words, the mean log probability of a token being at least SURELY: of 30 that it
# wrote so, and that the grammar had heard otherwise, 17 of 17 with at most SAME meant the same, and 10 of 13 with more
# were what the open ear wrote.
SAME, SURELY = 0.15, -0.1
FIRM = -0.4  # is it as sure as that, none of 4 with more than AGREE meant the same
# And of a sentence that was surely heard, where the open ear is not: of 84 that would change something and were heard
# rightly none has more (the most is 0.45), and of 13 free wordings that were surely accepted as a command 3.
FAR = 0.46
WHOLE = 0.6  # of the letters of that sentence, at least: with fewer the open ear has missed most of it
# How much better a teen fits garbled words than the ten that the grammar heard, in phones: "fourteen" for "parting"
TEEN = 0.3
FREE = 13  # words: a longer one that no skill explains is no request, as most readings are
SHORT = 2  # words
SLIGHT = 0.5  # phones: one that is easily confused. With more the repaired sentence is asked about before it acts
MUCH = math.inf  # as far as the repair goes
AS_IN = " as in "  # between a letter and a word for it
RIVAL = 0.5  # and also when another request needs hardly more repair than that
# A pause longer than this is noticed; what was accepted, though not surely, is not checked when that takes longer.
WORTH_MS = 600.0


@dataclass(frozen=True)
class Judged:
    """What was said after all."""

    transcript: Transcript
    heard: str = ""  # by the open ear; "" when it was not asked or heard nothing
    sure: bool = True  # False: what it would change is asked about first
    instead: str = ""  # a sentence of the grammar's ear that it may have been, when nobody can serve these words
    others: tuple[str, ...] = ()  # that the open ear nearly heard, where no skill explains what it did
    either: tuple[tuple[str, str], ...] = ()  # a word and its sentence each, when the person has to choose


class BothEars:
    """The open ear behind a conversation's grammar."""

    def __init__(self, ear: OpenEar, toolbox: Toolbox) -> None:
        self.ear, self._toolbox = ear, toolbox
        self._repairs: dict[tuple[str, Names], Repair] = {}  # by open question and what names there are
        self._words = vocabulary(toolbox.every_intent())
        self._known = frozenset(self._words)

    def ready(self, failed: Callable[[LocalvoiceError], None]) -> None:
        """Learn how the skills' words are said, when there is time; `failed` hears what goes wrong."""
        self.ear.ready(self._own_words, failed)

    def _own_words(self) -> list[str]:
        return [*self._words, *(token for token, _ in self._toolbox.world.names.names.spoken)]

    def doubts(self, first: Transcript, seconds: float, spare_ms: float = math.inf) -> bool:
        """Is it worth hearing so much sound again? What was surely heard may take so long."""
        if not first.accepted or self._asked_for == HEARD_OPENLY:
            return True
        if not first.sure or has_ten(first.text):
            return self.ear.takes_ms(seconds) <= WORTH_MS
        return self._risks(first) and self.ear.takes_ms(seconds) <= spare_ms

    @property
    def _asked_for(self) -> str:
        """How the answer to the open question is to be heard; "" for as anything else."""
        return next((each.heard for each in self._toolbox.intents() if each.question and each.heard), "")

    def _risks(self, first: Transcript) -> bool:
        """Could something else have been asked for? Answers to a question and a "stop" are short, and few things could
        be meant."""
        if self._toolbox.question or len(first.text.split()) <= SHORT:
            return False
        call = self._toolbox.match(first.text)
        return call is not None and self._toolbox.requests(call)

    @staticmethod
    def alone(first: Transcript) -> Judged:
        """What the grammar's ear heard, where the open ear has nothing to say about it."""
        return Judged(first, sure=first.sure)

    async def judge(self, first: Transcript, openly: Openly) -> Judged:
        """What the grammar's ear heard, and what the open ear did, together."""
        asked_for = self._asked_for
        if asked_for == HEARD_IN_WORDS and self._in_words(first.text):
            return Judged(replace(first, accepted=True), openly.text)
        if asked_for == HEARD_OPENLY and not openly.text:
            return Judged(replace(first, accepted=False))
        judged = self._weighed(first, openly) if openly.text else self.alone(first)
        text = judged.transcript.text
        call = self._toolbox.match(text) if judged.transcript.accepted else None
        if call is None:
            return await self._otherwise(judged, first, openly)
        if text == first.text:
            return await self._which_number(judged, openly) if judged.sure else judged
        if has_number(text) and call != self._toolbox.match(first.text):
            return self._unsure_number(judged, call, await openly.others())
        return judged

    async def _otherwise(self, judged: Judged, first: Transcript, openly: Openly) -> Judged:
        """What no skill explains may have been something else: what the first ear heard, or what a skill explains."""
        if not judged.transcript.accepted:
            return judged
        others = await openly.others()
        agrees = any(self._repair().apart(first.text, other).share <= SAME for other in others)
        if agrees and self._toolbox.match(first.text):
            return Judged(replace(first, accepted=True), openly.text, sure=first.sure and first.accepted)
        for other in others:
            if found := self._explained(other, SLIGHT):
                return replace(found, heard=other, sure=False)
        texts = [openly.text, *others]
        best = min(texts, key=self._strange)
        texts.remove(best)
        return replace(judged, transcript=replace(judged.transcript, text=best), heard=best, others=tuple(texts))

    def _strange(self, text: str) -> int:
        """How many of the words does no skill know?"""
        return sum(word.text not in self._known for word in spoken(text))

    def _unsure_number(self, judged: Judged, call: Call, others: list[str]) -> Judged:
        """Another number that was nearly as likely is asked about."""
        text = judged.transcript.text
        for other in others:
            meant = self._toolbox.match(other)
            if meant and meant.intent == call.intent and meant.slots != call.slots and (pair := differing(text, other)):
                return replace(judged, either=((pair[1], other), (pair[0], text)))
        return judged

    def _in_words(self, text: str) -> bool:
        """Does it spell, with words for the letters, to the open question?"""
        call = self._toolbox.match(text) if AS_IN in text else None
        return call is not None and any(each.name == call.intent and each.heard for each in self._toolbox.intents())

    def _weighed(self, first: Transcript, openly: Openly) -> Judged:
        heard, share, any_words = openly.text, math.inf, self._asked_for == HEARD_OPENLY
        sure = first.accepted and first.sure and not any_words
        if first.text and (call := self._toolbox.match(first.text)):
            share = self._repair().apart(first.text, heard).share
            exact = self._toolbox.match(heard)
            other = exact is not None and exact.intent != call.intent
            firmly = other and first.accepted and openly.score >= FIRM
            counts = first.accepted or not other_numbers(first.text, heard)
            counts = counts and not (any_words and letters(first.text))  # a name sounds like some letters
            alike = share <= (SAME if openly.score >= SURELY else AGREE) and not firmly and counts
            if alike or (sure and not self._overrules(other, first.text, openly, share)):
                return Judged(replace(first, accepted=True), heard)
        if any_words and self._toolbox.match(heard):
            return Judged(Transcript(heard, True, 0.0), heard)
        if found := self._explained(heard, SLIGHT if openly.score >= SURELY else MUCH):
            return replace(found, sure=found.sure and not sure)
        if first.accepted and share <= FAR and openly.score < FIRM:
            return Judged(first, heard, sure=False)
        instead = first.text if first.accepted and share <= FAR else ""
        return Judged(Transcript(heard, 0 < len(spoken(heard)) <= FREE, 0.0), heard, sure=not instead, instead=instead)

    def _repair(self) -> Repair:
        """For what may be said now."""
        key = self._toolbox.question, self._toolbox.world.names.names
        if key not in self._repairs:
            self._repairs[key] = Repair(self._toolbox.intents(), self.ear.said, key[1])
        return self._repairs[key]

    def _overrules(self, other: bool, text: str, openly: Openly, share: float) -> bool:
        """Do the open words count more than a sentence that was surely heard? `other`: they ask for another thing."""
        if self._toolbox.question:
            return False
        whole = _letters(openly.text) >= WHOLE * _letters(text)
        return openly.score >= SURELY or (whole and (other or share > (AGREE if openly.score >= FIRM else FAR)))

    async def _which_number(self, judged: Judged, openly: Openly) -> Judged:
        """Tens, where the open ear rather heard a teen or another number that is like them, are asked about."""
        text = judged.transcript.text
        found = rival(text, openly.text)
        if has_ten(text) and found is None:  # it wrote neither
            others = await openly.others()
            found = next((each for other in others if (each := rival(text, other)) is not None), None)
            found = self._like_teen(text, openly.text) if found is None and openly.text else found
        if not found and openly.score >= FIRM:
            found = another(text, openly.text)
        if not isinstance(found, Rival) or not self._toolbox.match(found.text):
            return judged
        if self._toolbox.question == EITHER:
            return replace(judged, transcript=replace(judged.transcript, text=found.text))
        return replace(judged, either=((found.number, found.text), (found.ten, text)))

    def _like_teen(self, text: str, heard: str) -> Rival | None:
        """The teen in place of a ten, where words that are neither sound more like it."""
        found, repair = teen(text), self._repair()
        if found and repair.apart(text, heard).differs - repair.apart(found.text, heard).differs >= TEEN:
            return found
        return None

    def _explained(self, heard: str, most: float) -> Judged | None:
        """The words as they are where a skill explains them, or the nearest ones that it does, so many phones away."""
        exact = self._toolbox.match(heard)
        found = (replace(each, text=self._toolbox.written(each.text)) for each in self._repair().near(heard))
        near = [(each, call) for each in found if (call := self._toolbox.match(each.text))]
        if near and near[0][0].differs <= (SLIGHT if exact else most):
            return self._repaired(near, heard)
        return Judged(Transcript(heard, True, 0.0), heard) if exact else None

    def _repaired(self, near: list[tuple[Near, Call]], heard: str) -> Judged:
        best, call = near[0]
        rivals = [other for other, meant in near if (meant.intent, meant.slots) != (call.intent, call.slots)]
        close = any(other.cost <= best.cost + RIVAL for other in rivals)
        return Judged(Transcript(best.text, True, 0.0), heard, sure=best.differs <= SLIGHT and not close)


def _letters(text: str) -> int:
    return sum(len(word.text) for word in spoken(text))
