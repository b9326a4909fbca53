"""How does a folder with published weights become a model? Read strictly: nothing missing, nothing fetched, no pickle.

mlx-audio's own loaders leave at random values what a checkpoint lacks, and may ask the network for the rest.
"""

import json
from collections.abc import Callable
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, TypeVar

from localvoice.models import blas  # noqa: F401

# isort: split
import mlx.core as mx
import mlx.nn as nn
from mlx.utils import tree_flatten, tree_map
from mlx_audio.utils import apply_quantization
from mlx_lm.utils import dequantize_model

from localvoice.errors import EngineError

Weights = dict[str, mx.array]
# What PyTorch saves beside weights: counters, and tables that are computed anew.
BUFFERS = ("*num_batches_tracked", "*position_ids", "*inv_freq", "alignment_heads")
M = TypeVar("M", bound=nn.Module)


def read(
    folder: Path,
    what: str,
    build: Callable[[dict[str, Any]], M],
    tidy: Callable[[M, Weights], Weights],
    float32: bool | None = None,
    spare: tuple[str, ...] = (),
) -> M:
    """The model that `build` makes of config.json, with the weights of *.safetensors after `tidy(model, weights)`.

    `float32`: widen quantized and half-precision weights; None: on a machine without a GPU, where that is the faster
    way. `what` names the model in errors; `spare`: patterns of weights that may be left over. Call it in the lane.
    Raises EngineError when the folder does not fit.
    """
    if not (folder / "config.json").is_file():
        raise EngineError(f"There is no {what} in {folder}; fetch it with `localvoice pull`.")
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        model = build(config)
        weights: Weights = {}
        for file in sorted(folder.glob("*.safetensors")):
            weights.update(mx.load(str(file)))  # pyright: ignore[reportCallIssue, reportArgumentType]
        fill(model, tidy(model, weights), config, spare)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, AssertionError, RuntimeError) as error:
        raise EngineError(
            f"The {what} in {folder} cannot be loaded ({error}); fetch it again with `localvoice pull`."
        ) from error
    return ready(model, float32)


def ready(model: M, float32: bool | None = None) -> M:
    """A model that has its weights, to be used. `float32`: see `read`."""
    if float32 if float32 is not None else on_cpu():
        dequantize_model(model)
        model.set_dtype(mx.float32)
    model.eval()
    mx.eval(model.parameters())
    return model


def on_cpu() -> bool:
    """Does MLX compute without a GPU here?"""
    return mx.default_device() == mx.Device(mx.cpu)


def free(model: nn.Module) -> None:
    """Give the weights' memory back, whoever still holds the model."""
    model.update(tree_map(lambda _: mx.array([]), model.parameters()))
    mx.clear_cache()


def fill(model: nn.Module, weights: Weights, config: dict[str, Any], spare: tuple[str, ...] = ()) -> None:
    """Give the model its weights. What the folder lacks may only be a norm's ones or zeros.

    Raises ValueError when a weight is missing, has another shape, or is left over: with a layer too few a model loads,
    and talks nonsense.
    """
    apply_quantization(model, config, weights, getattr(model, "model_quant_predicate", None))
    expected = dict(tree_flatten(model.parameters()))
    for name, start in expected.items():
        if name not in weights:
            if start.size and not mx.all(start == start.reshape(-1)[0]).item():
                raise ValueError(f"the weight {name} is missing")
            weights[name] = start
    left = sorted(
        name for name in set(weights) - set(expected) if not any(fnmatchcase(name, one) for one in (*BUFFERS, *spare))
    )
    if left:
        more = f" and {len(left) - 1} more have" if len(left) > 1 else " has"
        raise ValueError(f"the weight {left[0]}{more} no place in it: config.json is another model's")
    model.load_weights([(name, weights[name]) for name in expected], strict=True)
