"""What was said to each other lately, on disk: after a crash, or when a language model was freed, it is told again.

One JSON record a line, {"heard": …, "said": …}: the person's words, and what they really heard of the answer; "said" is
null while nobody knows. A disk that refuses costs the memory, never the conversation.
"""

import json
import os
from collections.abc import Callable
from pathlib import Path

KEPT = 20  # turns; some fifteen minutes of talk, and a third of what a language model's prompt has room for
FILE_BYTES = 64_000  # more than that is written anew with what is kept

Exchanged = tuple[str, str]  # heard and said


class Past:
    """One conversation's. `complain` gets one sentence when the disk refuses, once until it does not."""

    def __init__(self, file: Path, complain: Callable[[str], None]) -> None:
        self._file, self._complain = file, complain
        self._refused = False

    def begin(self, heard: str) -> None:
        """The person said this, and is being answered."""
        self._write(heard, None)

    def end(self, heard: str, said: str) -> None:
        """They heard this answer to it."""
        self._write(heard, said)

    def settle(self) -> None:
        """A process begins: what the one before it was answering when it died stays without an answer."""
        _, begun = self._folded()
        if begun is not None:
            self.end(begun, "")

    def turns(self) -> list[Exchanged]:
        """The last ones, oldest first; one that is being answered has no answer."""
        ended, begun = self._folded()
        return [*ended, *([(begun, "")] if begun is not None else [])][-KEPT:]

    def _folded(self) -> tuple[list[Exchanged], str | None]:
        """Those that have ended, and what the last one that has not was begun with."""
        ended: list[Exchanged] = []
        open_: str | None = None
        for heard, said in self._read():
            if said is None:
                open_ = heard
                continue
            ended.append((heard, said))
            open_ = None if open_ == heard else open_
        return ended, open_

    def _read(self) -> list[tuple[str, str | None]]:
        try:
            lines = self._file.read_bytes().splitlines()
        except FileNotFoundError:
            return []
        except OSError as error:
            self._refuse(error)
            return []
        return [record for record in map(_record, lines) if record]

    def _write(self, heard: str, said: str | None) -> None:
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            if self._file.exists() and self._file.stat().st_size > FILE_BYTES:
                self._shorten()
            self._append(self._file, [(heard, said)])
            self._refused = False
        except OSError as error:
            self._refuse(error)

    def _shorten(self) -> None:
        new = self._file.with_suffix(".new")
        new.unlink(missing_ok=True)
        self._append(new, self._read()[-2 * KEPT :])
        os.replace(new, self._file)

    def _append(self, file: Path, records: list[tuple[str, str | None]]) -> None:
        lines = (json.dumps({"heard": heard, "said": said}, ensure_ascii=False) for heard, said in records)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)  # what was said is nobody else's
        with os.fdopen(descriptor, "ab") as opened:
            opened.write("".join(f"{line}\n" for line in lines).encode("utf-8", "replace"))

    def _refuse(self, error: OSError) -> None:
        if not self._refused:
            self._refused = True
            self._complain(
                f"What was said cannot be kept in {self._file} ({error.strerror}); free space or make it writable."
            )


def _record(line: bytes) -> tuple[str, str | None] | None:
    """None for a line that is none, such as one torn by a crash."""
    try:
        table = json.loads(line)
        heard, said = table["heard"], table["said"]
    except (ValueError, TypeError, KeyError):
        return None
    return (heard, said) if isinstance(heard, str) and isinstance(said, str | None) else None
