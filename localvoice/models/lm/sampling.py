"""Which token comes next? Penalty, top-p, top-k, min-p, temperature, in this order; one seed, one answer."""

import random

from localvoice.models import blas  # noqa: F401

# isort: split
import mlx.core as mx
from mlx_lm.sample_utils import apply_min_p, apply_top_k, apply_top_p, make_repetition_penalty

from localvoice.models.roles import Sampling

RECENT = 64  # tokens of the answer that the repetition penalty looks at; those of the prompt are never punished


class Picker:
    """Picks the tokens of one answer; it has its own random key, so other models may draw in between."""

    def __init__(self, how: Sampling) -> None:
        self._how = how
        self._key = mx.random.key(random.getrandbits(32) if how.seed is None else how.seed)
        self._recent: list[mx.array] = []
        self._penalise = make_repetition_penalty(how.repetition_penalty, RECENT)

    def pick(self, scores: mx.array) -> mx.array:
        """(1, vocabulary) log-odds to a token, (1,), not yet evaluated."""
        if self._how.repetition_penalty != 1 and self._recent:
            scores = self._penalise(mx.concatenate(self._recent), scores)
        token = self._choose(scores.astype(mx.float32))
        self._recent = [*self._recent[1 - RECENT :], token]
        return token

    def _choose(self, scores: mx.array) -> mx.array:
        how = self._how
        if how.temperature == 0:
            return mx.argmax(scores, axis=-1)
        logs = scores - mx.logsumexp(scores, axis=-1, keepdims=True)
        if 0 < how.top_p < 1:
            logs = apply_top_p(logs, how.top_p)
        if 0 < how.top_k < logs.shape[-1]:
            logs = apply_top_k(logs, how.top_k)
        if how.min_p > 0:
            logs = apply_min_p(logs, how.min_p)
        self._key, key = mx.random.split(self._key)
        return mx.random.categorical(logs / how.temperature, key=key)
