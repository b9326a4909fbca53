"""Are these files what they claim to be? Hashes, the headers of safetensors, and no wish to run code of their own."""

import hashlib
import json
import math
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

from localvoice.errors import StoreError

# Bytes of one element: the format's table, https://huggingface.co/docs/safetensors (section Format).
WIDTHS = {"BOOL": 1, "U8": 1, "I8": 1, "U16": 2, "I16": 2, "F16": 2, "BF16": 2, "U32": 4, "I32": 4, "F32": 4}
WIDTHS |= {"U64": 8, "I64": 8, "F64": 8}
PART_BYTES = 1 << 20  # that are hashed at a time: about 1 ms
HEADER_BYTES = 100_000_000  # the format's own limit
CODE = {"auto_map", "model_file"}  # keys by which transformers and mlx-lm are asked to run a repository's Python
GRAPH_MARK = b"ORTM"  # ORT_FLATBUFFERS file_identifier in onnxruntime's ort.fbs
ONNX_MARK = b"\x08"  # ir_version, the first field of ModelProto in onnx.proto
INDEX = ".safetensors.index.json"


def sha256(file: Path, go_on: Callable[[], None] = lambda: None) -> str:
    """64 hexadecimal digits. `go_on` is called before each megabyte, and may raise to end it. Raises OSError."""
    digest = hashlib.sha256()
    with file.open("rb", buffering=0) as stream:
        while part := stream.read(PART_BYTES):
            go_on()
            digest.update(part)
    return digest.hexdigest()


def git_sha1(file: Path) -> str:
    """The name that git gives to the file's contents, 40 hexadecimal digits. Raises OSError."""
    with file.open("rb") as stream:
        head = hashlib.sha1(b"blob %d\0" % file.stat().st_size, usedforsecurity=False)
        return hashlib.file_digest(stream, lambda: head).hexdigest()


def check(folder: Path, names: list[str]) -> None:
    """Look inside every file; raises StoreError for the first that is not what its name says, OSError from the disk."""
    tensors = {name: set(_header(folder / name)) for name in names if name.endswith(".safetensors")}
    graphs = [name for name in names if name.endswith((".ort", ".onnx"))]
    if not tensors and not graphs:
        raise StoreError("There are no weights in it (no safetensors); choose another model.")
    for name in graphs:
        _graph(folder / name)
    for name in names:
        if name.endswith(".json"):
            table = _json(folder / name)
            if isinstance(table, dict) and (wish := CODE & set(table)):
                raise StoreError(f"{name} asks to run code of its own ({min(wish)}), which localvoice never does.")
            if name.endswith(INDEX):
                _index(name, table, tensors)


def params(folder: Path, names: list[str]) -> int:
    """How many numbers the weights of the folder itself are (not those of voices below it); 0 where nobody can count.

    Quantized weights are packed into words of 32 bits, with a scale for each group of them. Raises as `check` does.
    """
    total = 0
    for name in names:
        if name.endswith(".safetensors") and "/" not in name:
            header = _header(folder / name)
            total += sum(_count(header, tensor, _group(folder)) for tensor in header)
    return total


def _count(header: dict[str, Any], tensor: str, group: int) -> int:
    base, _, kind = tensor.rpartition(".")
    scales = header.get(f"{base}.scales")
    if scales is None or header.get(f"{base}.weight", {}).get("dtype") != "U32":
        return math.prod(header[tensor]["shape"])
    return math.prod(scales["shape"]) * group if kind == "weight" else 0


def _group(folder: Path) -> int:
    """So many weights share a scale: what config.json says, else MLX's own choice."""
    try:
        return int(json.loads((folder / "config.json").read_text("utf-8"))["quantization"]["group_size"])
    except (OSError, ValueError, KeyError, TypeError):
        return 64


def _graph(file: Path) -> None:
    """ONNX Runtime's own form is a FlatBuffer, which carries its mark; ONNX begins with its version's field."""
    with file.open("rb") as stream:
        head = stream.read(8)
    if head[:1] != ONNX_MARK if file.suffix == ".onnx" else head[4:] != GRAPH_MARK:
        raise StoreError(f"{file.name} is no model of ONNX Runtime's form: the file is damaged, choose another.")


def _index(name: str, table: Any, tensors: dict[str, set[str]]) -> None:
    """Every tensor must be where the index says."""
    places = table.get("weight_map") if isinstance(table, dict) else None
    if not isinstance(places, dict):
        raise StoreError(f"{name} has no map of the tensors: the repository is damaged, choose another revision.")
    parent = name.rpartition("/")[0]
    for tensor, place in places.items():
        if tensor not in tensors.get(f"{parent}/{place}" if parent else str(place), ()):
            raise StoreError(f"{name} puts the tensor {tensor} into {place}, where it is not: the files do not match.")


def _json(file: Path) -> Any:
    try:
        return json.loads(file.read_text("utf-8"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise StoreError(f"{file.name} is no JSON ({error}): the repository is damaged, choose another.") from error


def _header(file: Path) -> dict[str, Any]:
    """The tensors of a safetensors file, by name, whose header fits its length exactly."""

    def wrong(why: str) -> StoreError:
        return StoreError(f"{file.name} is no proper safetensors file ({why}): the repository is damaged.")

    size = file.stat().st_size
    with file.open("rb") as stream:
        head = stream.read(8)
        length = struct.unpack("<Q", head)[0] if len(head) == 8 else size
        if length > min(HEADER_BYTES, size - 8):
            raise wrong("its header is longer than the file")
        try:
            header = json.loads(stream.read(length).decode("utf-8"))
            spans = sorted(_span(entry) for name, entry in header.items() if name != "__metadata__")
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise wrong(f"its header makes no sense: {error}") from error
    end = 0
    for start, stop in spans:
        if start != end:
            raise wrong("its tensors overlap or leave gaps")
        end = stop
    if 8 + length + end != size:
        raise wrong(f"its tensors need {8 + length + end} bytes, it has {size}")
    return {name: entry for name, entry in header.items() if name != "__metadata__"}


def _span(entry: dict[str, Any]) -> tuple[int, int]:
    start, stop = entry["data_offsets"]
    if stop - start != math.prod(entry["shape"]) * WIDTHS[entry["dtype"]]:
        raise ValueError("a tensor's shape does not fit its bytes")
    return start, stop
