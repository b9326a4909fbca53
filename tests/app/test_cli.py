"""The commands as a person types them: real engines, files and the simulated room, no hardware."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import soundfile
from typer.testing import CliRunner

from localvoice.cli import app
from localvoice.cli.ending import reporting
from localvoice.errors import DeviceError

SILENCE_RATE_HZ = 16_000
run = CliRunner().invoke


def call(*words, code=0):
    done = run(app, [str(word) for word in words])
    assert done.exit_code == code, done.output
    return done


def error(*words):
    done = call(*words, code=1)
    assert done.stderr.startswith("localvoice: ")
    assert len(done.stderr.strip().splitlines()) == 1
    return done.stderr


COMMANDS = [
    *("talk", "demo", "hear", "ask", "say", "trace", "voices", "devices", "skills"),
    *("doctor", "compare", "pull", "models", "verify", "remove", "version"),
]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_answers_help(command):
    assert "--json" in call(command, "--help").stdout


def test_a_question_is_answered_and_remembered_by_the_next_one(tmp_path):
    first = json.loads(call("ask", "Add eggs to the shopping list", "--data", tmp_path, "--json").stdout)
    assert first["accepted"]
    third = json.loads(call("ask", "start a timer", "--then", "ten minutes", "--data", tmp_path, "--json").stdout)
    assert third["answer"].endswith("?")
    assert "10 minutes" in third["then"][0]["answer"]
    second = call("ask", "what's on my shopping list?", "--data", tmp_path).stdout
    assert "eggs" in second


def test_what_no_skill_understands_is_said_so(tmp_path):
    answer = json.loads(call("ask", "who won the war of the roses", "--data", tmp_path, "--json").stdout)
    assert not answer["accepted"]
    assert answer["answer"]


def test_say_writes_the_sound_of_a_text(tmp_path):
    out = tmp_path / "said.wav"
    said = json.loads(call("say", "It's **3.5 km** to St. Mary's.", "-o", out, "--json").stdout)
    pcm, rate_hz = soundfile.read(out)
    assert said["seconds"] == pytest.approx(len(pcm) / rate_hz, abs=0.01)
    assert said["seconds"] > 1
    assert np.abs(pcm).max() > 0.1


def test_what_was_said_to_a_file_is_heard_again(tmp_path):
    out = tmp_path / "order.wav"
    call("say", "Can I have a large latte with soy milk", "--voice", "en-us", "-o", out)
    (heard,) = json.loads(call("hear", out, "--persona", "cafe", "--data", tmp_path, "--json").stdout)
    assert set(heard) >= {"file", "transcript", "accepted", "intent", "slots", "seconds", "decode_s"}
    assert heard["accepted"]
    assert heard["slots"]["drink"] == "latte"
    assert heard["slots"]["size"] == "large"


def test_hearing_changes_nothing(tmp_path):
    out = tmp_path / "timer.wav"
    call("say", "set a timer for ten minutes", "-o", out)
    call("hear", out, "--data", tmp_path)
    assert "no timer" in call("ask", "how long is left on the timer", "--data", tmp_path).stdout.lower()


def test_a_conversation_runs_through_files(tmp_path):
    question, answer = tmp_path / "question.wav", tmp_path / "answer.wav"
    call("say", "what time is it", "-o", question)
    pcm, rate_hz = soundfile.read(question, dtype="float32")
    silence = np.zeros(4 * rate_hz, np.float32)
    soundfile.write(question, np.concatenate([silence, 0.5 * pcm, silence]), rate_hz)
    talked = call("talk", "--mic", question, "--speaker", answer, "--fast", "--data", tmp_path, "--json")
    (turn,) = json.loads(talked.stdout)["turns"]
    assert turn["heard"] == "what time is it"
    assert turn["intent"] == "time"
    said, said_rate_hz = soundfile.read(answer, dtype="float32")
    first_s = turn["first_audio_s"]
    assert np.abs(said[int((first_s - 0.1) * said_rate_hz) : int(first_s * said_rate_hz)]).max() < 0.01
    assert np.abs(said[int(first_s * said_rate_hz) :]).max() > 0.1


def test_a_file_that_begins_to_speak_at_once_is_answered(tmp_path):
    question = tmp_path / "question.wav"
    call("say", "what time is it", "-o", question)
    talked = call("talk", "--mic", question, "--speaker", "none", "--fast", "--data", tmp_path, "--json")
    assert [turn["intent"] for turn in json.loads(talked.stdout)["turns"]] == ["time"]


def test_a_room_plays_a_whole_scene(tmp_path):
    scene = tmp_path / "scene.toml"
    scene.write_text('[[line]]\nsay = "what time is it"\n[[line]]\nsay = "thank you"\n')
    talked = call("talk", "--room", scene, "--fast", "--data", tmp_path, "--json")
    turns = json.loads(talked.stdout)["turns"]
    assert [turn["heard"] for turn in turns] == ["what time is it", "thank you"]
    assert all(100 < turn["latency_ms"] < 5000 for turn in turns)


def test_skills_are_listed_with_examples():
    found = json.loads(call("skills", "--json").stdout)
    assert {"timer_set", "shopping_add"} <= {intent["name"] for intent in found}
    assert all(intent["examples"] for intent in found)


def test_doctor_reports_machine_and_checks_even_without_sound(tmp_path):
    done = run(app, ["doctor", "--data", str(tmp_path), "--json"])
    found = json.loads(done.stdout)
    assert done.exit_code == (0 if found["ready"] else 1)
    assert {check["name"]: check["ok"] for check in found["checks"]}["profile starter"]


def wav(folder, name, pcm, rate_hz=16_000, **options):
    soundfile.write(folder / name, pcm, rate_hz, **options)
    return folder / name


def test_bad_sound_files_get_one_sentence_each(tmp_path):
    text = tmp_path / "text.wav"
    text.write_text("not a sound at all")
    nan = np.full(16_000, np.nan, np.float32)
    for file in (
        tmp_path / "missing.wav",
        text,
        tmp_path,
        wav(tmp_path, "empty.wav", np.zeros(0, np.float32)),
        wav(tmp_path, "zeros.wav", np.zeros(16_000, np.float32)),
        wav(tmp_path, "nan.wav", nan, subtype="FLOAT"),
        wav(tmp_path, "absurd.wav", np.ones(100, np.float32) / 2, 1000),
    ):
        error("hear", file, "--data", tmp_path)
        error("talk", "--mic", file, "--speaker", tmp_path / "o.wav", "--fast", "--data", tmp_path)


def test_unknown_names_are_answered_with_the_known_ones(tmp_path):
    assert "cafe" in error("ask", "hello", "--persona", "butler", "--data", tmp_path)
    error("say", "hello", "--voice", "klingon-x", "-o", tmp_path / "o.wav")
    error("talk", "--mic", "no such microphone", "--data", tmp_path)
    error("talk", "--room", tmp_path / "none.toml", "--data", tmp_path)
    silence = wav(tmp_path, "noise.wav", np.random.default_rng(1).normal(0, 0.01, 16_000))
    files = ("--mic", silence, "--speaker", tmp_path / "o.wav", "--fast")
    assert "webrtc" in error("talk", *files, "--aec", "maybe", "--data", tmp_path)


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert str(blocked) in error("ask", "hello", "--data", blocked / "data")
    assert "blocked" in error("say", "hello", "-o", tmp_path / "blocked" / "o.wav")


@pytest.mark.parametrize("out", ["-", "/dev/stdout"])
def test_sound_and_json_do_not_share_the_standard_output(out):
    done = call("say", "hello", "-o", out, "--json", code=1)
    assert "RIFF" not in done.stdout
    assert "standard output" in done.stderr


def test_a_device_is_never_replaced_by_a_file(tmp_path):
    pipe = tmp_path / "pipe.wav"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as reader:  # who writes to a pipe waits for one
        read = reader.submit(pipe.read_bytes)
        call("say", "hello", "-o", pipe)
        assert read.result().startswith(b"RIFF")
    assert pipe.is_fifo()


def test_hardware_cannot_be_hurried(tmp_path):
    assert "--fast" in error("talk", "--fast", "--data", tmp_path)


def test_push_to_talk_needs_a_terminal(tmp_path):
    assert "terminal" in error("talk", "--push-to-talk", "--data", tmp_path)


def test_an_error_is_one_json_document_too(tmp_path):
    done = call("hear", tmp_path / "missing.wav", "--json", "--data", tmp_path, code=1)
    assert json.loads(done.stdout)["kind"] == "BadInput"


def test_two_conversations_in_one_folder_are_refused(tmp_path):
    from localvoice.memory.instance import only_one

    scene = tmp_path / "scene.toml"
    scene.write_text('[[line]]\nsay = "stop"\n')
    with only_one(tmp_path):
        assert "end that one first" in error("talk", "--room", scene, "--fast", "--data", tmp_path)


def test_a_settings_file_is_used_and_its_mistakes_are_named(tmp_path):
    (tmp_path / "settings.toml").write_text('persona = "cafe"\n')
    assert json.loads(call("ask", "a large latte please", "--data", tmp_path, "--json").stdout)["accepted"]
    (tmp_path / "settings.toml").write_text('personna = "cafe"\n')
    assert "personna" in error("ask", "hello", "--data", tmp_path)


def test_what_fails_inside_a_conversation_is_one_sentence_too(capsys):
    with pytest.raises(SystemExit), reporting(json=False):
        raise ExceptionGroup("the tasks of a conversation", [DeviceError("The microphone is gone; plug it in.")])
    assert capsys.readouterr().err == "localvoice: The microphone is gone; plug it in.\n"


def test_a_closed_pipe_ends_quietly():
    code = f"{sys.executable} -m localvoice skills | head -1"
    done = subprocess.run(["bash", "-c", code], capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr


def test_the_voices_of_a_profile_are_listed_or_how_to_fetch_them(tmp_path):
    listed = json.loads(call("voices", "--json", "--data", tmp_path).stdout)
    assert {"en-us", "en-gb"} <= set(listed["voices"])
    assert "localvoice pull" in call("voices", "--profile", "light", "--data", tmp_path, code=1).stderr
    assert "no voices to choose from" in call("voices", "--profile", "native", "--data", tmp_path, code=1).stderr
