"""Which number could a ten have been? "Fifty minutes" is what a hurried "fifteen minutes" sounds like."""

from collections.abc import Iterator

from localvoice.tools.reading.numbers import TEENS, TENS

TEEN_OF = dict(zip(TENS[1:], TEENS[3:], strict=True))
PAIRED = (*TEEN_OF, *TEEN_OF.values())  # every word that can be taken for another one, or has been


def with_teen(text: str) -> Iterator[tuple[str, str, str]]:
    """Each sentence that has a teen in the place of one of its tens; the teen, and the ten."""
    words = text.split()
    for at, ten in enumerate(words):
        if ten in TEEN_OF:
            yield " ".join([*words[:at], TEEN_OF[ten], *words[at + 1 :]]), TEEN_OF[ten], ten
