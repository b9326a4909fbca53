"""Settings as a person would write them, rightly and wrongly."""

import re
from dataclasses import asdict, fields
from pathlib import Path
from typing import get_type_hints

import pytest
import typer

from localvoice.cli import app
from localvoice.errors import BadInput
from localvoice.models.roles import Sampling
from localvoice.settings import Flag, Mcp, Settings, Tools, flags, override, read
from localvoice.settings import Sampling as Chosen
from localvoice.strict import made

README = Path(__file__).parents[1] / "README.md"


def test_without_a_file_the_defaults_hold(tmp_path):
    assert read(tmp_path / "settings.toml", Settings(profile="auto")) == Settings(profile="auto")


def test_a_file_sets_some_and_leaves_the_rest(tmp_path):
    file = tmp_path / "settings.toml"
    file.write_text('mic = "USB"\npatience = 2\n')
    assert read(file, Settings(profile="auto")) == Settings(mic="USB", profile="auto", patience=2)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('mik = "USB"', r"unknown mik \(is it mic\?\)"),
        ('lisen = "wake"', r"unknown lisen \(is it listen\?\)"),
        ('listen = "allways"', "'allways'; it must be a word: press, always or wake"),
        ("mic = 3", "must be a text"),
        ("mic =", "cannot be read"),
        ("aec = true", "must be a text"),
        ('language = "German"', "'German'; it must be a tag such as de"),
        ('language = "de, English"', "'de, English'; it must be a tag such as de"),
        ('tone = "shouting"', "'shouting'; it must be a list of tones .whispered, .*rising, .*, all, none, or all but"),
        ("sampling = 1", "must be a table"),
        ("sampling.heat = 1", "unknown heat in .sampling.; allowed are .*temperature"),
        ('sampling.temperature = "hot"', "temperature in .sampling. to 'hot'; it must be a number from 0 to 2"),
        ("sampling.temperature = true", "must be a number"),
        ("sampling.temperature = nan", "from 0 to 2"),
        ("sampling.top_p = 0", "from 0.01 to 1"),
        ("sampling.top_k = -1", "whole number from 0 to 1000"),
        ("sampling.max_tokens = 20.5", "must be a whole number from 1 to 1000"),
        ("sampling.max_tokens = 0", "from 1 to 1000"),
        ("tools.alow = []", r"unknown alow in .tools. \(is it allow"),
        ("tools.allow = 3", "must be a list of texts"),
        ("[[mcp]]\ncommand = 'x'", r"lacks name in \[\[mcp\]\] 1"),
        ("[[mcp]]\nname = 'My Files'", "must be a short name in small letters"),
        ("[[mcp]]\nname = 'a'\npermission = 'maybe'", "must be a word: read, write or never"),
    ],
)
def test_a_mistake_names_itself(tmp_path, text, message):
    file = tmp_path / "settings.toml"
    file.write_text(text)
    with pytest.raises(BadInput, match=message):
        read(file, Settings())


def test_several_languages_may_be_spoken(tmp_path):
    file = tmp_path / "settings.toml"
    file.write_text('language = "de, en-GB"')
    assert read(file, Settings()).language == "de, en-GB"


@pytest.mark.parametrize("tone", ["all", "none", "whispered,fast", "-rising", "-rising, -flat"])
def test_tones_are_heeded_all_or_some_or_none(tmp_path, tone):
    file = tmp_path / "settings.toml"
    file.write_text(f'tone = "{tone}"')
    assert read(file, Settings()).tone == tone


def test_options_win_over_the_file():
    assert override(Settings(mic="USB"), {"mic": "default"}, "the command line").mic == "default"


def test_what_the_table_of_sampling_sets_is_what_a_language_model_takes(tmp_path):
    file = tmp_path / "settings.toml"
    file.write_text("[sampling]\ntemperature = 0\nmax_tokens = 40\n")
    assert Sampling(**read(file, Settings()).sampling) == Sampling(temperature=0, max_tokens=40)
    defaults = {name: one for name, one in asdict(Sampling()).items() if name in Chosen.__annotations__}
    assert made(Chosen, defaults) == defaults
    assert len(defaults) == len(Chosen.__annotations__)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("patience = nan", "sets patience to nan; it must be a number from 0 to 10"),
        ("patience = inf", "from 0 to 10"),
        ("patience = -1", "from 0 to 10"),
        ("patience = 1e300", "from 0 to 10"),
        ("budget_ms = -1", "from 0 to 60000"),
        ("budget_ms = nan", "from 0 to 60000"),
    ],
)
def test_every_number_has_a_range(tmp_path, text, message):
    file = tmp_path / "settings.toml"
    file.write_text(text)
    with pytest.raises(BadInput, match=message):
        read(file, Settings())
    name, _, value = text.partition(" = ")
    with pytest.raises(BadInput, match=message):
        override(Settings(), {name: float(value)}, "the command line")


def test_the_readme_names_every_setting():
    named = {
        word for quoted in re.findall(r"`([^`]+)`", README.read_text("utf-8")) for word in re.findall(r"\w+", quoted)
    }
    assert {one.name for one in fields(Settings)} | set(Chosen.__annotations__) <= named
    assert all(table in README.read_text("utf-8") for table in ("`[sampling]`", "`[tools]`", "`[[mcp]]`"))


def test_every_flag_belongs_to_a_command_that_there_is():
    commands = set(typer.main.get_command(app).commands)
    notes = [getattr(hint, "__metadata__", ()) for hint in get_type_hints(Settings, include_extras=True).values()]
    named = {command for of in notes for note in of if isinstance(note, Flag) for command in note.commands.split()}
    assert named
    assert named <= commands


@pytest.mark.parametrize("command", sorted(typer.main.get_command(app).commands))
def test_every_command_takes_the_flags_that_the_table_gives_it(command):
    options = {option: one for one in typer.main.get_command(app).commands[command].params for option in one.opts}
    for name, (_, flag) in flags(command).items():
        assert options[f"--{name.replace('_', '-')}"].help == flag.about
    assert "--json" in options


def test_tools_and_servers_are_tables(tmp_path):
    file = tmp_path / "settings.toml"
    file.write_text(
        '[tools]\nfunctions = ["~/mine.py"]\nallow = ["weather"]\n'
        '[[mcp]]\nname = "files"\ncommand = "files-server"\nargs = ["--here"]\nenv = { ROOT = "x" }\n'
        '[[mcp]]\nname = "home"\nurl = "http://127.0.0.1:9000/mcp"\npermission = "read"\n'
    )
    found = read(file, Settings())
    assert found.tools == Tools(functions=("~/mine.py",), allow=("weather",))
    assert found.mcp[0] == Mcp("files", "files-server", ("--here",), {"ROOT": "x"})
    assert (found.mcp[1].url, found.mcp[1].permission) == ("http://127.0.0.1:9000/mcp", "read")
