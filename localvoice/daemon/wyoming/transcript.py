"""What of growing words is told before they are all known? Those that have stood for long; the last may change."""

from itertools import takewhile

STANDS = 6  # partial results in which a word was the same; chosen
OPEN = 3  # the last words, which are never told early


class Steady:
    """`take` each partial result; `end` with what it was in the end."""

    def __init__(self) -> None:
        self._last: list[list[str]] = []
        self._told: list[str] = []

    def take(self, words: str) -> str:
        """What is told now, with a space before it where something was told before; "" for nothing."""
        self._last = [*self._last, words.split()][-STANDS:]
        if len(self._last) < STANDS:
            return ""
        same = list(takewhile(lambda each: len(set(each)) == 1, zip(*self._last, strict=False)))
        now = self._last[-1]
        return self._more(now[: min(len(same), len(now) - OPEN)])

    def end(self, words: str) -> str:
        """The rest. "" where other words were told: the transcript, which follows, has the right ones."""
        return self._more(words.split())

    def _more(self, words: list[str]) -> str:
        told = len(self._told)
        if words[:told] != self._told or len(words) <= told:
            return ""
        self._told = words
        return (" " if told else "") + " ".join(words[told:])
