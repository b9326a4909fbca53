"""Which language models get tools? Small ones none, by their parameters; ours was made with these tools."""

import pytest

from localvoice.app.engine import SMALL_PARAMS, Engine
from localvoice.settings import Settings
from localvoice.tools.persona import persona
from localvoice.understanding.prompt import system


@pytest.mark.parametrize(
    ("settings", "takes"),
    [
        (Settings(profile="tiny"), True),
        (Settings(profile="light"), True),
        (Settings(profile="standard"), True),
        (Settings(profile="light", lm="qwen3-0.6b-4bit"), False),
        (Settings(profile="starter"), True),
    ],
)
def test_a_small_language_model_gets_no_tools(tmp_path, settings, takes):
    assert Engine(settings, tmp_path).takes_tools() is takes
    assert SMALL_PARAMS == 1_500_000_000


def test_who_has_no_tools_is_not_told_to_use_them():
    with_tools, without = (system(persona("assistant"), tools) for tools in (True, False))
    assert "Use a tool" in with_tools
    assert "tool" not in without
    assert "{" not in with_tools + without
