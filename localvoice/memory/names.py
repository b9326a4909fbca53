"""Where are the names kept that only this person uses? In words.toml of the data folder, which is theirs to edit.

[[word]]
written = "Ksenia"       # as it is to be written
said = "kuh senya"       # in English letters, where nobody would read it so
heard = ["senior"]       # what recognisers write instead
kind = "person"          # or "thing", or nothing: where commands may name it
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from localvoice import strict
from localvoice.errors import BadInput, StoreError
from localvoice.wording.names import Name, Names

if TYPE_CHECKING:  # it takes 40 ms, which who only talks need not wait
    from tomlkit import TOMLDocument
    from tomlkit.items import AoT, Table

FILE = "words.toml"  # in the data folder
MOST = 500  # each makes the grammar larger


@dataclass(frozen=True)
class _File:
    word: tuple[Name, ...] = ()


class KeptNames:
    """See `wording.names.Kept`. Comments and order of the file stay. Raises BadInput for what the file cannot say,
    StoreError when it cannot be written."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self.names = self._read()

    def add(self, name: Name) -> None:
        try:
            strict.made(
                Name, {"written": name.written, "said": name.said, "heard": list(name.heard), "kind": name.kind}
            )
        except strict.Unfit as error:
            raise BadInput(f"The new name {error}.") from error
        if len(self.names.all) >= MOST:
            raise BadInput(f"{self._file} holds {MOST} names already: take some out.")
        import tomlkit

        document, words = self._document()
        _drop(words, name.written)
        entry = tomlkit.table()
        for key in ("written", "said", "heard", "kind"):
            if value := getattr(name, key):
                entry.add(key, list(value) if key == "heard" else value)
        words.append(entry)
        document["word"] = words
        self._write(document)

    def forget(self, written: str) -> bool:
        document, words = self._document()
        there = _drop(words, written)
        if there:
            if words:
                document["word"] = words
            else:
                document.pop("word")
            self._write(document)
        return there

    def _read(self) -> Names:
        try:
            return Names(strict.made(_File, strict.toml(self._file)).word)
        except strict.Missing:
            return Names()
        except strict.Unfit as error:
            raise BadInput(f"{self._file} {error}; mend or delete it.") from error

    def _document(self) -> "tuple[TOMLDocument, AoT]":
        import tomlkit
        from tomlkit.items import AoT

        self._read()  # what nobody can read is not written over
        text = self._file.read_text("utf-8") if self._file.exists() else ""
        document = tomlkit.parse(text)
        words = document.get("word")
        return document, words if isinstance(words, AoT) else tomlkit.aot()

    def _write(self, document: "TOMLDocument") -> None:
        from tomlkit import dumps

        new = self._file.with_suffix(".new")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as opened:
                opened.write(dumps(document))
            os.replace(new, self._file)
        except OSError as error:
            raise StoreError(
                f"{self._file} cannot be written ({error.strerror}): free space or make it writable."
            ) from error
        self.names = self._read()


def _drop(words: "AoT", written: str) -> bool:
    """Take out the entry that is written so. Was it there?"""
    places = [at for at, entry in enumerate(words) if _written(entry).casefold() == written.casefold()]
    for at in reversed(places):
        del words[at]
    return bool(places)


def _written(entry: "Table") -> str:
    return str(entry.get("written", ""))
