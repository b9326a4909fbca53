"""Settings as a person would write them, rightly and wrongly."""

import pytest

from localvoice.errors import BadInput
from localvoice.settings import Settings, override, read


def test_without_a_file_the_defaults_hold(tmp_path):
    assert read(tmp_path / "settings.toml", Settings(profile="auto")) == Settings(profile="auto")


def test_a_file_sets_some_and_leaves_the_rest(tmp_path):
    file = tmp_path / "settings.toml"
    file.write_text('mic = "USB"\npatience = 2\n')
    assert read(file, Settings(profile="auto")) == Settings(mic="USB", profile="auto", patience=2)


@pytest.mark.parametrize(
    ("text", "message"),
    [('mik = "USB"', "unknown.*mik"), ("mic = 3", "must be a str"), ("mic =", "cannot be read"), ("aec = true", "str")],
)
def test_a_mistake_names_itself(tmp_path, text, message):
    file = tmp_path / "settings.toml"
    file.write_text(text)
    with pytest.raises(BadInput, match=message):
        read(file, Settings())


def test_options_win_over_the_file():
    assert override(Settings(mic="USB"), {"mic": "default"}, "the command line").mic == "default"
