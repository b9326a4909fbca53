"""How is Whisper read that was made for CTranslate2? Its one binary file, tensor by tensor, into mlx-whisper's layout.

The binary (version 6, all little-endian): u32 version; the name of a specification and its u32 revision; u32 count of
variables, each a name, u8 rank, u32 sizes, u8 type, u32 bytes and data; u32 count of aliases, each two names. A name
is a u16 length and so many bytes, the last of them 0.
"""

import mmap
import struct
from pathlib import Path

import numpy as np

from localvoice.errors import StoreError
from localvoice.store.convert.layout import DAMAGED, Tensors, half, only, quoted, write

VERSION, SPECIFICATION = 6, "WhisperSpec"
TYPES = {0: np.dtype("<f4"), 1: np.dtype("i1"), 2: np.dtype("<i2"), 3: np.dtype("<i4"), 4: np.dtype("<f2")}
RANKS, VARIABLES = 4, 4_000  # at most; the largest Whisper has 1,172 variables
VOCABULARIES = (51864, 51865, 51866)  # English only; many languages; those of large-v3
SETTINGS = {  # what the model must have been made with, as mlx-whisper computes nothing else; GELU is 3
    "decoder/activation": 3,
    "decoder/alibi": 0,
    "decoder/alignment_heads": 1,
    "decoder/alignment_layer": -1,
    "decoder/pre_norm": 1,
    "decoder/scale_embeddings": 0,
    "decoder/start_from_zero_embedding": 0,
}
ALIAS = ("decoder/projection/weight", "decoder/embeddings/weight")
NEAR = 1e-3  # float16 keeps the positions to 3e-4
Arrays = dict[str, np.ndarray]


def convert(source: Path, into: Path) -> None:
    """`source`: a folder with model.bin, float16 or float32. Raises StoreError, OSError."""
    file = only(source, "model.bin")
    with file.open("rb") as stream:
        size = file.stat().st_size
        data = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) if size else b""
        tensors = Tensors(file, _variables(_Reader(file.name, memoryview(data))))
        sizes = _sizes(tensors)
        made = _encoder(tensors, sizes) | _decoder(tensors, sizes)
        tensors.done()
        write(into, sizes | {"model_type": "whisper"}, {name: half(name, array) for name, array in made.items()})


class _Reader:
    """Goes through the bytes and never beyond their end."""

    def __init__(self, name: str, data: memoryview) -> None:
        self.name, self.data, self.at = name, data, 0

    def take(self, count: int) -> memoryview:
        if count > len(self.data) - self.at:
            raise self.wrong(f"it ends in the middle, after {len(self.data)} bytes")
        self.at += count
        return self.data[self.at - count : self.at]

    def number(self, form: str) -> int:
        return struct.unpack(f"<{form}", self.take(struct.calcsize(f"<{form}")))[0]

    def text(self) -> str:
        raw = bytes(self.take(self.number("H")))
        if not raw.endswith(b"\0") or not raw[:-1].isascii():
            raise self.wrong(f"it has the name {quoted(raw)}")
        return raw[:-1].decode("ascii")

    def wrong(self, why: str) -> StoreError:
        return StoreError(f"{self.name} is no Whisper of CTranslate2 that can be read ({why}): {DAMAGED}.")


def _variables(reader: _Reader) -> Arrays:
    version = reader.number("I")
    if version != VERSION:
        raise reader.wrong(f"its version is {version}, only {VERSION} is read")
    specification = reader.text()
    if specification != SPECIFICATION:
        raise reader.wrong(f"it is a {quoted(specification)}")
    reader.number("I")  # the specification's revision: what has changed in it shows in the variables
    count = reader.number("I")
    if count > VARIABLES:
        raise reader.wrong(f"it claims {count} variables")
    found: Arrays = {}
    for _ in range(count):
        name, array = _variable(reader)
        if name in found:
            raise reader.wrong(f"it has {quoted(name)} twice")
        found[name] = array
    aliases = [(reader.text(), reader.text()) for _ in range(min(reader.number("I"), 2))]
    if aliases != [ALIAS] or reader.at != len(reader.data):
        raise reader.wrong("it does not end as it should")
    return found


