"""Which of several texts was meant, and what does it ask for? What a tiny model and a second opinion think together.

The model's share of each request and that of the linear model (`tools.reading.likely`) are multiplied, text by text:
the two err in different places. What most speaks for in all texts is meant, with the arguments of the text that says
them best.
"""

import json
import math
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

from localvoice.engine.lane import Lane
from localvoice.models.roles import Sampling
from localvoice.models.weighed import Argument, Weighed, Weighing
from localvoice.tools.reading.likely import ALIKE, NONE, likely
from localvoice.tools.skill import Call
from localvoice.tools.toolbox import Toolbox
from localvoice.understanding.doubt import Doubt

SECOND = 0.5  # how much the second opinion counts
LEAST = 1e-4  # a share is no smaller
FIRST = 1.5  # the likeliest text counts so much, each other once
ASKED, TOLD = 0.35, 0.7  # share of a request that is asked about before it is done, and of one that is answered at once

Kept = Callable[[Call, str, Doubt | None, bool], Call | None]  # the call, as far as a text speaks of it


@dataclass(frozen=True)
class Meant:
    text: str
    how: Sampling | None = None  # the model has to answer it, where it is known what is called
    perhaps: Call | None = None  # what is called, where that is not likely enough


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

        def steps() -> Generator[object, None, None]:
            nonlocal best
            with self._thinking():
                best = yield from self._meant(texts, doubt)

        async with self._lane.stream("think", steps, lambda: 0.0) as told:
            async for _ in told:
                pass
        return best

    def _meant(self, texts: Sequence[str], doubt: Doubt | None) -> Generator[object, None, Meant]:
        looks: list[Weighed] = []
        for text in texts:
            look = yield from self._chat.weigh(self._told(text))
            if look is None:
                return Meant(texts[0])
            looks.append(look)
        weights = [FIRST, *[1.0] * (len(texts) - 1)]
        each = [self._together(self._told(text), look.shares) for text, look in zip(texts, looks, strict=True)]
        each = [
            {name: weight * share / sum(weights) for name, share in one.items()}
            for weight, one in zip(weights, each, strict=True)
        ]
        total = {name: sum(one[name] for one in each) for name in each[0]}
        name = max(total.keys() - {NONE}, key=lambda name: total[name], default=NONE)
        if total[name] < ASKED or name == NONE:
            return Meant(texts[0])
        found: list[tuple[float, str, Call, str]] = []
        for text, look, one in zip(texts, looks, each, strict=True):
            if made := (yield from self._filled(name, look)):
                words, score = made
                if call := self._kept_call(name, words, text, doubt):
                    found.append((math.log(one[name]) + score, text, call, written(name, words)))
        if not found:
            return Meant(texts[0])
        _, text, call, opening = max(found, key=lambda one: one[0])
        if not self._toolbox.changes(call) and total[name] < TOLD:
            return Meant(texts[0], perhaps=call)
        return Meant(text, replace(self._how, must_call=True, opening=opening))

    def _filled(self, name: str, look: Weighed) -> Generator[object, None, tuple[Mapping[str, str], float] | None]:
        """The arguments of a call, and their log probability."""
        arguments = {slot: Argument(kind.parse, kind.open_text) for slot, kind in self._intents[name].slots.items()}
        return (yield from look.fill(name, arguments, lambda done: self._toolbox.call(name, dict(done)) is not None))

    def _kept_call(self, name: str, words: Mapping[str, str], text: str, doubt: Doubt | None) -> Call | None:
        call = self._toolbox.call(name, dict(words))
        return call and self._kept(call, text, doubt, True)

    def _together(self, text: str, shares: Mapping[str, float]) -> dict[str, float]:
        """Both opinions on a text."""
        second = likely().shares(text)
        scores = {
            name: math.log(share + LEAST) + SECOND * math.log(second.get(ALIKE.get(name, name), LEAST) + LEAST)
            for name, share in shares.items()
            if name == NONE or (name in self._intents and not self._intents[name].question)
        }
        most = max(scores.values())
        total = sum(math.exp(score - most) for score in scores.values())
        return {name: math.exp(score - most) / total for name, score in scores.items()}


def written(name: str, words: Mapping[str, str]) -> str:
    """A call as models write it."""
    return json.dumps({"name": name, "arguments": dict(words)}, ensure_ascii=False)
