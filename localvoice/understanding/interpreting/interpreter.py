"""What does an interpreter do it with? A recogniser that is asked again and again, a translator, a voice; in the lane.

Here is what outlives clauses; who says what when is `dialogue.interpreted`'s.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, replace

from localvoice.engine.lane import Lane
from localvoice.errors import LocalvoiceError
from localvoice.events import Frame, Manner, Transcript
from localvoice.models.roles import Polyglot, Voice
from localvoice.tools.skill import World
from localvoice.understanding.interpreting.clauses import Clause
from localvoice.understanding.interpreting.commands import command
from localvoice.understanding.interpreting.translator import Translation, Translator
from localvoice.understanding.language import ENGLISH
from localvoice.understanding.listening import Listener
from localvoice.understanding.mind import Out
from localvoice.understanding.mouth import Mouth
from localvoice.understanding.plausible import plausible
from localvoice.wording.phrases import speak_phrases

HURRIED, LONG_S = 31.0, 1.0  # letters for each second of somebody who hurries; what is said so long is no noise


@dataclass(frozen=True)
class Heard:
    """What an utterance is so far."""

    transcript: Transcript  # without text where it was not accepted
    voiced_s: float


class Interpreter:
    """`world` says how loud and fast, and which names only this person uses."""

    def __init__(
        self, lane: Lane, listener: Listener, translator: Translator, mouth: Mouth, voice: Voice, world: World
    ) -> None:
        self._lane, self._listener, self._translator = lane, listener, translator
        self._mouth, self._voice, self.world = mouth, voice, world
        self.rate_hz = voice.rate_hz

    def speaks(self, language: str) -> bool:
        return language in (self._voice.languages if isinstance(self._voice, Polyglot) else {ENGLISH})

    async def hear(self, frames: Sequence[Frame]) -> Heard:
        """An utterance so far; the same one again with more frames, at the cost of what is new."""

        async def come() -> AsyncIterator[Frame]:
            for frame in frames:
                yield frame

        transcript, voiced_s = await self._listener.recognise(come(), lambda words: None)
        if not _believed(transcript, voiced_s):
            transcript = replace(transcript, text="", accepted=False)
        return Heard(transcript, voiced_s)

    def forget(self, failed: Callable[[LocalvoiceError], None]) -> None:
        self._listener.forget(failed)

    async def prepare(self, spoken: str, into: str) -> None:
        """What is slow the first time for this direction."""
        await self._translator.prepare(spoken, into)

    async def translate(self, clause: Clause, into: str) -> Translation:
        """Raises EngineError."""
        return await self._translator.translate(clause, into)

    async def say(self, text: str, manner: Manner, out: Out) -> None:
        """Tell a translation phrase by phrase, with its sound."""
        for phrase in speak_phrases(text, 0, manner.language):
            await self._mouth.say(phrase, manner, out)


def _believed(transcript: Transcript, voiced_s: float) -> bool:
    """Were these words said? No noise is taken for words, and no hurry for a noise; a short command counts."""
    if plausible(transcript, voiced_s, follows_grammar=False):
        return True
    letters = len(transcript.text.replace(" ", ""))
    hurried = voiced_s >= LONG_S and letters <= HURRIED * voiced_s
    return transcript.accepted and (hurried or command(transcript.text) is not None)
