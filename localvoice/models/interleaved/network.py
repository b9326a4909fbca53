"""What is a family of such models? Its network in short steps, its signs and its speech; all else is `conversation`.

LFM2.5-Audio is one (`models.lfm_audio`). Another with the same shape (frames of 80 ms in several code books, text and
sound interleaved) is one more module with these few functions.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from localvoice.models import blas  # noqa: F401

# isort: split
import mlx.core as mx
import numpy as np


@dataclass(frozen=True)
class Codes:
    """One frame that was said, as numbers of the code books."""

    numbers: tuple[int, ...]


@dataclass(frozen=True)
class Heard:
    """One vector of sound that was heard: the `at`-th of a segment."""

    segment: str  # the hash of its samples
    at: int


Position = int | Codes | Heard  # one place in what the model reads; a number is a token of text
Pick = Callable[[mx.array], mx.array]  # (1, n) log-odds to a number, (1,)


@dataclass(frozen=True)
class Signs:
    """Control tokens of the text, and the number of the first code book that ends sound."""

    begin: tuple[int, ...]  # of everything
    sound_begins: int
    text_ends: int
    turn_ends: int
    silence: int
    codebooks: int
    text_group: int  # so many tokens,
    sound_group: int  # then so many frames; 0: it only hears, and `text_ends` and `silence` are no numbers of its own
    opening: str = "<|im_start|>{role}\n"  # of a turn
    assistant: str = "assistant"  # its role
    around_sound: tuple[int, ...] = ()  # what stands before a sound that was heard, and behind it; () for nothing


class Decoder(Protocol):
    """Frames of one answer to sound, one after the other."""

    def decode(self, codes: Codes) -> np.ndarray:
        """The samples that are certain now, (n,) float32: a frame's worth, fewer for the first one."""
        ...

    def end(self) -> np.ndarray:
        """The rest."""
        ...


class Network(Protocol):
    """All arrays are lazy, except what is said to be samples or `Codes`."""

    rate_hz: int
    frame_samples: int
    signs: Signs

    def cache(self) -> list[Any]:
        """An empty one; each layer's can be trimmed (`is_trimmable`), or its `state` is that of some position."""
        ...

    def encode(self, pcm: np.ndarray) -> mx.array:
        """A segment, (n,) float32 at 16 kHz, to vectors (m, width)."""
        ...

    def embed(self, positions: Sequence[int | Codes]) -> mx.array:
        """(n, width)."""
        ...

    def forward(self, vectors: mx.array, cache: list[Any]) -> mx.array:
        """Read (n, width); the states after the last of them, (1, width)."""
        ...

    def scores(self, state: mx.array) -> mx.array:
        """Log-odds of the next token of text, (1, vocabulary)."""
        ...

    def frame(self, state: mx.array, pick: Pick) -> Codes:
        """The next frame of sound; computes it."""
        ...

    def decoder(self) -> Decoder: ...

    def free(self) -> None:
        """Give the memory back."""
        ...
