"""Real SQLite files in a temporary folder; crashes are real child processes that are killed."""

import signal
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from threading import Thread
from zoneinfo import ZoneInfo

import pytest

from localvoice.errors import StoreError
from localvoice.memory.shelf import MIGRATIONS, SqliteShelf

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 5, 4, 10, 0, tzinfo=BERLIN)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "deep" / "folder" / "shelf.db"


@pytest.fixture
def shelf(path):
    with SqliteShelf(path, lambda: NOW) as shelf:
        yield shelf


def test_what_is_put_comes_back_whole_and_in_order(shelf):
    timer = shelf.put("timer", "pasta", NOW + timedelta(minutes=9), {"seconds": 540})
    note = shelf.put("note", "Grüße an “Zoë”; -- DROP TABLE item")
    assert shelf.all() == [timer, note]
    assert shelf.all("timer") == [timer]
    assert shelf.all("alarm") == []
    assert (timer.made, timer.data, note.due) == (NOW, {"seconds": 540}, None)


def test_it_survives_closing(shelf, path):
    kept = [shelf.put("todo", f"thing {number}") for number in range(5)]
    shelf.close()
    with SqliteShelf(path) as again:
        assert again.all("todo") == kept


def test_a_change_replaces_only_what_is_given(shelf):
    item = shelf.put("alarm", "wake", NOW, {"days": [1]})
    later = shelf.change(item, due=NOW + timedelta(hours=1))
    assert (later.text, later.data, later.due) == ("wake", {"days": [1]}, NOW + timedelta(hours=1))
    assert shelf.change(later, text="").text == ""
    assert shelf.change(later, data={}).data == {}
    assert shelf.all()[0].id == item.id


def test_what_was_removed_is_gone_and_its_number_is_never_given_again(shelf):
    first = shelf.put("note", "one")
    shelf.remove(first)
    shelf.remove(first)
    assert shelf.all() == []
    assert shelf.put("note", "two").id != first.id
    shelf.change(first, text="back")
    assert [item.text for item in shelf.all()] == ["two"]


def test_a_killed_process_has_kept_what_it_acknowledged(path):
    child = (
        "import os, signal, sys; from pathlib import Path; from localvoice.memory.shelf import SqliteShelf\n"
        "shelf = SqliteShelf(Path(sys.argv[1]))\n"
        "for number in range(20): shelf.put('note', f'note {number}')\n"
        "print('acknowledged', flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", child, str(path)], capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip()) == (-signal.SIGKILL, "acknowledged")
    with SqliteShelf(path) as shelf:
        assert [item.text for item in shelf.all("note")] == [f"note {number}" for number in range(20)]


def test_two_processes_write_at_the_same_time(path):
    child = (
        "import sys; from pathlib import Path; from localvoice.memory.shelf import SqliteShelf\n"
        "shelf = SqliteShelf(Path(sys.argv[1]))\n"
        "for number in range(40): shelf.put(sys.argv[2], str(number))\n"
        "shelf.close()"
    )
    writers = [subprocess.Popen([sys.executable, "-c", child, str(path), kind]) for kind in ("left", "right")]
    assert [writer.wait() for writer in writers] == [0, 0]
    with SqliteShelf(path) as shelf:
        for kind in ("left", "right"):
            assert [item.text for item in shelf.all(kind)] == [str(number) for number in range(40)]
        assert len({item.id for item in shelf.all()}) == 80


def test_what_one_process_puts_another_sees(shelf, path):
    with SqliteShelf(path) as other:
        item = other.put("todo", "seen by both")
        assert [each.text for each in shelf.all("todo")] == ["seen by both"]
        shelf.remove(item)
        assert other.all() == []


def test_every_commit_is_synced(shelf):
    assert shelf._file.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert shelf._file.execute("PRAGMA synchronous").fetchone() == (2,)


def test_an_empty_file_of_the_first_version_is_brought_up_to_date(path):
    path.parent.mkdir(parents=True)
    sqlite3.connect(path).close()
    with SqliteShelf(path) as shelf:
        assert shelf._file.execute("PRAGMA user_version").fetchone() == (len(MIGRATIONS),)


def test_a_newer_file_is_left_alone(path):
    with SqliteShelf(path) as shelf:
        shelf._file.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    with pytest.raises(StoreError, match="newer localvoice"):
        SqliteShelf(path)


def test_a_damaged_file_is_told_and_not_touched(path):
    path.parent.mkdir(parents=True)
    path.write_bytes(b"this was never a database" * 100)
    before = path.read_bytes()
    with pytest.raises(StoreError, match="damaged"):
        SqliteShelf(path)
    assert path.read_bytes() == before


def test_a_file_damaged_in_the_middle_is_told(path):
    with SqliteShelf(path) as shelf:
        for number in range(300):
            shelf.put("note", f"{number} " * 20)
    raw = bytearray(path.read_bytes())
    raw[4096 * 3 : 4096 * 6] = b"\xff" * (4096 * 3)
    path.write_bytes(raw)
    with pytest.raises(StoreError, match="damaged"):
        SqliteShelf(path)


def test_a_full_disk_is_told_and_loses_nothing(shelf):
    kept = shelf.put("note", "before")
    pages = shelf._file.execute("PRAGMA page_count").fetchone()[0]
    shelf._file.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreError, match="is full"):
        shelf.put("note", "x" * 100_000)
    assert shelf.all() == [kept]


def test_a_write_lock_that_stays_is_told(shelf, path):
    shelf._file.execute("PRAGMA busy_timeout = 1")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="written by another program"):
        shelf.put("note", "no")
    other.execute("ROLLBACK")
    other.close()
    assert shelf.put("note", "yes").text == "yes"


