"""How would a British speaker say an American dictionary's word? A few rules from phones to phones.

The vowel sets are named as in Wells, Accents of English (1982), chapters 2 and 3. PocketSphinx's phones have no rounded
short o and no vowel without r-colour for NURSE; the nearest ones stand in.
"""

import re

_VOWEL = "(?:A[AEHOWY]|E[HRY]|I[HY]|O[WY]|U[HW])"
_RULES = tuple(
    (re.compile(pattern), said)
    for pattern, said in (
        (r"\bAA\b(?! R)", "AO"),  # LOT: "stop"
        (r"\bAE(?= F\b| TH\b| S [A-Z]| N S\b| N CH\b)", "AA"),  # BATH: "half", "last", "dance"
        (r"(?<=[A-Z] )ER$", "AH"),  # lettER: "timer"
        (r"(?<=\b(?:IH|IY|UH|AY|AW)) R\b" + f"(?! {_VOWEL})", " AH"),  # NEAR, CURE, fire, hour
        (r" R\b" + f"(?! {_VOWEL})", ""),  # START, NORTH, SQUARE: "alarm"
        (r"(?<=\b[TDN] )UW\b", "Y UW"),  # yod: "tuesday", "new"
    )
)


def british(phones: str) -> str:
    """ "T AY M ER" → "T AY M AH", CMUdict's phones without stress; what no rule changes comes back as it is."""
    for pattern, said in _RULES:
        phones = pattern.sub(said, phones)
    return phones
