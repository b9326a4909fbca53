"""Which number could a ten have been? "Fifty minutes" is what a hurried "fifteen minutes" sounds like."""

from collections.abc import Iterator

from localvoice.tools.reading.normal import spoken
from localvoice.tools.reading.numbers import SMALL, TEENS, TENS

TEEN_OF: dict[str, str] = dict(zip(TENS[1:], TEENS[3:], strict=True))


def has_ten(text: str) -> bool:
    """Is there a ten in these words?"""
    return not set(TENS).isdisjoint(text.split())


def rivals(text: str, heard: str) -> Iterator[tuple[str, str, str]]:
    """Each sentence that has another number in the place of a ten; that number, and the ten.

    The other number is the ten's teen, or one that another ear has `heard`.
    """
    words = text.split()
    others = [word.text for word in spoken(heard) if word.text in SMALL and word.text not in words]
    for at, ten in enumerate(words):
        if ten in TENS:
            for number in dict.fromkeys((*filter(None, (TEEN_OF.get(ten),)), *others)):
                yield " ".join([*words[:at], number, *words[at + 1 :]]), number, ten
