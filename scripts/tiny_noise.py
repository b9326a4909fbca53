"""What does a recogniser make of a sentence? Simulated errors: words that sound alike, merged, split, dropped, put in.

Words and pronunciations are those of PocketSphinx's dictionary; how common a word is comes from its language model.
"""

import math
import random
from collections import defaultdict
from functools import cache, lru_cache
from typing import Any

import pocketsphinx

COMMON = 12_000  # so many of the dictionary's words can be put in place of another
FAR = 1.5  # phones; what sounds less alike is not confused
CLASSES = (  # phones that are confused more easily with each other than with the rest
    *("IY IH EY EH", "AE EH AH", "AA AO AH OW", "UW UH AH", "AY AA", "AW AO", "ER R AH"),
    *("P B", "T D", "K G", "F V TH", "S Z SH", "TH DH D", "CH JH SH", "M N NG", "L R W", "ZH JH SH"),
)
CLOSE = {frozenset((a, b)) for names in CLASSES for a in names.split() for b in names.split() if a != b}
DROPPED = {
    "a",
    "an",
    "the",
    "to",
    "for",
    "of",
    "on",
    "in",
    "at",
    "is",
    "it",
    "my",
    "me",
    "you",
    "i",
    "please",
    "and",
    "up",
}
PUT_IN = ("the", "a", "and", "to", "in", "uh", "um", "it", "that", "of", "i", "so", "well", "is", "you", "oh", "like")
_NUMBERS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    " seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand first"
    " second third fourth fifth sixth seventh eighth ninth tenth half quarter monday tuesday wednesday thursday"
    " friday saturday sunday today tomorrow tonight noon midnight morning afternoon evening night day week"
    " weekend weekday minutes minute hours hour seconds days weeks plus minus times small medium large light"
    " dark single double triple"
)
NUMBERS = frozenset(_NUMBERS.split())  # and days, spans, sizes: what would be another request
# Where a word stands: in nobody's slot, in a slot that holds what could be guessed, in one that holds any words.
FREE, KNOWN, OPEN = 0, 1, 2


@cache
def said() -> dict[str, list[tuple[str, ...]]]:
    """Word → its pronunciations, of all plain words of the dictionary."""
    path = pocketsphinx.get_model_path("en-us/cmudict-en-us.dict")
    found: dict[str, list[tuple[str, ...]]] = defaultdict(list)
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            word, *phones = line.split()
            if word[0].isalpha() and word.replace("'", "").split("(")[0].isalpha():
                found[word.split("(")[0]].append(tuple(phones))
    return dict(found)


@cache
def common() -> dict[str, float]:
    """The most common words → log10 of how likely each is."""
    model: Any = pocketsphinx.NGramModel(
        pocketsphinx.Config(lm=None), pocketsphinx.LogMath(), pocketsphinx.get_model_path("en-us/en-us.lm.bin")
    )
    scored = sorted(((model.prob([word]), word) for word in said() if len(word) > 1 or word in "aio"), reverse=True)
    return {word: score * math.log10(1.0001) for score, word in scored[:COMMON]}


@cache
def _index() -> dict[tuple[str, ...], set[str]]:
    """Phones with one left out (or none) → common words."""
    index: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for word in common():
        for phones in said()[word]:
            for key in _shortened(phones):
                index[key].add(word)
    return index


def _shortened(phones: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    return phones, *(phones[:at] + phones[at + 1 :] for at in range(len(phones) if len(phones) > 1 else 0))


@lru_cache(200_000)
def distance(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """Phones that differ: 0.5 for one that is close, 1 for another, 0.8 for one too many or too few."""
    row = [0.8 * at for at in range(len(other) + 1)]
    for a in one:
        last, row = row, [row[0] + 0.8]
        for j, b in enumerate(other):
            swap = 0.0 if a == b else 0.5 if frozenset((a, b)) in CLOSE else 1.0
            row.append(min(last[j] + swap, last[j + 1] + 0.8, row[j] + 0.8))
    return row[-1]


@lru_cache(50_000)
def alike(phones: tuple[str, ...], but: str) -> tuple[tuple[str, ...], tuple[float, ...]]:
    """Common words (or pairs) that sound like this, with weights that add up from one to the next; not `but`."""
    found: dict[str, float] = {}
    for key in _shortened(phones):
        for word in sorted(_index().get(key, ())):
            far = min(distance(phones, way) for way in said()[word])
            if word != but and far <= FAR:
                found[word] = math.exp(-2.5 * far + 0.7 * common()[word])
    for at in range(2, len(phones) - 1):
        pairs = [
            [word for word in sorted(_index().get(part, ())) if part in said()[word]]
            for part in (phones[:at], phones[at:])
        ]
        for left in pairs[0]:
            for right in pairs[1]:
                found[f"{left} {right}"] = 0.5 * math.exp(0.35 * (common()[left] + common()[right]))
    total, weights = 0.0, []
    for weight in found.values():
        total += weight
        weights.append(total)
    return tuple(found), tuple(weights)


def misheard(words: list[str], slots: list[int], rate: float, chance: random.Random) -> list[str]:
    """The words with about `rate` of them wrong; `slots`: FREE, KNOWN or OPEN for each.

    What stands in a slot is only exchanged, never dropped, no number or day becomes another, and open text stays as it
    is: what nobody could guess is no test of understanding.
    """
    heard: list[str] = []
    at = 0
    while at < len(words):
        word, slot = words[at], slots[at]
        at += 1
        if slot == OPEN or chance.random() >= rate:
            heard.append(word)
            continue
        kind = chance.random()
        if kind < 0.2 and not slot:
            if word in DROPPED or chance.random() < 0.15:
                continue
        elif kind < 0.35:
            heard.append(word)
            if at == len(words) or not slot or not slots[at]:
                heard.append(chance.choice(PUT_IN))
            continue
        phones = said().get(word, [()])
        way = chance.choice(phones)
        if kind > 0.8 and at < len(words) and slots[at] == slot and (after := said().get(words[at])):
            merged = way + after[0]  # two words heard as one or as two others
            options, weights = alike(merged, word)
            if way and options and not (slot and NUMBERS & {word, words[at]}):
                heard.append(chance.choices(options, cum_weights=weights)[0])
                at += 1
                continue
        options, weights = alike(way, word) if way else ((), ())
        choice = chance.choices(options, cum_weights=weights)[0] if options else word
        heard.append(word if slot and NUMBERS & set(choice.split()) else choice)
    return heard or words
