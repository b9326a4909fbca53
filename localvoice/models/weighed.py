"""What does a small model offer whose calls are weighed before one is made? A look at words, and what fills a call."""

from collections.abc import Callable, Container, Generator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from localvoice.models.roles import Read


@dataclass(frozen=True)
class Argument:
    """What a tool takes under one name."""

    read: Callable[[str], Any]  # words → value; None where they make no sense
    open: bool  # any words may be one; where not, they may stand in two places, "four … minutes"


class Weighed(Protocol):
    """What the model thinks that some words ask for."""

    @property
    def shares(self) -> Mapping[str, float]:
        """Of each tool, by name; "" for none. They add up to 1 at most."""
        ...

    def fill(
        self,
        tool: str,
        arguments: Mapping[str, Argument],
        calls: Callable[[Mapping[str, str]], bool],
        asking: Container[str],
    ) -> Generator[Read, None, tuple[Mapping[str, str], float] | None]:
        """Stretches of the words as arguments of that tool, and their log probability; None where none make sense.

        `calls`: are these enough for a call? `asking`: words that one asks with; beside an argument, others rather
        belong to it. Each step is short.
        """
        ...


@runtime_checkable
class Weighing(Protocol):
    """A conversation with such a model."""

    def weigh(self, said: str) -> Generator[Read, None, Weighed | None]:
        """What these words would ask for, if they were said now. None where this model cannot tell."""
        ...
