"""How are words pronounced? By the voice's own lexicon and rules, not by its normaliser: the text is words."""

import gzip
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from localvoice.models.hibari.lookup import Features, SortedEntries
from localvoice.models.phrase import words

SIGNS = frozenset(".,;:!?…'’\"“”()—–%&+=/@#*$£€°-0123456789")  # beside letters, what may be left of a text
ENDLESS = re.compile(r"\d{10,}")  # numbers without a name
SHOUTED = 2  # so many words in capitals are capitals and not letters
ASSETS = "assets/"
STOPS, QUOTES = ".,;:!?…—", '"“”()'


@dataclass(frozen=True)
class Pronounced:
    """One stretch of non-space of a phrase."""

    start: int  # character offsets into the phrase
    end: int
    sounds: str  # phonemes, and the punctuation around them

    @property
    def spoken(self) -> bool:
        """Is there more than punctuation?"""
        return bool(self.sounds.strip(STOPS + QUOTES))


class Pronouncer:
    """`unknown` pronounces a word that the lexicon does not know; it gives "" or None for what nobody can say."""

    def __init__(self, rules: ModuleType, files: dict[str, bytes], unknown: Callable[[str], str | None]) -> None:
        g2p = rules.G2P.__new__(rules.G2P)  # its own way of loading reads everything into memory
        gold, silver = (SortedEntries(_unpacked(files, f"lexicon_us_{name}.json.gz")) for name in ("gold", "silver"))
        g2p.lexicon = rules.Lexicon(gold, silver)
        g2p.tokenizer = rules.Tokenizer(json.loads(files[ASSETS + "tokenizer_exceptions.json"]))
        g2p.tagger = rules.Tagger(_tagger(_unpacked(files, "tagger.json.gz")))
        g2p._oov, g2p.unk, g2p.british = unknown, "", False
        self._g2p = g2p

    def pronounce(self, text: str) -> list[Pronounced]:
        """Each stretch of non-space, in order; those without a sound too."""
        plain = "".join(sign if sign.isalpha() or sign in SIGNS else " " for sign in text)
        plain = ENDLESS.sub(lambda found: " " * len(found[0]), plain)
        tokens = self._g2p._tokens(plain)
        _letters(tokens)
        stretches = [""]
        for token in self._g2p.phonemize_tokens(tokens):
            stretches[-1] += token.phonemes or ""
            if token.whitespace:
                stretches.append("")
        return [Pronounced(*span, sounds) for span, sounds in zip(words(plain), stretches, strict=False)]


def _letters(tokens: list[Any]) -> None:
    """Capitals beside capitals are names of letters ("A T M"), and so is "AM" among other words."""
    capitals = [len(token.text) == 1 and token.text.isupper() for token in tokens]
    shouted = sum(token.text.isupper() and len(token.text) > 1 for token in tokens) > SHOUTED
    for index, token in enumerate(tokens):
        beside = any(capitals[max(0, index - 1) : index] + capitals[index + 1 : index + 2])
        if (capitals[index] and beside) or (token.text == "AM" and not shouted):
            token.tag = "NN"


def _unpacked(files: dict[str, bytes], name: str) -> bytes:
    return gzip.decompress(files[ASSETS + name])


def _tagger(text: bytes) -> dict[str, Any]:
    """The tagger's model; its weights, which are most of it and come last, are not read."""
    begin = text.index(b',"weights":') + len(b',"weights":')
    rest = json.loads(text[: begin - len(b',"weights":')] + b"}")
    return rest | {"weights": Features(text, begin)}
