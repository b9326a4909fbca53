"""What fits a question, and does anything? By what texts mean and which of its words they have; "nothing" is an answer.

No number alone says that a text is meant: what is absent came as near as 0.53 (its product with the question), and what
is there was as far as 0.26. But a question that nothing answers is about as near to many texts, so what counts as well
is how far the best stands out from all the others, beyond what chance gives among so many. The numbers here were chosen
with 40 questions about 200 documents, and tried with 60 others (tests/real/test_real_documents.py): of 60 that have an
answer 46 got it among three, 8 more as “perhaps”; of 40 without one 21 got nothing, 12 more nothing but a “perhaps”.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

WORDS = 0.15  # that all of a question's words add to a product where they are rare: names and numbers, which mean
# little to a model; with common words, too, paraphrases came 17 of 20 times first in place of 18
# How near texts are that have nothing to do with a question, and how much that differs: the mean over those documents.
# A few texts say nothing about that themselves, so it counts as FAR_TEXTS of them.
FAR, SPREAD, FAR_TEXTS = 0.057, 0.077, 50
NEARNESS = 10.0  # what a product counts, in steps of the spread
ENOUGH = 3.6  # in the same steps, for half a certainty
SOME = 2.5  # and for what is perhaps meant
STEP = 0.1  # certainty for each of them above that
BESIDE = 0.6  # what is so near, as a share of the nearest, is told beside it
SHARE, TELLING = 0.75, 0.8  # of the words of a question, and of what one word is worth that a single text has
KNOWN, PERHAPS = 0.5, 0.3  # half a certainty, and the least that is told


@dataclass(frozen=True)
class Worded:
    """How much of a question's words a text has."""

    share: float  # 0..1, each word counted by how rare it is
    rare: float  # the same of those words alone that hardly another text has
    telling: float  # the same sum as for `share`, 1 for one word that no other text has


def by_both(
    numbers: np.ndarray, products: np.ndarray, worded: Mapping[int, Worded], limit: int
) -> list[tuple[int, float]]:
    """The texts that answer, the surest first, each with how sure, 0.3..1 (see `recall.SURE`); [] when nothing does.

    `numbers`: (n,) of all texts; `products`: (n,) of their meaning and the question's; `worded`: by number.
    """
    if not len(numbers):
        return by_words(worded, limit)
    rare = np.array([worded[number].rare if number in worded else 0.0 for number in numbers.tolist()])
    near = products + WORDS * rare
    order = np.argsort(-near)[:limit]
    top = int(order[0])
    sure = max(_certainty(stands_out(products, top)), _by_its_words(worded.get(int(numbers[top]))))
    if sure < KNOWN and (found := by_words(worded, limit)):
        return found
    if sure < PERHAPS:
        return []
    least = KNOWN if sure >= KNOWN else PERHAPS
    told = [place for place in order.tolist() if near[place] >= BESIDE * near[top]]
    return [(int(numbers[place]), least + (sure - least) * float(near[place] / near[top])) for place in told]


def _certainty(steps: float) -> float:
    """Of the best, which stands out by so many; from KNOWN on it is told, from PERHAPS on as unsure."""
    if steps >= ENOUGH:
        return min(1.0, KNOWN + STEP * (steps - ENOUGH))
    return KNOWN - (KNOWN - PERHAPS) * (ENOUGH - steps) / (ENOUGH - SOME)


def stands_out(products: np.ndarray, place: int) -> float:
    """How far one of them is from all, in steps, beyond what the best of so many is by chance."""
    count = len(products)
    kept = count + FAR_TEXTS
    mean = (products.sum() + FAR_TEXTS * FAR) / kept
    squares = ((products - mean) ** 2).sum() + FAR_TEXTS * (SPREAD**2 + (FAR - mean) ** 2)
    spread = np.sqrt(squares / kept)
    chance = np.sqrt(2 * np.log(max(count, 2)))  # of the largest of so many normal numbers
    return float(NEARNESS * products[place] + (products[place] - mean) / spread - chance)


def by_words(worded: Mapping[int, Worded], limit: int) -> list[tuple[int, float]]:
    """The same where no meanings are known."""
    found = [(number, _by_its_words(words)) for number, words in worded.items()]
    return sorted(((number, sure) for number, sure in found if sure >= KNOWN), key=lambda each: (-each[1], each[0]))[
        :limit
    ]


def _by_its_words(words: Worded | None) -> float:
    """How sure a text is meant that has these words of the question; 0 for not at all."""
    if words is None or words.share < SHARE or words.telling < TELLING:
        return 0.0
    return 0.5 + 0.4 * words.share
