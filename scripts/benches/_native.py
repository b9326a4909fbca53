"""LFM2.5-Audio with random weights, of its real architecture and any size, saved as Liquid AI publishes it."""

import json
from pathlib import Path
from typing import Any

from localvoice.models import blas  # noqa: F401

# isort: split
import _tiny_lm as tiny_lm
import mlx.core as mx
import mlx.nn as nn
from mlx.utils import tree_flatten
from mlx_audio.sts.models.lfm_audio.config import LFM2AudioConfig
from mlx_audio.sts.models.lfm_audio.detokenizer import DetokenizerConfig, LFM2AudioDetokenizer
from mlx_audio.sts.models.lfm_audio.model import LFM2AudioModel
from tokenizers import Tokenizer

LFM = {"model_type": "lfm2", "norm_eps": 1e-5, "conv_bias": False, "conv_L_cache": 3, "block_multiple_of": 256}
LFM |= {"block_ffn_dim_multiplier": 1.0, "max_position_embeddings": 128_000, "rope_theta": 1e6}
TINY: dict[str, Any] = {  # of the real form: convolutions and attention, eight code books
    "codebooks": 8,
    "encoder": {"n_layers": 2, "d_model": 32, "n_heads": 2, "subsampling_conv_channels": 8},
    "lfm": LFM
    | {"hidden_size": 64, "num_hidden_layers": 3, "num_attention_heads": 4, "num_key_value_heads": 2}
    | {"block_dim": 64, "block_ff_dim": 128, "block_auto_adjust_ff_dim": False, "full_attn_idxs": [1]},
    "depthformer": {"layers": 1, "dim": 32, "num_heads": 4, "num_kv_heads": 2},
    "adapter_hidden_dims": [48],
}
FULL: dict[str, Any] = {  # the published configuration
    "codebooks": 8,
    "lfm": LFM
    | {"hidden_size": 2048, "num_hidden_layers": 16, "num_attention_heads": 32, "num_key_value_heads": 8}
    | {"block_dim": 2048, "block_ff_dim": 12_288, "block_auto_adjust_ff_dim": True, "vocab_size": 65_536}
    | {"full_attn_idxs": [2, 5, 8, 10, 12, 14]},
}
VOICE = {"hidden_size": 32, "num_attention_heads": 2, "num_key_value_heads": 1}
VOICE |= {"layer_types": ["conv", "sliding_attention", "conv", "sliding_attention"]}
CONTROL = ["<|im_end|>", "<|im_start|>", "<|startoftext|>", "<|audio_start|>", "<|text_end|>"]
NAMES = (  # mlx-audio's name of a part, and the published one
    *((".ff1_norm.", ".norm_feed_forward1."), (".ff2_norm.", ".norm_feed_forward2."), (".ff1.", ".feed_forward1.")),
    *((".attn_norm.", ".norm_self_att."), (".conv_norm.", ".norm_conv."), (".final_norm.", ".norm_out.")),
    *(
        (".ff2.", ".feed_forward2."),
        (".attn.q_proj.", ".self_attn.linear_q."),
        (".attn.k_proj.", ".self_attn.linear_k."),
    ),
    *((".attn.v_proj.", ".self_attn.linear_v."), (".attn.out_proj.", ".self_attn.linear_out.")),
    *((".attn.pos_proj.", ".self_attn.linear_pos."), (".attn.pos_bias", ".self_attn.pos_bias")),
    (".conv.norm.", ".conv.batch_norm."),
)
DEPTH = (
    *((".attn.o_proj.", ".operator.out_proj."), (".attn.q_norm.", ".operator.bounded_attention.q_layernorm.")),
    *((".attn.k_norm.", ".operator.bounded_attention.k_layernorm."), (".attn_norm.", ".operator_norm.")),
    (".ffn.", ".feed_forward."),
)


def make(folder: Path, full: bool = False, scale: float = 0.02, dtype: mx.Dtype = mx.float32) -> Path:
    """Save it with weights from a seed in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    tiny_lm.CONTROL["lfm_audio"], tiny_lm.TEMPLATES["lfm_audio"] = CONTROL, tiny_lm.TEMPLATES["lfm2"]
    tokens = tiny_lm._tokenizer(folder, "lfm_audio")
    if full:
        _grow(folder / "tokenizer.json", FULL["lfm"]["vocab_size"])
    config = FULL if full else TINY | {"lfm": TINY["lfm"] | {"vocab_size": tokens}}
    mx.random.seed(0)
    model = LFM2AudioModel(LFM2AudioConfig.from_dict(config))
    _save(folder, published(_random(model, scale, dtype)), config)
    voice = DetokenizerConfig() if full else DetokenizerConfig.from_dict(VOICE)
    if not full:
        voice.intermediate_size = 64
    detokenizer = LFM2AudioDetokenizer(voice)
    weights = {
        name: weight.transpose(0, 2, 1) if ".conv.conv." in name else weight
        for name, weight in _random(detokenizer, scale, dtype).items()
    }
    _save(folder / "audio_detokenizer", weights, {} if full else VOICE)
    return folder


def published(weights: dict[str, mx.array]) -> dict[str, mx.array]:
    """The names and layouts of the checkpoint."""
    made: dict[str, mx.array] = {}
    for name, weight in weights.items():
        if name.startswith("audio_encoder."):
            name = name.replace("audio_encoder.", "conformer.")
            for ours, theirs in NAMES:
                name = name.replace(ours, theirs)
            if ".pointwise_conv" in name and weight.ndim == 2:
                weight = weight[..., None]
            elif "pre_encode.conv" in name and weight.ndim == 4:
                weight = weight.transpose(0, 3, 1, 2)
        elif name.startswith("audio_head.depthformer.blocks."):
            name = name.replace("audio_head.depthformer.blocks.", "depthformer.layers.")
            for ours, theirs in DEPTH:
                name = name.replace(ours, theirs)
        name = name.replace("audio_adapter.layers.", "audio_adapter.model.")
        if ("depthwise_conv" in name or ".conv.conv." in name) and weight.ndim == 3:
            weight = weight.transpose(0, 2, 1)
        made[name] = weight
    for name in [name for name in made if name.endswith(".attn.q_proj.weight")]:
        parts = [made.pop(name.replace("q_proj", f"{part}_proj")) for part in "qkv"]
        made[name.replace(".attn.q_proj.", ".operator.qkv_proj.")] = mx.concatenate(parts)
    return made


def _grow(file: Path, size: int) -> None:
    """Give a tokenizer so many tokens."""
    tokenizer = Tokenizer.from_file(str(file))
    tokenizer.add_tokens([f"word{number} " for number in range(size - tokenizer.get_vocab_size())])
    tokenizer.save(str(file))


def _random(model: nn.Module, scale: float, dtype: mx.Dtype) -> dict[str, mx.array]:
    """Its weights, every one moved by noise; those of the running variance stay above zero."""
    made: dict[str, mx.array] = {}
    parameters: Any = tree_flatten(model.parameters())
    for name, start in parameters:
        noise = scale * mx.random.normal(start.shape)
        made[name] = (start + (mx.abs(noise) if name.endswith("running_var") else noise)).astype(dtype)
    return made


def _save(folder: Path, weights: dict[str, mx.array], config: dict[str, Any]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    mx.eval(list(weights.values()))
    mx.save_safetensors(str(folder / "model.safetensors"), weights)
    (folder / "config.json").write_text(json.dumps(config))
