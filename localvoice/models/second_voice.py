"""How is a language spoken that the profile's voice does not have? By espeak-ng, at the same rate."""

from collections.abc import Generator
from dataclasses import replace

import numpy as np
import soxr

from localvoice.events import Manner, Speech
from localvoice.models import espeak
from localvoice.models.phrase import PIECE_S, pieces
from localvoice.models.roles import Polyglot, Voice

ENGLISH = ("", "en")


class SecondVoice:
    """See `models.roles.Polyglot`."""

    def __init__(self, voice: Voice) -> None:
        self._voice, self._other = voice, espeak.load()
        self._own = voice.languages if isinstance(voice, Polyglot) else frozenset(ENGLISH)
        self.rate_hz = voice.rate_hz
        self.languages = self._own | self._other.languages

    def say(self, phrase: str, manner: Manner) -> Generator[Speech, None, None]:
        if manner.language in (*ENGLISH, *self._own):
            yield from self._voice.say(phrase, manner)
            return
        spoken = list(self._other.say(phrase, manner))
        if not spoken:
            return
        ratio = self.rate_hz / self._other.rate_hz
        pcm = soxr.resample(np.concatenate([piece.pcm for piece in spoken]), self._other.rate_hz, self.rate_hz)
        words = [replace(word, sample=round(word.sample * ratio)) for piece in spoken for word in piece.words]
        yield from pieces(pcm, words, 0, round(PIECE_S * self.rate_hz))
