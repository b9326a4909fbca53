"""What does a model that hears by itself answer? Its own sound as it comes, its text as captions, and calls between.

Tools, claims and notes are `thinking`'s. With a mind behind it, the model hands on what it cannot answer by one call,
and that mind's phrases are spoken as they come (delegation).
"""

import math
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from anyio.streams.memory import MemoryObjectReceiveStream

from localvoice.clock import Clock
from localvoice.engine.costs import Costs
from localvoice.engine.lane import Lane
from localvoice.events import RATE_HZ, Speech
from localvoice.models.native import NativeChat, Sound
from localvoice.models.roles import Ended, Read, Sampling, Text, ToolCall
from localvoice.tools.toolbox import Toolbox
from localvoice.understanding.aloud import Aloud
from localvoice.understanding.language import Tongue
from localvoice.understanding.mind import Known, Out, Saying, Stage, Told
from localvoice.understanding.native_sound import Guard, Pace, Spoken
from localvoice.understanding.thinking import READ_DUE_S, THINK_AHEAD_S, Thinker, Use
from localvoice.wording.manners.telling import Telling
from localvoice.wording.phrase import Phrase

if TYPE_CHECKING:
    import numpy as np

THINK = "think"
SCHEMA: dict[str, Any] = {
    "type": "function",
    "function": {
        "name": THINK,
        "description": "Hand a question that takes knowledge or thought to a better mind, which answers it aloud.",
        "parameters": {
            "type": "object",
            "properties": {"question": {"type": "string", "description": "the whole question, in words"}},
            "required": ["question"],
        },
    },
}
MEANWHILE = "Let me think about that."


@dataclass(frozen=True, eq=False)
class Means:
    """What it speaks with."""

    rate_hz: int  # of its own sound; 0: it has none, and its text is spoken by a voice
    costs: Costs
    mind: Thinker | None = None  # that questions are handed to


@dataclass(eq=False)
class Sounding(Aloud):
    """An answer on its way. `heard_pcm`: what it answers; None: what was typed."""

    heard_pcm: "np.ndarray | None" = None
    tell_sound: Callable[[Told], None] = lambda told: None  # in the order of the phrases
    gain: float = 1.0
    own: int = 0  # samples that the model itself made, told so far
    before: str = ""  # what was said before the mind behind it spoke; "" where it did not


