"""Sound ↔ code books: Mimi, Kyutai's codec, through mlx-audio, frame by frame, for any time.

mlx-audio keeps everything that Mimi's transformers ever saw: 3 GB an hour. Here they keep what they look at, 10 s.
Its shape is read from the file, of which only the code books that Moshi uses are taken.
"""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import mlx.core as mx
import mlx.nn as nn
from mlx_audio.codec.models.mimi.mimi import Mimi, MimiConfig, mimi_202407

Weights = dict[str, mx.array]


class Codec(Mimi):
    """One stream each way: `encode_step` and `decode_step` take a frame; `begin…` forgets what was before."""

    def __init__(self, cfg: MimiConfig) -> None:
        super().__init__(cfg)
        self.begin()

    def begin(self) -> None:
        """A new conversation."""
        self.begin_hearing()
        self.decoder.reset_state()
        self.upsample.reset_state()
        self.decoder_cache = self.decoder_transformer.make_rot_cache()

    def begin_hearing(self) -> None:
        """The next frame is the first one of what is heard."""
        self.encoder.reset_state()
        self.downsample.reset_state()
        self.encoder_cache = self.encoder_transformer.make_rot_cache()

    def load_weights(self, file_or_weights: Any, strict: bool = True) -> nn.Module:
        """Only what it has room for of the code books, and all of the rest. Raises ValueError."""
        books = self.cfg.quantizer_nq - 1
        kept = [(name, weight) for name, weight in file_or_weights if (_book(name) or 0) < books]
        return super().load_weights(kept, strict=True)


def load(file: Path, books: int) -> Codec:
    """The codec in a published *.safetensors, with so many code books. Raises KeyError, ValueError, RuntimeError."""
    weights: Weights = mx.load(str(file))  # pyright: ignore[reportAssignmentType]
    codec = Codec(_shape(weights, books))
    codec.load_pytorch_weights(str(file))
    codec.eval()
    mx.eval(codec.parameters())
    return codec


def _book(name: str) -> int | None:
    """Which code book after the first one a weight belongs to."""
    found = re.match(r"quantizer\.rvq_rest\.vq\.layers\.(\d+)\.", name)
    return int(found[1]) if found else None


def _shape(weights: Weights, books: int) -> MimiConfig:
    published = mimi_202407(books)
    filters = weights["encoder.model.0.conv.conv.weight"].shape[0]
    size = weights["encoder.model.14.conv.conv.weight"].shape[0]
    bins, inner = weights["quantizer.rvq_first.vq.layers.0._codebook.embedding_sum"].shape
    layers = [int(found[1]) for name in weights if (found := re.match(r"encoder_transformer\..*layers\.(\d+)\.", name))]
    transformer = replace(
        published.transformer,
        d_model=size,
        num_layers=max(layers) + 1,
        dim_feedforward=weights["encoder_transformer.transformer.layers.0.linear1.weight"].shape[0],
        max_seq_len=published.transformer.context,
        gelu="erf",  # as it was trained
    )
    return replace(
        published,
        seanet=replace(published.seanet, dimension=size, nfilters=filters),
        transformer=transformer,
        quantizer_bins=bins,
        quantizer_dim=inner,
    )
