"""Which number could a ten have been? "Fifty minutes" is what a hurried "fifteen minutes" sounds like."""

from collections.abc import Iterator

from localvoice.tools.reading.normal import spoken
from localvoice.tools.reading.numbers import DIGITS, TEENS, TENS

TEEN_OF: dict[str, str] = dict(zip(TENS[1:], TEENS[3:], strict=True))
LIKE_TENS = {*TEEN_OF.values(), "ninety"}  # what tens are heard for; "ninety" is taken for twenty


def has_ten(text: str) -> bool:
    """Is there a ten in these words?"""
    return not set(TENS).isdisjoint(text.split())


def rivals(text: str, heard: str) -> Iterator[tuple[str, str, str]]:
    """Each sentence that has another number in the place of a ten, alone or with a unit; that number, and the ten.

    It is the ten's own teen, or a number of LIKE_TENS that another ear has `heard`: four is not taken for twenty.
    """
    words = text.split()
    others = [word.text for word in spoken(heard) if word.text in LIKE_TENS and word.text not in words]
    for at, ten in enumerate(words):
        if ten in TENS:
            end = at + (2 if [*words, ""][at + 1] in DIGITS else 1)
            for teen in dict.fromkeys((*filter(None, (TEEN_OF.get(ten),)), *others)):
                yield " ".join([*words[:at], teen, *words[end:]]), teen, " ".join(words[at:end])
