"""Where is a long recording cut for a model that takes only so much at once? Where it is quietest, near the end."""

from collections.abc import Iterator

import numpy as np

from localvoice.events import RATE_HZ

SEARCH_S = 5.0  # of each window's end: a person who talks for so long has drawn breath in it
QUIET_S = 0.1  # loudness is compared over so much


def windows(pcm: np.ndarray, longest_s: float) -> Iterator[np.ndarray]:
    """(n,) float32 at 16 kHz in consecutive parts of at most `longest_s`, which is over SEARCH_S; none of nothing."""
    longest, search, quiet = (round(seconds * RATE_HZ) for seconds in (longest_s, SEARCH_S, QUIET_S))
    while len(pcm) > longest:
        last = pcm[longest - search : longest]
        power = np.square(last[: len(last) // quiet * quiet]).reshape(-1, quiet).sum(axis=1)
        cut = longest - search + int(power.argmin()) * quiet + quiet // 2
        yield pcm[:cut]
        pcm = pcm[cut:]
    if len(pcm):
        yield pcm
