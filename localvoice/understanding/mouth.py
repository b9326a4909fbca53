"""A phrase becomes sound: in the lane, piece by piece, not far ahead of playback, as loud and fast as is wanted now."""

from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import replace

import numpy as np

from localvoice.clock import Clock
from localvoice.engine.costs import Costs
from localvoice.engine.lane import Lane
from localvoice.errors import LocalvoiceError
from localvoice.events import Manner, Speech
from localvoice.models.roles import Voice
from localvoice.tools.skill import World
from localvoice.understanding.mind import Out, Saying
from localvoice.understanding.outlook import ACKNOWLEDGEMENT
from localvoice.wording.phrase import Phrase
from localvoice.wording.phrases import speak_phrases

WHISPERED = 0.35  # a whisper is answered so softly: a gain of −9 dB
IDLE_DUE_S = 0.05  # when upkeep is wanted


class Mouth:
    """A voice in the lane. `world` says how loud and fast; `notice` gets one sentence when upkeep fails."""

    def __init__(
        self, lane: Lane, clock: Clock, voice: Voice, costs: Costs, world: World, notice: Callable[[str], None]
    ) -> None:
        self._lane = lane
        self._clock = clock
        self._voice = voice
        self._costs = costs
        self._world, self._notice = world, notice
        self.rate_hz = voice.rate_hz
        self._acknowledgement: list[Speech] = []  # at full volume
        self._acknowledgement_pace = 0.0  # at which it was made; 0: it was not

    def manner(self, language: str, note: str = "") -> Manner:
        """How to speak now to somebody who spoke like this."""
        whispered = "whispered" in note
        softly = WHISPERED if whispered else 1.0
        return Manner(self._world.pace, softly * self._world.volume, language, whispered)

    def phrases(self, text: str, language: str) -> Iterator[Phrase]:
        """A text that is known, cut so that speech begins soon."""
        return speak_phrases(text, language=language)

    async def say(self, phrase: Phrase, manner: Manner, out: Out) -> None:
        """Tell the phrase, and its sound as it is wanted."""

        def steps() -> Generator[Speech, None, None]:
            began_s, first = self._clock.now_s(), True
            with closing(self._voice.say(phrase.spoken, manner)) as pieces:
                for piece in pieces:
                    if first:
                        self._costs.learn("say", len(phrase.spoken), 1000 * (self._clock.now_s() - began_s))
                        first = False
                    yield piece

        out.tell(Saying(phrase.text, phrase.spoken))
        if not out.aloud:
            return
        async with self._lane.stream("say", steps, out.due_s) as pieces:
            async for piece in pieces:
                out.tell(piece)

    def acknowledgement(self, manner: Manner) -> list[Speech]:
        """The sound that covers a wait, at once; [] where it is not at hand at this pace."""
        if self._acknowledgement_pace != manner.pace:
            return []
        gain = np.float32(manner.volume)
        return [replace(piece, pcm=gain * piece.pcm) for piece in self._acknowledgement]

    async def warm(self) -> None:
        """Speak once, which makes the acknowledgement."""
        await self._lane.call("warm up", lambda: [None for _ in self._acknowledge()])

    def settle(self) -> None:
        """Prepare for the next turn when there is time: the pace may be another one now."""
        if self._acknowledgement_pace != self._world.pace:
            self._lane.start("acknowledgement", self._acknowledge, lambda: IDLE_DUE_S, self._failed, upkeep=True)

    def _acknowledge(self) -> Generator[None, None, None]:
        pace, made = self._world.pace, list[Speech]()
        for piece in self._voice.say(ACKNOWLEDGEMENT, Manner(pace)):
            made.append(piece)
            yield None
        self._acknowledgement, self._acknowledgement_pace = made, pace

    def _failed(self, error: LocalvoiceError) -> None:
        self._notice(str(error))
