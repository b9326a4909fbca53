"""Is a question answered by a person who says one word, as slowly as people do? Real ears, skills and room."""

from typer.testing import CliRunner

from localvoice.cli import app

SCENE = """
[[line]]
say = "add milk to my shopping list"
[[line]]
say = "clear my shopping list"
[[line]]
say = "Yes."
"""


def test_one_slow_word_answers_a_question(tmp_path):
    (tmp_path / "scene.toml").write_text(SCENE)
    scene = str(tmp_path / "scene.toml")
    done = CliRunner().invoke(app, ["talk", "--data", str(tmp_path / "data"), "--room", scene, "--fast", "--json"])
    assert "Delete the only item" in done.stdout
    assert "is empty now" in done.stdout
