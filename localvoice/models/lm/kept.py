"""Which prompts has a language model read before, in an earlier process? Their caches lie in files of the data folder.

A file's name says what it is of (the weights, every token of the prompt, how and by which versions it was read) and
what it holds (the hash of its bytes): one that is another prompt's, or damaged, is never used. Written beside and then
renamed; the ones used last stay, so many and so large. A folder that cannot be used is as good as none.
"""

import hashlib
import json
import os
import platform
import time
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from localvoice.models import blas  # noqa: F401

# isort: split
import mlx.core as mx

from localvoice.models.lm.context import Context

FEWEST_TOKENS = 256  # a shorter prompt is read as fast as a file
MOST_FILES, MOST_BYTES = 4, 2 * 1024**3  # the assistant's prompt takes 365 MB of a 4B model with 16-bit keys and values
PARTIAL, PARTIAL_S = ".partial.safetensors", 3600.0  # a file that is being written; older ones were left by a crash
DIGITS = 32  # of each hash in a name
# What mlx and mlx-lm raise on a file that makes no sense to them
_UNUSABLE = (OSError, ValueError, KeyError, IndexError, TypeError, RuntimeError, AttributeError)


class Kept:
    """`folder`: where; `weights`: the hash of the model's files."""

    def __init__(self, folder: Path, weights: str, float32: bool) -> None:
        self._folder = folder
        packages = (f"{name} {version(name)}" for name in ("mlx", "mlx-lm", "localvoice"))
        here = (platform.machine(), str(mx.default_device()), "float32" if float32 else "as stored")
        self._reader = [weights, *packages, *here]

    def recall(self, context: Context, ids: list[int]) -> bool:
        """Make these tokens what the context has read, where that is kept."""
        for file in self._of(ids):
            try:
                with file.open("rb") as opened:
                    whole = hashlib.file_digest(opened, "sha256").hexdigest()[:DIGITS] == file.stem.split("-")[1]
                if whole:
                    context.take(file, ids)
                    os.utime(file)
                    return True
            except _UNUSABLE:
                pass
            with suppress(OSError):
                file.unlink(missing_ok=True)
        return False

    def store(self, context: Context) -> None:
        """Keep what the context has read, if it is worth it."""
        ids = context.ids
        if len(ids) < FEWEST_TOKENS or context.bytes > MOST_BYTES:
            return
        partial = self._folder / f"{os.getpid()}{PARTIAL}"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            context.save(partial)
            with partial.open("rb") as opened:
                holds = hashlib.file_digest(opened, "sha256").hexdigest()[:DIGITS]
            partial.replace(self._folder / f"{self._name(ids)}-{holds}.safetensors")
            self._prune()
        except _UNUSABLE:
            with suppress(OSError):
                partial.unlink(missing_ok=True)

    def _of(self, ids: list[int]) -> list[Path]:
        if len(ids) < FEWEST_TOKENS:
            return []
        with suppress(OSError):
            return sorted(self._folder.glob(f"{self._name(ids)}-*.safetensors"))
        return []

    def _name(self, ids: list[int]) -> str:
        return hashlib.sha256(json.dumps([self._reader, ids]).encode()).hexdigest()[:DIGITS]

    def _prune(self) -> None:
        """Delete those that were used longest ago."""
        now_s = time.time()
        files, room = list(self._folder.glob("*-*.safetensors")), MOST_BYTES
        for at, file in enumerate(sorted(files, key=lambda file: file.stat().st_mtime, reverse=True)):
            room -= file.stat().st_size
            if at >= MOST_FILES or room < 0:
                file.unlink(missing_ok=True)
        for file in self._folder.glob(f"*{PARTIAL}"):
            if now_s - file.stat().st_mtime > PARTIAL_S:
                file.unlink(missing_ok=True)
