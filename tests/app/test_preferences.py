"""Settings as a page sees and changes them: strict, in the person's own file, whose comments stay."""

import stat
import tomllib

import pytest

from localvoice.app import preferences
from localvoice.app.resident import House
from localvoice.errors import BadInput, StoreError
from localvoice.settings import Settings, read

MINE = """\
# My settings. Do not lose this line.

persona = "assistant"  # or cafe
port = 8765            # the old one was taken
budget_ms = 400.0

# how it chooses its words
[sampling]
temperature = 0.5  # calm
top_p = 0.9
"""


@pytest.fixture
def house(tmp_path):
    (tmp_path / "settings.toml").write_text(MINE)
    return House(Settings(), tmp_path)


def written(house):
    return (house.data / "settings.toml").read_text()


def test_a_change_keeps_every_comment_the_order_and_what_was_not_named(house):
    told = preferences.change(house, {"persona": "cafe", "port": 9000, "listen": "always"})
    assert told["changed"] == ["persona", "port", "listen"]
    text = written(house)
    for kept in ("# My settings. Do not lose this line.", "# or cafe", "# the old one", "# how it chooses", "# calm"):
        assert kept in text
    assert text.index("persona") < text.index("port") < text.index("budget_ms") < text.index("[sampling]")
    settings = read(house.data / "settings.toml", Settings())
    assert (settings.persona, settings.port, settings.listen) == ("cafe", 9000, "always")
    assert settings.sampling == {"temperature": 0.5, "top_p": 0.9}


def test_what_is_written_is_read_back_and_null_takes_it_out(house):
    preferences.change(house, {"sampling": {"temperature": 0.7, "top_k": 5}, "budget_ms": None})
    assert tomllib.loads(written(house))["sampling"] == {"temperature": 0.7, "top_k": 5}
    assert "# calm" in written(house)
    found = preferences.settings(house)["written"]
    assert found == {"persona": "assistant", "port": 8765, "sampling": {"temperature": 0.7, "top_k": 5}}
    assert preferences.change(house, {"sampling": None, "budget_ms": None})["changed"] == ["sampling"]


def test_where_there_is_no_file_yet_one_is_made_for_the_person_alone(tmp_path):
    house = House(Settings(), tmp_path / "new")
    preferences.change(house, {"voice": "heart", "sampling": {"top_k": 3}})
    file = tmp_path / "new" / "settings.toml"
    assert tomllib.loads(file.read_text()) == {"voice": "heart", "sampling": {"top_k": 3}}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [each.name for each in file.parent.iterdir()] == ["settings.toml"]


BAD = [
    ({"prot": 1}, "unknown prot (is it port?)"),
    ({"port": "many"}, "sets port to 'many'"),
    ({"port": 70_000}, "from 0 to 65535"),
    ({"port": 1.5}, "sets port"),
    ({"port": True}, "sets port"),
    ({"budget_ms": float("nan")}, "sets budget_ms"),
    ({"listen": "sometimes"}, "press, always or wake"),
    ({"persona": "nobody"}, "no persona"),
    ({"profile": "huge"}, "huge"),
    ({"recogniser": "kokoro"}, "kokoro"),
    ({"aec": "loud"}, "auto, webrtc, off"),
    ({"sampling": {"temperature": 9}}, "temperature"),
    ({"sampling": {"heat": 1}}, "unknown heat"),
    ({"sampling": 3}, "sampling"),
    ({"voice": {"a": 1}}, "sets voice"),
    ({"voice": ["a", None]}, "voice"),
    ({"": 1}, "unknown"),
    ({"a.b": 1}, "unknown a.b"),
    ({"voice\nport": 1}, "unknown"),
    ({"voice": "a\x00b" * 3, "port": -1}, "port"),
]


