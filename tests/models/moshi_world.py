"""A tiny Moshi with random weights: the real architecture, saved under the names that Kyutai's repositories have."""

import io
import json
import re

import sentencepiece
from speech_world import DATA, randomised

from localvoice.models import blas  # noqa: F401

# isort: split
import mlx.core as mx
import mlx.nn as nn
from mlx.utils import tree_flatten

from localvoice.models.moshi import codec, shape

REFERENCE = DATA / "model-moshi-test-lm"
CARD, WORDS = 32, 32  # codes of a book, pieces of text
CONFIG = {  # the keys of a published config.json; the shape of Moshi 0.1 but for its sizes
    "card": CARD,
    "n_q": 16,
    "dep_q": 8,
    "delays": [0, *[0, *[1] * 7] * 2],
    "text_card": WORDS,
    "dim": 32,
    "num_heads": 4,
    "num_layers": 2,
    "hidden_scale": 4.5,
    "causal": True,
    "layer_scale": None,
    "context": 3000,
    "max_period": 10000,
    "gating": "silu",
    "norm": "rms_norm_f32",
    "positional_embedding": "rope",
    "depformer_dim": 32,
    "depformer_num_heads": 2,
    "depformer_num_layers": 1,
    "depformer_dim_feedforward": 144,
    "depformer_multi_linear": True,
    "depformer_pos_emb": "none",
    "depformer_weights_per_step": True,
}
REFERENCE_CONFIG = CONFIG | {  # as the reference's own test builds its model
    "n_q": 3,
    "dep_q": 3,
    "delays": [0, 1, 2, 4],
    "text_card": 48,
    "dim": 16,
    "num_heads": 1,
    "hidden_scale": 1,
    "context": 4,
    "gating": "none",
    "norm": "layer_norm",
    "positional_embedding": "sin",
    "depformer_dim": 16,
    "depformer_num_heads": 1,
    "depformer_num_layers": 2,
    "depformer_dim_feedforward": 16,
    "depformer_pos_emb": "sin",
    "depformer_weights_per_step_schedule": [0, 1, 1],
    "depformer_low_rank_embeddings": 8,
}
MIMI, SPELLING = "tokenizer-e351c8d8-checkpoint125.safetensors", "tokenizer_spm_32k_3.model"
LOUDNESS = 0.05  # of the codec's last layer: what it says is about −20 dBFS
SAID = ("the sea is wide", "good morning to you", "how are you today", "a storm is coming from the west")


def make(folder, bits=0, loudness=LOUDNESS, **config):
    """A folder as published; `bits`: quantized, as Kyutai's q4 and q8 are, without a config.json's word about it."""
    folder.mkdir(parents=True, exist_ok=True)
    lm = randomised(lambda: shape.build(CONFIG | config))
    if bits:
        nn.quantize(lm, 32, bits)
    mx.save_safetensors(
        str(folder / f"model{f'.q{bits}' * bool(bits)}.safetensors"), dict(tree_flatten(lm.parameters()))
    )
    save_codec(folder / MIMI, loudness=loudness)
    (folder / SPELLING).write_bytes(spelling())
    (folder / "config.json").write_text(json.dumps(CONFIG | config))
    return folder


def spelling():
    """A SentencePiece model with WORDS pieces; 0 and 3 are no words, as in Kyutai's."""
    made = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(  # pyright: ignore[reportAttributeAccessIssue]
        sentence_iterator=iter(SAID),
        model_writer=made,
        vocab_size=WORDS,
        pad_id=3,
        minloglevel=2,
        hard_vocab_limit=True,
    )
    return made.getvalue()


def save_codec(file, books=32, loudness=LOUDNESS):
    small = codec.mimi_202407(books)
    small.seanet.dimension, small.seanet.nfilters = 16, 2
    small.transformer.d_model, small.transformer.dim_feedforward, small.transformer.num_layers = 16, 32, 2
    small.quantizer_bins, small.quantizer_dim = CARD, 8
    model = randomised(lambda: codec.Mimi(small))
    weights = dict(_published(*weight) for weight in tree_flatten(model.parameters()))
    for name in ("weight", "bias"):
        weights[f"decoder.model.14.conv.conv.{name}"] *= loudness
    for name in weights:
        if name.endswith("cluster_usage"):
            weights[name] = mx.ones_like(weights[name])
    mx.save_safetensors(str(file), weights)


def _published(name, weight):
    """PyTorch's name and layout for a weight of mlx-audio's Mimi."""
    for side, inner in (("encoder", ("residuals.0", "downsample")), ("decoder", ("upsample", "residuals.0"))):
        first = 1 if side == "encoder" else 2
        name = name.replace(f"{side}.init_conv1d.", f"{side}.model.0.").replace(
            f"{side}.final_conv1d.", f"{side}.model.14."
        )
        for layer in range(4):
            at = first + 3 * layer
            places = (at, at + 2) if side == "encoder" else (at, at + 1)
            for part, place in zip(inner, places, strict=True):
                name = name.replace(f"{side}.layers.{layer}.{part}.", f"{side}.model.{place}.")
    name = name.replace(".block.1.", ".block.3.").replace(".block.0.", ".block.1.")
    name = name.replace(".in_proj.weight", ".in_proj_weight").replace(".gating.linear", ".linear")
    name = name.replace(".codebook.", "._codebook.").replace("._codebook.initialized", "._codebook._initialized")
    if re.search(r"\.(conv|output_proj|input_proj)\.weight$", name):
        weight = weight.swapaxes(-1, -2)
    elif name.endswith(".convtr.weight"):
        weight = weight.transpose(0, 2, 1) if weight.shape[-1] == 1 else weight.transpose(2, 0, 1)
    return name, weight
