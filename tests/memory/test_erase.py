"""A data folder in which a secret was spoken of; it is searched as bytes."""

import json

import pytest

from localvoice.memory.erase import scrub, wipe

SECRET = "my wifi password is blue Kangaroo 4242"


@pytest.fixture
def data(tmp_path):
    turns = [
        {"kind": "turn", "number": 1, "heard": f"remember that {SECRET}", "said": "I'll remember it.", "lag_s": 0.5},
        {"kind": "turn", "number": 2, "heard": "what's my wifi password", "said": "It's blue kangaroo, 4242."},
        {"kind": "turn", "number": 3, "heard": "set a timer", "said": "For how long?", "decisions": [{"text": "ok"}]},
    ]
    (tmp_path / "trace").mkdir()
    (tmp_path / "trace" / "turns-000001.jsonl").write_text(
        "".join(f"{json.dumps(each)}\n" for each in turns) + '{"torn'
    )
    call = {"tool": "search", "arguments": {"query": ["the Kangaroo"]}, "ms": 3}
    (tmp_path / "calls.jsonl").write_text(json.dumps(call) + "\n")
    (tmp_path / "log").mkdir()
    (tmp_path / "log" / "localvoice.log").write_text("10:00  It runs.\n10:01  No answer to “Kangaroo”.\n")
    (tmp_path / "prompts").mkdir()
    (tmp_path / "prompts" / "a-b.safetensors").write_text("x")
    (tmp_path / "settings.toml").write_text('voice = "kangaroo"\n')
    return tmp_path


def records(data):
    return [json.loads(line) for line in (data / "trace" / "turns-000001.jsonl").read_text().splitlines()[:3]]


def test_a_fact_is_taken_out_of_what_was_said_and_the_rest_stays(data):
    scrub(data, [SECRET])
    told, asked, other = records(data)
    assert (told["heard"], told["said"], told["lag_s"]) == ("(forgotten)", "I'll remember it.", 0.5)
    assert (asked["heard"], asked["said"]) == ("what's my wifi password", "(forgotten)")
    assert other["heard"] == "set a timer"
    assert (data / "trace" / "turns-000001.jsonl").read_text().endswith('\n{"torn')
    assert json.loads((data / "calls.jsonl").read_text())["arguments"] == {"query": ["(forgotten)"]}
    assert (data / "log" / "localvoice.log").read_text() == "10:00  It runs.\n"
    assert not list(data.glob("prompts/*"))
    assert (data / "settings.toml").read_text()


def test_everything_leaves_no_byte_of_it(data):
    wipe(data)
    for file in (data / "trace" / "turns-000001.jsonl", data / "calls.jsonl", data / "log" / "localvoice.log"):
        assert file.read_bytes() == b""


def test_who_appends_goes_on_after_it(data):
    with (data / "log" / "localvoice.log").open("a") as log:
        wipe(data)
        log.write("10:02  On.\n")
    assert (data / "log" / "localvoice.log").read_text() == "10:02  On.\n"


def test_a_folder_without_such_files_is_left_alone(tmp_path):
    scrub(tmp_path, [SECRET])
    wipe(tmp_path)
    assert list(tmp_path.iterdir()) == []
