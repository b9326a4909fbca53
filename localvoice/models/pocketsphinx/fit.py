"""How well does a sentence fit its sound? Frame by frame, from what PocketSphinx tells of the sentence's segments."""

import numpy as np

from localvoice.models.pocketsphinx.cepstra import Cepstra
from localvoice.models.pocketsphinx.decoding import Best

TAIL = 3  # frames repeated at the end: the decoder holds back as many for its deltas


def tail(cepstra: Cepstra) -> np.ndarray:
    """(frames, 13) float32: what the cepstra still hold back, and what makes the decoder let go of its last frames."""
    rest = cepstra.rest()
    return np.concatenate([rest, *[rest[-1:]] * TAIL])


def stretch(best: Best) -> tuple[float, float]:
    """Frames for each phone of all words but the last, and of the last."""
    words = [segment for segment in best.segments if segment.spoken]
    before, last = words[:-1], words[-1]
    phones = sum(segment.phones for segment in before)
    return sum(segment.frames for segment in before) / max(1, phones), last.frames / max(1, last.phones)


def scores(best: Best) -> np.ndarray:
    """(frames,) acoustic log likelihood, each segment's spread evenly over its frames."""
    parts = [np.full(segment.frames, segment.score / max(1, segment.frames)) for segment in best.segments]
    return np.concatenate([np.zeros(0), *parts])


def spoken(best: Best) -> np.ndarray:
    """(frames,) bool: which frames belong to words, not to silence and noise."""
    return np.concatenate([np.zeros(0, bool), *[np.full(each.frames, each.spoken) for each in best.segments]])
