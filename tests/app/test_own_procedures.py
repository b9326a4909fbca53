"""A task of the person's own: a file in their data folder, asked for by name, kept over two starts."""

import anyio
import pytest

from localvoice.app.ask import ask
from localvoice.errors import BadInput
from localvoice.settings import Settings

KETTLE = """
# The kettle

Asked: descale the kettle

1. Fill it with water and vinegar.
2. Boil it, and wait ten minutes.
   Hint: It may foam.
"""


def answers(data, *said):
    settings = Settings(persona="technician", profile="starter")
    return [each["answer"] for each in anyio.run(ask, list(said), settings, data, print)]


def test_a_task_of_ones_own_is_gone_through_and_kept_for_another_day(tmp_path):
    (tmp_path / "procedures").mkdir()
    (tmp_path / "procedures" / "kettle.md").write_text(KETTLE)
    first, second, _ = answers(tmp_path, "descale the kettle", "done", "stop here")
    assert first == "Step 1 of 2: Fill it with water and vinegar."
    assert second == "All right. The last step: Boil it, and wait ten minutes."
    again, hint = answers(tmp_path, "go on with the kettle", "I can't find it")
    assert again == "The last step: Boil it, and wait ten minutes."
    assert hint == "It may foam."


def test_a_file_that_is_wrong_is_named(tmp_path):
    (tmp_path / "procedures").mkdir()
    (tmp_path / "procedures" / "kettle.toml").write_text("title = 1")
    with pytest.raises(BadInput, match=r"kettle\.toml"):
        answers(tmp_path, "hello")
