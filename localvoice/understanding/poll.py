"""Which of several texts was meant, and what does it ask for? What a tiny model and a second opinion think together.

The model's share of each request and that of the linear model (`tools.reading.likely`) are multiplied, text by text:
the two err in different places. What all texts together speak most for is meant, with the arguments of the text that
says them best.
"""

import json
import math
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

import numpy as np

from localvoice.engine.lane import Lane
from localvoice.models.roles import Sampling
from localvoice.models.weighed import Argument, Weighed, Weighing
from localvoice.tools.reading.likely import ALIKE, NONE, likely
from localvoice.tools.skill import Call
from localvoice.tools.toolbox import Toolbox
from localvoice.understanding.doubt import Doubt

# Set by hand, and looked at on 183 clips of held-out wordings (scripts/benches/RESULTS.md): how much the second opinion
# counts.
SECOND = 0.5
LEAST = 1e-4  # a share is no smaller
UNTAUGHT = 0.5  # share of what the second opinion knows nothing of: answers to an open question
FIRST = 1.5  # the likeliest text counts so much, each other once
# Share of a request that is asked about before it is done, of one that nobody can be asked about, and of one that is
# answered at once
ASKED, CHATTED, TOLD = 0.35, 0.5, 0.7

Kept = Callable[[Call, str, Doubt | None, bool], Call | None]  # the call, as far as a text speaks of it


@dataclass(frozen=True)
class Meant:
    text: str
    how: Sampling | None = None  # the model has to answer it, where it is known what is called
    perhaps: Call | None = None  # what is called, where that is not likely enough
    weighed: bool = False  # without `how`, nothing is called: what the model calls by itself is none of this


class Poll:
    """Nothing is done or said, and the conversation stays as it was."""

    def __init__(
        self,
        lane: Lane,
        chat: Weighing,
        toolbox: Toolbox,
        how: Sampling,
        told: Callable[[str], str],
        kept: Kept,
        thinking: Callable[[], AbstractContextManager[None]],
    ) -> None:
        """`told`: what the model reads of a text; `thinking`: while this is entered, nothing else uses the chat."""
        self._lane, self._chat, self._how = lane, chat, how
        self._toolbox = toolbox
        self._told, self._kept, self._thinking = told, kept, thinking
        self._intents = {intent.name: intent for intent in toolbox.intents()}

    async def of(self, texts: Sequence[str], doubt: Doubt | None) -> Meant:
        """Of texts that an ear heard with nearly the same likelihood, the likeliest first, the one that was meant."""
        best = Meant(texts[0])

        def weigh() -> Generator[object, None, None]:
            nonlocal best
            with self._thinking():
                best = yield from self.steps(texts, doubt)

        async with self._lane.stream("think", weigh, lambda: 0.0) as told:
            async for _ in told:
                pass
        return best

    def steps(self, texts: Sequence[str], doubt: Doubt | None) -> Generator[object, None, Meant]:
        """The same, in the lane."""
        looks: list[Weighed] = []
        for text in texts:
            look = yield from self._chat.weigh(self._told(text))
            if look is None:
                return Meant(texts[0])
            looks.append(look)
        shares = [self._together(self._told(text), look.shares) for text, look in zip(texts, looks, strict=True)]
        counts = [FIRST, *[1.0] * (len(texts) - 1)]
        total = {name: float(np.average([one[name] for one in shares], weights=counts)) for name in shares[0]}
        name = max(total.keys() - {NONE}, key=lambda name: total[name], default=NONE)
        best, most = Meant(texts[0], weighed=True), -math.inf
        if name == NONE or total[name] < ASKED:
            return best
        for text, look, share, count in zip(texts, looks, shares, counts, strict=True):
            call, how, score = yield from self._filled(name, look, text, doubt)
            score += math.log(count * share[name])
            if call and score > most:
                surely = self._toolbox.changes(call) or total[name] >= (
                    TOLD if self._toolbox.askable(call) else CHATTED
                )
                best, most = Meant(text, how if surely else None, None if surely else call, weighed=True), score
        return best

    def _filled(
        self, name: str, look: Weighed, text: str, doubt: Doubt | None
    ) -> Generator[object, None, tuple[Call | None, Sampling, float]]:
        """The call with what a text holds, how the model is made to make it, and how likely that is, as a logarithm."""
        arguments = {slot: Argument(kind.parse, kind.open_text) for slot, kind in self._intents[name].slots.items()}
        toolbox = self._toolbox
        found = yield from look.fill(
            name, arguments, lambda done: toolbox.call(name, dict(done)) is not None, toolbox.asking()
        )
        words, score = found or ({}, -math.inf)
        call = self._toolbox.call(name, dict(words)) if found else None
        opening = json.dumps({"name": name, "arguments": dict(words)}, ensure_ascii=False)
        return call and self._kept(call, text, doubt, True), replace(self._how, must_call=True, opening=opening), score

    def _together(self, text: str, shares: Mapping[str, float]) -> dict[str, float]:
        """Both opinions on a text."""
        second = likely().shares(text)
        scores = {
            name: math.log(share + LEAST) + SECOND * math.log(second.get(ALIKE.get(name, name), UNTAUGHT) + LEAST)
            for name, share in shares.items()
            if name == NONE or name in self._intents
        }
        most = max(scores.values())
        total = sum(math.exp(score - most) for score in scores.values())
        return {name: math.exp(score - most) / total for name, score in scores.items()}
