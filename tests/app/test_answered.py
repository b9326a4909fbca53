"""Is a question answered by a person who says one word, as slowly as people do? Real ears, skills and room."""

import json

import pytest
from typer.testing import CliRunner

from localvoice.cli import app

SCENE = """
[[line]]
say = "add milk to my shopping list"
[[line]]
say = "clear my shopping list"
[[line]]
say = "{word}"
"""


@pytest.mark.parametrize(("word", "heard"), [("Yes.", "yes"), ("No.", "no")])
def test_one_slow_word_answers_a_question(tmp_path, word, heard):
    (tmp_path / "scene.toml").write_text(SCENE.format(word=word))
    scene = str(tmp_path / "scene.toml")
    done = CliRunner().invoke(app, ["talk", "--data", str(tmp_path / "data"), "--room", scene, "--fast", "--json"])
    asked, answered = json.loads(done.stdout)["turns"][-2:]
    assert asked["said"].startswith("Delete the only item")
    assert answered["heard"].startswith(heard)  # "nope", too
    assert answered["said"]
