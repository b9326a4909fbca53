"""Which letters were said? Their names, or words of a spelling alphabet, "double" before a letter, "as in" behind one.

The alphabet is the one of the ICAO (Annex 10, volume II).
"""

import re

_ALPHABET = (
    "alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima mike november oscar papa quebec romeo"
    " sierra tango uniform victor whiskey x_ray yankee zulu"
)
ICAO = {word.replace("_", " "): word[0] for word in _ALPHABET.split()}
LONGEST = 12  # letters that are heard in one go
_NAMES = f"{'|'.join('abcdefghijklmnopqrstuvwxyz')}|zed"
_CODE = "|".join(ICAO)
# Nobody mixes the two, and a recogniser that may hears two letters in the word for one ("t u o" for "kilo").
RULE = "|".join(f"({one}) ({one}) " + f"[({one})] " * (LONGEST - 2) for one in (_NAMES, _CODE))
_SAID = {**{letter: letter for letter in "abcdefghijklmnopqrstuvwxyz"}, "zed": "z", "zee": "z", **ICAO, "xray": "x"}
_AS_IN = re.compile(r"\b(?:as in|for|like) (?:x ray|\w+)")
_WORDS = re.compile(rf"(?:{'|'.join(sorted(_SAID, key=len, reverse=True))}|\w+)(?!\w)")


def letters(words: str) -> str | None:
    """ "k as in kilo, s e n double l" → "ksenll"; None when something else is among them."""
    found, twice = "", False
    for word in _WORDS.findall(_AS_IN.sub("", words.lower().replace("-", " "))):
        if word == "double":
            twice = True
        elif word not in ("and", "then"):
            if word not in _SAID:
                return None
            found, twice = found + _SAID[word] * (1 + twice), False
    return found if len(found) > 1 else None
