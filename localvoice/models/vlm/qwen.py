"""Qwen's models that see: Qwen2.5-VL and Qwen3-VL. Places of a picture have a row and a column as their position.

A word's position is one more than the largest before it, so a picture takes as many as its longer side. Which comes
next is kept beside the layers' caches, as one more, so that a cut cuts it too.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from localvoice.models import blas  # noqa: F401

# isort: split
import mlx.core as mx
import numpy as np
from mlx_lm.models.cache import KVCache
from mlx_vlm.models.qwen3_vl.processing_qwen3_vl import (  # pyright: ignore[reportMissingImports]
    Qwen3VLImageProcessor,
)

from localvoice.models.vlm.album import Looking, Run, Seen
from localvoice.models.vlm.files import settings, sizes
from localvoice.models.vlm.network import MOST_PLACES, in_steps, tied


class Qwen:
    """See `network.Network`."""

    together = False

    def __init__(self, model: Any, folder: Path, tokenizer: Any) -> None:
        self.model, self._text = model, model.language_model
        config, sees = model.config, model.config.vision_config
        self.place = config.image_token_id
        around = (config.vision_start_token_id, self.place, config.vision_end_token_id)
        self.mark = "".join(tokenizer.convert_ids_to_tokens(number) for number in around)
        self.context_tokens = self._text.args.max_position_embeddings
        self._merged = sees.spatial_merge_size
        given = settings(folder)
        least, most = sizes(given)
        largest = MOST_PLACES * (sees.patch_size * self._merged) ** 2
        given |= {"patch_size": sees.patch_size, "merge_size": self._merged, "min_pixels": min(least, largest)}
        self._image = Qwen3VLImageProcessor(**given | {"max_pixels": min(most, largest)})

    def cache(self) -> list[Any]:
        return [KVCache() for _ in range(len(self._text.layers) + 1)]

    def look(self, pixels: np.ndarray) -> Looking:
        made = self._image([np.ascontiguousarray(pixels.transpose(2, 0, 1))])
        tower = self.model.vision_tower
        patches = mx.array(made["pixel_values"]).astype(tower.patch_embed.proj.weight.dtype)
        grid = mx.array(made["image_grid_thw"])
        yield
        found = yield from in_steps(tower, "blocks", lambda: tower(patches, grid))
        vectors, deeper = found if isinstance(found, tuple) else (found, [])
        mx.eval(vectors, *deeper)
        _, rows, columns = (int(side) // self._merged for side in made["image_grid_thw"][0])
        return Seen(vectors, (rows, columns), tuple(deeper))

    def embed(self, tokens: mx.array) -> mx.array:
        return self._text.model.embed_tokens(tokens)

    def forward(self, tokens: mx.array, vectors: mx.array, runs: Sequence[Run], cache: list[Any]) -> mx.array:
        *layers, following = cache
        where = positions(tokens.shape[1], runs, following)
        deeper = _deeper(tokens.shape[1], runs)
        return self._text.model(tokens, inputs_embeds=vectors, cache=layers, position_ids=where, **deeper)

    def scores(self, states: mx.array) -> mx.array:
        return tied(self._text, states)


def positions(count: int, runs: Sequence[Run], following: KVCache) -> mx.array:
    """(3, 1, n): time, row and column of each; `following`, what would come after each, grows by them."""
    where, after = np.zeros((3, count), np.int32), np.zeros(count, np.int32)
    at = cursor = 0
    for run in (*runs, None):
        text = (run.start if run else count) - at
        where[:, at : at + text] = after[at : at + text] = cursor + np.arange(text)
        after[at : at + text] += 1
        cursor += text
        if run:
            rows, columns = run.seen.grid
            start = cursor if not run.at else cursor - max(rows, columns)  # a slice may begin in a picture
            places = np.arange(run.at, run.at + run.end - run.start)
            where[:, run.start : run.end] = start + np.stack([places * 0, places // columns, places % columns])
            cursor = start + max(rows, columns)
            after[run.start : run.end] = cursor
            at = run.end
    read = following.offset
    first: Any = following.keys[0, 0, read - 1, 0] if read and following.keys is not None else 0
    later = (mx.array(after) + first).reshape(1, 1, -1, 1)
    following.update_and_fetch(later, later)
    return (mx.array(where) + first)[:, None]


def _deeper(count: int, runs: Sequence[Run]) -> dict[str, Any]:
    """What pictures add behind the first layers, where they do."""
    if not runs or not runs[0].seen.deeper:
        return {}
    shown: Any = np.zeros((1, count), np.bool_)
    for run in runs:
        shown[0, run.start : run.end] = True
    layers = [
        mx.concatenate([run.seen.deeper[layer][run.at : run.at + run.end - run.start] for run in runs])
        for layer in range(len(runs[0].seen.deeper))
    ]
    return {"visual_pos_masks": mx.array(shown), "deepstack_visual_embeds": layers}
