"""Does CONTRIBUTING tell the truth? Its skill and its persona are taken from its text, each as one file, and used."""

import json
import re
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from localvoice.app.demo import scene_of
from localvoice.cli import app
from localvoice.errors import BadInput
from localvoice.tools import skills
from localvoice.tools.persona import persona

TEXT = (Path(__file__).parents[1] / "CONTRIBUTING.md").read_text("utf-8")


def block(language):
    """The one block of that language in the text."""
    (found,) = re.findall(rf"^```{language}\n(.*?)^```", TEXT, re.M | re.S)
    return found


def asked(tmp_path, *words):
    result = CliRunner().invoke(app, ["ask", *words, "--json", "--data", str(tmp_path)])
    return json.loads(result.stdout)


@pytest.fixture
def skill_file(tmp_path, monkeypatch):
    folder = tmp_path / "skills"
    folder.mkdir()
    (folder / "choosing.py").write_text(block("python"), "utf-8")
    monkeypatch.setattr(skills, "__path__", [*skills.__path__, str(folder)])
    yield
    sys.modules.pop("localvoice.tools.skills.choosing", None)


@pytest.mark.usefixtures("skill_file")
def test_a_new_skill_is_one_file_and_is_heard_matched_and_answered(tmp_path):
    assert "localvoice/tools/skills/choosing.py" in TEXT
    intents = {intent.name for intent in persona("assistant").intents()}
    assert "choose" in intents
    assert "choose" not in {intent.name for intent in persona("cafe").intents()}
    turn = asked(tmp_path, *re.search(r"localvoice ask \"(.*?)\"", TEXT).groups())
    assert turn["intent"] == "choose"
    assert turn["answer"] in ("Take tea.", "Take milk.")


def test_a_new_persona_is_one_file_with_its_skills_and_its_scene(tmp_path):
    file = tmp_path / "keeper.toml"
    file.write_text(block("toml"), "utf-8")
    who = persona(str(file))
    assert who.name == "keeper"
    assert "timer_set" in {intent.name for intent in who.intents()}
    assert [line.say for line in scene_of(str(file)).lines] == ["What time is it?"]
    turn = asked(tmp_path, "flip a coin", "--persona", str(file))
    assert (turn["accepted"], turn["answer"]) == (False, who.unknown)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ('greeting = "Good morning."', "lacks greeting"),
        ('skills = ["clock", "timers", "lists", "manners"]', "lacks skills"),
        ("[[scene.line]]", "cannot be read"),
    ],
)
def test_a_persona_that_lacks_something_is_refused_in_one_sentence(tmp_path, change, told):
    file = tmp_path / "keeper.toml"
    file.write_text(block("toml").replace(change, "" if told.startswith("lacks") else "[["), "utf-8")
    with pytest.raises(BadInput, match=re.escape(told)):
        persona(str(file))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("name =", "title =", "has unknown title; allowed are form, greeting"),
        ('"clock"', '"cooking"', "unknown skills ['cooking']"),
        ('greeting = "Good morning."', "greeting = 5", "it must be a text"),
        ('["clock", "timers", "lists", "manners"]', '"clock"', "it must be a list of texts"),
    ],
)
def test_a_persona_with_something_wrong_is_refused_and_the_right_values_are_named(tmp_path, old, new, told):
    file = tmp_path / "keeper.toml"
    file.write_text(block("toml").replace(old, new), "utf-8")
    with pytest.raises(BadInput, match=re.escape(told)):
        persona(str(file))


def test_a_persona_without_a_scene_cannot_be_shown(tmp_path):
    file = tmp_path / "keeper.toml"
    file.write_text(block("toml").split("[[scene")[0], "utf-8")
    with pytest.raises(BadInput, match="has no scene"):
        scene_of(str(file))
