"""The ways to answer that are compared: overlapped as this assistant is, one stage after the other, and one model.

What differs is only who decides that a turn is over, and whether a stage may begin before the one before it has ended:
ears, models, skills and voice are the same, so that a difference is the way's.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field, replace

from localvoice.events import Frame, Note, Speech, Transcript
from localvoice.hearing import gate
from localvoice.hearing.turns import Rules
from localvoice.understanding.mind import ClientMind, Exchange, Jingle, Occasion, Out, Said, Saying, Told

FIXED_S = 0.8  # of silence, as voice assistants of the old kind wait; OpenAI's realtime interface has 0.5
FRAME_LATE_S = 0.04  # a pause is noticed a frame after it is long enough


@dataclass(frozen=True)
class Way:
    """How a turn is answered."""

    name: str
    rules: Rules = field(default_factory=Rules)
    decide: Callable[[gate.Evidence], gate.Decision] = gate.decide
    whole: bool = False  # one stage after the other, and words alone


def fixed(seconds: float) -> tuple[Rules, Callable[[gate.Evidence], gate.Decision]]:
    """A turn ends after so much silence, whatever was said, and nothing is begun before."""
    return Rules(pause_s=seconds - FRAME_LATE_S), lambda _: gate.Decision(seconds, "fixed")


OVERLAPPED = Way("overlapped")
TRADITIONAL = Way("traditional", *fixed(FIXED_S), whole=True)
NATIVE = Way("native")  # it hears and speaks itself; its turns end as those of the overlapped one


class WholeMind:
    """A mind that hears when all has been said, and is heard when all of its answer is made; tone it never learns of.

    What interrupts is heard at once in every way: that is no part of the answer.
    """

    def __init__(self, mind: ClientMind) -> None:
        self._mind = mind
        self.rate_hz = mind.rate_hz

    def begin(self, said: Said, occasion: Occasion) -> Exchange:
        """See `Mind.begin`."""
        if said.frames and not occasion.interrupting:
            said = replace(said, frames=_gathered(said.frames))
        return WholeExchange(self._mind.begin(said, replace(occasion, note=lambda words: Note())))

    async def announce(self, text: str, out: Out) -> None:
        """See `Mind.announce`."""
        await self._mind.announce(text, out)

    async def recognise(self, frames: AsyncIterator[Frame]) -> Transcript:
        """See `ClientMind.recognise`."""
        return await self._mind.recognise(_gathered(frames))

    def remember(self, past: Sequence[tuple[str, str]]) -> None:
        """See `ClientMind.remember`."""
        self._mind.remember(past)

    async def warm(self) -> None:
        """See `ClientMind.warm`."""
        await self._mind.warm()


class WholeExchange:
    """Its answer's sound is told when there is no more of it."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    async def run(self, out: Out) -> None:
        """See `Exchange.run`."""
        kept: list[Told] = []
        begun = False  # the first phrase was told: thinking is over then

        def tell(told: Told) -> None:
            nonlocal begun
            if isinstance(told, Speech | Jingle) or (begun and isinstance(told, Saying)):
                kept.append(told)
                return
            begun = begun or isinstance(told, Saying)
            out.tell(told)

        await self._exchange.run(replace(out, tell=tell, ahead_s=lambda: 0.0))
        for told in kept:
            out.tell(told)

    def take_back(self) -> None:
        """See `Exchange.take_back`."""
        self._exchange.take_back()

    def cut(self, heard: str, samples: int | None = None) -> None:
        """See `Exchange.cut`."""
        self._exchange.cut(heard, samples)


async def _gathered(frames: AsyncIterator[Frame]) -> AsyncIterator[Frame]:
    """The same frames, none before the last one."""
    for frame in [frame async for frame in frames]:
        yield frame
