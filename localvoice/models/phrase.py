"""How is a phrase cut for synthesis? At spaces, into what a model takes; its sound goes out in short pieces."""

import re
from collections.abc import Iterator

import numpy as np

from localvoice.events import Speech, Word

PIECE_S = 0.08  # one step hands out this much sound: what a barge-in may waste


def words(text: str) -> list[tuple[int, int]]:
    """Where each stretch of non-space begins and ends."""
    return [match.span() for match in re.finditer(r"\S+", text)]


def runs(phrase: str, longest: int) -> Iterator[tuple[int, int]]:
    """Begin and end of parts of at most `longest` characters: cut at a clause's end, else at a space, else anywhere.

    Parts without anything that can be spoken are left out.
    """
    start = 0
    while start < len(phrase):
        end = min(len(phrase), start + longest)
        if end < len(phrase):
            cuts = [m.end() for m in re.finditer(r"[,;:.!?]\s", phrase[start:end])]
            spaces = [m.end() for m in re.finditer(r"\s", phrase[start:end])]
            end = start + (cuts or spaces or [end - start])[-1]
        if re.search(r"\w", phrase[start:end]):
            yield start, end
        start = end


def pieces(pcm: np.ndarray, begun: list[Word], done: int, size: int) -> Iterator[Speech]:
    """The sound in pieces of `size` samples, each with the words that begin in it; `done` samples came before."""
    for at in range(0, len(pcm), size):
        last = at + size >= len(pcm)
        begins = tuple(w for w in begun if at <= w.sample - done and (last or w.sample - done < at + size))
        yield Speech(pcm[at : at + size], begins)
