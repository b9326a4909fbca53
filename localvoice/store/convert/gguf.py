"""How is a GGUF read? Its metadata becomes config.json, its tensors get mlx-lm's names, its tokens become a tokenizer.

Architectures: llama, qwen2 and qwen3, without experts and without stretched positions. Quantized blocks that MLX has
as well keep their integers (`affine`): SmolLM2-135M stays 98 MB instead of 269, and no weight is rounded. Other
blocks are widened to float16.
"""

from pathlib import Path
from typing import Any

import numpy as np
from gguf import GGUFReader, ReaderTensor
from gguf.quants import dequantize

from localvoice.errors import StoreError
from localvoice.store.convert import gguf_tokens
from localvoice.store.convert.affine import BLOCKS, GROUP, affine
from localvoice.store.convert.layout import DAMAGED, finite, half, only, quoted, write

ARCHITECTURES = ("llama", "qwen2", "qwen3")
PLAIN = ("F32", "F16", "BF16")
MOST = {"block_count": 1_000, "embedding_length": 1 << 20, "feed_forward_length": 1 << 22, "context_length": 1 << 30}
MOST |= {"attention.head_count": 1 << 12, "attention.head_count_kv": 1 << 12, "attention.key_length": 1 << 12}
UNREADABLE = (ValueError, KeyError, IndexError, TypeError, AttributeError, ArithmeticError)
Arrays = dict[str, np.ndarray]


class _Reader(GGUFReader):
    """The library's, which goes on beyond the end of a file as if nothing stood there."""

    def _get(self, offset: int, dtype: Any, count: int = 1, override_order: Any = None) -> np.ndarray:
        if offset + np.dtype(dtype).itemsize * int(count) > len(self.data):
            raise ValueError("it ends in the middle")
        return super()._get(offset, dtype, count, override_order)


class _File:
    """One file: what it says of itself, and its tensors, each to be taken once."""

    def __init__(self, file: Path) -> None:
        try:
            with np.errstate(all="raise"):
                self.reader = _Reader(file)
        except UNREADABLE as error:
            raise StoreError(f"{file.name} is no GGUF that can be read ({quoted(error)}): {DAMAGED}.") from error
        if self.reader.byte_order != "I":
            raise StoreError(f"{file.name} was written for machines with the other order of bytes: take another file.")
        self.left = {tensor.name: tensor for tensor in self.reader.tensors}
        self.family = self.ask("general.architecture", str, "")
        if self.family not in ARCHITECTURES:
            raise StoreError(
                f"{file.name} is a model of the architecture {quoted(self.family)}, "
                f"and only {', '.join(ARCHITECTURES)} can be read: take another model."
            )

    def ask(self, key: str, kind: type, absent: Any) -> Any:
        """A value of the metadata; `absent`: when it is not there, None where it must be. Raises StoreError."""
        field = self.reader.get_field(key)
        try:
            value = absent if field is None else field.contents()
        except UNREADABLE as error:
            raise StoreError(f"The {quoted(key)} of this GGUF cannot be read: {DAMAGED}.") from error
        if type(value) is not kind:
            raise StoreError(f"The {quoted(key)} of this GGUF is not what it should be: {DAMAGED}.")
        return value

    def number(self, name: str, absent: int | None = None) -> int:
        """A size of the architecture, above 0. Raises StoreError."""
        value = self.ask(f"{self.family}.{name}", int, absent)
        if not 0 < value <= MOST[name]:
            raise StoreError(f"The {name} of this GGUF is {value}, which cannot be: {DAMAGED}.")
        return value

    def take(self, name: str, *shape: int) -> ReaderTensor:
        """A tensor with that shape, rows first. Raises StoreError."""
        if name not in self.left:
            raise StoreError(f"This GGUF has no tensor {quoted(name)}: {DAMAGED}.")
        found = self.left.pop(name)
        has = tuple(int(size) for size in reversed(found.shape))
        if has != shape:
            raise StoreError(f"The tensor {quoted(name)} of this GGUF has the shape {has}, not {shape}: {DAMAGED}.")
        return found

    def done(self) -> None:
        if self.left:
            names = ", ".join(quoted(name) for name in sorted(self.left)[:3])
            raise StoreError(
                f"This GGUF has {len(self.left)} tensors that a {self.family} as it is read here has no place for "
                f"({names}): take another model."
            )


def convert(source: Path, into: Path) -> None:
    """`source`: a folder with one *.gguf. Raises StoreError, OSError."""
    file = _File(only(source, "*.gguf"))
    config = _config(file)
    made, bits = _weights(file, config)
    file.done()
    if bits:
        config["quantization"] = {"group_size": GROUP, "bits": min(bits.values())} | {
            name: {"group_size": GROUP, "bits": count} for name, count in bits.items() if count != min(bits.values())
        }
    gguf_tokens.write(into, file.ask, config["vocab_size"])
    write(into, config, made)


