"""Which requests do words speak of, likeliest first? A second opinion on a small language model's call.

A linear model over words, pairs and triples of words, and pieces of words, each of which is one of BUCKETS features by
its checksum; no sentence has to be like one that it was taught. `scripts/train_likely.py` makes it.
"""

import math
import zlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np

from localvoice.tools.reading.normal import spoken
from localvoice.tools.reading.numbers import DIGITS, TEENS, TENS

FILE = Path(__file__).parents[2] / "tiny" / "likely.npz"
BUCKETS = 1 << 15
PIECES = 4, 5  # letters
NUMBERS = {*DIGITS, *TEENS, *TENS, "hundred", "thousand"}
NUMBER = "#"
NONE = ""  # what no intent serves
# Requests that are one for whoever asks: whichever the model calls, the words speak of it.
ALIKE = {
    **dict.fromkeys(("add", "subtract", "multiply", "divide", "sum"), "calculate"),
    "convert_measure": "convert",
}


def features(text: str) -> tuple[np.ndarray, np.ndarray]:
    """(n,) numbers of the features that a text has, and (n,) how much of it each is; any number is the same word."""
    words = [NUMBER if word.text in NUMBERS else word.text for word in spoken(text)]
    words = [word for at, word in enumerate(words) if word != NUMBER or words[at - 1 : at] != [NUMBER]]
    row = ["^", *words, "$"]
    rows = {" ".join(row[at : at + size]) for size in (1, 2, 3) for at in range(len(row) - size + 1)}
    pieces = {f"_{word}_"[at : at + size] for word in words for size in PIECES for at in range(len(word) + 3 - size)}
    parts = [[zlib.crc32(each.encode()) % BUCKETS for each in sorted(part)] for part in (rows, pieces)]
    shares = [np.full(len(part), 1 / math.sqrt(max(1, len(part))), np.float32) for part in parts]
    return np.array(parts[0] + parts[1], np.int64), np.concatenate(shares)


class Likely:
    """What the model in a file says."""

    def __init__(self, weights: np.ndarray, scales: np.ndarray, bias: np.ndarray, names: list[str]) -> None:
        """(BUCKETS, n) int8 and (n,) float32 that they are to be multiplied with; (n,) float32; n intents' names."""
        self._weights, self._scales = weights, scales
        self._bias, self._names = bias, names

    def shares(self, text: str) -> Mapping[str, float]:
        """How likely is each intent, as ALIKE has it? They add up to 1."""
        rows, values = features(text)
        scores = values @ self._weights[rows] * self._scales + self._bias
        shares = np.exp(scores - scores.max())
        return dict(zip(self._names, (shares / shares.sum()).tolist(), strict=True))


@cache
def likely() -> Likely:
    """The one that comes with this package."""
    with np.load(FILE) as kept:
        return Likely(kept["weights"], kept["scales"], kept["bias"], [str(name) for name in kept["names"]])
