"""Which files of a repository may enter the store? Plain names, and kinds that hold data but no code."""

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import PurePosixPath

from localvoice.errors import StoreError
from localvoice.strict import Form

SHA256 = Form("[0-9a-f]{64}", "hash of 64 hexadecimal digits")
COMMIT = re.compile(r"[0-9a-f]{40}")
PICKLES = {".bin", ".pt", ".pth", ".ckpt", ".pkl", ".npy", ".npz"}  # can run code when they are loaded, as .py does
SUFFIXES = {".safetensors", ".json", ".txt", ".model", ".jinja", ".ort", ".onnx"}  # cannot
PLAIN = {"tokenizer.bin"}  # whatever else ends so: Moonshine's list of words, which only our own code reads
LONGEST = 200  # characters of a path; file systems end at 255 bytes a part


def allowed(name: str) -> bool:
    """Is this a kind of file that holds no code? Also for patterns."""
    path = PurePosixPath(name)
    return path.suffix in SUFFIXES or path.name in PLAIN


def _pickle(name: str) -> bool:
    return PurePosixPath(name).suffix in PICKLES


def plain(name: str) -> bool:
    """Does this path stay inside its folder on every system, without hidden parts or surprises?"""
    parts = name.split("/")
    return (
        len(name) <= LONGEST
        and name.isprintable()
        and not set(name) & set('\\:*?"<>|')
        and all(part and part == part.strip(" .") for part in parts)
    )


def select(there: Iterable[str], patterns: list[str], repo: str) -> list[str]:
    """The names that match; what is named without a wildcard, and weights, must be there. Raises StoreError.

    A repository with a single name that would leave the folder is refused as a whole.
    """
    every = sorted(there)
    if bad := next((name for name in every if ".." in name.split("/") or name.startswith("/") or "\\" in name), None):
        raise StoreError(f"{repo} has a file {bad!r} that would leave its folder; do not trust this repository.")
    chosen = [name for name in every if any(fnmatchcase(name, pattern) for pattern in patterns)]
    for pattern in patterns:
        needed = pattern.endswith(".safetensors") or not set(pattern) & set("*?[")
        if needed and not any(fnmatchcase(name, pattern) for name in chosen):
            pickled = ", only pickles, which can run code" if any(map(_pickle, every)) else ""
            raise StoreError(f"{repo} has no file {pattern}{pickled}; nothing was kept, choose another model.")
    if bad := next((name for name in chosen if not (plain(name) and allowed(name))), None):
        raise StoreError(f"{repo} has a file named {bad!r}, which no disk takes safely; nothing was kept.")
    if len({name.casefold() for name in chosen}) < len(chosen):
        raise StoreError(f"{repo} has two files whose names differ only in case; many disks cannot keep both.")
    return chosen
