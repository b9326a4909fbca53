"""How does the index follow its folder? Document by document: only what has changed is read again.

A file of the same size and time as before is taken for the same; else its bytes are compared by their hash, and only
others are read. Each document is a change of its own, so one can stop at any time and go on later.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from localvoice.memory.documents.apart import Reader
from localvoice.memory.documents.folder import Refused, Seen, Unreadable, content, seen
from localvoice.memory.documents.index import Index, Known
from localvoice.memory.documents.passages import named, passages

Outcome = Literal["same", "read", "refused"]


@dataclass(frozen=True)
class Step:
    """One document is done."""

    path: str
    outcome: Outcome
    why: str  # a sentence, of what is refused; else ""
    done: int  # of the folder's documents
    all: int


def renew(index: Index, folder: Path, reader: Reader) -> Iterator[Step]:
    """Bring the index up to date with the folder, a document a step; in the end what is gone is dropped.

    Raises BadInput when there is no such folder, StoreError.
    """
    every = list(seen(folder))  # before anything is forgotten: the folder may be a mistake
    index.is_of(str(folder.resolve()))
    known = index.unchanged()
    for done, one in enumerate(every, 1):
        if isinstance(one, Refused):
            now = Known(one.path, 0, 0, "", 0, one.why)
            if known.get(one.path) != now:
                index.put(now)
            yield Step(one.path, "refused", one.why, done, len(every))
        else:
            outcome, why = _renewed(index, folder, reader, one, known.get(one.path))
            yield Step(one.path, outcome, why, done, len(every))
    index.drop(sorted({one.path for one in index.documents()} - {one.path for one in every}))


def _renewed(index: Index, folder: Path, reader: Reader, one: Seen, before: Known | None) -> tuple[Outcome, str]:
    if before and before.sha256 and (before.size, before.changed_ns) == (one.size, one.changed_ns):
        return ("refused", before.why) if before.why else ("same", "")
    now = Known(one.path, one.size, one.changed_ns, "", 0)
    try:
        found = content(folder, one.path)
        now = replace(now, sha256=hashlib.sha256(found).hexdigest())
        if before and before.sha256 == now.sha256:
            index.touch(now)
            return ("refused", before.why) if before.why else ("same", "")
        words = reader.words(one.kind, found)
    except FileNotFoundError:
        index.drop([one.path])
        return "same", ""
    except Unreadable as no:
        why = f"{one.path} {no}; it is left out."
        index.put(replace(now, why=why))
        return "refused", why
    index.put(now, named(one.path, words.title), passages(words))
    return "read", ""
