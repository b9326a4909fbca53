"""Settings as a person would write them, rightly and wrongly."""

import pytest

from localvoice.errors import BadInput
from localvoice.models.roles import Sampling
from localvoice.settings import SAMPLING, Settings, override, read


def test_without_a_file_the_defaults_hold(tmp_path):
    assert read(tmp_path / "settings.toml", Settings(profile="auto")) == Settings(profile="auto")


def test_a_file_sets_some_and_leaves_the_rest(tmp_path):
    file = tmp_path / "settings.toml"
    file.write_text('mic = "USB"\npatience = 2\n')
    assert read(file, Settings(profile="auto")) == Settings(mic="USB", profile="auto", patience=2)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('mik = "USB"', "unknown.*mik"),
        ("mic = 3", "must be a text"),
        ("mic =", "cannot be read"),
        ("aec = true", "must be a text"),
        ('language = "German"', "'German'; it must be a tag such as de"),
        ("sampling = 1", "must be a table"),
        ("sampling.heat = 1", "unknown heat in .sampling.; allowed are .*temperature"),
        ('sampling.temperature = "hot"', "temperature in .sampling. to 'hot'; it must be a number from 0.0 to 2.0"),
        ("sampling.temperature = true", "must be a number"),
        ("sampling.temperature = nan", "from 0.0 to 2.0"),
        ("sampling.top_p = 0", "from 0.01 to 1.0"),
        ("sampling.top_k = -1", "whole number from 0 to 1000"),
        ("sampling.max_tokens = 20.5", "must be a whole number from 1 to 1000"),
        ("sampling.max_tokens = 0", "from 1 to 1000"),
    ],
)
def test_a_mistake_names_itself(tmp_path, text, message):
    file = tmp_path / "settings.toml"
    file.write_text(text)
    with pytest.raises(BadInput, match=message):
        read(file, Settings())


def test_options_win_over_the_file():
    assert override(Settings(mic="USB"), {"mic": "default"}, "the command line").mic == "default"


def test_what_the_table_of_sampling_sets_is_what_a_language_model_takes(tmp_path):
    file = tmp_path / "settings.toml"
    file.write_text("[sampling]\ntemperature = 0\nmax_tokens = 40\n")
    assert Sampling(**read(file, Settings()).sampling) == Sampling(temperature=0, max_tokens=40)
    defaults = Sampling()
    assert all(low <= getattr(defaults, name) <= high for name, (low, high) in SAMPLING.items())
