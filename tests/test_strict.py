"""Tables, rightly and wrongly written: every mistake is one clause that names the key, its place, and what may be."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Any, Literal

import pytest

from localvoice.strict import Form, Missing, Unfit, Within, json, made, toml


@dataclass(frozen=True)
class Line:
    say: str
    at_s: Annotated[float, Within(0, 3600)] | None = None
    after: Literal["start", "end"] = "end"


@dataclass(frozen=True)
class Play:
    lines: tuple[Line, ...] = ()
    people: dict[str, Line] = field(default_factory=dict)
    gain: float = 1.0
    count: Annotated[int, Within(1)] = 1
    on: bool = False
    tags: list[str] = field(default_factory=list)
    code: Annotated[str, Form("[a-z]{2}", "code of two letters")] = "aa"
    more: dict[str, Any] = field(default_factory=dict)
    when: datetime | None = None


def test_tables_inside_tables_become_dataclasses():
    table = {"lines": [{"say": "a", "at_s": 3}], "people": {"x": {"say": "b", "after": "start"}}, "gain": 2}
    play = made(Play, table)
    assert play == Play(lines=(Line("a", 3.0),), people={"x": Line("b", after="start")}, gain=2.0)
    assert isinstance(play.gain, float)


def test_null_is_what_may_be_missing_and_times_are_read():
    assert made(Line, {"say": "a", "at_s": None}) == Line("a")
    assert made(Play, {"when": "2026-03-04T10:00:00+01:00"}).when == datetime.fromisoformat("2026-03-04T10:00:00+01:00")


@pytest.mark.parametrize(
    ("table", "clause"),
    [
        (3, "must be a table, and is 3"),
        (
            {"line": []},
            "has unknown line (is it lines?); allowed are code, count, gain, lines, more, on, people, tags, when",
        ),
        ({"x": []}, "has unknown x; allowed are code, count, gain, lines, more, on, people, tags, when"),
        ({"lines": {}}, "sets lines to {}; it must be a list of tables"),
        (
            {"lines": [{"say": "a"}, {"sai": "b"}]},
            "has unknown sai in [[lines]] 2 (is it say?); allowed are after, at_s, say",
        ),
        ({"lines": [{}]}, "lacks say in [[lines]] 1"),
        (
            {"lines": [{"say": "a", "at_s": 1e12}]},
            "sets at_s in [[lines]] 1 to 1000000000000.0; it must be a number from 0 to",
        ),
        ({"lines": [{"say": "a", "at_s": -1}]}, "it must be a number from 0 to 3600"),
        ({"lines": ["a"]}, "has 'a' in [[lines]] 1; it must be a table"),
        ({"people": {"x": {"say": 1}}}, "sets say in [people.x] to 1; it must be a text"),
        ({"people": {"x": {"say": "a", "after": "lunch"}}}, "it must be a text, one of start, end"),
        ({"gain": float("nan")}, "sets gain to nan; it must be a number"),
        ({"gain": float("inf")}, "sets gain to inf; it must be a number"),
        ({"gain": True}, "sets gain to True; it must be a number"),
        ({"gain": "1"}, "sets gain to '1'; it must be a number"),
        ({"count": 0}, "sets count to 0; it must be a whole number of at least 1"),
        ({"count": 2.0}, "sets count to 2.0; it must be a whole number"),
        ({"on": 1}, "sets on to 1; it must be true or false"),
        ({"tags": "a"}, "sets tags to 'a'; it must be a list of texts"),
        ({"tags": ["a", 1]}, "it must be a list of texts"),
        ({"code": "abc"}, "sets code to 'abc'; it must be a code of two letters"),
        ({"code": "ab\n"}, "it must be a code of two letters"),
        ({"more": 1}, "sets more to 1; it must be a table"),
        ({"when": "soon"}, "sets when to 'soon'; it must be a time"),
    ],
)
def test_a_mistake_is_one_clause(table, clause):
    with pytest.raises(Unfit) as caught:
        made(Play, table)
    assert clause in str(caught.value)
    assert "\n" not in str(caught.value)


def test_files_that_cannot_be_read_say_so(tmp_path):
    file = tmp_path / "a.toml"
    with pytest.raises(Missing):
        toml(file)
    with pytest.raises(Unfit, match="cannot be read"):
        toml(tmp_path)
    for text in (b"a = ", b"\xff", b'a = "\\q"'):
        file.write_bytes(text)
        with pytest.raises(Unfit, match="cannot be read as TOML"):
            toml(file)


@pytest.mark.parametrize("text", [b"", b"{", b"NaN", b'{"a": Infinity}', b"\xff", b"[" * 100_000])
def test_what_is_no_json_says_so(text):
    with pytest.raises(Unfit, match="is no JSON"):
        json(text)
