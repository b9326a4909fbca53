"""How would a person say this text? `speakable` turns written English into words, block by block, class by class.

Of other languages only the marks go: their figures are left to the voice.

The order matters: each class claims its figures before a more general one could. What is said keeps the sentence
punctuation for the voice's intonation; capitals mark letters that are said one by one ("PM").
"""

import re

from localvoice.wording.spoken import (
    abbreviations,
    codes,
    dates,
    durations,
    electronic,
    figures,
    fractions,
    mathematics,
    measures,
    money,
    numbers,
    places,
    romans,
    scales,
    symbols,
    telephone,
    times,
    verses,
)
from localvoice.wording.spoken.characters import joined, legible
from localvoice.wording.spoken.markup import unmarked

__all__ = ["speakable"]

SPACES = re.compile(r"[^\S\n\u00a0\u2009\u202f]+")  # but those that may group the digits of a number
STEPS = (
    figures.say,
    codes.say,
    electronic.say,
    places.say,
    abbreviations.before_numbers,
    romans.say,
    telephone.say,
    codes.groups,
    dates.say,
    verses.say,
    durations.say,
    times.say,
    numbers.signs,
    money.say,
    scales.say,
    measures.say,
    fractions.say,
    dates.say_years,
    numbers.say,
    abbreviations.say,
    symbols.say,
)


def speakable(text: str, language: str = "") -> str:
    """Written text (Markdown allowed) as a person would say it, in one line; "" when there is nothing to say.

    `language`: "en" and "" are English. Takes any str and never raises.
    """
    if language not in ("", "en"):
        return symbols.tidy(symbols.bare(legible(joined(unmarked(SPACES.sub(" ", text), code="")))))
    said = legible(unmarked(mathematics.say(SPACES.sub(" ", text))))
    for step in STEPS:
        said = step(said)
    return symbols.tidy(said)
