"""Where does a sound file go that is written? Beside its name until it is whole; into a device or pipe all at once.

A link is followed, never replaced. "-" and /dev/stdout are the standard output.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import sys
from io import BytesIO
from pathlib import Path

from localvoice.errors import BadInput, StoreError

OPENED = re.compile(r"/dev/(?:stderr|fd/\d+)|/proc/[^/]+/fd/\d+")  # has a place already, which the name only borrows
STDOUT = ("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1")


def target(path: Path) -> Beside | Through:
    """Raises StoreError when nothing can be written there, BadInput when it is a terminal, OSError when refused."""
    if str(path) in STDOUT:
        if sys.stdout is None or sys.stdout.isatty():
            raise BadInput(f'Sound does not belong on a terminal; send it on, as in "… -o {path} | aplay".')
        return Through(None)
    if path.is_dir():
        raise StoreError(f"{path} is a folder; name a file in it.")
    if OPENED.fullmatch(os.path.abspath(path)) or (path.exists() and not path.is_file()):
        return Through(path)
    followed = Path(os.path.realpath(path))
    if followed.is_symlink():
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    return Beside(followed)


class Beside:
    """An ordinary file: written beside its place, and moved there when it is whole."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.file: Path = path.with_name(f".{path.name}.{os.getpid()}.part")
        self.file.touch()

    def keep(self) -> None:
        """Put it where it belongs. Raises OSError, and then nothing of it is left."""
        try:
            with self.file.open("rb") as file:
                os.fsync(file.fileno())
            if self._path.exists():
                shutil.copymode(self._path, self.file)
            os.replace(self.file, self._path)
        except OSError:
            self.drop()
            raise

    def drop(self) -> None:
        """Leave nothing behind; callable twice."""
        self.file.unlink(missing_ok=True)


class Through:
    """A device, a pipe or the standard output (None): all of it at the end, since a WAV's head is written last."""

    def __init__(self, path: Path | None) -> None:
        if path is not None and not os.access(path, os.W_OK):
            raise OSError(errno.EACCES, os.strerror(errno.EACCES))
        self._path = path
        self.file: BytesIO = BytesIO()

    def keep(self) -> None:
        """Write all of it. Raises OSError."""
        if self._path is not None:
            self._path.write_bytes(self.file.getvalue())
        else:
            sys.stdout.flush()
            sys.stdout.buffer.write(self.file.getvalue())
            sys.stdout.buffer.flush()
        self.file.close()

    def drop(self) -> None:
        """Write nothing; callable twice."""
        self.file.close()
