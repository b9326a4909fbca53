"""Where does one breathe in a long sentence? Behind a comma, else before a linking word, else between two words."""

import re
from collections.abc import Iterator

from localvoice.models.hibari.network import MOST
from localvoice.models.hibari.pronouncing import STOPS, Pronounced

# Phonemes of a run; 14 are a second. A sentence has one melody where it is made in one run, and its first sound waits
# for all of the run's network, 3 ms a second of speech: so the first run has 7 s at most, the later ones 11 s.
FIRST, LATER = 100, 160
LEAST = 1 / 3  # of a run, as long as it has to be
CLAUSE = re.compile("and|or|but|that|which|who|where|when|while|until|because|so|if|then|than")
PLACE = re.compile("with|without|for|from|in|on|at|by|as|into|about|after|before|between|through|under|over")


def breaths(said: list[Pronounced], text: str) -> Iterator[list[Pronounced]]:
    """The words of a text in runs that can be spoken; what has no sound is left out."""
    rest, longest = [part for one in said if one.sounds for part in _short(one)], FIRST
    while rest:
        count = _fitting(rest, longest)
        if count < len(rest):
            count = _cut(rest, count, text)
        run, rest, longest = rest[:count], rest[count:], LATER
        if any(one.spoken for one in run):
            yield run


def _short(one: Pronounced) -> Iterator[Pronounced]:
    """A word, in parts where it is longer than the network takes."""
    for at in range(0, len(one.sounds), MOST // 2):
        yield Pronounced(one.start, one.end, one.sounds[at : at + MOST // 2])


def _fitting(words: list[Pronounced], longest: int) -> int:
    """How many of them fit; one at least."""
    length = 0
    for index, one in enumerate(words):
        length += len(one.sounds) + 1
        if length > longest and index:
            return index
    return len(words)


def _cut(words: list[Pronounced], most: int, text: str) -> int:
    """After how many of the first `most` words, there being more."""
    likely = range(most, max(0, round(most * LEAST)), -1)
    for count in likely:
        if words[count - 1].sounds[-1] in STOPS:
            return count
    for linking in (CLAUSE, PLACE):
        for count in likely:
            if linking.fullmatch(text[words[count].start : words[count].end].lower()):
                return count
    return most