def test_a_read_only_file_is_told(path):
    with SqliteShelf(path) as shelf:
        shelf._file.execute("PRAGMA query_only = 1")
        with pytest.raises(StoreError, match="may not be written"):
            shelf.put("note", "no")


def test_a_folder_in_the_place_of_the_file_is_told(tmp_path):
    with pytest.raises(StoreError, match="cannot be opened"):
        SqliteShelf(tmp_path)


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be made"):
        SqliteShelf(tmp_path / "file" / "shelf.db")


def test_a_broken_table_is_told(shelf):
    shelf._file.execute("DROP TABLE item")
    with pytest.raises(StoreError, match="disk refused"):
        shelf.all()


def test_changes_since_the_mark_can_be_undone_once(tmp_path):
    with SqliteShelf(tmp_path / "memory.sqlite") as shelf:
        kept, changed, removed = (shelf.put("note", name) for name in ("kept", "changed", "removed"))
        before = shelf.all()
        shelf.mark()
        added = shelf.put("note", "added")
        shelf.change(changed, text="other", data={"a": 1})
        shelf.change(changed, text="third")
        shelf.remove(removed)
        shelf.remove(added)
        shelf.put("note", "again")
        shelf.undo()
        assert shelf.all() == before
        shelf.remove(kept)
        shelf.mark()
        shelf.undo()
        assert len(shelf.all()) == 2


def by(child):
    """What a thread of its own brought back, or raised."""
    kept = []

    def run():
        try:
            kept.append(child())
        except StoreError as error:
            kept.append(error)

    thread = Thread(target=run)
    thread.start()
    thread.join()
    return kept[0]


def test_an_instant_stays_one_and_a_time_on_the_wall_goes_with_the_person(path):
    here = [BERLIN]
    with SqliteShelf(path, lambda: NOW.astimezone(here[0])) as shelf:
        instant = shelf.put("timer", "", NOW + timedelta(hours=1))
        shown = shelf.put("alarm", "", datetime(2026, 5, 5, 7, 0))
        assert (instant.due, shown.due) == (NOW + timedelta(hours=1), datetime(2026, 5, 5, 7, 0, tzinfo=BERLIN))
        here[0] = ZoneInfo("America/New_York")
        timer, alarm = shelf.all()
        assert timer == instant
        assert alarm.due == datetime(2026, 5, 5, 7, 0, tzinfo=here[0])
        changed = shelf.change(alarm, text="up")  # its time is left alone, so it still goes with the person
        here[0] = BERLIN
        assert shelf.all("alarm")[0].due == shown.due
        assert shelf.change(changed, due=datetime(2026, 5, 6, 7, 0)).due == datetime(2026, 5, 6, 7, 0, tzinfo=BERLIN)
        assert shelf.put("note", "").made.tzinfo is not None


def test_old_timers_become_instants_and_old_alarms_stay_on_the_wall(path):
    path.parent.mkdir(parents=True)
    file = sqlite3.connect(path)
    MIGRATIONS[0](file, BERLIN)
    file.execute("PRAGMA user_version = 1")
    for kind, due in (("timer", "2026-07-01T12:00:00"), ("alarm", "2026-07-01T12:00:00"), ("timer", "soonish")):
        file.execute(
            "INSERT INTO item (kind, text, due, made, data) VALUES (?, '', ?, '2026-05-04T10:00', '{}')", (kind, due)
        )
    file.commit()
    file.close()
    told = []
    with SqliteShelf(path, lambda: NOW, told.append) as shelf:
        pass
    with SqliteShelf(path, lambda: NOW.astimezone(ZoneInfo("America/New_York")), told.append) as shelf:
        timer, alarm = shelf.all()
    assert timer.due == datetime(2026, 7, 1, 10, 0, tzinfo=UTC)
    assert alarm.due == datetime(2026, 7, 1, 16, 0, tzinfo=UTC)
    assert len(told) == 1


@pytest.mark.parametrize(
    "broken",
    [
        "due = 'soonish'",
        "due = 12.5",
        "due = '0001-01-01T00:00:00'",
        "made = 'x'",
        "data = 'not json'",
        "data = '[1]'",
        "data = 'null'",
        "data = x'ff'",
        "due = x'ff'",
    ],
)
def test_an_entry_that_cannot_be_read_is_left_out_and_told_once(path, broken):
    told = []
    with SqliteShelf(path, lambda: NOW, told.append) as shelf:
        bad, good = shelf.put("timer", "bad", NOW), shelf.put("timer", "good", NOW)
        shelf._file.execute(f"UPDATE item SET {broken} WHERE id = {bad.id}")
        assert shelf.all() == shelf.all("timer") == [good]
        (notice,) = told
        assert notice.startswith(f"entry {bad.id} of {path}, a timer, cannot be read")
        shelf.remove(bad)


def test_any_thread_may_call_it(shelf):
    item = by(lambda: shelf.put("note", "from another thread"))
    assert shelf.all() == by(shelf.all) == [item]
    by(shelf.mark)
    shelf.remove(item)
    by(shelf.undo)
    assert shelf.all() == [item]


def test_many_threads_lose_nothing(shelf):
    threads = [Thread(target=lambda: [shelf.put("note", "x") for _ in range(10)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({item.id for item in shelf.all("note")}) == 40


def test_misuse_is_no_damage(shelf):
    shelf.close()
    for call in (shelf.all, lambda: shelf.put("note", "late")):
        with pytest.raises(StoreError, match=r"used .* wrongly") as error:
            call()
        assert "damaged" not in str(error.value)
