"""`localvoice tools`, as a person uses it: a list, a try, the log."""

import json

import pytest
from typer.testing import CliRunner

from localvoice.app.tools import LOG
from localvoice.cli import app

HOME = '''
def warm(room: str, degrees: float = 20) -> str:
    """Warm a room.

    Only on weekdays.
    """
    print("warming")
    return f"{room} at {degrees}"

def lamp(on: bool) -> str:
    """Switch it."""
    return f"lamp {on}"

def time() -> str:
    """What time is it?"""
    return "late"

def burn() -> str:
    """Burn."""
    raise ValueError("no matches")

def secret() -> str:
    """Secret."""
    return "hush"
'''
SETTINGS = '[tools]\nfunctions = ["home.py", "none.py"]\nallow = ["warm"]\nnever = ["secret", "warmm"]\n'


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    folder = tmp_path_factory.mktemp("data")
    (folder / "home.py").write_text(HOME)
    (folder / "settings.toml").write_text(SETTINGS)
    return folder


def run(data, *given):
    return CliRunner().invoke(app, ["tools", "--data", str(data), *given])


def test_they_are_listed_with_what_they_may_do_and_what_cannot_be_used(data):
    done = run(data)
    assert done.stdout.splitlines() == [
        "warm: Warm a room. (done at once)",
        "lamp: Switch it. (asked about first)",
        "burn: Burn. (asked about first)",
        "secret: Secret. (not used)",
    ]
    assert "none.py, named under functions in the settings, does not exist." in done.stderr
    assert "Your function time is not used, because a skill has that name: give it another one." in done.stderr
    assert "The settings name warmm under never in [tools], and there is no such tool (is it warm?)." in done.stderr


def test_one_is_tried_with_arguments_as_they_are_typed(data):
    done = run(data, "warm", "room=12", "degrees=21.5", "--json")
    assert json.loads(done.stdout) == {
        "tool": "warm",
        "arguments": {"room": "12", "degrees": 21.5},
        "answer": "12 at 21.5",
        "failed": False,
    }
    assert run(data, "warm", "room=kitchen").stdout == "kitchen at 20\n"


@pytest.mark.parametrize(
    ("typed", "meant"), [("on", True), ("yes", True), ("True", True), ("off", False), ("no", False)]
)
def test_yes_and_no_are_taken_as_a_person_types_them(data, typed, meant):
    assert run(data, "lamp", f"on={typed}").stdout == f"lamp {meant}\n"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["burn"], "Sorry, that did not work: burn failed (ValueError: no matches)."),
        (["door"], "There is no tool door; there are warm, lamp, burn, secret."),
        (["secret"], "The settings say that secret is never used: take it out of never in [tools]."),
        (["warm", "kitchen"], "'kitchen' is no argument: write it as name=value."),
        (["warm", "degrees=20"], 'warm does not take that; it takes {"room": {"type": "string"}, '),
    ],
)
def test_what_does_not_work_is_a_sentence_and_a_code(data, given, said):
    done = run(data, *given)
    assert said in done.stdout + done.stderr
    assert done.exit_code == 1


def test_without_any_it_says_how_to_get_some_and_without_calls_that_there_were_none(tmp_path):
    assert run(tmp_path).stdout.startswith("There are no tools besides the skills: ")
    assert run(tmp_path, "--log", "5").stdout == "No tool has been called yet.\n"


def test_the_log_shows_the_newest_calls(tmp_path):
    for number in range(3):
        call = {"at": "2026-05-04T15:30:00", "tool": "warm", "arguments": {"room": "hall"}, "outcome": "done"}
        with open(tmp_path / LOG, "a") as log:
            log.write(json.dumps({**call, "seconds": number, "answer": "hall\nat 20"}) + "\n")
    told = run(tmp_path, "--log", "2").stdout.splitlines()
    assert told == [f"2026-05-04T15:30:00 warm(room=hall) done in {number} s: hall at 20" for number in (1, 2)]
