"""The model's own voice, for a text that is given: it is told to read aloud, and begins with sound at once.

The prompt up to the text is read once; a text is read behind it, and its frames follow. The model tells nothing of
time, so words are placed by the pace of reading aloud. Its pace and loudness are its own: `manner`'s volume is a gain.
"""

from collections.abc import Iterator

from localvoice.models import blas  # noqa: F401

# isort: split
import numpy as np

from localvoice.events import Manner, Speech, Word
from localvoice.models.interleaved.context import Context
from localvoice.models.interleaved.network import Network, Position
from localvoice.models.interleaved.script import Message, Script
from localvoice.models.lm.sampling import Picker
from localvoice.models.owner import Owner
from localvoice.models.phrase import words
from localvoice.models.roles import Sampling

CHARACTERS_S = 15.7  # read aloud: median of the LJ Speech recordings in the shared data, spaces included
# What Liquid AI recommends for reading aloud with LFM2.5-Audio, by mlx-audio's `GenerationConfig`
SOUND = Sampling(temperature=0.8, top_p=1.0, top_k=64, min_p=0.0, repetition_penalty=1.0)
MOST_S_WORD, MOST_S = 1.0, 2.0  # seconds at most, by words: chosen


class OwnVoice:
    """See `models.roles.Voice`. A phrase that is begun ends one that is still being said."""

    def __init__(self, network: Network, owner: Owner, script: Script) -> None:
        self.rate_hz, self._network, self._script = network.rate_hz, network, script
        self._context = Context(network, owner, {})
        self._newest = object()

    def say(self, phrase: str, manner: Manner) -> Iterator[Speech]:
        """Frames of 80 ms, float32 in [-1, 1]."""
        ticket = self._newest = object()
        spans = words(phrase)
        waiting = [Word(a, b, round((a - spans[0][0]) / CHARACTERS_S * self.rate_hz)) for a, b in spans]
        most = int((len(spans) * MOST_S_WORD + MOST_S) * self.rate_hz / self._network.frame_samples)
        done = 0
        for pcm in self._frames(phrase, most):
            begun = [word for word in waiting if word.sample < done + len(pcm)]
            del waiting[: len(begun)]
            yield Speech(np.clip(pcm, -1, 1) * np.float32(manner.volume), tuple(begun))
            done += len(pcm)
            if ticket is not self._newest:
                return
        if waiting:  # they were said faster than expected
            yield Speech(np.zeros(0, np.float32), tuple(Word(word.start, word.end, done) for word in waiting))

    def warm(self) -> Iterator[Speech]:
        yield from self.say("Hello.", Manner())

    def _frames(self, text: str, most: int) -> Iterator[np.ndarray]:
        network, context, signs = self._network, self._context, self._network.signs
        opening = self._script.settled([])
        prompt = self._script.answering([Message("user", self._script.text(text))])
        if context.keep(opening) < len(opening):
            for _ in context.read(opening[len(context.positions) :]):
                yield np.zeros(0, np.float32)
        rest: list[Position] = [*prompt[len(opening) :], signs.sound_begins]
        for _ in context.read(rest):
            pass
        pick, decoder = Picker(SOUND), network.decoder()
        for _ in range(most):
            codes = network.frame(context.last, pick.pick)
            if codes.numbers[0] == signs.silence:
                break
            context.say(codes)
            yield decoder.decode(codes)
        yield decoder.end()
