"""Turns on disk: written to a temporary folder and read again, also after every accident a disk can have."""

import errno
import json
import os
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from localvoice.trace import Decision, Span, Step, Turn
from localvoice.traces import journal as room
from localvoice.traces.journal import Journal, read

NOON = datetime(2026, 1, 2, 12, 0, 0, tzinfo=UTC)


def full(number):
    made = Turn(number, "wie spät ist es?", "It is noon.", "time", 1.0, 2.0, 2.3, 4.0, lag_s=0.125, revisions=1)
    made = replace(made, spans=(Span("endpoint", 2.0, 2.2), Span("output", 2.2, 2.3)))
    made = replace(made, decisions=(Decision(2.2, "committed after 200 ms"),))
    return replace(made, budget_ms=400.0, predicted_ms=310.5)


@pytest.fixture
def said():
    return []


@pytest.fixture
def journal(tmp_path, said):
    with Journal(tmp_path / "trace", said.append, True, lambda: NOON) as journal:
        yield journal


def files(folder):
    return sorted((folder / "trace").iterdir())


def test_a_turn_comes_back_as_it_was(journal, tmp_path):
    turn = full(1)
    journal.step(Step("recognise", 1.5, 1.51, 0.002))
    turn = journal.turn(turn)
    past = read(tmp_path / "trace", 10)
    assert past.turns == [turn]
    assert past.damaged == 0
    assert turn.ended_at == NOON
    assert turn.simulated
    assert turn.conversation == "2026-01-02T12:00:00+00:00"


def test_steps_of_another_thread_go_to_the_turn_that_finishes_next(journal, tmp_path):
    lane = threading.Thread(target=lambda: [journal.step(Step("think", i, i + 1, 0.0)) for i in range(3)])
    lane.start()
    lane.join()
    journal.turn(full(1))
    journal.turn(full(2))
    assert [len(turn.steps) for turn in read(tmp_path / "trace", 2).turns] == [3, 0]


def test_the_last_turns_are_the_last_turns_oldest_first(journal, tmp_path):
    for number in range(1, 8):
        journal.turn(full(number))
    assert [turn.number for turn in read(tmp_path / "trace", 3).turns] == [5, 6, 7]


def test_every_line_is_json_with_a_kind_and_microseconds(journal, tmp_path):
    turn = full(1)
    turn = replace(turn, spans=(*turn.spans, Span("say", 1 / 3, 2 / 3)))
    journal.turn(turn)
    journal.notice("The microphone vanished.")
    first, second = [json.loads(line) for line in files(tmp_path)[0].read_text("utf-8").splitlines()]
    assert first["kind"] == "turn"
    assert first["heard"] == "wie spät ist es?"
    assert first["spans"][-1] == {"name": "say", "start_s": 0.333333, "end_s": 0.666667}
    assert second == {"kind": "notice", "at": "2026-01-02T12:00:00+00:00", "text": "The microphone vanished."}


def test_files_rotate_and_their_number_is_bounded(journal, tmp_path, monkeypatch):
    monkeypatch.setattr(room, "FILE_BYTES", 2000)
    for number in range(1, 101):
        journal.turn(full(number))
    there = files(tmp_path)
    assert len(there) == room.FILES
    assert there[0].name != "turns-000001.jsonl"
    assert all(file.stat().st_size < 2000 + 1000 for file in there)
    turns = [turn.number for turn in read(tmp_path / "trace", 1000).turns]
    assert turns == list(range(turns[0], 101))
    assert len(turns) > room.FILES


def test_the_next_conversation_goes_on_in_the_same_file(tmp_path, said):
    for minute in range(2):
        with Journal(
            tmp_path / "trace", said.append, True, lambda minute=minute: NOON + timedelta(minutes=minute)
        ) as journal:
            journal.turn(full(1))
    assert len(files(tmp_path)) == 1
    assert len({turn.conversation for turn in read(tmp_path / "trace", 10).turns}) == 2


