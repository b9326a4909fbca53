"""A phrase becomes sound: in the lane, piece by piece, not far ahead of playback, as loud and fast as is wanted now."""

from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial

import numpy as np

from localvoice.clock import Clock
from localvoice.engine.costs import Costs
from localvoice.engine.lane import Lane
from localvoice.errors import LocalvoiceError
from localvoice.events import Manner, Note, Speech
from localvoice.models.roles import Voice
from localvoice.tools.skill import World
from localvoice.understanding.manner import answering, first_words
from localvoice.understanding.mind import Out, Saying
from localvoice.understanding.outlook import ACKNOWLEDGEMENT
from localvoice.wording.phrase import Phrase
from localvoice.wording.phrases import speak_phrases

NOTHING = Note()  # is known of how it was said
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
        self._acknowledgements: dict[Manner, list[Speech]] = {}  # at full volume
        self._missed = Manner()  # in which it was wanted last, and was not there

    def manner(self, language: str, note: Note = NOTHING) -> Manner:
        """How to speak now to somebody who spoke like this."""
        return answering(note, self._world.pace, self._world.volume, language)

    def phrases(self, text: str, language: str, note: Note = NOTHING) -> Iterator[Phrase]:
        """A text that is known, cut so that speech begins soon, sooner for who is in a hurry."""
        return speak_phrases(text, first_words(note), language)

    async def say(self, phrase: Phrase, manner: Manner, out: Out) -> None:
        """Tell the phrase, and its sound as it is wanted; names are said as the person says them."""
        spoken = self._world.names.names.said(phrase.spoken)

        def steps() -> Generator[Speech, None, None]:
            began_s, first = self._clock.now_s(), True
            with closing(self._voice.say(spoken, manner)) as pieces:
                for piece in pieces:
                    if first:
                        self._costs.learn("say", len(spoken), 1000 * (self._clock.now_s() - began_s))
                        first = False
                    yield piece

        out.tell(Saying(phrase.text, spoken))
        if not out.aloud:
            return
        async with self._lane.stream("say", steps, out.due_s) as pieces:
            async for piece in pieces:
                out.tell(piece)

    def acknowledgement(self, manner: Manner) -> list[Speech]:
        """The sound that covers a wait, at once; [] where it is not at hand at the pace that the person has set.

        In another manner for somebody's tone it is there from the second time on.
        """
        wanted, usual = replace(manner, volume=1.0), Manner(self._world.pace)
        if wanted not in self._acknowledgements:
            self._missed = wanted
        gain = np.float32(manner.volume)
        pieces = self._acknowledgements.get(wanted, self._acknowledgements.get(usual, []))
        return [replace(piece, pcm=gain * piece.pcm) for piece in pieces]

    async def warm(self) -> None:
        """Speak once, which makes the acknowledgement."""
        usual = Manner(self._world.pace)
        await self._lane.call("warm up", lambda: [None for _ in self._acknowledge(usual)])

    def settle(self) -> None:
        """Prepare for the next turn when there is time: the pace may be another one now."""
        for manner in {Manner(self._world.pace), self._missed} - self._acknowledgements.keys():
            self._lane.start(
                "acknowledgement", partial(self._acknowledge, manner), lambda: IDLE_DUE_S, self._failed, upkeep=True
            )

    def _acknowledge(self, manner: Manner) -> Generator[None, None, None]:
        made = list[Speech]()
        for piece in self._voice.say(ACKNOWLEDGEMENT, manner):
            made.append(piece)
            yield None
        self._acknowledgements[manner] = made

    def _failed(self, error: LocalvoiceError) -> None:
        self._notice(str(error))
