"""Tiny native models for the tests: LFM2.5-Audio with random weights, and one that says what it is told."""

import importlib
import sys
from pathlib import Path

import numpy as np

from localvoice.models import lfm_audio
from localvoice.models.interleaved.conversation import Interleaved
from localvoice.models.interleaved.network import Codes, Signs
from localvoice.models.native import Sound
from localvoice.models.roles import Ended, Sampling, Text, ToolCall

# isort: split
import mlx.core as mx
from mlx_lm.models.cache import KVCache

sys.path.append(str(Path(__file__).parents[2] / "scripts" / "benches"))
native = importlib.import_module("_native")

SYSTEM = "You are kind."
GREEDY = Sampling(temperature=0, repetition_penalty=1, max_tokens=8, seed=1)
RATE_HZ, FRAME = 24_000, 1920


def made(folder):
    """A loaded tiny model."""
    return lfm_audio.load(native.make(folder, scale=0.2))


def spoken(seconds, seed=0):
    """(n,) float32 at 16 kHz: noise that swells and fades."""
    count = round(16_000 * seconds)
    swell = 0.1 + 0.1 * np.sin(np.arange(count) / 4000)
    return (swell * np.random.default_rng(seed).normal(0, 1, count)).astype(np.float32)


def told(steps):
    """Text, sound, calls and the end of what a generator told."""
    every = list(steps)
    text = "".join(piece.text for piece in every if isinstance(piece, Text))
    sound = np.concatenate([np.zeros(0, np.float32), *(piece.pcm for piece in every if isinstance(piece, Sound))])
    calls = [piece for piece in every if isinstance(piece, ToolCall)]
    return text, sound, calls, next((piece for piece in every if isinstance(piece, Ended)), None)


class Parrot:
    """A network that says its first answer in the first assistant's turn, and so on: tokens of a text, frames between,
    so many frames after its end. It keeps the positions that it has read in the cache."""

    def __init__(self, tokenizer, signs, answers, frames_after=4):
        self.rate_hz, self.frame_samples, self.signs = RATE_HZ, FRAME, signs
        self._tokenizer, self._answers, self._after = tokenizer, answers, frames_after
        self._turn = tokenizer.encode("<|im_start|>assistant\n", add_special_tokens=False)

    def cache(self):
        return [KVCache()]

    def encode(self, pcm):
        return mx.full((max(1, len(pcm) // 1280), 1), -2.0)

    def embed(self, positions):
        return mx.array([[-1.0 if isinstance(one, Codes) else float(one)] for one in positions])

    def forward(self, vectors, cache):
        keys = vectors.reshape(1, 1, -1, 1)
        read = [int(number) for number in cache[0].update_and_fetch(keys, keys)[0].reshape(-1).tolist()]
        size = len(self._turn)
        begins = [at for at in range(len(read)) if read[at : at + size] == self._turn]
        said = read[begins[-1] + size :] if begins else []
        tokens, frames = sum(one >= 0 for one in said), said.count(-1)
        answer = self._answers[min(len(begins), len(self._answers)) - 1] if begins else ""
        words = [*self._tokenizer.encode(answer, add_special_tokens=False), self.signs.text_ends]
        after = frames - said[: len(words)].count(-1) if tokens >= len(words) else 0
        following = words[tokens] if tokens < len(words) else self.signs.turn_ends
        silent = tokens >= len(words) and after >= self._after
        return mx.array([[float(following), float(silent)]])

    def scores(self, state):
        scores = mx.zeros((1, len(self._tokenizer)))
        scores[0, int(state[0, 0].item())] = 9.0
        return scores

    def frame(self, state, pick):
        return Codes((self.signs.silence if state[0, 1].item() else 7,) * self.signs.codebooks)

    def decoder(self):
        return Tone()

    def free(self):
        pass


class Tone:
    """A frame for each frame, at once."""

    def decode(self, codes):
        return np.full(FRAME, 0.1, np.float32)

    def end(self):
        return np.zeros(0, np.float32)


def parrot(tokenizer, *answers, frames_after=4):
    """A native model with a tokenizer from disk and the parrot for a network."""
    known = {token.content: number for number, token in tokenizer.added_tokens_decoder.items()}
    named = [known[f"<|{name}|>"] for name in ("startoftext", "audio_start", "text_end", "im_end")]
    signs = Signs((named[0],), *named[1:], 2048, 2, 6, 12)
    return Interleaved(Parrot(tokenizer, signs, list(answers), frames_after), tokenizer, "Speak.", "Read aloud.")