def test_a_torn_last_line_costs_only_itself(tmp_path, said):
    with Journal(tmp_path / "trace", said.append) as journal:
        journal.turn(full(1))
        journal.turn(full(2))
    file = files(tmp_path)[0]
    file.write_bytes(file.read_bytes()[:-100])
    past = read(tmp_path / "trace", 10)
    assert [turn.number for turn in past.turns] == [1]
    assert past.damaged == 1
    with Journal(tmp_path / "trace", said.append) as journal:
        journal.turn(full(3))
    assert [turn.number for turn in read(tmp_path / "trace", 10).turns] == [1, 3]


@pytest.mark.parametrize(
    "line",
    [
        b"\0\0\0\0",
        b"\xff\xfe",
        b"[]",
        b"7",
        b'{"no": "kind"}',
        b'{"kind": "turn", "number": "one"}',
        b'{"kind": "turn", "barged_in": 1}',
        b'{"kind": "turn", "spans": [{"name": "say"}]}',
        b'{"kind": "turn", "spans": [7]}',
        b'{"kind": "turn", "steps": {}}',
        b'{"kind": "turn", "ended_at": "noon"}',
    ],
)
def test_what_is_no_record_is_skipped_and_counted(line, tmp_path):
    (tmp_path / "turns-000001.jsonl").write_bytes(line + b"\n")
    past = read(tmp_path, 10)
    assert past.turns == []
    assert past.damaged == 1


def test_records_of_a_later_version_are_read_as_far_as_they_are_known(tmp_path):
    lines = '{"kind": "weather"}\n\n{"kind": "turn", "heard": "hello", "mood": 3, "speech_end_s": 2}\n'
    (tmp_path / "turns-000001.jsonl").write_text(lines)
    past = read(tmp_path, 10)
    assert past.turns == [Turn(heard="hello", speech_end_s=2.0)]
    assert past.damaged == 0


def test_a_folder_that_is_not_there_holds_no_turns(tmp_path):
    assert read(tmp_path / "nothing", 10).turns == []


def test_files_of_others_are_left_alone(tmp_path, journal):
    journal.turn(full(1))
    other = tmp_path / "trace" / "turns-copy.jsonl"
    other.write_text('{"kind": "turn"}\n')
    journal.turn(full(2))
    assert [turn.number for turn in read(tmp_path / "trace", 10).turns] == [1, 2]


def test_a_folder_that_cannot_be_made_is_told_once_and_nothing_raises(tmp_path, said):
    (tmp_path / "file").write_text("")
    with Journal(tmp_path / "file" / "trace", said.append) as journal:
        journal.turn(full(1))
        journal.notice("again")
    (text,) = said
    assert str(tmp_path) in text


def test_after_a_full_disk_the_next_turn_is_written_again(journal, tmp_path, said, monkeypatch):
    journal.turn(full(1))
    write = os.write

    def half(file, data):
        if len(data) > 1:
            write(file, data[: len(data) // 2])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(file, data)

    monkeypatch.setattr(os, "write", half)
    journal.turn(full(2))
    monkeypatch.setattr(os, "write", write)
    journal.turn(full(3))
    assert len(said) == 1
    past = read(tmp_path / "trace", 10)
    assert [turn.number for turn in past.turns] == [1, 3]
    assert past.damaged == 1


def test_a_short_write_is_a_full_disk(journal, said, monkeypatch):
    write = os.write
    monkeypatch.setattr(os, "write", lambda file, data: write(file, data[:10]))
    journal.turn(full(1))
    assert "full" in said[0]


def test_steps_without_a_turn_do_not_fill_the_memory(journal):
    for number in range(room.MAX_STEPS + 5):
        journal.step(Step("upkeep", number, number, 0.0))
    turn = journal.turn(full(1))
    assert len(turn.steps) == room.MAX_STEPS
    assert turn.steps[0].start_s == 5


def test_what_was_said_is_readable_for_its_owner_only(journal, tmp_path):
    journal.turn(full(1))
    assert files(tmp_path)[0].stat().st_mode & 0o077 == 0
