"""Liquid AI's models that see: LFM2-VL and LFM2.5-VL. A picture is looked at whole, never in tiles.

Tiles would show a large picture sharper, each with as many places as the whole; what that is worth needs weights.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from localvoice.models import blas  # noqa: F401

# isort: split
import mlx.core as mx
import numpy as np
from mlx_lm.models.cache import ArraysCache, KVCache
from mlx_vlm.models.lfm2_vl.processing_lfm2_vl import (  # pyright: ignore[reportMissingImports]
    Lfm2VlNumpyImageProcessor,
)

from localvoice.models.vlm.album import Looking, Run, Seen
from localvoice.models.vlm.files import settings
from localvoice.models.vlm.network import in_steps, tied

AROUND = "<|image_start|>", "<|image_end|>"


class Lfm:
    """See `network.Network`."""

    together = False

    def __init__(self, model: Any, folder: Path, tokenizer: Any) -> None:
        self.model, self._text = model, model.language_model
        config = model.config
        self.place = config.image_token_index
        before, after = AROUND if config.use_image_special_tokens else ("", "")
        self.mark = f"{before}{tokenizer.convert_ids_to_tokens(self.place)}{after}"
        self.context_tokens = self._text.args.max_position_embeddings
        own = {name: getattr(config, name) for name in ("downsample_factor", "encoder_patch_size")}
        own |= {name: getattr(config, name) for name in ("min_image_tokens", "max_image_tokens")}
        self._image = Lfm2VlNumpyImageProcessor(
            **settings(folder) | own | {"do_image_splitting": False, "do_pad": False}
        )

    def cache(self) -> list[Any]:
        return [KVCache() if layer.is_attention_layer else ArraysCache(1) for layer in self._text.layers]

    def look(self, pixels: np.ndarray) -> Looking:
        made, model = self._image(pixels), self.model
        image = mx.array(made["pixel_values"])
        how = {name: mx.array(made[name]) for name in ("spatial_shapes", "pixel_attention_mask")}
        yield
        found = yield from in_steps(model.vision_tower.encoder, "layers", lambda: model.encode_images(image, **how)[0])
        mx.eval(found)
        return Seen(found, (1, len(found)))

    def embed(self, tokens: mx.array) -> mx.array:
        return self._text.model.embed_tokens(tokens)

    def forward(self, tokens: mx.array, vectors: mx.array, runs: Sequence[Run], cache: list[Any]) -> mx.array:
        return self._text.model(tokens, cache, vectors)

    def scores(self, states: mx.array) -> mx.array:
        return tied(self._text, states)
