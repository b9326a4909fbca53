"""Recognise → think → say, overlapped: recognition runs while the person speaks, the voice phrase by phrase."""

import math
from collections import deque
from collections.abc import AsyncIterator, Callable, Generator
from dataclasses import replace
from functools import partial

import anyio
import numpy as np

from localvoice.engine.lane import Lane
from localvoice.events import FRAME_S, Frame, Manner, Transcript
from localvoice.models.roles import Recogniser, Voice
from localvoice.tools.skill import Answer, Hush
from localvoice.tools.toolbox import Toolbox
from localvoice.understanding.backchannel import is_backchannel
from localvoice.understanding.mind import Occasion, Partial, Saying, Tell, Understood
from localvoice.understanding.phrases import speak_phrases

# Speech is made at most this far ahead of playback: an interruption throws little away.
AHEAD_S = 3.0
# Voice that nobody could explain: shorter than this it was a cough or a word to somebody else, so say nothing.
WORTH_AN_ANSWER_S = 0.6
# Letters for each second of voice. A reading that was forced into a short command has up to 7, a noise that was taken
# for words from 20 on; spoken commands have 12 to 17, coffee orders 10 to 19 (the benches of those names).
SLOWEST, FASTEST = 7.5, 20.0
# After so many misses in a row nobody is talking to the assistant (a television): be silent until understood again.
MISSES = 2


class Cascade:
    """A recogniser, the skills and a voice, all run by one lane."""

    def __init__(self, lane: Lane, recogniser: Recogniser, voice: Voice, toolbox: Toolbox) -> None:
        self._lane, self._recogniser, self._voice, self._toolbox = lane, recogniser, voice, toolbox
        self.rate_hz = voice.rate_hz
        self._misses = 0

    async def understand(
        self, heard: AsyncIterator[Frame], ahead_s: Callable[[], float], tell: Tell, occasion: Occasion
    ) -> None:
        transcript, voiced_s = await self.recognise(heard, tell)
        if occasion.interrupting and (not transcript.accepted or self._toolbox.match(transcript.text) is None):
            tell(Understood(transcript.text, False, backchannel=is_backchannel(transcript.text)))
            return
        if occasion.instead_of and occasion.over:
            await occasion.over.wait()
            occasion.instead_of.take_back()
        answer, understood = await self.answer(transcript, voiced_s)
        tell(understood)
        if not any(isinstance(effect, Hush) for effect in answer.effects):
            await self.announce(answer.text, ahead_s, tell)

    async def announce(self, text: str, ahead_s: Callable[[], float], tell: Tell) -> None:
        world = self._toolbox.world
        manner = Manner(pace=world.pace, volume=world.volume)
        for phrase in speak_phrases(text):
            tell(Saying(phrase.text, phrase.spoken))
            steps = partial(self._voice.say, phrase.spoken, manner)
            async with self._lane.stream("say", steps, lambda: _due_s(ahead_s())) as pieces:
                async for piece in pieces:
                    tell(piece)

    async def answer(self, transcript: Transcript, voiced_s: float) -> tuple[Answer, Understood]:
        """What to say to a transcript, and what it was taken for."""
        undo, misses = self._toolbox.mark(), self._misses

        def take_back() -> None:
            undo()
            self._misses = misses

        call = self._toolbox.match(transcript.text) if transcript.accepted else None
        if call is None:
            self._misses += voiced_s >= WORTH_AN_ANSWER_S
            quiet = voiced_s < WORTH_AN_ANSWER_S or self._misses > MISSES
            answer = Answer("") if quiet else self._toolbox.unknown()
            return answer, Understood(transcript.text, False, "", answer.text, take_back=take_back)
        ending = self._toolbox.ending(transcript.text)
        self._misses = 0
        answer = await self._toolbox.run(call)
        return answer, Understood(transcript.text, True, call.intent, answer.text, ending, take_back=take_back)

    async def warm(self) -> None:
        """Go once through everything that is slow the first time: compile the grammar, build the matcher, speak."""

        def listen_and_speak() -> None:
            self._recogniser.listen(self._toolbox.grammar()).close()
            next(self._voice.say("Ready.", Manner()), None)

        await self._lane.call("warm up", listen_and_speak)
        self._toolbox.match("what can you do")

    async def recognise(self, heard: AsyncIterator[Frame], tell: Tell) -> tuple[Transcript, float]:
        """The transcript of one turn, and how many seconds of it were voiced."""
        waiting: deque[np.ndarray | None] = deque()
        voiced_s = 0.0

        async def feed() -> None:
            nonlocal voiced_s
            async for frame in heard:
                voiced_s += FRAME_S if frame.voice >= 0.5 else 0.0
                waiting.append(frame.pcm)
            waiting.append(None)

        def steps() -> Generator[str | Transcript, None, None]:
            return _transcribe(self._recogniser, self._toolbox.grammar(), waiting)

        transcript, shown = Transcript("", False, 0.0), ""
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(feed)
            async with self._lane.stream("recognise", steps, lambda: 0.0 if waiting else math.inf) as results:
                async for result in results:
                    if isinstance(result, Transcript):
                        transcript = result
                        break
                    if result != shown:
                        shown = result
                        tell(Partial(shown))
        return replace(transcript, accepted=plausible(transcript, voiced_s)), voiced_s


def plausible(transcript: Transcript, voiced_s: float) -> bool:
    """Was it accepted, and can so many letters be said in so much voice?"""
    letters = len(transcript.text.replace(" ", ""))
    return transcript.accepted and SLOWEST * voiced_s <= letters <= FASTEST * voiced_s


def _transcribe(
    recogniser: Recogniser, grammar: str, waiting: deque[np.ndarray | None]
) -> Generator[str | Transcript, None, None]:
    """One step for each frame that waits; the schedule calls it only while one does. None is the end of the turn."""
    utterance = recogniser.listen(grammar)
    try:
        while (pcm := waiting.popleft()) is not None:
            yield utterance.feed(pcm)
        yield utterance.finish()
    finally:
        utterance.close()


def _due_s(ahead_s: float) -> float:
    """Later speech is wanted when playback would run dry; far ahead of it, not at all for now."""
    return math.inf if ahead_s > AHEAD_S else ahead_s
