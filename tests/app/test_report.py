"""A conversation as one document: what was simulated is said rightly, and a long one takes no memory."""

import json
import tracemalloc
from pathlib import Path

import pytest

from localvoice.app.report import kept, report, simulated
from localvoice.settings import Settings
from localvoice.trace import Span, Step, Turn


def turn(number):
    spans = [Span("endpoint", 1.0, 1.2), Span("say", 1.2, 1.3)]
    steps = [Step("think", 1.0, 1.01, 0.0)] * 20
    return Turn(number, "what time is it", "It's noon.", "time", 0.5, 1.0, 1.3, spans=spans, steps=steps)


@pytest.mark.parametrize(
    ("settings", "room", "said"),
    [
        (Settings(), Path("scene.toml"), "Simulated room"),
        (Settings(mic="a.wav", speaker="b.wav"), None, "A file was the microphone and another the loudspeaker."),
        (Settings(mic="a.wav"), None, "A file was the microphone."),
        (Settings(speaker="b.wav"), None, "A file was the loudspeaker."),
        (Settings(mic="a.wav", speaker="none"), None, "A file was the microphone."),
    ],
)
def test_what_was_not_real_is_said(settings, room, said):
    assert (simulated(settings, room) or "").startswith(said)


@pytest.mark.parametrize("settings", [Settings(), Settings(mic="USB", speaker="none"), Settings(speaker="3")])
def test_nothing_of_a_live_conversation_was_simulated(settings):
    assert simulated(settings, None) is None
    assert report([turn(1)], None)["simulated"] is None


def test_what_was_kept_is_the_same_document():
    turns = [turn(number) for number in range(3)] + [Turn(4, unasked=True)]
    with kept() as found:
        for one in turns:
            found.keep(one)
        document = report(found.all(), None)
    assert document == report(turns, None)
    assert len(document["turns"]) == 3
    assert json.loads(json.dumps(document)) == document


def test_a_day_of_talk_takes_no_memory():
    with kept() as found:
        tracemalloc.start()
        try:
            used = []
            for _ in range(3):
                for number in range(2000):
                    found.keep(turn(number))
                used.append(tracemalloc.get_traced_memory()[0])
        finally:
            tracemalloc.stop()
    assert used[2] - used[1] < 10_000  # Python keeps freed objects at hand, but only so many


def test_a_document_without_turns_is_one_too():
    with kept() as found:
        assert report(found.all(), None) == {
            "simulated": None,
            "median_latency_ms": None,
            "stages_ms": {},
            "turns": [],
        }
