"""How are words pronounced? PocketSphinx's own dictionary (CMUdict), looked into where a grammar needs a word.

A decoder that loads all of its 135,000 words takes 22 MB and 0.1 s more.
"""

import mmap
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pocketsphinx

from localvoice.models.pocketsphinx.accents import british


@cache
def _text() -> mmap.mmap:
    file = Path(pocketsphinx.get_model_path("en-us/cmudict-en-us.dict"))
    with file.open("rb") as stream:
        return mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)


def pronunciations(words: Iterable[str]) -> dict[str, list[str]]:
    """Each word's, as phones with spaces between, the most usual one first; words that it lacks are left out.

    Raises OSError where the dictionary is missing.
    """
    found, place = {}, 0
    for word in sorted(words):
        if (at := _line(word, place)) >= 0:
            found[word], place = _said(word, at)
    return found


def accented(usual: list[str]) -> list[str]:
    """The same with the British ways to say it, where those differ."""
    return [*usual, *sorted({british(phones) for phones in usual} - set(usual))]


def _line(word: str, near: int) -> int:
    """Where the word's line begins, -1 for nowhere; the file is nearly sorted, so it is looked for from `near` on."""
    text, key = _text(), f"{word} ".encode()
    if text[: len(key)] == key:
        return 0
    at = text.find(b"\n" + key, near)
    if at < 0:
        at = text.find(b"\n" + key, 0, near + len(key))
    return at + 1 if at >= 0 else -1


def _said(word: str, at: int) -> tuple[list[str], int]:
    """The phones of the lines from there on that are the word's, and where they end."""
    text, said = _text(), []
    while at < len(text):
        end = text.find(b"\n", at)
        end = end if end >= 0 else len(text)
        name, _, phones = text[at:end].decode().partition(" ")
        if name.partition("(")[0] != word:
            break
        said.append(phones)
        at = end + 1
    return said, max(at - 1, 0)
