"""Where do timers, lists and notes survive? In one SQLite file; a call returns when its change is on disk."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Self

from localvoice.errors import StoreError
from localvoice.events import Item

BUSY_S = 5.0  # how long to wait for another process that is writing; one write takes milliseconds

# Each brings the file from the version of its index to the next one; only ever append.
MIGRATIONS = (
    """
    CREATE TABLE item (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL,
        text TEXT NOT NULL,
        due TEXT,  -- local time, ISO 8601
        made TEXT NOT NULL,
        data TEXT NOT NULL  -- JSON object
    );
    CREATE INDEX item_kind ON item (kind, id);
    """,
)


class SqliteShelf:
    """The shelf of `tools.skill` in the file `path`, which is made when it is missing; also its folders.

    Several processes may have it open. Use one object from one thread. Every method raises StoreError when the disk
    refuses: unwritable, full, damaged, locked, or written by a newer localvoice.
    """

    def __init__(self, path: Path, now: Callable[[], datetime] = datetime.now) -> None:
        self.path = path
        self._now = now
        self._since: list[tuple[str, tuple[Any, ...]]] = []  # what undoes the changes since `mark`, oldest first
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = f"the data folder {path.parent} cannot be made ({error.strerror}): choose another folder."
            raise StoreError(reason) from error
        with self._told():
            self._file = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None)
        try:
            with self._told():
                self._prepare()
        except StoreError:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        self._file.close()

    def put(self, kind: str, text: str, due: datetime | None = None, data: dict[str, Any] | None = None) -> Item:
        item = Item(0, kind, text, due, self._now(), data or {})
        with self._told():
            cursor = self._file.execute(
                "INSERT INTO item (kind, text, due, made, data) VALUES (?, ?, ?, ?, ?)",
                (kind, text, _written(due), _written(item.made), json.dumps(item.data)),
            )
        assert cursor.lastrowid is not None
        self._since.append(("DELETE FROM item WHERE id = ?", (cursor.lastrowid,)))
        return replace(item, id=cursor.lastrowid)

    def all(self, kind: str = "") -> list[Item]:
        """Items of a kind ("" = every kind), oldest first."""
        with self._told():
            rows = self._file.execute(
                "SELECT id, kind, text, due, made, data FROM item WHERE ?1 IN ('', kind) ORDER BY id", (kind,)
            ).fetchall()
        return [_item(row) for row in rows]

    def change(
        self, item: Item, *, text: str | None = None, due: datetime | None = None, data: dict[str, Any] | None = None
    ) -> Item:
        """Replace the given fields; None leaves a field as it is. An item that is gone stays gone."""
        changed = replace(
            item,
            text=item.text if text is None else text,
            due=item.due if due is None else due,
            data=item.data if data is None else data,
        )
        update = "UPDATE item SET text = ?, due = ?, data = ? WHERE id = ?"
        self._remember(item, update, lambda row: (row[2], row[3], row[5], row[0]))
        with self._told():
            self._file.execute(update, (changed.text, _written(changed.due), json.dumps(changed.data), item.id))
        return changed

    def remove(self, item: Item) -> None:
        self._remember(item, "INSERT INTO item (id, kind, text, due, made, data) VALUES (?, ?, ?, ?, ?, ?)", tuple)
        with self._told():
            self._file.execute("DELETE FROM item WHERE id = ?", (item.id,))

    def mark(self) -> None:
        """From here on changes can be undone."""
        self._since.clear()

    def undo(self) -> None:
        """Take back every change since the latest `mark`, in one transaction; a second time nothing."""
        if not self._since:
            return
        with self._told(), self._file:  # commits, or rolls back
            self._file.execute("BEGIN IMMEDIATE")
            for statement, values in reversed(self._since):
                self._file.execute(statement, values)
        self._since.clear()

    def _remember(self, item: Item, statement: str, values: Callable[[tuple[Any, ...]], tuple[Any, ...]]) -> None:
        """Remember how to get the item back as it is on disk now."""
        with self._told():
            rows = self._file.execute(  # all of them: a cursor left open would keep others from writing
                "SELECT id, kind, text, due, made, data FROM item WHERE id = ?", (item.id,)
            ).fetchall()
        self._since += [(statement, values(row)) for row in rows]

    def _prepare(self) -> None:
        # WAL lets others read while one writes; FULL syncs the log at every commit, so that what was acknowledged
        # survives a power cut: https://www.sqlite.org/pragma.html#pragma_synchronous
        self._file.execute("PRAGMA journal_mode = WAL")
        self._file.execute("PRAGMA synchronous = FULL")
        if self._file.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise sqlite3.DatabaseError("quick_check found errors")
        self._file.execute("BEGIN IMMEDIATE")  # so that two that start together do not both migrate
        version = self._file.execute("PRAGMA user_version").fetchone()[0]
        if version > len(MIGRATIONS):
            raise StoreError(
                f"{self.path} was written by a newer localvoice: update this one or choose another folder."
            )
        for migration in MIGRATIONS[version:]:
            for statement in migration.split(";"):
                self._file.execute(statement)
        self._file.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
        self._file.execute("COMMIT")

    @contextmanager
    def _told(self) -> Iterator[None]:
        """SQLite's errors, each as one sentence."""
        try:
            yield
        except sqlite3.OperationalError as error:
            raise StoreError(self._why(str(error))) from error
        except sqlite3.DatabaseError as error:
            raise StoreError(
                f"{self.path} is damaged ({error}): move it away and localvoice begins a new one; nothing was changed."
            ) from error

    def _why(self, error: str) -> str:
        if "full" in error:
            return f"the disk that holds {self.path} is full: free some space; what was saved before is safe."
        if "locked" in error or "busy" in error:
            return f"{self.path} is being written by another program: close that one and try again."
        if "readonly" in error:
            return f"{self.path} may not be written: give yourself write permission or choose another folder."
        if "unable to open" in error:
            return f"{self.path} cannot be opened: check that it is a file in a folder that you may write to."
        return f"the disk refused {self.path} ({error}): check the disk or choose another folder."


def _written(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _item(row: tuple[int, str, str, str | None, str, str]) -> Item:
    number, kind, text, due, made, data = row
    return Item(
        number, kind, text, datetime.fromisoformat(due) if due else None, datetime.fromisoformat(made), json.loads(data)
    )
