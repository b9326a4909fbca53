"""The language model step by step: what was heard and what it said before go in, its next word and codes come out.

Step p belongs to the p-th frame. Each code book has a delay d: what the model says for frame t comes at step t + d,
and what is heard in frame t goes in at step t + d. The first frame that is heard lies before the beginning.
"""

from collections import deque
from collections.abc import Callable
from typing import Any

import mlx.core as mx
from mlx_audio.sts.models.moshi.lm import Lm

from localvoice.models.moshi.shape import BEST, QUALITY

Choose = Callable[[mx.array], tuple[mx.array, object]]  # (1, 1, n) logits → (1, 1) token; the rest nobody looks at


class Choice:
    """One of the `most` likeliest, by chance."""

    def __init__(self, temperature: float, most: int, seed: int) -> None:
        """`temperature` 0: always the likeliest. The same `seed` chooses the same."""
        self._temperature, self._most = temperature, most
        self._key = mx.random.key(seed)

    def __call__(self, logits: mx.array) -> tuple[mx.array, None]:
        if self._temperature == 0:
            return mx.argmax(logits, axis=-1).astype(mx.int32), None
        self._key, key = mx.random.split(self._key)
        most = min(self._most, logits.shape[-1])
        best = mx.argpartition(-logits, most - 1, axis=-1)[..., :most]
        likely = mx.take_along_axis(logits, best, axis=-1).astype(mx.float32)
        chosen = mx.random.categorical(likely / self._temperature, key=key)
        return mx.take_along_axis(best, chosen[..., None], axis=-1).squeeze(-1).astype(mx.int32), None


class Steps:
    """One conversation: the newest one is the model's. Nothing of it grows with time."""

    def __init__(self, model: Lm, text: Choose, audio: Choose) -> None:
        self._model: Any = model
        told = model.condition_provider
        self._told = told.condition_tensor(QUALITY, BEST) if told else None
        self._text, self._audio = text, audio
        shape = model.cfg
        self._own = shape.audio_delays[: shape.generated_codebooks]
        self._other = shape.audio_delays[shape.generated_codebooks :]
        self._nothing = mx.array([[shape.audio_padding_token]])
        self._word = mx.array([[shape.text_out_vocab_size]])
        self.delay = max(self._own)  # from a step to the frame whose codes are whole with it
        self._said: deque[list[mx.array]] = deque(maxlen=self.delay + 1)  # by step: a token of each own code book
        self._words: deque[mx.array] = deque(maxlen=self.delay + 1)
        self._heard: deque[mx.array] = deque(maxlen=max(self._other, default=0) + 1)  # by frame: (books, 1)
        self._count = 0
        self.forget()

    @property
    def newest(self) -> list[mx.array]:
        """What the last step has chosen."""
        return [self._word, *(self._said[-1] if self._said else ())]

    def forget(self) -> None:
        """Give back what the model remembers."""
        for cache in self._model.transformer_cache:
            cache.reset()

    def step(self, heard: mx.array | None) -> tuple[mx.array, mx.array] | None:
        """(books, 1) codes that were heard → the text token (1, 1) and the codes (1, books, 1) of the frame `delay`
        steps before; None while there is none. Nothing is computed before it is looked at."""
        if heard is not None:
            self._heard.append(heard)
        at = self._count
        before = self._said[-1] if self._said else []
        inputs = [before[book] if at > delay else self._nothing for book, delay in enumerate(self._own)]
        inputs += [
            self._heard[-1 - delay][book : book + 1] if at > delay else self._nothing
            for book, delay in enumerate(self._other)
        ]
        self._word, tokens, _ = self._model._sample(self._word, inputs, self._text, self._audio, ct=self._told)
        self._said.append([tokens[:, book] for book in range(len(self._own))])
        self._words.append(self._word)
        self._count += 1
        if at < self.delay:
            return None
        codes = [self._said[delay - self.delay - 1][book] for book, delay in enumerate(self._own)]
        return self._words[0], mx.stack(codes, axis=1)
