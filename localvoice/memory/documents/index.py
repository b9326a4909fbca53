"""Which documents are known, and what do they say? Their passages with words and meanings, in one SQLite file."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import log
from pathlib import Path
from typing import Self

import numpy as np

from localvoice.memory.documents.passages import Passage
from localvoice.memory.file import SqliteFile
from localvoice.memory.ranking import Worded
from localvoice.memory.words import TOKENIZED, asked

DOCUMENTS = "documents.sqlite"  # in the data folder
READ_WITH = 1  # raise it when documents are read or cut in another way: then all of them are read again
MOST_ROWS = 2000  # of one word
RARE = 0.02  # a word that no more of the passages have
AS_KEPT = np.float16  # a meaning's numbers; against float32 no product differs by more than 0.0005


@dataclass(frozen=True)
class Known:
    """A document in the index."""

    path: str  # from its folder on
    size: int
    changed_ns: int
    sha256: str  # of its bytes; "" where they could not be read
    passages: int
    why: str = ""  # a sentence: why it is not read; "" where it is


@dataclass(frozen=True)
class Place:
    """A passage that was found."""

    path: str
    title: str
    where: str  # in the document; "" for nowhere in particular
    text: str
    changed_ns: int  # the document


def m001_documents(file: sqlite3.Connection) -> None:
    file.execute(
        "CREATE TABLE document (path TEXT PRIMARY KEY, size INTEGER NOT NULL, changed_ns INTEGER NOT NULL,"
        " sha256 TEXT NOT NULL, title TEXT NOT NULL, why TEXT NOT NULL, read_with INTEGER NOT NULL)"
    )
    file.execute(
        "CREATE TABLE passage (id INTEGER PRIMARY KEY, path TEXT NOT NULL, title TEXT NOT NULL, place TEXT NOT NULL,"
        " text TEXT NOT NULL, meaning BLOB)"  # NULL while nobody has computed it
    )
    file.execute("CREATE INDEX passage_path ON passage (path)")
    columns = "title, place, text"
    file.execute(
        f"CREATE VIRTUAL TABLE words USING fts5({columns}, content='passage', content_rowid='id', {TOKENIZED})"
    )
    new, old = "new.title, new.place, new.text", "old.title, old.place, old.text"
    file.execute(
        f"CREATE TRIGGER passage_added AFTER INSERT ON passage BEGIN"
        f" INSERT INTO words (rowid, {columns}) VALUES (new.id, {new}); END"
    )
    file.execute(
        f"CREATE TRIGGER passage_gone AFTER DELETE ON passage BEGIN"
        f" INSERT INTO words (words, rowid, {columns}) VALUES ('delete', old.id, {old}); END"
    )
    file.execute("CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL)")


MIGRATIONS = (m001_documents,)  # only ever append


class Index:
    """The file `path`, which is made when it is missing. Any thread may use it; everything raises StoreError."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = SqliteFile(path, MIGRATIONS, "NORMAL")
        self._meanings: tuple[tuple[int, int], np.ndarray, np.ndarray] | None = (
            None  # version of the file, numbers, vectors
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        self._file.close()

    @property
    def folder(self) -> str:
        """Whose documents these are; "" before the first."""
        return self._about("folder")

    def is_of(self, folder: str) -> None:
        """From now on it is this folder's; of another one it forgets everything."""
        if self.folder != folder:
            if self.folder:
                self.forget()
            self._note("folder", folder)

    def documents(self) -> list[Known]:
        """By path."""
        with self._used() as sql:
            rows = sql.execute(
                "SELECT path, size, changed_ns, sha256,"
                " (SELECT count(*) FROM passage WHERE passage.path = document.path), why FROM document ORDER BY path"
            ).fetchall()
        return [Known(*row) for row in rows]

    def unchanged(self) -> dict[str, Known]:
        """By path, those that were read as they are read now."""
        with self._used() as sql:
            paths = {row[0] for row in sql.execute("SELECT path FROM document WHERE read_with = ?", (READ_WITH,))}
        return {one.path: one for one in self.documents() if one.path in paths}

    def put(self, one: Known, title: str = "", passages: Iterable[Passage] = ()) -> None:
        """In place of what was known of this document, whole or not at all."""
        with self._changed() as sql:
            sql.execute("DELETE FROM passage WHERE path = ?", (one.path,))
            sql.execute(
                "INSERT OR REPLACE INTO document VALUES (?, ?, ?, ?, ?, ?, ?)",
                (one.path, one.size, one.changed_ns, one.sha256, title, one.why, READ_WITH),
            )
            sql.executemany(
                "INSERT INTO passage (path, title, place, text) VALUES (?, ?, ?, ?)",
                [(one.path, title, each.where, each.text) for each in passages],
            )

    def touch(self, one: Known) -> None:
        """The same bytes, at another time."""
        with self._changed() as sql:
            sql.execute(
                "UPDATE document SET size = ?, changed_ns = ? WHERE path = ?", (one.size, one.changed_ns, one.path)
            )

    def drop(self, paths: Sequence[str]) -> None:
        """These documents are gone."""
        with self._changed() as sql:
            for path in paths:
                sql.execute("DELETE FROM passage WHERE path = ?", (path,))
                sql.execute("DELETE FROM document WHERE path = ?", (path,))

    def forget(self) -> None:
        """Everything, and overwrite what it was."""
        with self._changed() as sql:
            for table in ("passage", "document", "about"):
                sql.execute(f"DELETE FROM {table}")
            sql.execute("INSERT INTO words (words) VALUES ('rebuild')")  # it keeps what was deleted for a while
        self._file.overwrite()

    def without_meaning(self, model: str, most: int) -> list[tuple[int, str]]:
        """Passages that this model has not seen, as numbers and the text to be seen; it forgets other models'."""
        if self._about("model") != model:
            with self._changed() as sql:
                sql.execute("UPDATE passage SET meaning = NULL")
            self._note("model", model)
        with self._used() as sql:
            rows = sql.execute(
                "SELECT id, title, place, text FROM passage WHERE meaning IS NULL ORDER BY id LIMIT ?", (most,)
            ).fetchall()
        return [(row[0], ". ".join(filter(None, row[1:]))) for row in rows]

    def mean(self, meanings: Sequence[tuple[int, np.ndarray]]) -> None:
        """Passages' meanings, (n,) float32 of length 1; of those that are gone meanwhile none is kept."""
        with self._changed() as sql:
            sql.executemany(
                "UPDATE passage SET meaning = ? WHERE id = ?",
                [(vector.astype(AS_KEPT).tobytes(), number) for number, vector in meanings],
            )

    def counts(self) -> tuple[int, int]:
        """How many passages there are, and of how many the meaning is known."""
        with self._used() as sql:
            return sql.execute("SELECT count(*), count(meaning) FROM passage").fetchone()

    def by_words(self, question: str) -> dict[int, Worded]:
        """Passages that have any of its words, by number."""
        with self._used() as sql:
            count = sql.execute("SELECT count(*) FROM passage").fetchone()[0]
            found = [_rows(sql, word) for word in asked(question)]
        single, few = _weight(count, 1), max(2, RARE * count)
        whole = sum(_weight(count, len(rows)) for rows in found)
        sums: dict[int, list[float]] = {}
        for rows in found:
            weight = _weight(count, len(rows))
            for row in rows:
                both = sums.setdefault(row, [0.0, 0.0])
                both[0] += weight
                both[1] += weight if len(rows) <= few else 0.0
        return {row: Worded(every / whole, rare / whole, every / single) for row, (every, rare) in sums.items()}

    def by_meaning(self, question: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Every passage whose meaning is known, and how near it is: (m,) numbers, (m,) float32 from -1 to 1."""
        numbers, vectors = self._vectors()
        if not len(numbers) or vectors.shape[1] != len(question):
            return np.zeros(0, np.int64), np.zeros(0, np.float32)
        return numbers, vectors @ question.astype(np.float32)

    def _vectors(self) -> tuple[np.ndarray, np.ndarray]:
        with self._used() as sql:
            version = sql.execute("PRAGMA data_version").fetchone()[0], sql.total_changes
            if not self._meanings or self._meanings[0] != version:
                rows = sql.execute("SELECT id, meaning FROM passage WHERE meaning IS NOT NULL ORDER BY id").fetchall()
                vectors = [np.frombuffer(row[1], AS_KEPT) for row in rows]
                stacked = np.stack(vectors).astype(np.float32) if rows else np.zeros((0, 0), np.float32)
                self._meanings = version, np.array([row[0] for row in rows], np.int64), stacked
        return self._meanings[1], self._meanings[2]

    def places(self, numbers: Sequence[int]) -> dict[int, Place]:
        """What these passages say; those that are gone meanwhile are missing."""
        wanted = ",".join(str(int(number)) for number in numbers)
        with self._used() as sql:
            rows = sql.execute(
                "SELECT id, passage.path, passage.title, place, text, changed_ns FROM passage"
                f" JOIN document ON document.path = passage.path WHERE id IN ({wanted})"
            ).fetchall()
        return {row[0]: Place(*row[1:]) for row in rows}

    def _about(self, name: str) -> str:
        with self._used() as sql:
            row = sql.execute("SELECT value FROM about WHERE name = ?", (name,)).fetchone()
        return row[0] if row else ""

    def _note(self, name: str, value: str) -> None:
        with self._changed() as sql:
            sql.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", (name, value))

    @contextmanager
    def _used(self) -> Iterator[sqlite3.Connection]:
        with self._file.told():
            yield self._file.sql

    @contextmanager
    def _changed(self) -> Iterator[sqlite3.Connection]:
        """In one transaction."""
        with self._file.told(), self._file.sql as sql:  # commits, or rolls back
            sql.execute("BEGIN IMMEDIATE")
            yield sql


def _rows(sql: sqlite3.Connection, word: str) -> list[int]:
    """The newest passages that have a word, in any of its forms."""
    quoted = '"' + word.replace("’", "'") + '"'
    found = sql.execute(f"SELECT rowid FROM words WHERE words MATCH ? ORDER BY rowid DESC LIMIT {MOST_ROWS}", (quoted,))
    return [row[0] for row in found]


def _weight(passages: int, having: int) -> float:
    """What a word counts that so many of them have."""
    return log(1 + (passages + 1) / (having + 0.5))
