"""Frames of code books to sound, one after the other: mlx-audio's detokenizer, with what it must remember kept.

Its layers look back only (convolutions of three, attention over 30 positions), and the inverse transform overlaps four
windows, so that of a frame's 1920 samples the last 480 are certain with the next one. The same as the whole at once.
"""

from typing import Any

from localvoice.models import blas  # noqa: F401

# isort: split
import mlx.core as mx
import numpy as np
from mlx_audio.sts.models.lfm_audio.detokenizer import LFM2AudioDetokenizer

from localvoice.models.interleaved.network import Codes


class Speech:
    """One answer; see `interleaved.network.Decoder`."""

    def __init__(self, model: LFM2AudioDetokenizer) -> None:
        self._model, self._config = model, model.config
        self._layers: list[Any] = [None] * len(model.lfm.layers)
        self._at = 0  # positions of the layers so far
        fft = self._config.n_fft
        self._window = np.array(model.window.astype(mx.float32))
        self._sum = np.zeros(fft, np.float32)  # of windows that overlap what comes, and
        self._weight = np.zeros(fft, np.float32)  # the squares of the windows there
        self._skip = (fft - self._config.hop_length) // 2  # samples that the whole transform leaves out at its start

    def decode(self, codes: Codes) -> np.ndarray:
        numbers = mx.array(codes.numbers)[None, :, None]
        count = self._config.upsample_factor
        x = mx.repeat(self._model.emb(numbers), count, axis=1)
        for at, layer in enumerate(self._model.lfm.layers):
            inside = layer.operator_norm(x)
            step = self._conv if layer.layer_type == "conv" else self._attend
            x = x + step(at, layer, inside)
            x = x + layer.feed_forward(layer.ffn_norm(x))
        self._at += count
        x = self._model.lin(self._model.lfm.embedding_norm(x))[0].astype(mx.float32)
        bins = self._config.n_fft // 2 + 1
        size, phase = mx.exp(x[:, :bins]), x[:, bins:]
        waves = np.array(mx.fft.irfft(size * mx.cos(phase) + 1j * size * mx.sin(phase), axis=-1))
        return self._overlap(waves)

    def end(self) -> np.ndarray:
        kept = (self._config.n_fft - self._config.hop_length) // 2
        left = self._config.n_fft - self._config.hop_length - kept
        return self._level(self._sum, self._weight)[:left] if self._at else np.zeros(0, np.float32)

    def _conv(self, at: int, layer: Any, x: mx.array) -> mx.array:
        conv = layer.conv
        gate, out, inside = mx.split(conv.in_proj(x), 3, axis=-1)
        inside = gate * inside
        before = self._layers[at] if self._layers[at] is not None else mx.zeros_like(inside[:, :2])
        joined = mx.concatenate([before, inside], axis=1)
        self._layers[at] = joined[:, -2:]
        weight = conv.conv.weight  # (width, 3, 1): each channel by itself
        y = mx.conv1d(joined, weight, groups=joined.shape[-1])
        return conv.out_proj(out * y)

    def _attend(self, at: int, layer: Any, x: mx.array) -> mx.array:
        one = layer.self_attn
        count = x.shape[1]

        def heads(projected: mx.array, number: int) -> mx.array:
            return projected.reshape(1, count, number, one.head_dim).transpose(0, 2, 1, 3)

        q = one._rope(one.q_layernorm(heads(one.q_proj(x), one.num_heads)), self._at)
        k = one._rope(one.k_layernorm(heads(one.k_proj(x), one.num_kv_heads)), self._at)
        v = heads(one.v_proj(x), one.num_kv_heads)
        if self._layers[at] is not None:
            k = mx.concatenate([self._layers[at][0], k], axis=2)
            v = mx.concatenate([self._layers[at][1], v], axis=2)
        window = one.sliding_window
        back = k.shape[2] - count  # positions before these
        self._layers[at] = k[:, :, -(window - 1) :], v[:, :, -(window - 1) :]
        apart = (back + mx.arange(count))[:, None] - mx.arange(k.shape[2])[None, :]
        seen = mx.where((apart >= 0) & (apart < window), 0.0, float("-inf")).astype(x.dtype)
        y = mx.fast.scaled_dot_product_attention(q, k, v, scale=one.scale, mask=seen)
        return one.out_proj(y.transpose(0, 2, 1, 3).reshape(1, count, -1))

    def _overlap(self, waves: np.ndarray) -> np.ndarray:
        """Add windows; the samples that no later one reaches."""
        hop, done = self._config.hop_length, []
        for wave in waves:
            self._sum += wave * self._window
            self._weight += self._window**2
            done.append(self._level(self._sum[:hop], self._weight[:hop]))
            for kept in (self._sum, self._weight):
                kept[:-hop] = kept[hop:].copy()
                kept[-hop:] = 0.0
        sound = np.concatenate(done)
        skipped, self._skip = sound[self._skip :], max(0, self._skip - len(sound))
        return skipped

    @staticmethod
    def _level(total: np.ndarray, weight: np.ndarray) -> np.ndarray:
        return np.where(weight > LEAST, total / np.maximum(weight, LEAST), total)


LEAST = 1e-10  # a smaller weight divides nothing; as mlx-audio's `istft`