@pytest.mark.parametrize(("values", "why"), BAD)
def test_a_bad_value_is_refused_in_one_sentence_and_nothing_is_written(house, values, why):
    with pytest.raises(BadInput) as refused:
        preferences.change(house, {"voice": "heart", **values})
    told = str(refused.value)
    assert why in told
    assert told.endswith(".")
    assert "\n" not in told
    assert written(house) == MINE


@pytest.mark.parametrize(
    "values", [{"mcp": [{"name": "a", "command": "sh"}]}, {"tools": {"allow": ["*"]}}, {"mcp": None}]
)
def test_what_runs_programs_is_written_by_hand_alone_and_stays_as_it_is(house, values):
    mine = f'{MINE}\n[[mcp]]\nname = "files"\ncommand = "mcp-files"  # my own\n'
    (house.data / "settings.toml").write_text(mine)
    with pytest.raises(BadInput, match="which can run programs"):
        preferences.change(house, {"port": 9000, **values})
    assert written(house) == mine
    preferences.change(house, {"port": 9000})
    assert written(house) == mine.replace("8765", "9000")


def test_text_of_any_kind_comes_back_as_it_was(house):
    for text in ('a "quoted" one', "back\\slash", "ünïcödé 🙂", "two\nlines", "# no comment", "a'b", "[x]"):
        preferences.change(house, {"voice": text})
        assert tomllib.loads(written(house))["voice"] == text
        assert "# My settings. Do not lose this line." in written(house)


def test_a_file_that_is_broken_is_left_to_the_person(house):
    (house.data / "settings.toml").write_text("persona = ")
    with pytest.raises(BadInput, match=r"settings\.toml cannot be read as TOML"):
        preferences.change(house, {"port": 1})
    assert written(house) == "persona = "


def test_a_link_to_another_place_stays_one(house, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("dotfiles") / "localvoice.toml"
    elsewhere.write_text(MINE)
    (house.data / "settings.toml").unlink()
    (house.data / "settings.toml").symlink_to(elsewhere)
    preferences.change(house, {"port": 9000})
    assert "port = 9000" in elsewhere.read_text()
    assert (house.data / "settings.toml").is_symlink()


def test_a_disk_that_refuses_is_told_and_the_old_file_stays(house, monkeypatch):
    def full(*given):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(StoreError, match="No space left"):
        preferences.change(house, {"port": 9000})
    assert written(house) == MINE
    assert [each.name for each in house.data.iterdir()] == ["settings.toml"]


def test_a_flag_that_it_was_started_with_is_named_because_it_hides_the_change(house):
    house.typed = {"port": 1234}
    told = preferences.change(house, {"port": 9000, "voice": "heart"})
    assert told["typed"] == ["port"]
    assert told["restart"] == ["port", "voice"]


def test_the_table_tells_what_each_setting_may_be(house):
    table = {each["name"]: each for each in preferences.settings(house)["table"]}
    assert set(table) >= {"mic", "persona", "profile", "port", "listen", "sampling", "zeroconf"}
    assert table["listen"]["choices"] == ["press", "always", "wake"]
    assert "cafe" in table["persona"]["choices"]
    assert {"auto", "starter", "light"} <= set(table["profile"]["choices"])
    port = table["port"]
    assert (port["kind"], port["min"], port["max"], port["whole"], port["default"]) == ("number", 0, 65_535, True, 8765)
    assert (table["zeroconf"]["kind"], table["patience"]["whole"]) == ("bool", False)
    assert [name for name, each in table.items() if each["fixed"]] == ["lm_hosts", "tools", "mcp"]
    assert (table["tools"]["kind"], table["mcp"]["kind"], table["mic"]["kind"]) == ("table", "list", "text")
    assert {"allow", "never"} <= {each["name"] for each in table["tools"]["inside"]}
    assert {"name", "command"} <= {each["name"] for each in table["mcp"]["inside"]}
    inside = {each["name"]: each for each in table["sampling"]["inside"]}
    assert (inside["temperature"]["min"], inside["temperature"]["max"]) == (0, 2)
    assert all(each["about"] for each in table.values() if each["kind"] == "choice")
