"""Google's models that see: Gemma 3 and Gemma 4. The places of one picture see each other, so it is read in one step.

Their sliding layers keep everything, so that a cut goes back to any place; a window hides what is older. What the
layers of Gemma 4 add for a token of text they add for token 0 where a picture is.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from localvoice.models import blas  # noqa: F401

# isort: split
import mlx.core as mx
import numpy as np
from mlx_lm.models.cache import KVCache
from mlx_vlm.models.gemma4.processing_gemma4 import Gemma4ImageProcessor  # pyright: ignore[reportMissingImports]
from PIL import Image  # pyright: ignore[reportMissingImports]

from localvoice.models.vlm.album import Looking, Run, Seen
from localvoice.models.vlm.files import settings
from localvoice.models.vlm.network import Together, in_steps


class Gemma3:
    """See `network.Network`."""

    together = True

    def __init__(self, model: Any, folder: Path, tokenizer: Any) -> None:
        self.model, self._text = model, model.language_model
        self.place = model.config.image_token_index
        soft = tokenizer.convert_ids_to_tokens(self.place)
        self.mark = f"\n\n<start_of_image>{soft}<end_of_image>\n\n"
        self.context_tokens = self._text.config.max_position_embeddings
        given = settings(folder)
        self._mean, self._spread = (given.get(name, [0.5] * 3) for name in ("image_mean", "image_std"))

    def cache(self) -> list[Any]:
        return [KVCache() for _ in self._text.layers]

    def look(self, pixels: np.ndarray) -> Looking:
        side, tower = self.model.config.vision_config.image_size, self.model.vision_tower
        resized = Image.fromarray(pixels).resize((side, side), Image.Resampling.BILINEAR)
        scaled = (np.asarray(resized, np.float32) / 255 - self._mean) / self._spread
        image = mx.array(scaled[None].astype(np.float32)).astype(self._text.model.norm.weight.dtype)
        yield
        states = yield from in_steps(
            tower.vision_model.encoder, "layers", lambda: tower(image, output_hidden_states=True)[0]
        )
        vectors = self.model.multi_modal_projector(states)[0] / self._text.config.hidden_size**0.5
        mx.eval(vectors)
        return Seen(vectors, (1, len(vectors)))

    def embed(self, tokens: mx.array) -> mx.array:
        return self._text.model.embed_tokens(tokens)

    def forward(self, tokens: mx.array, vectors: mx.array, runs: Sequence[Run], cache: list[Any]) -> mx.array:
        layers = [Together(layer, runs) for layer in cache] if runs else cache
        return self._text.model(tokens, inputs_embeds=vectors, cache=layers)

    def scores(self, states: mx.array) -> mx.array:
        return self._text.lm_head(states)


class Gemma4:
    """See `network.Network`."""

    def __init__(self, model: Any, folder: Path, tokenizer: Any) -> None:
        self.model, self._text = model, model.language_model
        config = model.config
        self.together = config.text_config.use_bidirectional_attention == "vision"
        self.place = config.image_token_id
        around = (config.boi_token_id, self.place, config.eoi_token_id)
        self.mark = "".join(tokenizer.convert_ids_to_tokens(number) for number in around)
        self.context_tokens = config.text_config.max_position_embeddings
        sees = config.vision_config
        own = {"patch_size": sees.patch_size, "pooling_kernel_size": sees.pooling_kernel_size}
        self._image = Gemma4ImageProcessor(**settings(folder) | own | {"max_soft_tokens": sees.default_output_length})

    def cache(self) -> list[Any]:
        return [KVCache() for _ in self.model.make_cache()]

    def look(self, pixels: np.ndarray) -> Looking:
        made, _ = self._image([pixels])
        image, model = mx.array(made["pixel_values"]), self.model
        yield
        states = yield from in_steps(model.vision_tower.encoder, "layers", lambda: model.vision_tower(image))
        vectors = model.embed_vision(states)[0]
        mx.eval(vectors)
        return Seen(vectors, (1, len(vectors)))

    def embed(self, tokens: mx.array) -> mx.array:
        return self._text.model.embed_tokens(tokens) * self._text.model.embed_scale

    def forward(self, tokens: mx.array, vectors: mx.array, runs: Sequence[Run], cache: list[Any]) -> mx.array:
        text = self._text.model
        layers = text.get_per_layer_inputs(tokens) if text.hidden_size_per_layer_input else None
        caches = [Together(layer, runs) for layer in cache] if runs and self.together else cache
        return text(None, inputs_embeds=vectors, cache=caches, per_layer_inputs=layers)

    def scores(self, states: mx.array) -> mx.array:
        return self._text.logits_from_hidden(states)
