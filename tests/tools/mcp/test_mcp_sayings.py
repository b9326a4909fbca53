"""Sixty answers that strangers would give when a server asks."""

import anyio
import pytest
from mcp_types import CallToolResult, TextContent
from skill_talk import NOW, Talk

from localvoice.tools.mcp.answers import fields
from localvoice.tools.mcp.asking import ASKED, Asking, Form
from localvoice.tools.persona import persona
from localvoice.tools.skill import Answer
from localvoice.tools.tool import Tool
from localvoice.tools.toolbox import Toolbox

N = {"type": "integer", "minimum": 1, "maximum": 20}
B = {"type": "boolean"}
S = {"type": "string", "enum": ["small", "medium", "large"]}
T = {"type": "string"}
D = {"type": "string", "format": "date"}
DROP = "DROP"
SAID = [
    (N, "four", 4),
    (N, "there's four of us", 4),
    (N, "just me", 1),
    (N, "make it six", 6),
    (N, "we'll be five", 5),
    (N, "a dozen", 12),
    (N, "half a dozen", 6),
    (N, "uh three", 3),
    (N, "i think seven", 7),
    (N, "two or three", None),
    (N, "about ten people", 10),
    (N, "a couple", 2),
    (B, "yes", True),
    (B, "yep", True),
    (B, "sure why not", True),
    (B, "absolutely", True),
    (B, "that would be nice", True),
    (B, "i'd like that", True),
    (B, "of course", True),
    (B, "please do", True),
    (B, "no", False),
    (B, "nah", False),
    (B, "rather not", False),
    (B, "i don't think so", False),
    (B, "not really", False),
    (B, "no thank you", False),
    (B, "yes please go ahead", True),
    (B, "that's fine", True),
    (B, "definitely not", False),
    (S, "medium", "medium"),
    (S, "large please", "large"),
    (S, "i'll take the small", "small"),
    (S, "the last one", "large"),
    (S, "number two", "medium"),
    (S, "the first", "small"),
    (S, "either is fine", None),
    (S, "the middle one", "medium"),
    (T, "team meeting", "team meeting"),
    (T, "dentist", "dentist"),
    (T, "call it dentist", "dentist"),
    (D, "tomorrow", "2026-05-05"),
    (D, "this saturday", "2026-05-09"),
    (D, "the fifth of june", "2026-06-05"),
    (D, "in two weeks", "2026-05-18"),
    (D, "on friday", "2026-05-08"),
    (N, "never mind", DROP),
    (T, "forget it", DROP),
    (N, "skip it", DROP),
    (N, "cancel that", DROP),
    (N, "stop", DROP),
    (T, "leave it", DROP),
    (N, "i'd rather not say", DROP),
    (T, "let's not", DROP),
    (N, "none of your business", DROP),
    (B, "never mind", DROP),
    (S, "none of them", DROP),
    (N, "i don't know", DROP),
    (N, "no idea", DROP),
    (T, "nothing", DROP),
    (N, "i changed my mind", DROP),
]


class Running:
    """A call that waits for the answer."""

    over = False
    given = None

    def answer(self, given):
        self.given = given

    async def next(self):
        return CallToolResult(content=[TextContent(text="ok")])


@pytest.fixture(scope="module")
def asking():
    return Asking(lambda: NOW)


@pytest.fixture(scope="module")
def box(asking):
    tool = Tool(
        "x", {}, lambda given: None, lambda call: "", lambda call: Answer(""), data=True, answers=asking.answers
    )
    return Toolbox(persona("assistant"), Talk().world, (tool,))


@pytest.mark.parametrize(("schema", "words", "value"), SAID)
def test_what_people_answer_is_understood(asking, box, schema, words, value):
    """None: it is asked once more."""
    running = Running()
    asking._form = Form("cafe", running, "What?", fields({"properties": {"it": schema}, "required": ["it"]}))
    box.question = ASKED
    anyio.run(box.run, box.match(words))
    given = running.given
    if value is None:
        assert given is None
    elif value == DROP:
        assert given.action == "decline"
    else:
        assert given.content == {"it": value}
        assert type(given.content["it"]) is type(value)