class Talker(Thinker):
    """A conversation with a model that hears, in the lane."""

    def __init__(
        self,
        lane: Lane,
        clock: Clock,
        chat: NativeChat,
        toolbox: Toolbox,
        how: Sampling,
        notice: Callable[[str], None],
        means: Means,
    ) -> None:
        super().__init__(lane, clock, chat, toolbox, how, notice)
        self.means, self._pace = means, Pace()

    async def read_along(self, partials: MemoryObjectReceiveStream[str]) -> None:
        """It hears by itself: see `hear_along`."""
        async for _ in partials:
            pass

    def hear_along(self, pcm: "np.ndarray") -> None:
        """Take in what is certain of the sound so far of a person who still speaks."""

        def steps() -> Generator[Read, None, None]:
            if not self._thinking:
                yield from self._chat.prefill(pcm)

        self._lane.start("hear along", steps, lambda: READ_DUE_S, self._failed)

    def sounding(self, say: Callable[[Phrase | Told], None], out: Out, tongue: Tongue) -> Sounding:
        """An answer in this conversation."""
        persona, world = self._toolbox.persona, self._toolbox.world
        telling = Telling() if self.means.rate_hz else Telling(persona.sentences)
        made = Sounding(say, world, out.ahead_s, telling, tongue, out.aloud, unknown=persona.unknown)
        made.tell_sound = say
        return made

    async def _think(self, said: str | None, aloud: Aloud, use: Use, known: Known) -> str:
        async def used(call: ToolCall) -> None:
            if not await self._handed(call, aloud, known):
                await use(call)

        if not (isinstance(aloud, Sounding) and self.means.rate_hz):
            return await super()._think(said, aloud, used, known)
        guard = Guard(aloud.telling)
        spoken = Spoken(self.means.rate_hz, self._pace, aloud.gain)
        reason, calls, reads = "", list[ToolCall](), said is not None

        def due_s() -> float:
            ahead_s = aloud.ahead_s() if aloud.own else 0.0
            return math.inf if ahead_s > THINK_AHEAD_S else ahead_s

        steps = partial(self._steps, said, aloud, known)
        async with self._lane.stream("think", steps, due_s) as told:
            async for each in told:
                if reads and not isinstance(each, Read):
                    reads = False
                    aloud.tell_sound(Stage("read"))
                if isinstance(each, Text):
                    self._write(guard.feed(each.text), spoken, aloud)
                elif isinstance(each, Sound):
                    _tell(spoken.sound(each.pcm, guard.holds), aloud)
                elif isinstance(each, ToolCall):
                    calls.append(each)
                elif isinstance(each, Ended):
                    reason = each.reason
                if guard.over:
                    break
        self._write(guard.end(reason not in ("length", "outdated")), spoken, aloud)
        _tell(spoken.end(not guard.over), aloud)
        for call in calls:  # after what was said before them
            await used(call)
        return reason

    def _steps(self, said: str | None, aloud: Sounding, known: Known) -> Generator[object, None, None]:
        """What the model answers; how long it took to take it in, and to its first sound, is learnt."""
        known.words |= said is not None
        self._thinking += 1
        costs, now_s = self.means.costs, self._clock.now_s
        began_s, read_s, first = now_s(), None, True
        try:
            for each in self._reply(said, aloud):
                if read_s is None and not isinstance(each, Read):
                    read_s = now_s()
                    if aloud.heard_pcm is not None and said is not None:
                        costs.learn("take in", len(aloud.heard_pcm) / RATE_HZ, 1000 * (read_s - began_s))
                if first and isinstance(each, Sound) and read_s is not None:
                    first = False
                    costs.learn("first sound", 1.0, 1000 * (now_s() - read_s))
                yield each
        finally:
            self._thinking -= 1

    def _reply(self, said: str | None, aloud: Aloud) -> Generator[object, None, None]:
        heard = aloud.heard_pcm if isinstance(aloud, Sounding) and said is not None else None
        return self._chat.reply(said if heard is None else heard, self._how)

    def _write(self, text: str, spoken: Spoken, aloud: Sounding) -> None:
        spoken.write(text)
        if text.strip():
            aloud.said.append(text.strip())
            aloud.world.said = " ".join(aloud.said)

    def _honest(self, said: str, aloud: Aloud, reason: str) -> str:
        unwritten = isinstance(aloud, Sounding) and aloud.own and not aloud.telling.claimed
        return "" if unwritten else super()._honest(said, aloud, reason)

    async def _handed(self, call: ToolCall, aloud: Aloud, known: Known) -> bool:
        """To the mind behind: something true is said meanwhile, then its phrases as they come."""
        mind, question = self.means.mind, call.arguments.get("question")
        if call.name != THINK or mind is None or not isinstance(question, str):
            return False
        if not aloud.said:
            aloud.say(Phrase(MEANWHILE, MEANWHILE, aloud.tongue.english))
        if isinstance(aloud, Sounding):
            aloud.before = " ".join(aloud.said) or MEANWHILE
        known.behind.append(Known())
        behind = Aloud(aloud.say, aloud.world, aloud.ahead_s, Telling(), aloud.tongue, aloud.covers)
        behind.unknown = aloud.unknown
        await mind.answer(question, behind, known.behind[-1])
        aloud.said += behind.said
        self._result(call, " ".join(behind.said))
        mind.settle()
        return True

    def note(self, said: str, answered: str, known: Known) -> None:
        super().note(said, answered, known)
        if self.means.mind and said:
            known.behind.append(Known())
            self.means.mind.note(said, answered, known.behind[-1])

    def cut(self, heard: str, samples: int | None = None) -> None:
        self._soon("cut the answer", lambda: self._chat.cut(heard, samples))

    def cut_behind(self, heard: str, known: Known) -> None:
        """So much of what the mind behind it said in this turn was heard."""
        if self.means.mind and any(each.words for each in known.behind):
            self.means.mind.cut(heard)

    def forget(self, known: Known) -> None:
        super().forget(known)
        if mind := self.means.mind:
            for each in known.behind:
                mind.forget(each)

    async def warm(self) -> None:
        await super().warm()
        if self.means.mind:
            await self.means.mind.warm()


def _tell(pieces: Iterable[Saying | Speech], aloud: Sounding) -> None:
    for piece in pieces:
        if isinstance(piece, Speech):
            aloud.own += len(piece.pcm)
            aloud.tell_sound(piece)
        else:
            aloud.tell_sound(piece)
