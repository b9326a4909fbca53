"""Which pictures does a conversation hold? Each place of a picture in what the model reads has a number of its own.

The numbers lie above every vocabulary. So a prompt with pictures is a list of numbers like any other: what two of them
have in common is found as ever, and the same picture in the same place is never read twice.
"""

import hashlib
from collections.abc import Collection, Generator, Sequence
from dataclasses import dataclass

from localvoice.models import blas  # noqa: F401

# isort: split
import mlx.core as mx
import numpy as np

from localvoice.errors import BadInput

FIRST = 1 << 24  # no vocabulary has so many tokens
MOST_BITS = 12  # of the number of a place within its picture
NARROWEST = 100  # no picture is so many times longer than it is wide: the encoders' own tables end there


@dataclass(frozen=True, eq=False)
class Seen:
    """A picture as the language model takes it in."""

    vectors: mx.array  # (places, width)
    grid: tuple[int, int]  # rows and columns of the places; (1, places) where they have no order
    deeper: tuple[mx.array, ...] = ()  # (places, width) each: what the first layers add


@dataclass(frozen=True, eq=False)
class Run:
    """Places of one picture in a row."""

    start: int  # in what is read in one step
    end: int
    seen: Seen
    at: int  # which of the picture's places is the first


Looking = Generator[None, None, Seen]


class Album:
    """The pictures of one conversation, by the hash of what they show."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._pixels: dict[str, np.ndarray] = {}  # of those that nobody has looked at to the end
        self._seen: dict[int, Seen] = {}
        self._looking: dict[str, Looking] = {}
        self._next = 0

    def add(self, pixels: np.ndarray, name: str = "") -> str:
        """The name of a picture, (height, width, 3) uint8, RGB; given where it is known. Raises BadInput."""
        if pixels.ndim != 3 or pixels.shape[2] != 3 or pixels.dtype != np.uint8 or not pixels.size:
            raise BadInput("That is not a picture of red, green and blue: it cannot be shown.")
        if max(pixels.shape[:2]) > NARROWEST * min(pixels.shape[:2]):
            raise BadInput("The picture is too narrow to be seen: cut out what matters.")
        shape = "x".join(map(str, pixels.shape[:2]))
        name = name or hashlib.sha256(shape.encode() + np.ascontiguousarray(pixels).tobytes()).hexdigest()
        if self._number(name) not in self._seen:
            self._pixels[name] = pixels
        return name

    def unseen(self, names: Collection[str]) -> list[tuple[str, np.ndarray]]:
        """Those of them that have still to be looked at."""
        return [(name, pixels) for name, pixels in self._pixels.items() if name in names]

    def look(self, name: str, steps: Looking) -> Generator[None, None, None]:
        """Go on looking at it, by `steps` if nobody has begun; may be left at any step."""
        looking = self._looking.setdefault(name, steps)
        while True:
            try:
                next(looking)
            except StopIteration as end:
                self._seen[self._number(name)] = end.value
                del self._looking[name], self._pixels[name]
                return
            yield

    def places(self, name: str) -> list[int]:
        """Its numbers, when it has been looked at."""
        number = self._number(name)
        first = FIRST + (number << MOST_BITS)
        return list(range(first, first + len(self._seen[number].vectors)))

    def runs(self, numbers: Sequence[int]) -> list[Run]:
        """Where pictures are in what is read in one step."""
        found: list[Run] = []
        at = 0
        while at < len(numbers):
            if numbers[at] < FIRST:
                at += 1
                continue
            number, place = divmod(numbers[at] - FIRST, 1 << MOST_BITS)
            end = at + 1
            while end < len(numbers) and numbers[end] == numbers[end - 1] + 1:
                end += 1
            found.append(Run(at, end, self._seen[number], place))
            at = end
        return found

    def keep(self, names: Collection[str]) -> None:
        """Forget what the others look like; shown once more they are new."""
        for name in [name for name in self._numbers if name not in names]:
            self._seen.pop(self._numbers.pop(name), None)
            self._pixels.pop(name, None)
            if looking := self._looking.pop(name, None):
                looking.close()

    def _number(self, name: str) -> int:
        if name not in self._numbers:
            self._numbers[name] = self._next
            self._next += 1
        return self._numbers[name]
