"""How is a name said that no dictionary has? By its letters, as espeak-ng reads them, in CMUdict's phones.

The table is CMUdict's own notation for the sounds that espeak-ng's American English writes.
"""

import re
from functools import cache
from itertools import product

from localvoice.models.espeak import pronounce
from localvoice.models.pocketsphinx.dictionary import pronunciations

LANGUAGE = "en-us"
MOST = 4  # ways that a name may be said
USUAL = 2  # of the ways of one of its words
SOUNDS = {
    "a^ɪ": "AY", "a^ʊ": "AW", "e^ɪ": "EY", "ɔ^ɪ": "OY", "o^ʊ": "OW", "i^ə": "IY AH", "d^ʒ": "JH", "t^ʃ": "CH",
    "ɜː": "ER", "ɚ": "ER", "ɝ": "ER", "ə^l": "AH L", "n̩": "AH N", "l̩": "AH L", "m̩": "AH M", "juː": "Y UW",
    "iː": "IY", "i": "IY", "ɪ": "IH", "ɛ": "EH", "e": "EH", "æ": "AE", "a": "AA", "ɑː": "AA", "ɑ": "AA", "ɔː": "AO",
    "ɔ": "AO", "ɒ": "AA", "o": "OW", "oː": "OW", "uː": "UW", "u": "UW", "ʊ": "UH", "ʌ": "AH", "ə": "AH", "ɐ": "AH",
    "ᵻ": "IH", "b": "B", "d": "D", "ð": "DH", "f": "F", "ɡ": "G", "h": "HH", "j": "Y", "k": "K", "l": "L", "m": "M",
    "n": "N", "ŋ": "NG", "p": "P", "ɹ": "R", "r": "R", "s": "S", "ʃ": "SH", "t": "T", "θ": "TH", "v": "V", "w": "W",
    "z": "Z", "ʒ": "ZH", "ɾ": "T", "ʔ": "T", "x": "K", "ç": "HH", "ɬ": "L",
}  # fmt: skip
LATIN = re.compile(r"[a-z\u00c0-\u024f0-9.'’-]+")
_SOUND = re.compile("|".join(sorted(map(re.escape, SOUNDS), key=len, reverse=True)))


@cache
def named(spoken: str) -> tuple[str, ...]:
    """Ways to say it, each phones with spaces between. Raises EngineError where espeak-ng is missing."""
    words = spoken.lower().split()
    known = pronunciations(words)
    ways = [tuple(known.get(word, ())[:USUAL]) or (_spelled(word),) for word in words]
    rows = [" ".join(filter(None, row)) for row in product(*ways)][:MOST]
    return tuple(dict.fromkeys(row for row in rows if row))


def _spelled(word: str) -> str:
    """espeak-ng names letters of other alphabets one by one, which nobody says."""
    ipa = pronounce(word, LANGUAGE) if LATIN.fullmatch(word) else ""
    return " ".join(SOUNDS[found[0]] for found in _SOUND.finditer(ipa)).replace("R R", "R")
