"""How many bytes do full-size models take? Random weights of the real shapes, against what the planner predicts."""

import argparse
import json
from collections.abc import Callable
from typing import TypeVar

from _ears import table

from localvoice.models import blas  # noqa: F401

# isort: split
import mlx.core as mx
import mlx.nn as nn
from mlx.utils import tree_flatten
from mlx_audio.tts.models.kokoro import kokoro
from mlx_lm.models import cache, qwen3

from localvoice.app.fit import CONTEXT_TOKENS, context_gb, weights_gb
from localvoice.store import weights

SLICE_TOKENS = 256  # one step of prefill
GIB = 2**30
T = TypeVar("T", bound=nn.Module)
KEEP = {"tie_word_embeddings": True, "rms_norm_eps": 1e-6, "rope_theta": 1e6, "max_position_embeddings": 40_960}
HEADS = {"num_attention_heads": 16, "num_key_value_heads": 8, "head_dim": 128, "vocab_size": 151_936}
QWEN = {  # the published configurations
    "qwen3-0.6b-4bit": {"hidden_size": 1024, "num_hidden_layers": 28, "intermediate_size": 3072, **HEADS},
    "qwen3-1.7b-4bit": {"hidden_size": 2048, "num_hidden_layers": 28, "intermediate_size": 6144, **HEADS},
}
DECODER = {
    "upsample_kernel_sizes": [20, 12],
    "upsample_rates": [10, 6],
    "gen_istft_hop_size": 5,
    "gen_istft_n_fft": 20,
    "resblock_dilation_sizes": [[1, 3, 5]] * 3,
    "resblock_kernel_sizes": [3, 7, 11],
    "upsample_initial_channel": 512,
}
BERT = {"hidden_size": 768, "num_attention_heads": 12, "intermediate_size": 2048, "max_position_embeddings": 512}
SIZES = {"dim_in": 64, "hidden_dim": 512, "max_conv_dim": 512, "max_dur": 50, "n_layer": 3, "n_mels": 80}
REST = {"n_token": 178, "style_dim": 128, "text_encoder_kernel_size": 5, "multispeaker": True, "dropout": 0.2}
KOKORO = SIZES | REST | {"vocab": {"a": 1}, "istftnet": DECODER}
KOKORO["plbert"] = BERT | {"num_hidden_layers": 12, "dropout": 0.1}


def allocated(build: Callable[[], T]) -> tuple[T, int]:
    """A model with its weights really there, and the bytes that this took; the rest of MLX's memory is empty."""
    mx.clear_cache()
    before = mx.get_active_memory()
    model = build()
    for _, array in tree_flatten(model.parameters()):
        mx.eval(array)
    mx.clear_cache()
    return model, mx.get_active_memory() - before


def language_model(name: str) -> qwen3.Model:
    model = qwen3.Model(qwen3.ModelArgs(model_type="qwen3", **QWEN[name], **KEEP))
    model.set_dtype(mx.bfloat16)
    nn.quantize(model, group_size=64, bits=4)
    return model


def voice() -> kokoro.Model:
    model = kokoro.Model(kokoro.ModelConfig.from_dict(KOKORO))
    model.set_dtype(mx.bfloat16)
    return model


def conversation(model: qwen3.Model) -> int:
    """The bytes of a full context, filled in slices as a prefill fills it."""
    before = mx.get_active_memory()
    kept = cache.make_prompt_cache(model)
    shape = (1, model.args.num_key_value_heads, SLICE_TOKENS, model.args.head_dim)
    for _ in range(CONTEXT_TOKENS // SLICE_TOKENS):
        for layer in kept:
            layer.update_and_fetch(mx.zeros(shape, mx.bfloat16), mx.zeros(shape, mx.bfloat16))
            mx.eval(layer.state)
    mx.clear_cache()
    return mx.get_active_memory() - before


def slice_peak(name: str) -> int:
    """What one step of prefill takes beyond weights and cache, at its highest.

    Four layers, not quantized: a CPU multiplies 4-bit weights too slowly, and activations look the same.
    """
    shape = QWEN[name] | {"num_hidden_layers": 4, "vocab_size": 1000}
    model = qwen3.Model(qwen3.ModelArgs(model_type="qwen3", **shape, **KEEP))
    model.set_dtype(mx.bfloat16)
    kept = cache.make_prompt_cache(model)
    mx.eval(model.parameters())
    peak = 0
    for _ in range(2):  # the second slice looks back at the first
        mx.clear_cache()
        mx.reset_peak_memory()
        before = mx.get_active_memory()
        model(mx.zeros((1, SLICE_TOKENS), mx.int32), cache=kept)
        mx.eval([layer.state for layer in kept])
        peak = mx.get_peak_memory() - before
    return peak


def row(what: str, predicted: float, taken: int) -> dict:
    """Both in GiB."""
    return {
        "what": what,
        "predicted_gb": round(predicted, 3),
        "allocated_gb": round(taken / GIB, 3),
        "off_percent": round(100 * (predicted * GIB / taken - 1), 1),
    }


def measure() -> dict:
    known = weights.read(weights.path()).models
    rows, peaks = [], {name: round(slice_peak(name) / GIB, 3) for name in QWEN}
    for name in QWEN:
        model, taken = allocated(lambda name=name: language_model(name))
        rows.append(row(name, weights_gb(known[name]), taken))
        rows.append(row(f"{name}: {CONTEXT_TOKENS} tokens", context_gb(known[name]), conversation(model)))
        del model
    _, taken = allocated(voice)
    rows.append(row("kokoro", weights_gb(known["kokoro"]), taken))
    return {"rows": rows, "prefill_step_gb": peaks}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    result = measure()
    if options.json:
        print(json.dumps(result, indent=2))
    else:
        print(table([tuple(one.values()) for one in result["rows"]], tuple(result["rows"][0])))
        print("one prefill step of", SLICE_TOKENS, "tokens takes, in GiB:", result["prefill_step_gb"])
