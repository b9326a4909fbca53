"""Where is a document cut? Into passages of some sentences that stand together, small enough that three can be told.

A model of meanings sees a passage as one thing, so it must speak of one; and a person's question is answered with at
most 300 tokens.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

from localvoice.memory.documents.reading import Words

MOST_WORDS = 90  # some 120 tokens
PARAGRAPH = re.compile(r"\n[ \t]*\n")
SENTENCE = re.compile(r"(?<=[.!?…。！？])[\"'”’)\]]*\s+")


@dataclass(frozen=True)
class Passage:
    """What can be found."""

    where: str  # inside its document: a heading, a page; "" for none
    text: str


def passages(words: Words) -> Iterator[Passage]:
    """In order; of all its words none is lost but white space."""
    for part in words.parts:
        for text in _gathered(_pieces(part.text)):
            yield Passage(part.where, text)


def named(path: str, title: str) -> str:
    """What a document is called: its title, else its file's name as words."""
    return title or re.sub(r"[-_.\s]+", " ", PurePosixPath(path).stem).strip()


def _gathered(pieces: Iterator[str]) -> Iterator[str]:
    """Short ones together, none above MOST_WORDS."""
    kept, count = list[str](), 0
    for piece in pieces:
        more = len(piece.split())
        if kept and count + more > MOST_WORDS:
            yield " ".join(kept)
            kept, count = [], 0
        kept.append(" ".join(piece.split()))
        count += more
    if kept:
        yield " ".join(kept)


def _pieces(text: str) -> Iterator[str]:
    """Paragraphs, and of long ones the sentences, of these at most MOST_WORDS words."""
    for paragraph in PARAGRAPH.split(text):
        if len(paragraph.split()) <= MOST_WORDS:
            yield from [paragraph] if paragraph.strip() else []
            continue
        for sentence in SENTENCE.split(paragraph):
            words = sentence.split()
            for start in range(0, len(words), MOST_WORDS):
                yield " ".join(words[start : start + MOST_WORDS])
