"""What does the person's memory hold of this? One search over facts, past conversations and documents, in few tokens.

A language model calls it as a tool, since nothing of it stands in its prompt. "Nothing was found" is an answer too: a
source gives only what is nearer to the question than anything is that is not meant (`Found.score`, at least SURE). No
number divides the two cleanly where meanings are compared: what a source gives between PERHAPS and SURE is told to the
model where nothing is sure, as what it is; nobody else is told it.
"""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from math import ceil
from typing import Protocol

from localvoice.events import Found

__all__ = ["NOTHING", "SURE", "TOKENS", "Found", "Source", "found", "recall", "tokens"]

SURE, PERHAPS = 0.5, 0.3
UNSURE = 2  # things that are told so, at most
NOT_SURE = "Perhaps this, and perhaps nothing; if it does not answer, say that you do not know:"
TOKENS = 300  # that an answer may have
PIECE = re.compile(r"\d+|[^\W\d]+|[^\w\s]|\s(?=\d)")  # a number, a word, a sign, the space before a number
MOST = 5  # things of one source that are looked at
NOTHING = "Nothing was found about that. Do not guess; say that you do not know it."


class Source(Protocol):
    """Where to look."""

    name: str  # "facts"

    def search(self, query: str, limit: int) -> Sequence[Found]:
        """What speaks of it, the surest first, at most so many; nothing that is less sure than PERHAPS. In any thread.

        Raises StoreError.
        """
        ...


def found(sources: Sequence[Source], query: str, limit: int = MOST) -> list[Found]:
    """The surest of all sources first; of equals those of the first source. Raises StoreError."""
    return [each for each in _every(sources, query, limit) if each.score >= SURE]


def recall(sources: Sequence[Source], query: str, dated: Callable[[datetime], str], most: int = TOKENS) -> str:
    """That as lines for a language model, in at most so many tokens; `dated`: a moment as it is said.

    A thing that is too long for what is left is cut at a word. Raises StoreError.
    """
    every = [each for each in _every(sources, query, MOST) if each.score >= PERHAPS]
    sure = [each for each in every if each.score >= SURE]
    lines = [] if sure or not every else [NOT_SURE]
    left = most - sum(tokens(line) + 1 for line in lines)
    for each in sure or every[:UNSURE]:
        when = f", {dated(each.when)}" if each.when else ""
        line = _cut(f"{each.where}{when}: {each.text}", left)
        if not line:
            break
        lines.append(line)
        left -= tokens(line) + 1
    return "\n".join(lines) or NOTHING


def _every(sources: Sequence[Source], query: str, limit: int) -> list[Found]:
    return sorted((each for source in sources for each in source.search(query, limit)), key=lambda each: -each.score)


def tokens(text: str) -> int:
    """So many tokens a text has at most: to the tokenizers of the models here a digit, a sign and the space before a
    number are one, a word has one for every four letters, and of other alphabets one for every one and a half bytes."""
    count = 0
    for piece in PIECE.findall(text):
        count += (
            len(piece) if piece.isdigit() else ceil(len(piece) / 4) if piece.isascii() else ceil(_bytes(piece) / 1.5)
        )
    return count


def _bytes(text: str) -> int:
    return len(text.encode())


LEAST = 12  # tokens; less of a thing says nothing


def _cut(line: str, most: int) -> str:
    """The line, or its beginning and an ellipsis; "" where there is no room for a thing."""
    line = " ".join(line.split())
    if tokens(line) <= most:
        return line
    if most < LEAST:
        return ""
    low, high = 0, len(line)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if tokens(line[:middle]) < most else (low, middle - 1)
    return f"{line[:low].rpartition(' ')[0]}…"
