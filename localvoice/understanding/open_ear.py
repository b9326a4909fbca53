"""What are the words of a turn, whatever they are? The same sound once more, through a recogniser of open speech.

It hears in the lane, from the pause on at which the grammar's ear was not sure, or heard what would change something;
a question that was surely heard costs nothing. With the words come their pronunciations, for which the grammar's
recogniser has the dictionary.
"""

import re
from collections.abc import Awaitable, Callable, Generator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from localvoice.clock import Clock
from localvoice.engine.costs import Costs
from localvoice.engine.lane import Lane
from localvoice.errors import LocalvoiceError
from localvoice.events import RATE_HZ, Transcript
from localvoice.models.roles import Pronouncing, Recogniser, StepwiseUtterance, Utterance, Wavering
from localvoice.tools.reading.likeness import Phones
from localvoice.tools.reading.normal import spoken
from localvoice.wording.end_word import taken_off

SOON_S = 0.05  # preparing is wanted a little later than hearing
APART = re.compile(r"\bto (night|morrow)\b", re.IGNORECASE)  # written as two words after a number: "at five to night"
OTHERS = 4  # texts that are looked at besides the likeliest; each takes as long as writing it does, some 30 ms


async def _none() -> list[str]:
    return []


@dataclass(frozen=True, eq=False)
class Openly:
    """The words of a turn, as a recogniser of open speech writes them; "" for none."""

    text: str
    score: float = 0.0  # mean log probability of its parts; 0: quite sure
    others: Callable[[], Awaitable[list[str]]] = _none  # what else was nearly as likely; takes a while


class OpenEar:
    """A recogniser of open speech in the lane; `costs` learns what it takes."""

    def __init__(
        self,
        lane: Lane,
        clock: Clock,
        recogniser: Recogniser,
        dictionary: Recogniser,
        costs: Costs,
        written: Callable[[str], str] = str,
    ) -> None:
        """`dictionary`: the recogniser that knows how words are said, where it does. `written`: as for `Listener`."""
        self._written = lambda text: written(APART.sub(r"to\1", text))
        self._lane, self._clock, self._costs = lane, clock, costs
        self._recogniser = recogniser
        self._dictionary = dictionary if isinstance(dictionary, Pronouncing) else None
        self.end_word = ""  # that the person ends their turns with
        self._said: dict[str, Sequence[Phones]] = {}  # grows in the lane
        self._wanted: Callable[[], Sequence[str]] = tuple  # words that are to be in it

    def takes_ms(self, seconds: float) -> float:
        """What so much speech will take to hear."""
        return self._costs.predict("hear openly", seconds).ms

    def said(self, words: Sequence[str]) -> dict[str, Sequence[Phones]]:
        """How words are said that were heard or learnt; those that no dictionary has are missing."""
        return {word: self._said[word] for word in words if word in self._said}

    def ready(self, words: Callable[[], Sequence[str]], failed: Callable[[LocalvoiceError], None]) -> None:
        """Go once through what is slow the first time, when there is time; `failed` hears what goes wrong.

        How these words are said is known at the latest when something has been heard.
        """
        self._wanted = words
        silence = np.zeros(RATE_HZ // 2, np.float32)
        self._lane.start("prepare", lambda: self._steps(silence, []), lambda: SOON_S, failed, upkeep=True)

    async def hear(self, pcm: np.ndarray) -> Openly:
        """The words of (n,) float32 at 16 kHz, without the end word."""
        heard = await self._hear(pcm)

        async def others() -> list[str]:
            return [taken_off(text, self.end_word)[0] for text in await heard.others()]

        return replace(heard, text=taken_off(heard.text, self.end_word)[0], others=others)

    async def _hear(self, pcm: np.ndarray) -> Openly:
        heard = Transcript("", False, 0.0)
        utterances: list[Utterance] = []
        async with self._lane.stream("hear openly", lambda: self._steps(pcm, utterances), lambda: 0.0) as told:
            async for each in told:
                heard = each if isinstance(each, Transcript) else heard
        last = utterances[-1] if isinstance(utterances[-1], Wavering) else None
        if heard.accepted or not last:
            text = self._written(heard.text) if heard.accepted else ""
            return Openly(text, heard.score, partial(self._others, last) if last else _none)
        best, *rest = await self._nearly(last) or [heard]  # where it is unsure, another text may not be
        texts = [self._written(each.text) for each in rest]

        async def others() -> list[str]:
            return texts

        return Openly(self._written(best.text) if best.accepted else "", best.score, others)

    async def _others(self, utterance: Wavering) -> list[str]:
        return [self._written(each.text) for each in await self._nearly(utterance)]

    async def _nearly(self, utterance: Wavering) -> list[Transcript]:
        """What the sound may have been as well, the likeliest first."""
        found: list[Transcript] = []

        def steps() -> Generator[object, None, None]:
            found.extend((yield from utterance.others_steps(OTHERS)))
            self._look_up([word.text for each in found for word in spoken(each.text)])
            yield

        async with self._lane.stream("hear openly", steps, lambda: 0.0) as told:
            async for _ in told:
                pass
        return found

    def _steps(self, pcm: np.ndarray, kept: list[Utterance]) -> Generator[str | Transcript, None, None]:
        """`kept` gets the utterance, where it can tell more afterwards; any other is closed."""
        began_s = self._clock.now_s()
        utterance = self._recogniser.listen(None)
        kept.append(utterance)
        try:
            utterance.feed(pcm)
            yield ""
            if isinstance(utterance, StepwiseUtterance):
                transcript = yield from utterance.transcript_steps()
            else:
                transcript = utterance.transcript()
        finally:
            if not isinstance(utterance, Wavering):
                utterance.close()
        self._costs.learn("hear openly", len(pcm) / RATE_HZ, 1000 * (self._clock.now_s() - began_s))
        self._look_up([*self._wanted(), *(word.text for word in spoken(transcript.text))])
        yield transcript

    def _look_up(self, words: Sequence[str]) -> None:
        new = [word for word in dict.fromkeys(words) if word not in self._said]
        if new and self._dictionary:
            self._said |= self._dictionary.pronunciations(new)
