"""Where do timers, lists and notes survive? In one SQLite file; a call returns when its change is on disk."""

import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from functools import partial
from pathlib import Path
from typing import Any, Self

from localvoice.events import Item
from localvoice.memory.file import SqliteFile
from localvoice.wall import instant, now


def m001_items(file: sqlite3.Connection, where: tzinfo | None) -> None:
    file.execute(
        "CREATE TABLE item ("
        " id INTEGER PRIMARY KEY AUTOINCREMENT,"
        " kind TEXT NOT NULL,"
        " text TEXT NOT NULL,"
        " due TEXT,"  # ISO 8601: with its distance from UTC an instant, without what the clock on the wall will show
        " made TEXT NOT NULL,"  # the same, an instant
        " data TEXT NOT NULL)"  # JSON object
    )
    file.execute("CREATE INDEX item_kind ON item (kind, id)")


def m002_timers_are_instants(file: sqlite3.Connection, where: tzinfo | None) -> None:
    """All were local time before; what was set by the clock on the wall still is."""
    for number, due in file.execute("SELECT id, due FROM item WHERE kind = 'timer'").fetchall():
        try:
            moved = instant(datetime.fromisoformat(due), where).isoformat()
        except (TypeError, ValueError, OverflowError):  # it cannot be read, and is told when it is asked for
            continue
        file.execute("UPDATE item SET due = ? WHERE id = ?", (moved, number))


# Each brings the file from the version of its index to the next one, the person being in that zone; only ever append.
MIGRATIONS = (m001_items, m002_timers_are_instants)


class SqliteShelf:
    """The shelf of `tools.skill` in the file `path`, which is made when it is missing; also its folders.

    Several processes may have it open, and any thread may call it: one at a time, the others wait. A write waits for
    the disk, and up to BUSY_S for another process, so an event loop asks a worker thread to call. Every method raises
    StoreError when the disk refuses: unwritable, full, damaged, locked, or written by a newer localvoice. An entry that
    cannot be read is left out, and `tell` hears of it once.
    """

    def __init__(
        self, path: Path, now: Callable[[], datetime] = now, tell: Callable[[str], None] = lambda text: None
    ) -> None:
        """`now`: aware, in the zone where the person is, which says when the clock on the wall shows what is due."""
        self.path = path
        self._now, self._tell = now, tell
        self._left_out: set[int] = set()  # entries that were told
        self._since: list[tuple[str, tuple[Any, ...]]] = []  # what undoes the changes since `mark`, oldest first
        self._kept = SqliteFile(path, [partial(step, where=now().tzinfo) for step in MIGRATIONS])
        self._file = self._kept.sql

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        self._kept.close()

    def put(self, kind: str, text: str, due: datetime | None = None, data: dict[str, Any] | None = None) -> Item:
        now = self._now()
        item = Item(0, kind, text, due and instant(due, now.tzinfo), now.astimezone(UTC), data or {})
        with self._kept.told():
            cursor = self._file.execute(
                "INSERT INTO item (kind, text, due, made, data) VALUES (?, ?, ?, ?, ?)",
                (kind, text, _written(due), _written(item.made), json.dumps(item.data)),
            )
            assert cursor.lastrowid is not None
            self._since.append(("DELETE FROM item WHERE id = ?", (cursor.lastrowid,)))
        return replace(item, id=cursor.lastrowid)

    def all(self, kind: str = "") -> list[Item]:
        """Items of a kind ("" = every kind), oldest first."""
        with self._kept.told():
            rows = self._file.execute(
                "SELECT id, kind, text, due, made, data FROM item WHERE ?1 IN ('', kind) ORDER BY id", (kind,)
            ).fetchall()
        where = self._now().tzinfo
        items = [self._read(row, where) for row in rows]
        return [item for item in items if item is not None]

    def _read(self, row: tuple[Any, ...], where: tzinfo | None) -> Item | None:
        try:
            return _item(row, where)
        except (TypeError, ValueError, OverflowError) as error:
            if row[0] not in self._left_out:
                self._left_out.add(row[0])
                self._tell(
                    f"entry {row[0]} of {self.path}, a {row[1]}, cannot be read ({error}): it is left out; delete it,"
                    " or say it again."
                )
            return None

    def change(
        self, item: Item, *, text: str | None = None, due: datetime | None = None, data: dict[str, Any] | None = None
    ) -> Item:
        """Replace the given fields; None leaves a field as it is. An item that is gone stays gone."""
        changed = replace(
            item,
            text=item.text if text is None else text,
            due=item.due if due is None else instant(due, self._now().tzinfo),
            data=item.data if data is None else data,
        )
        update = "UPDATE item SET text = ?, due = ?, data = ? WHERE id = ?"
        with self._kept.told():
            for row in self._remember(item, update, lambda row: (row[2], row[3], row[5], row[0])):
                written = row[3] if due is None else _written(due)
                self._file.execute(update, (changed.text, written, json.dumps(changed.data), item.id))
        return changed

    def remove(self, item: Item) -> None:
        with self._kept.told():
            self._remember(item, "INSERT INTO item (id, kind, text, due, made, data) VALUES (?, ?, ?, ?, ?, ?)", tuple)
            self._file.execute("DELETE FROM item WHERE id = ?", (item.id,))

    def mark(self) -> None:
        """From here on changes can be undone."""
        with self._kept.told():
            self._since.clear()

    def undo(self) -> None:
        """Take back every change since the latest `mark`, in one transaction; a second time nothing."""
        with self._kept.told():
            if not self._since:
                return
            with self._file:  # commits, or rolls back
                self._file.execute("BEGIN IMMEDIATE")
                for statement, values in reversed(self._since):
                    self._file.execute(statement, values)
            self._since.clear()

    def _remember(
        self, item: Item, statement: str, values: Callable[[tuple[Any, ...]], tuple[Any, ...]]
    ) -> list[tuple[Any, ...]]:
        """Remember how to get the item back as it is on disk now: its row, or none when it is gone."""
        rows = self._file.execute(  # all of them: a cursor left open would keep others from writing
            "SELECT id, kind, text, due, made, data FROM item WHERE id = ?", (item.id,)
        ).fetchall()
        self._since += [(statement, values(row)) for row in rows]
        return rows


def _written(moment: datetime | None) -> str | None:
    """Naive as it is, aware in UTC."""
    return None if moment is None else (moment.astimezone(UTC) if moment.tzinfo else moment).isoformat()


def _item(row: tuple[Any, ...], where: tzinfo | None) -> Item:
    """Raises TypeError, ValueError or OverflowError, as the parts of the row do."""
    number, kind, text, due, made, written = row
    data = json.loads(written)
    if not isinstance(data, dict):
        raise ValueError(f"its data is no JSON object: {written}")
    rings = None if due is None else instant(datetime.fromisoformat(due), where)
    return Item(number, kind, text, rings, instant(datetime.fromisoformat(made), where), data)
