"""From config.json, as Kyutai publishes it, to mlx-audio's language model of Moshi: with the window that it was trained
with, and with the parts that mlx-audio leaves out.

mlx-audio keeps 4096 steps and then looks at the wrong 3000 of them, so that after five and a half minutes it is another
model. Here it keeps the window and nothing else. Without a config.json it is Moshi 0.1, which was published so.
"""

from dataclasses import replace
from typing import Any

import mlx.core as mx
import mlx.nn as nn
from mlx_audio.sts.models.moshi.lm import Lm, LmConfig, config_v0_1
from mlx_audio.sts.models.moshi.modules.transformer import LayerCache, MlpNoGating, Transformer, TransformerConfig

NORMS = {"layer_norm": "layer_norm", "rms_norm_f32": "rms_norm", "rms_norm": "rms_norm"}
GATINGS = {"silu": True, "none": False}
QUALITY, BEST = "description", "very_good"  # of Hibiki, which was trained on translations of several qualities
POSITIONS = ("rope", "sin", "none", "")


def build(config: dict[str, Any]) -> Lm:
    """The model, weights still random. Raises KeyError, ValueError, TypeError for what it cannot be."""
    shape = _windowed(_read(config) if "dim" in config else config_v0_1())
    model = Lm(shape)
    model.transformer = _exact(model.transformer)
    for one in model.depformer.slices:
        one.transformer = _exact(one.transformer)
    return model


def _read(config: dict[str, Any]) -> LmConfig:
    norm, gating = config.get("norm", "rms_norm_f32"), config.get("gating", "silu")
    if norm not in NORMS or gating not in GATINGS or config.get("cross_attention") or not _told(config):
        raise ValueError("config.json names parts that this version does not know")
    shape = LmConfig.from_config_dict(config)
    kinds = {"norm": NORMS[norm], "gating": GATINGS[gating]}
    main = replace(shape.transformer, **kinds, dim_feedforward=int(config.get("hidden_scale", 4) * config["dim"]))
    period = config.get("depformer_max_period", config["max_period"])
    deep = replace(shape.depformer.transformer, norm=kinds["norm"], max_period=period)
    for positions in (main.positional_embedding, deep.positional_embedding):
        if positions not in POSITIONS:
            raise ValueError(f"its positions are {positions!r}, which this version does not know")
    return replace(shape, transformer=main, depformer=replace(shape.depformer, transformer=deep))


def _told(config: dict[str, Any]) -> bool:
    """Is what it is told beforehand at most how well it shall speak, which is added to all that it hears?"""
    named = config.get("conditioners") or {}
    fused = (config.get("fuser") or {}).get("sum", [QUALITY])
    return not named or (
        list(named) == [QUALITY] == fused
        and named[QUALITY].get("type") == "lut"
        and BEST in named[QUALITY]["lut"]["possible_values"]
    )


def _windowed(shape: LmConfig) -> LmConfig:
    """What is kept of the past is what is looked at."""
    return replace(shape, transformer=replace(shape.transformer, max_seq_len=shape.transformer.context))


def _exact(plain: Transformer) -> Transformer:
    """With the positions of its configuration, and PyTorch's GELU where it has no gates."""
    if not plain.cfg.gating:
        for layer in plain.layers:
            layer.gating = ExactMlp(plain.cfg)
    if plain.cfg.positional_embedding != "sin":
        return plain
    placed = Placed(plain.cfg)
    placed.layers = plain.layers
    return placed


class ExactMlp(MlpNoGating):
    """mlx-audio approximates the GELU, which is 5e-4 off."""

    def __call__(self, xs: mx.array) -> mx.array:
        return self.linear2(nn.gelu(self.linear1(xs)))


class Placed(Transformer):
    """A transformer that is told where it is by sines and cosines."""

    def __init__(self, cfg: TransformerConfig) -> None:
        super().__init__(replace(cfg, num_layers=0))
        self.cfg = cfg

    def __call__(self, xs: mx.array, cache: list[LayerCache], cross_attention_src: mx.array | None = None) -> mx.array:
        at = cache[0].self_attn.offset + mx.arange(xs.shape[1])
        return super().__call__(xs + _waves(at, xs.shape[2], self.cfg.max_period), cache, cross_attention_src)


def _waves(at: mx.array, size: int, max_period: float) -> mx.array:
    """(positions, size): cosines, then sines, of `size` / 2 frequencies from 1 down to 1 / max_period."""
    half = size // 2
    phase = at[:, None] / max_period ** (mx.arange(half) / (half - 1))
    return mx.concatenate([mx.cos(phase), mx.sin(phase)], axis=-1)
