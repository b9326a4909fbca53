"""What is said of a data folder that cannot be one, and of what waits in it when nothing runs?"""

from datetime import UTC, datetime, timedelta

import pytest

from localvoice.app.person import MEMORY
from localvoice.app.waiting import silent
from localvoice.cli import app
from localvoice.memory.shelf import SqliteShelf

NOW = datetime(2026, 3, 4, 10, tzinfo=UTC)


def test_a_file_in_place_of_the_data_folder_is_named(tmp_path, capsys):
    file = tmp_path / "file"
    file.write_text("")
    for command in (["status"], ["say", "hi"], ["ask", "hi"], ["trace"]):
        with pytest.raises(SystemExit) as ended:
            app([*command, "--data", str(file)])
        assert ended.value.code == 1
        assert capsys.readouterr().err == f"localvoice: --data {file} is a file: name a folder.\n"


def test_what_would_have_rung_is_told_when_nothing_runs_any_more(tmp_path):
    assert silent(tmp_path) == ""
    with SqliteShelf(tmp_path / MEMORY, lambda: NOW) as shelf:
        shelf.put("note", "milk")
        assert silent(tmp_path) == ""
        shelf.put("timer", "", NOW + timedelta(minutes=5))
        assert silent(tmp_path) == "A timer is set, and rings only while localvoice runs."
        shelf.put("timer", "", NOW + timedelta(minutes=6))
        shelf.put("alarm", "", NOW + timedelta(hours=6))
        assert silent(tmp_path) == "2 timers and an alarm are set, and ring only while localvoice runs."


def test_a_memory_that_cannot_be_read_hinders_nobody(tmp_path):
    (tmp_path / MEMORY).write_text("no database" * 1000)
    assert silent(tmp_path) == ""
