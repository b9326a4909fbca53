"""Tiny models that see: real architectures with random weights, saved as published ones are. They say nonsense."""

import importlib
import json
import re
import sys
from pathlib import Path

import numpy as np

from localvoice.models import vlm
from localvoice.models.roles import Sampling

# isort: split
import mlx.core as mx
from mlx.utils import tree_flatten
from mlx_vlm.utils import get_model_and_args, update_module_configs

sys.path.append(str(Path(__file__).parents[2] / "scripts" / "benches"))
tiny_lm = importlib.import_module("_tiny_lm")

FAMILIES = ("qwen2_5_vl", "qwen3_vl", "gemma3", "gemma4", "lfm2_vl")
GREEDY = Sampling(temperature=0, repetition_penalty=1, max_tokens=8)
SYSTEM = "You are kind."
WIDTH = {"hidden_size": 64, "num_attention_heads": 4, "num_key_value_heads": 2, "intermediate_size": 128}
MROPE = {"type": "mrope", "mrope_section": [2, 3, 3]}
QWEN_SEES = {"depth": 3, "hidden_size": 32, "intermediate_size": 64, "num_heads": 2, "out_hidden_size": 64}
QWEN_SIGNS = ["<|im_end|>", "<|im_start|>", "<|vision_start|>", "<|image_pad|>", "<|vision_end|>", "<|video_pad|>"]
QWEN_IDS = {"vision_start_token_id": 2, "image_token_id": 3, "vision_end_token_id": 4, "video_token_id": 5}
GEMMA_SIGNS = ["<end_of_turn>", "<start_of_turn>", "<bos>", "<start_of_image>", "<image_soft_token>", "<end_of_image>"]
GEMMA4_TEXT = {"head_dim": 16, "global_head_dim": 32, "num_key_value_heads": 1, "num_kv_shared_layers": 1}
GEMMA4_TEXT |= {"hidden_size_per_layer_input": 8, "sliding_window": 16, "sliding_window_pattern": 2}
SIGNS = {
    "qwen2_5_vl": QWEN_SIGNS,
    "qwen3_vl": QWEN_SIGNS,
    "gemma3": GEMMA_SIGNS,
    "gemma4": GEMMA_SIGNS,
    "lfm2_vl": ["<|im_end|>", "<|im_start|>", "<|startoftext|>", "<image>", "<|image_start|>", "<|image_end|>"],
}
TEMPLATE = {"gemma3": "gemma3_text", "gemma4": "gemma3_text", "lfm2_vl": "lfm2"}
CONFIGS = {
    "qwen2_5_vl": WIDTH
    | {"num_hidden_layers": 3, "rms_norm_eps": 1e-6, "rope_scaling": MROPE, "max_position_embeddings": 4096}
    | {"vision_config": QWEN_SEES | {"fullatt_block_indexes": [1], "window_size": 56}}
    | QWEN_IDS,
    "qwen3_vl": {
        "text_config": WIDTH
        | {"model_type": "qwen3_vl_text", "num_hidden_layers": 3, "rms_norm_eps": 1e-6, "head_dim": 16}
        | {"rope_theta": 1e6, "max_position_embeddings": 4096, "rope_scaling": MROPE, "tie_word_embeddings": True},
        "vision_config": QWEN_SEES
        | {"patch_size": 16, "num_position_embeddings": 64, "deepstack_visual_indexes": [0, 1]},
    }
    | QWEN_IDS,
    "gemma3": {
        "text_config": WIDTH
        | {"model_type": "gemma3_text", "num_hidden_layers": 3, "head_dim": 16, "query_pre_attn_scalar": 16}
        | {"sliding_window": 24, "sliding_window_pattern": 3, "mm_tokens_per_image": 4},
        "vision_config": WIDTH
        | {"model_type": "siglip_vision_model", "num_hidden_layers": 2, "patch_size": 14, "image_size": 56},
        "image_token_index": 4,
        "pad_token_id": 2,
    },
    "gemma4": {
        "text_config": WIDTH | {"num_hidden_layers": 4} | GEMMA4_TEXT,
        "vision_config": WIDTH
        | {"num_hidden_layers": 2, "num_key_value_heads": 4, "head_dim": 16, "default_output_length": 8},
        "boi_token_id": 3,
        "image_token_id": 4,
        "eoi_token_id": 5,
        "audio_token_id": 900,
    },
    "lfm2_vl": {
        "text_config": WIDTH
        | {"model_type": "lfm2", "num_hidden_layers": 3, "block_dim": 64, "block_ff_dim": 128, "conv_dim": 64}
        | {"block_multiple_of": 32, "block_auto_adjust_ff_dim": False, "full_attn_idxs": [1], "conv_L_cache": 3},
        "vision_config": WIDTH | {"model_type": "lfm2_vl", "num_hidden_layers": 2, "num_patches": 16},
        "image_token_id": 3,
        "min_image_tokens": 4,
        "max_image_tokens": 12,
        "projector_hidden_size": 64,
    },
}


def make(folder, family, **more):
    """The folder of a model with weights from seed 0; `more` goes into its text's configuration."""
    folder.mkdir(parents=True, exist_ok=True)
    tiny_lm.CONTROL[family] = SIGNS[family]
    tiny_lm.TEMPLATES[family] = tiny_lm.TEMPLATES[TEMPLATE.get(family, "qwen3")]
    tokens = tiny_lm._tokenizer(folder, family)
    config = json.loads(json.dumps(CONFIGS[family])) | {"model_type": family, "vocab_size": tokens}
    text = config.get("text_config", config)
    text |= {"vocab_size": tokens, **more} | ({"vocab_size_per_layer_input": tokens} if family == "gemma4" else {})
    (folder / "config.json").write_text(json.dumps(config))
    kind, _ = get_model_and_args(config)
    made = update_module_configs(kind.ModelConfig.from_dict(config), kind, config, ["text", "vision"])
    mx.random.seed(0)
    weights = {
        name: start + 0.2 * mx.random.normal(start.shape) if start.size > 1 else start
        for name, start in tree_flatten(kind.Model(made).parameters())
    }
    mx.save_safetensors(str(folder / "model.safetensors"), speakable(folder, weights))
    return folder


def speakable(folder, weights):
    """The same, likelier to say whole words and full stops than bytes, and hardly ever a control token."""
    words = json.loads((folder / "tokenizer.json").read_text())["model"]["vocab"]
    louder = np.ones(len(words), np.float32)
    for word, number in words.items():
        louder[number] = 3.0 if re.fullmatch("Ġ[a-z]{2,}|[.]", word) else 0.3
    for name in ("embed_tokens", "lm_head"):
        for full in [full for full in weights if full.endswith(f"{name}.weight")]:
            rows = weights[full]
            weights[full] = rows * mx.array(louder[: len(rows)])[:, None]
    return weights


def loaded(folder, family, **more):
    return vlm.load(make(folder / family, family, **more))


def picture(seed=0, height=96, width=128):
    """(height, width, 3) uint8: coarse blotches, no two seeds alike."""
    blotches = np.random.default_rng(seed).integers(0, 256, (height // 16, width // 16, 3), np.uint8)
    return blotches.repeat(16, axis=0).repeat(16, axis=1)
