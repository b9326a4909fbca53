"""What are the words of one utterance? Those of the recogniser, or of two ears where the profile has them.

Nothing is done about them. `Exchange` decides more than that: what an interruption is, and what it costs to be sure.
"""

from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, replace

from localvoice.errors import LocalvoiceError
from localvoice.events import RATE_HZ, Ending, Frame
from localvoice.models.roles import Expected
from localvoice.tools.toolbox import Toolbox
from localvoice.understanding.both_ears import BothEars
from localvoice.understanding.exchange import WORTH_HEARING_S
from localvoice.understanding.language import ANYBODY, plain
from localvoice.understanding.listening import Listener
from localvoice.understanding.plausible import plausible


@dataclass(frozen=True)
class Utterance:
    """What was said."""

    text: str  # "" when nothing was understood
    voiced_s: float  # how much of it was voice
    language: str = ""  # that was detected, such as "de"; "" when nobody can tell


class Ears:
    """For one conversation that is heard; `toolbox` says which sentences are whole."""

    def __init__(
        self,
        listener: Listener,
        both: BothEars | None,
        toolbox: Toolbox,
        failed: Callable[[LocalvoiceError], None],
        at_once: int | None,
    ) -> None:
        """`failed` hears what goes wrong when nobody waits for it. `at_once`: so many programs are heard at the same
        time; None: nobody says."""
        self.listener, self._both, self._toolbox = listener, both, toolbox
        self._failed, self.at_once = failed, at_once
        self.language = ""  # that is spoken, such as "de", where somebody says so
        self.hint = ""  # words that are likely, where the recogniser takes a hint

    async def hear(self, frames: AsyncIterator[Frame], told: Callable[[str], None] = lambda words: None) -> Utterance:
        """The words, when the frames have ended; `told` gets those so far.

        Frames may be heard again with more behind them, at the cost of what is new.
        """
        listener, both = self.listener, self._both
        tape = listener.tape(frames)
        transcript, voiced_s = await listener.recognise(tape, told)
        asked = bool(self._toolbox.question)
        accepted = plausible(transcript, voiced_s, listener.follows_grammar, asked)
        transcript = replace(transcript, accepted=accepted)
        if both and voiced_s >= WORTH_HEARING_S and both.doubts(transcript, len(tape.pcm()) / RATE_HZ):
            transcript = (await both.judge(transcript, await both.ear.hear(tape.pcm()))).transcript
        return Utterance(transcript.text if transcript.accepted else "", voiced_s, transcript.language)

    async def hear_all(self, frames: Iterable[Frame]) -> Utterance:
        """The words of frames that are at hand."""

        async def come() -> AsyncIterator[Frame]:
            for frame in frames:
                yield frame

        return await self.hear(come())

    def forget(self) -> None:
        """What was heard will not go on."""
        self.listener.forget(self._failed)

    def expected(self) -> Expected:
        """In which language will the next turn be, and of what?"""
        return replace(ANYBODY, surely=plain(self.language), hint=self.hint)

    def ending(self, words: str) -> Ending:
        """Could these be all?"""
        return self._toolbox.ending(words)
