"""What was said to each other, as it was heard? Every past turn, searchable, in one SQLite file.

It is what a language model is told again after a crash or when it was freed, what `recall` looks in, and the history
that is shown. A disk that refuses costs the memory, never the conversation: `complain` gets one sentence.
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from localvoice import wall
from localvoice.errors import StoreError
from localvoice.memory.file import SqliteFile
from localvoice.memory.words import TOKENIZED, holding, nearest

CONVERSATIONS = "conversations.sqlite"  # in the data folder
KEPT = 20  # turns that are told again; some fifteen minutes of talk, and a third of what a model's prompt has room for

Exchanged = tuple[str, str]  # heard and said


@dataclass(frozen=True)
class Past:
    """One turn."""

    id: int
    when: datetime  # it began, aware
    talk: datetime  # its conversation began
    heard: str  # the person's words
    said: str  # what they really heard of the answer
    share: float = 1.0  # of what was asked for that it speaks of


def m001_turns(file: sqlite3.Connection) -> None:
    file.execute(
        "CREATE TABLE turn ("
        " id INTEGER PRIMARY KEY AUTOINCREMENT,"
        " began TEXT NOT NULL,"  # ISO 8601, UTC
        " talk TEXT NOT NULL,"  # the same, of the whole conversation
        " heard TEXT NOT NULL,"
        " said TEXT)"  # NULL while nobody knows
    )
    file.execute("CREATE INDEX turn_began ON turn (began)")
    file.execute(f"CREATE VIRTUAL TABLE words USING fts5(heard, said, content='turn', content_rowid='id', {TOKENIZED})")
    add = "INSERT INTO words (rowid, heard, said) VALUES (new.id, new.heard, new.said);"
    drop = "INSERT INTO words (words, rowid, heard, said) VALUES ('delete', old.id, old.heard, old.said);"
    file.execute(f"CREATE TRIGGER turn_added AFTER INSERT ON turn BEGIN {add} END")
    file.execute(f"CREATE TRIGGER turn_gone AFTER DELETE ON turn BEGIN {drop} END")
    file.execute(f"CREATE TRIGGER turn_changed AFTER UPDATE ON turn BEGIN {drop} {add} END")


MIGRATIONS = (m001_turns,)  # only ever append
COLUMNS = "id, began, talk, heard, coalesce(said, '')"


class Conversations:
    """Those of one person. The file is opened when it is first used; close it in the end.

    `begin`, `end`, `settle` and `turns` never raise; everything else raises StoreError.
    """

    def __init__(
        self, path: Path, complain: Callable[[str], None] = lambda text: None, now: Callable[[], datetime] = wall.now
    ) -> None:
        self._path, self._complain, self._now = path, complain, now
        self._talk = now()
        self._open: SqliteFile | None = None
        self._refused = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        if self._open:
            self._open.close()
            self._open = None

    def new_talk(self) -> None:
        """What is said from now on is another conversation."""
        self._talk = self._now()

    def begin(self, heard: str) -> None:
        """The person said this, and is being answered."""
        self._write("INSERT INTO turn (began, talk, heard) VALUES (?, ?, ?)", *self._times(), heard)

    def end(self, heard: str, said: str) -> None:
        """They heard this answer to it."""
        newest = "SELECT max(id) FROM turn WHERE heard = ? AND said IS NULL"
        if not self._write(f"UPDATE turn SET said = ? WHERE id = ({newest})", said, heard):
            self._write("INSERT INTO turn (began, talk, heard, said) VALUES (?, ?, ?, ?)", *self._times(), heard, said)

    def settle(self) -> None:
        """A process begins: what the one before it was answering when it died stays without an answer, and what was
        taken back is gone."""
        self._write("DELETE FROM turn WHERE said IS NULL AND id < (SELECT max(id) FROM turn)")
        self._write("UPDATE turn SET said = '' WHERE said IS NULL")

    def turns(self, most: int = KEPT) -> list[Exchanged]:
        """The last ones, oldest first; one that is being answered has no answer."""
        try:
            return [(past.heard, past.said) for past in self.last(most)]
        except StoreError as error:
            self._refuse(error)
            return []

    def last(self, most: int, before: int | None = None) -> list[Past]:
        """The last ones, or those before the one of that number; oldest first."""
        found = self._read(
            f"SELECT {COLUMNS} FROM turn WHERE (said IS NOT NULL OR id = (SELECT max(id) FROM turn))"
            " AND (?1 IS NULL OR id < ?1) ORDER BY id DESC LIMIT ?2",
            before,
            most,
        )
        return found[::-1]

    def between(self, start: datetime, end: datetime, most: int) -> list[Past]:
        """The last ones that began at `start` or later, and before `end`; oldest first."""
        found = self._read(
            f"SELECT {COLUMNS} FROM turn WHERE said IS NOT NULL AND began >= ? AND began < ? ORDER BY id DESC LIMIT ?",
            _written(start),
            _written(end),
            most,
        )
        return found[::-1]

    def search(self, text: str, least: float, most: int) -> list[Past]:
        """Those that speak of at least that share of what is asked, the nearest first, of equals the newest."""
        with self._file() as file:
            count = file.sql.execute("SELECT count(*) FROM turn").fetchone()[0]
            near = nearest(file.sql, "words", count, text, least)[:most]
        shares = dict(near)
        wanted = ",".join(str(row) for row in shares)
        found = self._read(f"SELECT {COLUMNS} FROM turn WHERE said IS NOT NULL AND id IN ({wanted})")
        told = [Past(each.id, each.when, each.talk, each.heard, each.said, shares[each.id]) for each in found]
        return sorted(told, key=lambda each: (-each.share, -each.id))

    def telling(self, fact: str) -> list[int]:
        """The turns in which a fact was told, or said back."""
        with self._file() as file:
            return sorted(holding(file.sql, "words", fact))

    def count(self) -> int:
        """How many turns."""
        with self._file() as file:
            return file.sql.execute("SELECT count(*) FROM turn").fetchone()[0]

    def forget(self, numbers: list[int] | None = None) -> int:
        """Delete these turns, or all of them, and overwrite what they were; returns how many there were."""
        which = "" if numbers is None else f" WHERE id IN ({','.join(str(int(each)) for each in numbers)})"
        with self._file() as file:
            gone = file.sql.execute(f"DELETE FROM turn{which}").rowcount
            file.sql.execute("INSERT INTO words (words) VALUES ('rebuild')")  # it keeps what was deleted for a while
            file.overwrite()
        return gone

    def _times(self) -> tuple[str, str]:
        return _written(self._now()), _written(self._talk)

    @contextmanager
    def _file(self) -> Iterator[SqliteFile]:
        if self._open is None:
            self._open = SqliteFile(self._path, MIGRATIONS, "NORMAL")
        with self._open.told():
            yield self._open

    def _read(self, query: str, *values: object) -> list[Past]:
        with self._file() as file:
            rows = file.sql.execute(query, values).fetchall()
        zone = self._now().tzinfo
        times = datetime.fromisoformat
        return [Past(row[0], times(row[1]).astimezone(zone), times(row[2]).astimezone(zone), *row[3:]) for row in rows]

    def _write(self, statement: str, *values: object) -> int:
        """How many rows it changed; 0 too where the disk refused, which is told once until it does not."""
        try:
            with self._file() as file:
                changed = file.sql.execute(statement, values).rowcount
            self._refused = False
            return changed
        except StoreError as error:
            self._refuse(error)
            return 0

    def _refuse(self, error: StoreError) -> None:
        if not self._refused:
            self._refused = True
            self._complain(f"What was said cannot be kept: {error}")


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
