"""Weights of Moshi's language model under the names that the model here has: PyTorch's are translated, MLX's kept."""

import re

import mlx.core as mx
from mlx_audio.sts.models.moshi.lm import LmConfig

Weights = dict[str, mx.array]
SIDE = re.compile(r"(transformer\.|text_emb\.|text_linear\.|out_norm\.|extra_heads\.)")  # called the same in both


def quantization(weights: Weights, width: int) -> dict[str, int] | None:
    """How many bits in groups of how many, from the shapes of a matrix of `width` columns; None: not quantized."""
    name = "transformer.layers.0.self_attn.in_proj"
    if f"{name}.scales" not in weights:
        return None
    packed, scales = weights[f"{name}.weight"].shape[1], weights[f"{name}.scales"].shape[1]
    return {"bits": packed * 32 // width, "group_size": width // scales}


def named(weights: Weights, shape: LmConfig) -> Weights:
    """Raises KeyError when one of PyTorch's is missing."""
    if not any(name.startswith("emb.") for name in weights):
        return weights
    found = {_side(name): _flat(name, weight) for name, weight in weights.items() if SIDE.match(name)}
    for number in range(shape.audio_codebooks):
        found[f"audio_embs.{number}.weight"] = weights[f"emb.{number}.weight"]
    for number in range(shape.depformer.num_slices):
        found |= {f"depformer.slices.{number}.{name}": one for name, one in _slice(weights, shape, number).items()}
    return found


def _side(name: str) -> str:
    name = name.replace(".in_proj_weight", ".in_proj.weight").removesuffix(".alpha")
    name = re.sub(r"\.(linear[12])\.", r".gating.\1.", name)
    return name if name.endswith((".weight", ".bias", ".scale")) else f"{name}.weight"


def _flat(name: str, weight: mx.array) -> mx.array:
    return weight.reshape(-1) if name.endswith(".alpha") else weight


def _slice(weights: Weights, shape: LmConfig, number: int) -> Weights:
    """What the depth transformer is for the code book with this number; several may share weights."""
    shared = shape.depformer.weights_per_step_schedule or list(range(shape.depformer.num_slices))
    step, steps = shared[number], max(shared) + 1
    table = f"depformer_emb.{number - 1}." if number else "depformer_text_emb."
    found = {f"emb.{name.removeprefix(table)}": one for name, one in weights.items() if name.startswith(table)}
    found["linear_in.weight"] = weights[f"depformer_in.{step}.weight"]
    found["linear_out.weight"] = weights[f"linears.{number}.weight"]
    for layer in range(shape.depformer.transformer.num_layers):
        theirs, ours = f"depformer.layers.{layer}.", f"transformer.layers.{layer}."
        for name in (name for name in weights if re.match(rf"{re.escape(theirs)}norm[12]\.", name)):
            found[_side(ours + name.removeprefix(theirs))] = _flat(name, weights[name])
        for part in ("linear_in", "linear_out"):
            found[f"{ours}gating.{part}.weight"] = weights[f"{theirs}gating.{step}.{part}.weight"]
        for part, name in (("in_proj", "in_proj_weight"), ("out_proj", "out_proj.weight")):
            found[f"{ours}self_attn.{part}.weight"] = mx.split(weights[f"{theirs}self_attn.{name}"], steps)[step]
    return found
