"""What small models really wrote, replayed: calls without markers, empty tags, code. No model is loaded."""

import json
import random
from datetime import datetime
from pathlib import Path

import pytest

from localvoice.models.lm.stream import Markers, Stream
from localvoice.models.roles import Text, ToolCall
from localvoice.tools.persona import persona
from localvoice.tools.skill import World
from localvoice.tools.toolbox import Toolbox
from localvoice.wording.phrases import speak_phrases

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "model-replies"
MARKERS = Markers(None, ("<tool_call>", "</tool_call>"), json.loads)
WRAPPED = ("```json\n{}\n```", "<tools>{}</tools>", "Sure! {}", "[{}]", "```{}```")
SIGNS = set("{}[]<>`_") | {"name :", "arguments"}

pytestmark = pytest.mark.skipif(not FOLDER.exists(), reason=f"the replies are not in {FOLDER}")


def replies():
    """(answer, ended by itself) of every turn that no skill answered."""
    for file in sorted(FOLDER.glob("*.json")):
        for item in json.loads(file.read_text()):
            yield from ((turn["reply"], turn["ended"] == "done") for turn in item if not turn["intent"])


def told(answer, whole, size=4):
    stream = Stream(MARKERS, ())
    found = [piece for at in range(0, len(answer), size) for piece in stream.feed(answer[at : at + size])]
    found += stream.end(whole)
    return "".join(p.text for p in found if isinstance(p, Text)), [p for p in found if isinstance(p, ToolCall)]


@pytest.fixture(scope="module")
def calls():
    """The replies that are calls, as they stood, and wrapped as models wrap them; a hundred and more."""
    stood = [answer for answer, _ in replies() if answer.lstrip().startswith(("{", "<tools>"))]
    whole = [answer for answer in stood if answer.endswith("}")]
    return stood + [shape.replace("{}", answer) for shape in WRAPPED for answer in whole[:8]]


def test_of_a_hundred_calls_without_markers_none_is_spoken(calls):
    assert len(calls) >= 100
    for answer in calls:
        text, found = told(answer, True)
        assert found, answer
        assert text.strip() in ("", "Sure!"), answer


def test_the_calls_of_tools_that_there_are_can_be_used(calls):
    toolbox = Toolbox(
        persona("assistant"), World(None, now=lambda: datetime(2026, 5, 4, 15, 30), random=random.Random(1))
    )
    found = [call for answer in calls[:64] for call in told(answer, True)[1]]
    assert len([call for call in found if toolbox.call(call.name, call.arguments)]) >= 21


def test_nothing_that_a_model_wrote_is_spoken_as_signs():
    for answer, whole in replies():
        text, _ = told(answer, whole)
        spoken = " ".join(phrase.spoken for phrase in speak_phrases(text))
        assert not [sign for sign in SIGNS if sign in spoken], (answer, spoken)


def test_the_chopping_changes_nothing():
    for answer, whole in replies():
        assert told(answer, whole, 1) == told(answer, whole, 7) == told(answer, whole, 10_000), answer
