"""What do converters share? One file found, tensors taken by name and shape until none is left, one folder written."""

import json
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from localvoice.errors import StoreError

MOST_NAMED = 3  # of the tensors that are missing or left over
KINDS = {"<f2": "F16", "<f4": "F32", "<u4": "U32"}  # of what converters make
LONGEST_NAME = 60  # characters of what a stranger wrote that an error repeats
DAMAGED = "the file is damaged or not what it claims to be"


def quoted(text: object) -> str:
    """What a stranger wrote, made short and printable."""
    return repr(str(text)[:LONGEST_NAME])


def only(source: Path, pattern: str) -> Path:
    """The one file of its kind in the folder, no link. Raises StoreError."""
    found = sorted(file for file in source.glob(pattern) if file.is_file() and not file.is_symlink())
    if len(found) != 1:
        raise StoreError(f"{source.name} has {len(found)} files {pattern} where one is needed: take another package.")
    return found[0]


class Tensors:
    """Named arrays of one file, each to be taken once."""

    def __init__(self, file: Path, arrays: Mapping[str, np.ndarray]) -> None:
        self._file, self._left = file.name, dict(arrays)

    def __contains__(self, name: str) -> bool:
        return name in self._left

    def take(self, name: str, shape: tuple[int, ...] | None = None, kinds: str = "f") -> np.ndarray:
        """The array. `shape`: what it must be; `kinds`: numpy's letters for what its elements may be.

        Raises StoreError when it is missing or different.
        """
        if name not in self._left:
            raise StoreError(f"{self._file} has no tensor {quoted(name)}: {DAMAGED}.")
        found = self._left.pop(name)
        if found.dtype.kind not in kinds:
            raise StoreError(f"{self._file} holds {quoted(name)} as {found.dtype}, which is not read: {DAMAGED}.")
        if shape is not None and found.shape != shape:
            raise StoreError(f"{self._file} holds {quoted(name)} with the shape {found.shape}, not {shape}: {DAMAGED}.")
        return found

    def rank(self, name: str, rank: int) -> tuple[int, ...]:
        """The shape of a tensor that stays; it must have so many axes, none of them empty. Raises StoreError."""
        if name not in self._left:
            raise StoreError(f"{self._file} has no tensor {quoted(name)}: {DAMAGED}.")
        shape = self._left[name].shape
        if len(shape) != rank or 0 in shape:
            raise StoreError(f"{self._file} holds {quoted(name)} with the shape {shape}: {DAMAGED}.")
        return shape

    def done(self) -> None:
        """Raise StoreError when anything is left that nobody took: then the model is another one."""
        if self._left:
            names = ", ".join(quoted(name) for name in sorted(self._left)[:MOST_NAMED])
            raise StoreError(
                f"{self._file} has {len(self._left)} tensors that the model has no place for ({names}): {DAMAGED}."
            )


def half(name: str, array: np.ndarray) -> np.ndarray:
    """As float16, rounded to even. Raises StoreError for what is not finite, or does not fit."""
    with np.errstate(over="ignore", invalid="ignore"):
        narrow = array.astype(np.float16)
    return finite(name, narrow)


def finite(name: str, array: np.ndarray) -> np.ndarray:
    """The same array. Raises StoreError where it is no number or endless."""
    if array.dtype.kind == "f" and not np.isfinite(array).all():
        raise StoreError(f"The tensor {quoted(name)} holds what is no number or too large: {DAMAGED}.")
    return array


def write(into: Path, config: Mapping[str, Any], tensors: Mapping[str, np.ndarray]) -> None:
    """config.json and model.safetensors, the same bytes for the same contents. Raises OSError."""
    write_json(into / "config.json", config)
    save(tensors, into / "model.safetensors")


def save(tensors: Mapping[str, np.ndarray], file: Path) -> None:
    """A safetensors file, wide elements first, then in the order of the names. Raises OSError.

    Written here, in the few lines that the format takes, and not by its library: weights.toml states the hash of what
    is made, which may not change with the library's version. These are the bytes that its version 0.8 writes.
    """
    order = sorted(tensors, key=lambda name: (-tensors[name].itemsize, name))
    ordered = {name: np.ascontiguousarray(tensors[name]) for name in order}
    header: dict[str, Any] = {"__metadata__": {"format": "mlx"}}
    end = 0
    for name, array in ordered.items():
        start, end = end, end + array.nbytes
        header[name] = {"dtype": KINDS[array.dtype.str], "shape": list(array.shape), "data_offsets": [start, end]}
    head = json.dumps(header, separators=(",", ":")).encode("ascii")
    head += b" " * (-len(head) % 8)
    with file.open("wb") as stream:
        stream.write(struct.pack("<Q", len(head)) + head)
        for array in ordered.values():
            stream.write(array.data)


def write_json(file: Path, contents: Any) -> None:
    """Sorted, in ASCII. Raises OSError."""
    file.write_text(json.dumps(contents, indent=1, sort_keys=True) + "\n", "ascii")
