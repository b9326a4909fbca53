"""Lines of the control socket: any bytes are a command or one sentence, however they are chopped."""

import json
from contextlib import suppress
from dataclasses import fields

import anyio
import pytest
from hypothesis import given
from hypothesis import strategies as some

from localvoice.daemon.control import server
from localvoice.daemon.control.commands import Ask, Hear, HistorySearch, Say, Trace
from localvoice.daemon.control.lines import ALLOWED, VERBS, answer, command, refusal
from localvoice.errors import BadInput

VALUES = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | some.text(),
    lambda inside: some.lists(inside) | some.dictionaries(some.text(), inside),
    max_leaves=8,
)
TABLES = some.dictionaries(some.sampled_from(["text", "then", "files", "last", "keys", "sound", "id", "x"]), VALUES)


def understood(line):
    with suppress(BadInput):
        command(line)
        return
    with pytest.raises(BadInput) as error:
        command(line)
    refused = str(error.value)
    assert refused.endswith(".")
    assert "\n" not in refused


@given(some.binary() | some.text().map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_any_bytes_are_a_command_or_a_sentence(line):
    understood(line)


@given(some.sampled_from([*VERBS, "dance", ""]) | VALUES, TABLES)
def test_any_object_is_a_command_or_a_sentence(verb, table):
    understood(json.dumps({"verb": verb, **table}).encode())


def test_no_verb_has_a_field_that_the_line_itself_has():
    for kind in VERBS.values():
        assert not {"verb", "id", "ok"} & {field.name for field in fields(kind)}


class Stream:
    """Bytes that come in pieces."""

    def __init__(self, pieces):
        self.pieces = list(pieces)

    async def receive(self, most):
        if not self.pieces:
            raise anyio.EndOfStream
        return self.pieces.pop(0)


def read(pieces):
    async def main():
        return [line async for line in server.read(Stream(piece for piece in pieces if piece))]

    return anyio.run(main)


@given(some.lists(some.binary(max_size=6).map(lambda line: line.replace(b"\n", b"")), max_size=6), some.data())
def test_lines_are_the_same_for_any_chopping(lines, data):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(server, "LINE_BYTES", 4)
        whole = b"\n".join([*lines, b""])
        cuts = sorted(data.draw(some.lists(some.integers(0, len(whole)), max_size=5)))
        pieces = [whole[begin:end] for begin, end in zip([0, *cuts], [*cuts, len(whole)], strict=True)]
        assert read(pieces) == [line if len(line) <= 4 else None for line in lines]


@pytest.mark.parametrize(
    ("line", "verb"),
    [
        (b"say Dinner is ready.", Say("Dinner is ready.")),
        ("say Schöne Grüße".encode(), Say("Schöne Grüße")),
        (b"ask  what time is it ", Ask("what time is it")),
        (b"hear '/a b/c.wav' /d.wav", Hear(["/a b/c.wav", "/d.wav"])),
        (b"trace 3", Trace(3)),
        (b"trace", Trace()),
        (b"History  search  the timer", HistorySearch("the timer")),
        (b'{"verb": "ask", "text": "a", "then": ["b"]}', Ask("a", ["b"])),
    ],
)
def test_plain_words_say_the_same_as_json(line, verb):
    assert command(line).verb == verb


def test_every_verb_says_what_it_does_and_is_named_to_who_knows_none():
    assert all(kind.__doc__ and kind.__doc__.strip().endswith((".", "…", "}")) for kind in VERBS.values())
    assert {
        "status",
        "say",
        "ask",
        "hear",
        "press",
        "mute",
        "unmute",
        "stop",
        "skip",
        "watch",
        "trace",
        "settings",
    } <= {*ALLOWED.removeprefix("allowed are ").split(", ")}


def test_an_answer_is_one_line_whatever_is_in_it():
    for line in (answer(None, text="a\nb\ud800"), refusal(3, BadInput("a\nb"), "a\nb")):
        assert line.count(b"\n") == 1
        assert isinstance(json.loads(line), dict)