def _variable(reader: _Reader) -> tuple[str, np.ndarray]:
    name, rank = reader.text(), reader.number("B")
    if rank > RANKS:
        raise reader.wrong(f"{quoted(name)} has {rank} axes")
    shape = [reader.number("I") for _ in range(rank)]
    kind, size = reader.number("B"), reader.number("I")
    elements = int(np.prod(shape, dtype=object)) if shape else 1
    if kind not in TYPES or elements * TYPES[kind].itemsize != size:
        raise reader.wrong(f"{quoted(name)} has the type {kind}, shape {shape} and {size} bytes, which do not agree")
    return name, np.frombuffer(reader.take(size), TYPES[kind]).reshape(shape)


def _sizes(tensors: Tensors) -> dict[str, int]:
    """mlx-whisper's ten numbers; every setting is checked, every tensor but these stays to be taken."""
    for name, wanted in SETTINGS.items():
        found = int(tensors.take(name, (), "i"))
        if found != wanted:
            raise StoreError(f"model.bin was made with {name} = {found}, and Whisper has {wanted} there: {DAMAGED}.")
    positions, width = tensors.rank("encoder/position_encodings/encodings", 2)
    vocabulary, text_width = tensors.rank("decoder/embeddings/weight", 2)
    sizes = {
        "n_mels": tensors.rank("encoder/conv1/weight", 3)[1],
        "n_audio_ctx": positions,
        "n_audio_state": width,
        "n_audio_head": int(tensors.take("encoder/num_heads", (), "i")),
        "n_audio_layer": _layers(tensors, "encoder"),
        "n_vocab": vocabulary,
        "n_text_ctx": tensors.rank("decoder/position_encodings/encodings", 2)[0],
        "n_text_state": text_width,
        "n_text_head": int(tensors.take("decoder/num_heads", (), "i")),
        "n_text_layer": _layers(tensors, "decoder"),
    }
    if vocabulary not in VOCABULARIES:
        raise StoreError(f"model.bin knows {vocabulary} tokens, and no Whisper does: {DAMAGED}.")
    for side in ("audio", "text"):
        heads, wide = sizes[f"n_{side}_head"], sizes[f"n_{side}_state"]
        if heads < 1 or wide % heads or (wide // heads) % 2 or wide < 4:
            raise StoreError(f"model.bin claims {heads} heads for a width of {wide}, which does not go: {DAMAGED}.")
    return sizes


def _layers(tensors: Tensors, side: str) -> int:
    count = 0
    while f"{side}/layer_{count}/ffn/linear_0/weight" in tensors:
        count += 1
    if not count:
        raise StoreError(f"model.bin has no layers in its {side}: {DAMAGED}.")
    return count


def _encoder(tensors: Tensors, sizes: dict[str, int]) -> Arrays:
    width, positions = sizes["n_audio_state"], sizes["n_audio_ctx"]
    given = tensors.take("encoder/position_encodings/encodings", (positions, width))
    if not np.allclose(given, _sinusoids(positions, width), atol=NEAR, rtol=0):  # NaN is not close to anything either
        raise StoreError(f"model.bin has positions in its encoder that Whisper has not: {DAMAGED}.")
    made: Arrays = {}
    for conv, channels in (("conv1", sizes["n_mels"]), ("conv2", width)):
        kernel = tensors.take(f"encoder/{conv}/weight", (width, channels, 3))
        made[f"encoder.{conv}.weight"] = kernel.transpose(0, 2, 1)
        made[f"encoder.{conv}.bias"] = tensors.take(f"encoder/{conv}/bias", (width,))
    made |= _norm(tensors, "encoder/layer_norm", "encoder.ln_post", width)
    for layer in range(sizes["n_audio_layer"]):
        made |= _block(tensors, f"encoder/layer_{layer}", f"encoder.blocks.{layer}", width)
    return made


def _decoder(tensors: Tensors, sizes: dict[str, int]) -> Arrays:
    width, heard = sizes["n_text_state"], sizes["n_audio_state"]
    positions = tensors.take("decoder/position_encodings/encodings", (sizes["n_text_ctx"], width))
    made = {"decoder.positional_embedding": positions}
    made["decoder.token_embedding.weight"] = tensors.take("decoder/embeddings/weight", (sizes["n_vocab"], width))
    made |= _norm(tensors, "decoder/layer_norm", "decoder.ln", width)
    for layer in range(sizes["n_text_layer"]):
        theirs, ours = f"decoder/layer_{layer}", f"decoder.blocks.{layer}"
        made |= _block(tensors, theirs, ours, width) | _norm(
            tensors, f"{theirs}/attention/layer_norm", f"{ours}.cross_attn_ln", width
        )
        made |= _parts(tensors, f"{theirs}/attention/linear_0", f"{ours}.cross_attn", ("query",), width, width)
        made |= _parts(tensors, f"{theirs}/attention/linear_1", f"{ours}.cross_attn", ("key", "value"), width, heard)
        made |= _parts(tensors, f"{theirs}/attention/linear_2", f"{ours}.cross_attn", ("out",), width, width)
    return made


def _block(tensors: Tensors, theirs: str, ours: str, width: int) -> Arrays:
    """What layers of encoder and decoder have alike: attention to themselves, and two matrices four times as wide."""
    attention = f"{theirs}/self_attention"
    return {
        **_norm(tensors, f"{attention}/layer_norm", f"{ours}.attn_ln", width),
        **_parts(tensors, f"{attention}/linear_0", f"{ours}.attn", ("query", "key", "value"), width, width),
        **_parts(tensors, f"{attention}/linear_1", f"{ours}.attn", ("out",), width, width),
        **_norm(tensors, f"{theirs}/ffn/layer_norm", f"{ours}.mlp_ln", width),
        **_parts(tensors, f"{theirs}/ffn/linear_0", ours, ("mlp1",), 4 * width, width),
        **_parts(tensors, f"{theirs}/ffn/linear_1", ours, ("mlp2",), width, 4 * width),
    }


def _norm(tensors: Tensors, theirs: str, ours: str, width: int) -> Arrays:
    scale, shift = (tensors.take(f"{theirs}/{name}", (width,)) for name in ("gamma", "beta"))
    return {f"{ours}.weight": scale, f"{ours}.bias": shift}


def _parts(tensors: Tensors, theirs: str, ours: str, names: tuple[str, ...], rows: int, columns: int) -> Arrays:
    """One matrix with its bias, cut into as many as there are names. Whisper's keys have no bias: theirs is 0."""
    matrix = tensors.take(f"{theirs}/weight", (len(names) * rows, columns))
    bias = tensors.take(f"{theirs}/bias", (len(names) * rows,))
    made: Arrays = {}
    for place, name in enumerate(names):
        span = slice(place * rows, (place + 1) * rows)
        made[f"{ours}.{name}.weight"] = matrix[span]
        if name != "key":
            made[f"{ours}.{name}.bias"] = bias[span]
        elif bias[span].any():
            raise StoreError(f"model.bin gives the keys of {quoted(theirs)} a bias, which Whisper has not: {DAMAGED}.")
    return made


def _sinusoids(positions: int, width: int) -> np.ndarray:
    """Whisper's fixed positions, (positions, width): sines, then cosines, from 1 down to 1/10000 turns a place."""
    turns = np.exp(-np.log(10000) / (width // 2 - 1) * np.arange(width // 2))
    angles = np.arange(positions)[:, None] * turns
    return np.concatenate([np.sin(angles), np.cos(angles)], axis=1)
