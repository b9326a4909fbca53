"""Where is the sound of a long turn cut, to be taken in while it is spoken? At the quietest of every few seconds.

An encoder that looks both ways over a whole utterance can say nothing of it that stays before it has ended. So what is
longer than LONGEST_S is heard as several utterances, each cut at the quietest moment of its last seconds: a pure
function of the sound, the same whenever somebody asks. Shorter turns are heard whole, as the model was trained.
"""

import numpy as np

from localvoice.events import RATE_HZ

# Chosen: 100 vectors are read in 70 ms on an M1 Pro (the roofline table), less than the shortest silence that ends a
# turn; and few requests are longer. What a cut costs in understanding needs weights to be measured.
LONGEST_S, SHORTEST_S = 8.0, 5.0
QUIET = RATE_HZ // 10  # samples of the quietest moment


def segments(pcm: np.ndarray) -> list[np.ndarray]:
    """(n,) float32 at 16 kHz in pieces that are over, and the last one, which may go on; (0,): it has not begun."""
    parts = []
    longest, shortest = int(LONGEST_S * RATE_HZ), int(SHORTEST_S * RATE_HZ)
    while len(pcm) >= longest:
        at = shortest + _quietest(pcm[shortest:longest])
        parts.append(pcm[:at])
        pcm = pcm[at:]
    return [*parts, pcm]


def _quietest(pcm: np.ndarray) -> int:
    """The middle of its quietest moment."""
    moments = pcm[: len(pcm) // QUIET * QUIET].reshape(-1, QUIET)
    return int(np.argmin(np.square(moments).sum(axis=1))) * QUIET + QUIET // 2