def _config(file: _File) -> dict[str, Any]:
    """mlx-lm's config.json."""
    width, heads = file.number("embedding_length"), file.number("attention.head_count")
    cached = file.number("attention.head_count_kv", heads)
    size = file.number("attention.key_length", max(width // heads, 1))
    if heads % cached or size % 2 or file.ask(f"{file.family}.rope.dimension_count", int, size) != size:
        raise StoreError(f"This GGUF has {heads} heads of {size} for {cached} that are cached: {DAMAGED}.")
    if file.ask(f"{file.family}.rope.scaling.type", str, "none") != "none":
        raise StoreError("This GGUF stretches its positions, which is not read: take another model.")
    embedding = file.left.get("token_embd.weight")
    config: dict[str, Any] = {
        "model_type": file.family,
        "hidden_size": width,
        "num_hidden_layers": file.number("block_count"),
        "intermediate_size": file.number("feed_forward_length"),
        "num_attention_heads": heads,
        "num_key_value_heads": cached,
        "head_dim": size,
        "rms_norm_eps": _short(file, "attention.layer_norm_rms_epsilon", None),
        "rope_theta": _short(file, "rope.freq_base", 10_000.0),
        "max_position_embeddings": file.number("context_length"),
        "vocab_size": int(embedding.shape[-1]) if embedding else 0,
        "tie_word_embeddings": "output.weight" not in file.left,
    }
    for name, key in (("bos_token_id", "bos"), ("eos_token_id", "eos")):
        number = file.ask(f"tokenizer.ggml.{key}_token_id", int, -1)
        if number >= 0:
            config[name] = number
    return config


def _short(file: _File, name: str, absent: float | None) -> float:
    """A positive number that was written as float32, with as many digits as that has: 1e-05. Raises StoreError."""
    value = file.ask(f"{file.family}.{name}", float, absent)
    if not 0 < value < np.inf:
        raise StoreError(f"The {name} of this GGUF is {value}, which cannot be: {DAMAGED}.")
    return float(str(np.float32(value)))


def _weights(file: _File, config: dict[str, Any]) -> tuple[Arrays, dict[str, int]]:
    """The tensors under mlx-lm's names, and the bits of those that stay quantized."""
    width, inner, size = config["hidden_size"], config["intermediate_size"], config["head_dim"]
    heads, cached = config["num_attention_heads"], config["num_key_value_heads"]
    biased, turned = file.family == "qwen2", file.family == "llama"
    made: Arrays = {}
    bits: dict[str, int] = {}

    def matrix(theirs: str, ours: str, rows: int, columns: int, order: np.ndarray | None = None) -> None:
        tensor = file.take(f"{theirs}.weight", rows, columns)
        arrays, kept = _matrix(tensor, order)
        made.update({f"{ours}.{name}": array for name, array in arrays.items()})
        if kept:
            bits[ours] = kept

    def vector(theirs: str, ours: str, length: int) -> None:
        made[ours] = _plain(file.take(theirs, length))

    matrix("token_embd", "model.embed_tokens", config["vocab_size"], width)
    vector("output_norm.weight", "model.norm.weight", width)
    if not config["tie_word_embeddings"]:
        matrix("output", "lm_head", config["vocab_size"], width)
    for layer in range(config["num_hidden_layers"]):
        theirs, ours = f"blk.{layer}", f"model.layers.{layer}"
        vector(f"{theirs}.attn_norm.weight", f"{ours}.input_layernorm.weight", width)
        vector(f"{theirs}.ffn_norm.weight", f"{ours}.post_attention_layernorm.weight", width)
        for letter, count in (("q", heads), ("k", cached), ("v", cached)):
            order = _unturned(count, size) if turned and letter != "v" else None
            matrix(f"{theirs}.attn_{letter}", f"{ours}.self_attn.{letter}_proj", count * size, width, order)
            if biased:
                vector(f"{theirs}.attn_{letter}.bias", f"{ours}.self_attn.{letter}_proj.bias", count * size)
            if file.family == "qwen3" and letter != "v":
                vector(f"{theirs}.attn_{letter}_norm.weight", f"{ours}.self_attn.{letter}_norm.weight", size)
        matrix(f"{theirs}.attn_output", f"{ours}.self_attn.o_proj", width, heads * size)
        for name, rows, columns in (("gate", inner, width), ("up", inner, width), ("down", width, inner)):
            matrix(f"{theirs}.ffn_{name}", f"{ours}.mlp.{name}_proj", rows, columns)
    return made, bits


def _unturned(heads: int, size: int) -> np.ndarray:
    """The order of rows that undoes llama.cpp's: it puts what turns together side by side, mlx-lm halves apart."""
    return np.arange(heads * size).reshape(heads, size // 2, 2).swapaxes(1, 2).reshape(-1)


def _matrix(tensor: ReaderTensor, order: np.ndarray | None) -> tuple[Arrays, int]:
    """The arrays of a linear layer or an embedding, and how many bits they keep, 0 for float16."""
    kind = tensor.tensor_type.name
    if kind not in BLOCKS:
        wide = _plain(tensor)
        return {"weight": wide if order is None else wide[order]}, 0
    packed = affine(kind, tensor.data)
    arrays = {"weight": packed.weight, "scales": packed.scales, "biases": packed.biases}
    if order is not None:
        arrays = {name: array[order] for name, array in arrays.items()}
    for array in arrays.values():
        finite(tensor.name, array)
    return arrays, packed.bits


def _plain(tensor: ReaderTensor) -> np.ndarray:
    """As float16. Raises StoreError."""
    shape = tuple(int(size) for size in reversed(tensor.shape))
    try:
        with np.errstate(all="ignore"):
            wide = dequantize(tensor.data, tensor.tensor_type).reshape(shape)
    except (NotImplementedError, *UNREADABLE) as error:
        kind = tensor.tensor_type.name
        raise StoreError(f"The tensor {quoted(tensor.name)} is of the kind {kind}, which is not read.") from error
    return half(tensor.name, wide)
