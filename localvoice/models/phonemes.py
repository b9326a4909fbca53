"""How is a phrase pronounced, in the signs that Kokoro was trained on? espeak-ng's IPA, rewritten; no dictionary.

Kokoro writes a diphthong or an affricate as one letter, marks no length in American English, and keeps the punctuation
between the words (the table of sounds in misaki's documentation; misaki itself would bring torch and a download).
"""

import re
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

from localvoice.models.espeak import pronounce
from localvoice.models.phrase import words

# What each language is to espeak-ng, by the letter that the names of its voices begin with. Japanese and Chinese voices
# are not here: they were trained on what other programs than espeak-ng write.
LANGUAGES = {"a": "en-us", "b": "en-gb", "e": "es", "f": "fr-fr", "h": "hi", "i": "it", "p": "pt-br"}

_BOTH = {"a^ɪ": "I", "a^ʊ": "W", "e^ɪ": "A", "ɔ^ɪ": "Y", "d^ʒ": "ʤ", "t^ʃ": "ʧ"}
_ANY = _BOTH | {"o^ʊ": "O", "ə^ʊ": "Q", "d^z": "ʣ", "t^s": "ʦ", "s^s": "S", "^": "", "-": ""}
_ENGLISH = (
    {"ʔˌn\u0329": "tᵊn", "ʔn\u0329": "tᵊn", "ʔn": "tᵊn", "ʔ": "t", "ɾ": "T"}
    | {"ə^l": "ᵊl", "n\u0329": "ᵊn", "l\u0329": "ᵊl", "m\u0329": "ᵊm", "ɐ": "ə", "e": "A", "r": "ɹ", "x": "k", "ç": "k"}
    | {"ɬ": "l", "ʲ": "", "\u0303": "", "o": "ɔ", "^": ""}
)
_SIGNS = {
    "en-us": _BOTH | {"o^ʊ": "O", "ɜːɹ": "ɜɹ", "ɜː": "ɜɹ", "ɪ^ɹ": "iəɹ", "ɪə": "iə", "ɚ": "əɹ", "ː": ""} | _ENGLISH,
    "en-gb": _BOTH | {"ə^ʊ": "Q", "e^ə": "ɛː", "i^ə": "ɪə", "iə": "ɪə", "ɚ": "ə"} | _ENGLISH,
}
_PUNCTUATION = re.compile(r"([;:,.!?—…]+)(?=\s|$)")
_SWITCH = re.compile(r"\(\^?[a-z^-]+\)")  # espeak-ng says so when a word is foreign: "(fr)madam(it)"


@dataclass(frozen=True)
class Sounds:
    """What a part of a phrase sounds like."""

    text: str  # phonemes, with the punctuation that follows them
    begun: tuple[tuple[int, int], ...]  # the words that begin here: where in the phrase, in characters


def sounds(phrase: str, language: str) -> list[Sounds]:
    """Each word's. Where espeak-ng joins words, or makes several of one, they are matched by their share of letters."""
    found: list[Sounds] = []
    begin = 0
    for match in [*_PUNCTUATION.finditer(phrase), None]:
        end = match.start() if match else len(phrase)
        clause = [span for span in words(phrase) if begin <= span[0] < end]
        spoken = rewritten(pronounce(phrase[begin:end], language), language).split() if clause else []
        found += _matched(clause, spoken)
        if match:
            if found:
                found[-1] = Sounds(found[-1].text + match[1][0], found[-1].begun)
            begin = match.end()
    return found


def rewritten(ipa: str, language: str) -> str:
    """espeak-ng's IPA with "^" as tie → Kokoro's signs; the longest that fits is replaced first."""
    signs = _SIGNS.get(language, _ANY)
    longest_first = sorted(signs, key=len, reverse=True)
    plain = _SWITCH.sub("", ipa)
    return re.sub("|".join(map(re.escape, longest_first)), lambda match: signs[match[0]], plain)


def _matched(clause: list[tuple[int, int]], spoken: list[str]) -> list[Sounds]:
    """The words of a clause with what was made of them."""
    if not spoken:
        return []
    if len(clause) == len(spoken):
        return [Sounds(text, (span,)) for span, text in zip(clause, spoken, strict=True)]
    letters, signs = _shares([end - start for start, end in clause]), _shares(list(map(len, spoken)))
    places = [bisect_right(signs, share) - 1 for share in letters]
    return [
        Sounds(text, tuple(span for span, place in zip(clause, places, strict=True) if place == index))
        for index, text in enumerate(spoken)
    ]


def _shares(sizes: list[int]) -> list[float]:
    """Where each part begins, as a share of the whole."""
    return [before / sum(sizes) for before in accumulate(sizes[:-1], initial=0)]
