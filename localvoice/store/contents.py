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
    tensors = {name: _tensors(folder / name) for name in names if name.endswith(".safetensors")}
    if not tensors:
        raise StoreError(
            f"{folder.parent.name} has no safetensors, so there are no weights in it; choose another model."
        )
    for name in names:
        if name.endswith(".json"):
            table = _json(folder / name)
            if isinstance(table, dict) and (wish := CODE & set(table)):
                raise StoreError(f"{name} asks to run code of its own ({min(wish)}), which localvoice never does.")
            if name.endswith(INDEX):
                _index(name, table, tensors)


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


def _tensors(file: Path) -> set[str]:
    """The names in a safetensors file whose header fits its length exactly."""

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
    return set(header) - {"__metadata__"}


def _span(entry: dict[str, Any]) -> tuple[int, int]:
    start, stop = entry["data_offsets"]
    if stop - start != math.prod(entry["shape"]) * WIDTHS[entry["dtype"]]:
        raise ValueError("a tensor's shape does not fit its bytes")
    return start, stop
