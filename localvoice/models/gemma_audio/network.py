"""Gemma 4's network in short steps: mlx-vlm's layers, driven token by token.

What each layer adds for a token of text stands behind its vector, (width + layers x extra), so that one array holds all
that is read. Its sliding layers keep everything, so that a cut goes back to any place; a window hides what is older.
"""

from collections.abc import Sequence
from typing import Any

from localvoice.models import blas  # noqa: F401

# isort: split
import mlx.core as mx
import numpy as np
from mlx_lm.models.cache import KVCache
from mlx_vlm.models.gemma4.audio_feature_extractor import (  # pyright: ignore[reportMissingImports]
    Gemma4AudioFeatureExtractor,
)
from mlx_vlm.models.gemma4.config import (  # pyright: ignore[reportMissingImports]
    AudioConfig,
    ModelConfig,
    TextConfig,
    VisionConfig,
)
from mlx_vlm.models.gemma4.gemma4 import Model  # pyright: ignore[reportMissingImports]

from localvoice.models.interleaved.network import Codes, Pick, Signs
from localvoice.models.published import Weights, free

LEAST = 1600  # samples that the encoder is given at least


def build(config: dict[str, Any]) -> Any:
    """Raises ValueError for one that does not hear."""
    if not config.get("audio_config"):
        raise ValueError("this Gemma does not hear")
    parts = {
        "text_config": TextConfig.from_dict(config["text_config"]),
        "vision_config": VisionConfig.from_dict(config.get("vision_config") or {}),
        "audio_config": AudioConfig.from_dict(config["audio_config"]),
    }
    return Model(ModelConfig.from_dict(config | parts))


def tidy(model: Any, weights: Weights) -> Weights:
    return model.sanitize(weights)


class GemmaAudio:
    """See `interleaved.network.Network`; it makes no sound."""

    rate_hz, frame_samples = 0, 1

    def __init__(self, model: Any, signs: Signs) -> None:
        self.model, self.signs = model, signs
        self._text = model.language_model.model
        self._extra = self._text.hidden_size_per_layer_input
        self._mel = Gemma4AudioFeatureExtractor()

    def cache(self) -> list[Any]:
        return [KVCache() for _ in self.model.make_cache()]

    def encode(self, pcm: np.ndarray) -> mx.array:
        padded = np.pad(pcm, (0, max(0, LEAST - len(pcm))))
        made: Any = self._mel([padded])
        heard = mx.array(np.stack([*made["input_features"]]).astype(np.float32))
        mask = mx.array(np.stack([*made["input_features_mask"]]).astype(np.int32))
        vectors, hidden = self.model.audio_tower(heard, mask == 0)
        count = int((~hidden[0]).sum().item()) if hidden is not None else vectors.shape[1]
        vectors = self.model.embed_audio(vectors)[0, :count]
        return self._with_layers(vectors, mx.zeros((count,), mx.int32))

    def embed(self, positions: Sequence[int | Codes]) -> mx.array:
        ids = mx.array([one for one in positions if isinstance(one, int)])
        return self._with_layers(self._text.embed_tokens(ids) * self._text.embed_scale, ids)

    def forward(self, vectors: mx.array, cache: list[Any]) -> mx.array:
        width = vectors.shape[1] - self._layers_width
        layers = vectors[:, width:].reshape(1, len(vectors), -1, self._extra) if self._extra else None
        return self._text(None, inputs_embeds=vectors[None, :, :width], cache=cache, per_layer_inputs=layers)[:, -1, :]

    def scores(self, state: mx.array) -> mx.array:
        scores, cap = self._text.embed_tokens.as_linear(state), self.model.config.text_config.final_logit_softcapping
        return mx.tanh(scores / cap) * cap if cap else scores

    def frame(self, state: mx.array, pick: Pick) -> Codes:
        raise NotImplementedError("It only hears.")

    def decoder(self) -> "Silence":
        return Silence()

    def free(self) -> None:
        free(self.model)

    @property
    def _layers_width(self) -> int:
        return self._extra * len(self._text.layers) if self._extra else 0

    def _with_layers(self, vectors: mx.array, ids: mx.array) -> mx.array:
        if not self._extra:
            return vectors
        layers = self._text.get_per_layer_inputs(ids[None])[0].reshape(len(ids), -1)
        return mx.concatenate([vectors, layers.astype(vectors.dtype)], axis=1)


class Silence:
    """See `interleaved.network.Decoder`."""

    def decode(self, codes: Codes) -> np.ndarray:
        return np.zeros(0, np.float32)

    def end(self) -> np.ndarray:
        return np.zeros(0, np.float32)
