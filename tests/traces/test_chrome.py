"""The Chrome trace: checked against the rules of the Trace Event Format that Perfetto and chrome://tracing hold."""

import json
import random
from dataclasses import replace

from localvoice.trace import Decision, Span, Step, Turn
from localvoice.traces.chrome import chrome


def turn(number=1, at_s=0.0, conversation="2026-01-02T12:00:00+00:00"):
    made = Turn(number, "hello", "Hi.", "greet", at_s + 0.2, at_s + 1.0, at_s + 1.3, at_s + 2.0)
    made = replace(made, conversation=conversation, lag_s=0.5)
    made = replace(made, spans=(Span("endpoint", at_s + 1.0, at_s + 1.2), Span("recognise", at_s + 0.9, at_s + 1.1)))
    more = (Span("think", at_s + 1.05, at_s + 1.15), Span("output", at_s + 1.2, at_s + 1.3))
    made = replace(made, spans=made.spans + more)
    made = replace(made, decisions=(Decision(at_s + 1.2, "committed"),))
    return replace(made, steps=(Step("think", at_s + 1.55, at_s + 1.56, 0.003),))


def valid(document):
    """The document's events, after checking what the format demands of each kind."""
    events = json.loads(json.dumps(document, allow_nan=False))["traceEvents"]
    for event in events:
        assert isinstance(event["name"], str)
        assert isinstance(event["pid"], int)
        assert isinstance(event["tid"], int)
        match event["ph"]:
            case "M":
                assert event["name"] in ("process_name", "thread_name")
                assert event["args"]
            case "X":
                assert event["ts"] >= 0
                assert event["dur"] >= 0
                assert isinstance(event["args"], dict)
            case "i":
                assert event["s"] in ("t", "p", "g")
            case other:
                raise AssertionError(f"unknown phase {other}")
    threads = {(event["pid"], event["tid"]) for event in events if event["ph"] != "M"}
    assert threads == {(event["pid"], event["tid"]) for event in events if event["name"] == "thread_name"}
    for thread in threads:
        slices = [e for e in events if e["ph"] == "X" and (e["pid"], e["tid"]) == thread]
        for one in slices:
            for other in slices:
                a, b, c, d = one["ts"], one["ts"] + one["dur"], other["ts"], other["ts"] + other["dur"]
                assert not a < c < b < d, f"{one} and {other} cross"
    return events


def names(events, kind):
    return {event["args"]["name"] for event in events if event["name"] == kind}


def test_ear_conversation_lane_and_loudspeaker_are_named():
    events = valid(chrome([turn()]))
    assert names(events, "thread_name") == {"ear", "conversation", "lane", "loudspeaker"}
    assert names(events, "process_name") == {"localvoice 2026-01-02T12:00:00+00:00"}


def test_times_are_microseconds_on_the_sample_clock_also_for_the_lane():
    events = {
        event["name"]: event for event in valid(chrome([turn()])) if event["ph"] == "X" and event["cat"] == "lane"
    }
    assert (events["think"]["ts"], events["think"]["dur"]) == (1_050_000, 10_000)
    assert events["think"]["args"]["late_ms"] == 3.0


def test_every_hop_of_a_turn_is_an_event():
    shown = [event["name"] for event in valid(chrome([turn()])) if event["ph"] in "Xi"]
    spans = ["endpoint", "recognise", "think", "output"]
    assert sorted(shown) == sorted(["the person speaks", "turn 1", *spans, "committed", "think", "the answer is heard"])


def test_each_conversation_is_a_process_since_its_clock_is_its_own():
    events = valid(chrome([turn(1), turn(2, 3.0), turn(1, 0.0, "later")]))
    assert {event["pid"] for event in events} == {1, 2}


def test_whatever_overlaps_slices_of_one_thread_only_nest():
    chance = random.Random(5)
    turns = []
    for number in range(1, 6):
        made = turn(number, number * chance.random())
        starts = [(name, 4 * chance.random()) for name in chance.choices(["think", "say", "endpoint"], k=12)]
        made = replace(made, spans=tuple([Span(name, start_s, start_s + chance.random()) for name, start_s in starts]))
        turns.append(made)
    assert len(valid(chrome(turns))) > 60


def test_no_turns_are_an_empty_trace():
    assert valid(chrome([])) == []


def test_an_unasked_turn_has_no_person_in_it():
    made = turn()
    made = replace(made, unasked=True)
    assert "the person speaks" not in [event["name"] for event in valid(chrome([made]))]
