"""`localvoice persona`, as somebody uses it who writes one: a list, one of them, a check."""

import json

import pytest
from typer.testing import CliRunner

from localvoice.cli import app
from localvoice.tools import persona as personas

HOTEL = '''
name = "hotel"
prompt = "You are the desk of a hotel. You can book flights and order pizza. Use emojis."
greeting = "Hello and welcome! What is your name? When do you arrive?"
unknown = "Sorry, I did not understand that."
skills = ["clock", "timers"]

[[samples]]
asked = "what can i eat"
said = """Certainly! Here are some options:
- **Pasta**
- Salad"""

[[samples]]
said = "It is half past three."
'''


def run(*given):
    return CliRunner().invoke(app, ["persona", *map(str, given)])


@pytest.fixture
def hotel(tmp_path):
    file = tmp_path / "hotel.toml"
    file.write_text(HOTEL)
    return file


def test_they_are_listed_and_one_is_shown():
    assert {one["name"] for one in json.loads(run("list", "--json").stdout)} == set(personas.names())
    assert "greeting: Hi, what can I get you?" in run("show", "cafe").stdout.splitlines()
    assert run("show", "nobody").exit_code == 1
    assert "Which persona?" in run("check").stderr


def test_what_is_wrong_is_said_with_its_place_and_a_better_one_and_a_code(hotel):
    done = run("check", hotel)
    assert done.exit_code == 1
    said = done.stdout.splitlines()
    assert said[0].startswith(
        "prompt, line 3: “You can book flights and order pizza.” promises to book flights and order"
    )
    assert "greeting, line 4: The text asks 2 things at once: ask one, and the next when it was answered." in said
    assert "reply 1, line 10: “Certainly!” says nothing: begin with the answer." in said
    assert "  prompt: You are the desk of a hotel." in said
    assert "  greeting: Hello and welcome! What is your name?" in said
    assert "  reply 1: Here are some options: First, Pasta. Then Salad." in said
    assert not [line for line in said if line.startswith("reply 2")]


def test_as_json_each_fault_has_a_rule_and_a_place(hotel):
    found = json.loads(run("check", hotel, "--json").stdout)
    assert found["right"] is False
    assert {fault["rule"] for fault in found["faults"]} == {"promise", "emoji", "question", "opening", "list"}
    assert found["judged"] == ["prompt", "greeting", "unknown", "reply 1", "reply 2"]


@pytest.mark.parametrize("name", personas.names())
def test_every_persona_of_the_package_passes(name):
    done = run("check", name)
    assert (done.exit_code, done.stdout.partition(":")[0]) == (0, "Nothing to mend"), done.stdout


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("replies.jsonl", '{"asked": "hi", "reply": "Hello."}\n"**No.**"\n'),
        ("replies.json", '[[{"asked": "hi", "reply": "Hello."}], [{"text": "**No.**"}, {"reply": ""}]]'),
        ("replies.txt", "Hello.\n\n**No.**\n"),
        ("replies.txt", "> hi\nHello.\n\n> and now\n**No.**\n"),
        ("replies.txt", "Hello.\n---\n**No.**\n"),
    ],
)
def test_replies_may_stand_in_a_file_of_their_own(tmp_path, name, text):
    file = tmp_path / name
    file.write_text(text)
    for done in (run("check", file), run("check", "cafe", "--replies", file)):
        assert done.exit_code == 1
        (fault, better) = [line.strip() for line in done.stdout.splitlines() if line.strip().startswith("reply 2")]
        assert fault.endswith(": “**No.**” is Markdown, which nobody hears.")
        assert better == "reply 2: No."


def test_a_file_that_cannot_be_read_is_a_sentence(tmp_path):
    (tmp_path / "broken.jsonl").write_text("{")
    (tmp_path / "empty.txt").write_text("")
    for name in ("broken.jsonl", "empty.txt", "none.txt", "none.toml"):
        done = run("check", tmp_path / name)
        assert (done.exit_code, done.stderr.count("\n")) == (1, 1)
