"""Which documents are in a folder, and what is in one? Plain files inside it, by their endings; no link is followed."""

import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from localvoice.errors import BadInput

# ending → how it is read (`documents.reading`)
KINDS = {".txt": "txt", ".md": "md", ".markdown": "md", ".html": "html", ".htm": "html", ".pdf": "pdf"}
MOST_BYTES = 32_000_000  # of one document; a book with pictures has ten million
MOST_FILES = 20_000
DEEPEST = 24  # folders inside each other


@dataclass(frozen=True)
class Seen:
    """A document, as its folder has it."""

    path: str  # from the folder on, with "/"
    kind: str
    size: int
    changed_ns: int  # since 1970


@dataclass(frozen=True)
class Refused:
    """Something that is not read, and one sentence why."""

    path: str
    why: str


class Unreadable(Exception):
    """A clause that wants its subject: `is locked with a password`."""


def seen(folder: Path) -> Iterator[Seen | Refused]:
    """Every document in `folder` and the folders inside it, in order; hidden ones and other kinds of files are not
    told. Raises BadInput when the folder itself cannot be read.
    """
    try:
        there, root = folder.is_dir(), folder.resolve()
    except OSError as error:
        raise BadInput(f"The folder of documents, {folder}, cannot be read ({error.strerror}).") from error
    if not there:
        raise BadInput(f"The folder of documents, {folder}, is none: correct `documents` in the settings.")
    for number, one in enumerate(_inside(root, "", 0)):
        if number >= MOST_FILES:
            yield Refused("", f"The folder {folder} has more than {MOST_FILES} documents: the rest is left out.")
            return
        yield one


def _inside(root: Path, within: str, depth: int) -> Iterator[Seen | Refused]:
    try:
        with os.scandir(root / within) as entries:
            every = sorted(entries, key=lambda one: one.name)
    except OSError as error:
        if not within:
            raise BadInput(f"The folder of documents, {root}, cannot be read ({error.strerror}).") from error
        yield Refused(within, f"The folder {within} cannot be read ({error.strerror}).")
        return
    for entry in every:
        path = f"{within}/{entry.name}".lstrip("/")
        if not path.isprintable():  # bytes that are no text, line ends, signs that a terminal obeys
            shown = "".join(sign if sign.isprintable() else "?" for sign in path)
            yield Refused(shown, f"{shown} has a name that is no text and is left out.")
        elif not entry.name.startswith("."):
            yield from _entry(root, path, entry, depth)


def _entry(root: Path, path: str, entry: os.DirEntry[str], depth: int) -> Iterator[Seen | Refused]:
    kind = KINDS.get(os.path.splitext(entry.name)[1].lower(), "")
    try:
        if entry.is_symlink():
            if (kind or entry.is_dir()) and not (root / path).resolve().is_relative_to(root):
                yield Refused(path, f"{path} is a link out of the folder, which is not followed.")
        elif entry.is_dir(follow_symlinks=False):
            if depth < DEEPEST:
                yield from _inside(root, path, depth + 1)
            else:
                yield Refused(path, f"{path} lies more than {DEEPEST} folders deep and is left out.")
        elif kind:
            yield _document(path, kind, entry.stat(follow_symlinks=False))
    except (OSError, RuntimeError) as error:  # RuntimeError: links in a circle
        yield Refused(path, f"{path} cannot be looked at ({error}).")


def _document(path: str, kind: str, found: os.stat_result) -> Seen | Refused:
    if not stat.S_ISREG(found.st_mode):
        return Refused(path, f"{path} is no plain file and is left out.")
    if found.st_size > MOST_BYTES:
        return Refused(path, f"{path} has {found.st_size / 1e6:.0f} MB, more than {MOST_BYTES / 1e6:.0f}: left out.")
    return Seen(path, kind, found.st_size, found.st_mtime_ns)


def content(folder: Path, path: str, opened: Callable[..., int] = os.open) -> bytes:
    """The bytes of a document; what has become a link or something else meanwhile is not read.

    Raises Unreadable; FileNotFoundError where it is gone. `opened`: as `os.open`.
    """
    try:
        descriptor = _opened(folder, path.split("/"), opened)
    except FileNotFoundError:
        raise
    except OSError as error:
        raise Unreadable(f"cannot be read ({error.strerror})") from error
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise Unreadable("is no plain file any more")
        try:
            read = file.read(MOST_BYTES + 1)
        except OSError as error:
            raise Unreadable(f"cannot be read ({error.strerror})") from error
    if len(read) > MOST_BYTES:
        raise Unreadable(f"has grown beyond {MOST_BYTES / 1e6:.0f} MB")
    return read


def _opened(folder: Path, parts: list[str], opened: Callable[..., int]) -> int:
    """Part by part, so that none of them can be a link; without waiting for a writer of a pipe."""
    inside = opened(folder.resolve(), os.O_RDONLY | os.O_DIRECTORY)
    try:
        for part in parts[:-1]:
            deeper = opened(part, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=inside)
            os.close(inside)
            inside = deeper
        return opened(parts[-1], os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=inside)
    finally:
        os.close(inside)
