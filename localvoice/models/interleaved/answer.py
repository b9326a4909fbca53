"""How does an answer go on? So many tokens of text, so many frames of sound, in turn, until the text and the sound end.

The order is the one that the model was trained with (and mlx-audio's `generate_interleaved` follows): the text runs
ahead, and after its end there is only sound. While what is written must not be heard, sound is left out.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import cast

from localvoice.models import blas  # noqa: F401

# isort: split
import numpy as np

from localvoice.models.interleaved.context import Context
from localvoice.models.interleaved.network import Codes, Network, Pick, Position

# Frames for each token of text, and beyond: more, and the model has lost the thread. English has about three tokens in
# a second of speech, of 12.5 frames; chosen.
MOST_FRAMES, MORE_FRAMES = 12, 50


@dataclass(frozen=True)
class Limits:
    tokens: int  # of text

    def frames(self, tokens: int) -> int:
        return MOST_FRAMES * tokens + MORE_FRAMES


class Answer:
    """One answer in a context that ends where it begins; `said` grows by every position."""

    def __init__(
        self, network: Network, context: Context, said: list[Position], words: Pick, sound: Pick, limits: Limits
    ) -> None:
        self._network, self._context, self._said = network, context, said
        self._words, self._sound, self._limits = words, sound, limits
        self._decoder = network.decoder()
        self.tokens = 0  # of text
        self.silent = False  # what is written now must not be heard
        self.waits = False  # perhaps, which more text will tell
        self.ended = False  # the model ended it by itself

    def steps(self) -> Iterator[int | np.ndarray]:
        """Each step: a token of text, or a frame's sound (which may be empty)."""
        signs, network = self._network.signs, self._network
        left, frames = signs.text_group, 0
        writes, written = True, False
        while self.tokens < self._limits.tokens and frames < self._limits.frames(self.tokens):
            left -= 1
            last = self._context.last
            if writes:
                token = cast(int, self._words(network.scores(last)).item())
                if token == signs.turn_ends:
                    self.ended = True
                    return
                self._take(token)
                written |= token == signs.text_ends
                if token != signs.text_ends:
                    self.tokens += 1
                    yield token
                if signs.sound_group and (written or (left <= 0 and not self.waits)) and not self.silent:
                    left, writes = signs.sound_group, False
            else:
                codes = network.frame(last, self._sound)
                frames += 1
                if left <= 0 and not written:
                    left, writes = signs.text_group, True
                if codes.numbers[0] == signs.silence:
                    codes, writes = Codes((signs.silence,) * signs.codebooks), True
                    self._take(codes)
                    continue
                self._take(codes)
                yield self._decoder.decode(codes)

    def rest(self) -> np.ndarray:
        """The end of the last frame's sound."""
        return self._decoder.end()

    def _take(self, position: Position) -> None:
        self._said.append(position)
        self._context.say(position)
