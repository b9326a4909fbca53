"""What does a stepwise result come to? All of its steps at once, for callers that have nothing to do meanwhile."""

from collections.abc import Generator
from typing import TypeVar

T = TypeVar("T")


def whole(steps: Generator[object, None, T]) -> T:
    """What the generator returns."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value
