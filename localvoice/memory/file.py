"""How is a SQLite file of a person's kept? For them alone, whole after a crash; what was deleted can be overwritten."""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from threading import RLock
from typing import Literal

from localvoice.errors import StoreError

BUSY_S = 1.0  # how long to wait for another process that is writing; one write takes milliseconds
ONLY_MINE = 0o600
IN_MEMORY = Path(":memory:")

Migration = Callable[[sqlite3.Connection], None]  # from the version of its index to the next one


class SqliteFile:
    """One file, and its folders, which are made when they are missing; `sql` is the connection.

    Several processes may have it open, and any thread may use it: one at a time, the others wait. Whatever uses `sql`
    does so within `told`. Every method raises StoreError when the disk refuses: unwritable, full, damaged, locked, or
    written by a newer localvoice.
    """

    def __init__(
        self, path: Path, migrations: Sequence[Migration], synchronous: Literal["FULL", "NORMAL"] = "FULL"
    ) -> None:
        """`synchronous`: FULL: what was acknowledged survives a power cut; NORMAL: only the end of a process."""
        self.path = path
        self._one = RLock()
        self._make()
        with self.told():
            self.sql = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
        self.sql.text_factory = partial(str, encoding="utf-8", errors="replace")
        try:
            with self.told():
                self._prepare(migrations, synchronous)
        except StoreError:
            self.sql.close()
            raise

    def close(self) -> None:
        with self._one:
            self.sql.close()

    def overwrite(self) -> None:
        """Leave nothing of what was deleted, neither in the file nor in its log, and not where the log was on the disk.

        A disk that keeps old blocks (flash, snapshots) may still have them below the file system.
        """
        log = self.path.with_name(f"{self.path.name}-wal")
        with self.told():
            size = log.stat().st_size if log.exists() else 0
            self.sql.execute("PRAGMA wal_checkpoint(RESTART)").fetchone()  # the log is written again from its start
            self.sql.execute("CREATE TABLE filler (bytes BLOB)")
            self.sql.execute("INSERT INTO filler VALUES (zeroblob(?))", (size,))
            self.sql.execute("DROP TABLE filler")
            self.sql.execute("VACUUM")
            until_s = time.monotonic() + BUSY_S
            while self.sql.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:  # somebody reads just now
                if time.monotonic() > until_s:
                    raise sqlite3.OperationalError("database is locked")
                time.sleep(0.01)

    @contextmanager
    def told(self) -> Iterator[None]:
        """One caller at a time, and SQLite's errors each as one sentence."""
        try:
            with self._one:
                yield
        except sqlite3.OperationalError as error:
            raise StoreError(self._why(str(error))) from error
        except (sqlite3.ProgrammingError, sqlite3.IntegrityError, sqlite3.DataError) as error:
            raise StoreError(
                f"localvoice used {self.path} wrongly ({error}): please report it; nothing was changed."
            ) from error
        except sqlite3.DatabaseError as error:
            raise StoreError(
                f"{self.path} is damaged ({error}): move it away and localvoice begins a new one; nothing was changed."
            ) from error

    def _make(self) -> None:
        if self.path == IN_MEMORY:
            return
        folder = self.path.parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            reason = f"the data folder {folder} cannot be made ({error.strerror}): choose another folder."
            raise StoreError(reason) from error
        with suppress(OSError):  # else SQLite says why; its log and index get the same rights
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, ONLY_MINE))
            self.path.chmod(ONLY_MINE)

    def _prepare(self, migrations: Sequence[Migration], synchronous: str) -> None:
        # WAL lets others read while one writes; FULL syncs the log at every commit, so that what was acknowledged
        # survives a power cut: https://www.sqlite.org/pragma.html#pragma_synchronous
        until_s = time.monotonic() + BUSY_S
        while True:  # SQLite does not wait by itself for another that changes this in the same moment
            try:
                self.sql.execute("PRAGMA journal_mode = WAL")
                break
            except sqlite3.OperationalError:
                if time.monotonic() > until_s:
                    raise
                time.sleep(0.01)
        self.sql.execute(f"PRAGMA synchronous = {synchronous}")
        self.sql.execute("PRAGMA secure_delete = ON")  # what is deleted is overwritten with zeros
        self.sql.execute("PRAGMA temp_store = MEMORY")
        if self.sql.execute("PRAGMA quick_check(1)").fetchone() != ("ok",):
            raise sqlite3.DatabaseError("quick_check found errors")
        self.sql.execute("BEGIN IMMEDIATE")  # so that two that start together do not both migrate
        version = self.sql.execute("PRAGMA user_version").fetchone()[0]
        if version > len(migrations):
            raise StoreError(
                f"{self.path} was written by a newer localvoice: update this one or choose another folder."
            )
        for migration in migrations[version:]:
            migration(self.sql)
        self.sql.execute(f"PRAGMA user_version = {len(migrations)}")
        self.sql.execute("COMMIT")

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
