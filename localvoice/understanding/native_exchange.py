"""One turn of a mind that hears by itself: a skill answers what it fully explains, the model everything else.

A recogniser with the skills' grammar listens beside it. What that does not understand is no reason to ask back: the
model has heard it. Somebody who speaks on over an answer, in whatever words but those of a listener, wants the floor.
"""

import math
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import TYPE_CHECKING

import anyio
import numpy as np

from localvoice.engine.budget import Plan, Rung
from localvoice.events import RATE_HZ, Ending, Frame, Speech, Transcript
from localvoice.understanding.backchannel import is_backchannel
from localvoice.understanding.exchange import MISSES, WORTH_AN_ANSWER_S, WORTH_HEARING_S, Exchange
from localvoice.understanding.lasting import Lasting
from localvoice.understanding.mind import Occasion, Out, Planned, Said, Saying, Told, Understood
from localvoice.understanding.native_talk import Sounding, Talker
from localvoice.understanding.outlook import ACKNOWLEDGEMENT
from localvoice.wording.phrase import Phrase

if TYPE_CHECKING:
    from localvoice.understanding.thinking import Thinker

ALONG_S = 1.0  # so often the model is given what was said so far
# What people say to a model in few words. A grammar that lacks them forces them into a command: of these 16 in two
# synthetic voices it made 13 another request ("go on" became "who are you"), and with them none.
TALK = (
    *(
        "yes",
        "yes please",
        "no",
        "no thanks",
        "really",
        "go on",
        "please go on",
        "tell me more",
        "what else",
        "and then",
    ),
    *("why", "why not", "how", "what do you mean", "what did i say", "what did i ask"),
)


class NativeExchange(Exchange):
    """`mind.Exchange` of a model that hears; `lasting.thinker` is a `Talker`."""

    def __init__(self, lasting: Lasting, said: Said, occasion: Occasion) -> None:
        self._heard: list[np.ndarray] = []
        frames = self._along(said.frames) if said.frames is not None else None
        super().__init__(lasting, replace(said, frames=frames), occasion)
        self._aloud: Sounding | None = None
        self._told: list[tuple[int, bool]] = []  # samples of each piece of speech, and whether the model made it

    async def run(self, out: Out) -> None:
        """As `mind.Exchange` says."""

        def tell(told: Told) -> None:
            if isinstance(told, Speech):
                self._told.append((len(told.pcm), self._own))
            out.tell(told)

        await super().run(replace(out, tell=tell))

    _own = False  # what is told now was made by the model itself

    def cut(self, heard: str, samples: int | None = None) -> None:
        """As `mind.Exchange` says."""
        talker = self._lasting.thinker
        if not (isinstance(talker, Talker) and self._cuts):
            return
        own, left = 0, sum(count for count, _ in self._told) if samples is None else samples
        for count, made in self._told:
            own += min(count, left) if made else 0
            left = max(0, left - count)
        talker.cut(heard, own)
        if self._aloud and self._aloud.before:
            talker.cut_behind(heard[len(self._aloud.before) :].strip(), self._known)

    async def _along(self, frames: AsyncIterator[Frame]) -> AsyncIterator[Frame]:
        """The same frames; the model hears along, now and then."""
        talker, given_s, so_far_s = self._lasting.thinker, 0.0, 0.0
        async for frame in frames:
            self._heard.append(frame.pcm)
            so_far_s += len(frame.pcm) / RATE_HZ
            if so_far_s - given_s >= ALONG_S and isinstance(talker, Talker):
                given_s = so_far_s
                talker.hear_along(self._pcm())
            yield frame

    def _pcm(self) -> np.ndarray:
        """All of the turn so far, (n,) float32 at 16 kHz."""
        return np.concatenate([np.zeros(0, np.float32), *self._heard])

    def _thinks(self, transcript: Transcript, voiced_s: float) -> bool:
        if self._reflex(transcript) is not None:
            return False
        if self._said.frames is None or transcript.accepted:
            return True
        worth_s = WORTH_HEARING_S if self._answers(transcript) else WORTH_AN_ANSWER_S
        return voiced_s >= worth_s and (self._occasion.near() or self._lasting.misses < MISSES)

    def _answers(self, transcript: Transcript) -> bool:
        """Is it perhaps a word of answer to what the model asked? A slow "yes" is more voice than its letters take."""
        toolbox = self._lasting.toolbox
        return transcript.text in TALK and not toolbox.question and toolbox.world.said.endswith("?")

    def _interrupts(self, transcript: Transcript, voiced_s: float, out: Out) -> bool:
        listens = transcript.accepted and is_backchannel(transcript.text)
        if not listens and self._reflex(transcript) is None and self._speaks_on(voiced_s):
            self._cut_interrupted()
            return True
        return super()._interrupts(transcript, voiced_s, out)

    async def _converse(self, thinker: "Thinker", transcript: Transcript, voiced_s: float, out: Out) -> None:
        """Let the model answer in its own sound."""
        assert isinstance(thinker, Talker)
        lasting = self._lasting
        self._mark()
        self._forgettable(thinker)
        text = transcript.text if transcript.accepted else ""
        out.tell(Understood(text, True, ending=self._words.ending if text else Ending.UNKNOWN))
        far = self._said.frames is not None and not self._occasion.near()
        lasting.misses = lasting.misses + 1 if far else 0
        lasting.tongues.take(self._tongue)
        self._plan_sound(out)
        send, receive = anyio.create_memory_object_stream[Phrase | Told](math.inf)
        self._aloud = aloud = thinker.sounding(send.send_nowait, out, self._tongue)
        aloud.heard_pcm = self._pcm() if self._said.frames is not None else None
        aloud.gain = lasting.mouth.manner(self._tongue.english, self._note).volume

        async def think() -> None:
            with send:
                await thinker.answer(text, aloud, self._known)

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(think)
            with receive:
                for admission in filter(None, (self._shown.admission,)):
                    await self._say(Phrase(admission, admission, self._tongue.english), out)
                async for piece in receive:
                    await self._tell_piece(piece, out)
        thinker.settle()

    async def _tell_piece(self, piece: Phrase | Told, out: Out) -> None:
        if isinstance(piece, Phrase):
            await self._say(piece, out)
        elif out.aloud or not isinstance(piece, Speech):
            self._own = True
            try:
                out.tell(piece)
            finally:
                self._own = False

    def _plan_sound(self, out: Out) -> Plan:
        """Choose what is given up, and say the acknowledgement when that is part of it."""
        lasting = self._lasting
        filler = lasting.mouth.acknowledgement(lasting.mouth.manner("", self._note)) if out.aloud else []
        filler_ms = 1000 * sum(len(piece.pcm) for piece in filler) / lasting.mouth.rate_hz
        seconds = sum(map(len, self._heard)) / RATE_HZ
        chosen = lasting.forecast.of_sound(self._occasion, seconds, filler_ms)
        out.tell(Planned(chosen))
        if Rung.ACKNOWLEDGEMENT in chosen.rungs:
            out.tell(Saying(ACKNOWLEDGEMENT, ACKNOWLEDGEMENT))
            for piece in filler:
                out.tell(piece)
        return chosen
