"""The trace command as a person types it, on turns written by a journal, and on those of a real conversation."""

import json
from dataclasses import replace

import pytest
from typer.testing import CliRunner

from localvoice.cli import app
from localvoice.trace import Span, Step, Turn
from localvoice.traces.journal import Journal


def call(*words, code=0):
    done = CliRunner().invoke(app, ["trace", *map(str, words)])
    assert done.exit_code == code, done.output
    return done


@pytest.fixture
def data(tmp_path):
    with Journal(tmp_path / "trace", print) as journal:
        for number in range(1, 15):
            journal.step(Step("recognise", 1.0, 1.01, 0.0))
            made = Turn(number, f"question {number}", "Answer.", "time", 0.0, 1.0, 1.0 + number / 10, budget_ms=1250.0)
            made = replace(
                made,
                spans=(Span("endpoint", 1.0, 1.0 + number / 20), Span("say", 1.0 + number / 20, 1.0 + number / 10)),
            )
            journal.turn(made)
    return tmp_path


def test_the_last_ten_turns_are_shown_with_their_percentiles(data):
    shown = call("--data", data).stdout
    assert "question 4\n" not in shown
    assert "question 5\n" in shown
    assert "1400 ms" in shown
    assert "latency" in shown.split("p99 late")[1]


def test_more_turns_are_shown_when_asked_for(data):
    assert "question 1\n" in call("--data", data, "--last", 14).stdout


def test_numbers_come_as_one_json_document(data):
    document = json.loads(call("--data", data, "--last", 3, "--json").stdout)
    assert [turn["number"] for turn in document["turns"]] == [12, 13, 14]
    assert document["turns"][0]["latency_ms"] == pytest.approx(1200)
    assert document["turns"][0]["blame_ms"] == pytest.approx({"endpoint": 600, "say": 600})
    assert document["turns"][0]["steps"][0]["job"] == "recognise"
    assert document["over_budget"] == 2
    assert document["percentiles_ms"]["latency"]["p50"] == pytest.approx(1300)


def test_a_page_and_a_chrome_trace_are_written_where_asked(data, monkeypatch):
    monkeypatch.chdir(data)
    call("--data", data, "--html", data / "my.html")
    call("--data", data, "--chrome", data / "my.json")
    assert "question 14" in (data / "my.html").read_text("utf-8")
    assert json.loads((data / "my.json").read_text("utf-8"))["traceEvents"]
    assert "trace.html" in call("--data", data, "--html", "--chrome").stderr
    assert (data / "trace.html").exists()
    assert (data / "trace.json").exists()


def test_a_file_needs_to_know_what_it_is_for(data):
    assert "--html" in call("--data", data, data / "my.html", code=1).stderr
    assert "--html" in call("--data", data, data / "my.html", "--html", "--chrome", code=1).stderr


def test_a_file_that_cannot_be_written_is_one_sentence(data):
    assert "name another file" in call("--data", data, "--html", data, code=1).stderr


def test_an_empty_trace_says_what_to_do(tmp_path):
    said = call("--data", tmp_path, code=1).stderr
    assert "localvoice talk" in said
    assert len(said.strip().splitlines()) == 1


def test_a_trace_that_cannot_be_read_is_one_sentence(tmp_path):
    (tmp_path / "trace" / "turns-000001.jsonl").mkdir(parents=True)
    assert "cannot be read" in call("--data", tmp_path, code=1).stderr


def test_damaged_lines_are_counted_aside(data):
    (data / "trace" / "turns-000002.jsonl").write_text('{"kind": "tu')
    done = call("--data", data)
    assert "1 damaged" in done.stderr
    assert "question 14" in done.stdout


def test_a_real_conversation_leaves_its_turns_steps_and_clocks_behind(tmp_path):
    scene = tmp_path / "scene.toml"
    scene.write_text('[[line]]\nsay = "what time is it"\n')
    talked = ["talk", "--room", str(scene), "--fast", "--data", str(tmp_path)]
    assert CliRunner().invoke(app, talked).exit_code == 0
    greeting, answer = json.loads(call("--data", tmp_path, "--json").stdout)["turns"]
    assert greeting["unasked"]
    assert answer["heard"] == "what time is it"
    assert answer["simulated"]
    assert sum(answer["blame_ms"].values()) == pytest.approx(answer["latency_ms"], abs=0.1)
    assert {"recognise", "say"} <= {step["job"] for step in answer["steps"]}
    first_s = answer["speech_start_s"] + answer["lag_s"] - 1.0
    assert all(first_s < step["start_s"] <= step["end_s"] for step in answer["steps"])
    assert "Infinity" not in json.dumps([greeting, answer])
