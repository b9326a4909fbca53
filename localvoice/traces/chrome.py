"""What happened when, for Perfetto and chrome://tracing? Turns in the Trace Event Format, as one JSON object.

Format: "Trace Event Format" of the Chromium project: metadata ("M"), complete ("X") and instant ("i") events, times in
microseconds. Slices of one track may nest but not cross, so what crosses goes to a second track of the same name.
"""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from localvoice.trace import Turn

EAR = "ear"
LOUDSPEAKER = "loudspeaker"
CONVERSATION = "conversation"
LANE = "lane"
TRACKS = (EAR, LOUDSPEAKER, CONVERSATION, LANE)  # in the order in which they are shown
MAX_CROSSING = 100  # tracks of one name
STAGE_TRACKS = {"endpoint": EAR, "output": LOUDSPEAKER}  # all other stages are the conversation's

Event = dict[str, Any]


def chrome(turns: list[Turn]) -> dict[str, Any]:
    """One process for each conversation, since each counts time from its own beginning."""
    events: list[Event] = []
    conversations = groupby(turns, key=lambda turn: turn.conversation)
    for pid, (began, group) in enumerate(conversations, start=1):
        events.append(_meta("process_name", pid, 0, f"localvoice {began}".strip()))
        events += _placed(pid, [slice for turn in group for slice in _slices(turn)])
    return {"traceEvents": events, "displayTimeUnit": "ms"}


def _slices(turn: Turn) -> Iterator[tuple[str, Event]]:
    """The turn's events by track, still without process and thread."""
    name, lag_s = f"turn {turn.number}", turn.lag_s or 0.0
    if not turn.unasked:
        yield EAR, _slice("the person speaks", turn.speech_start_s, turn.speech_end_s, heard=turn.heard)
    ends_s = [turn.speech_end_s, turn.first_audio_s or 0.0, turn.said_end_s or 0.0, *(s.end_s for s in turn.spans)]
    facts = {"heard": turn.heard, "said": turn.said, "intent": turn.intent, "latency_ms": turn.latency_ms}
    more = {"budget_ms": turn.budget_ms, "predicted_ms": turn.predicted_ms, "revisions": turn.revisions}
    yield CONVERSATION, _slice(name, turn.speech_start_s or turn.speech_end_s, max(ends_s), **facts, **more)
    for span in turn.spans:
        yield STAGE_TRACKS.get(span.name, CONVERSATION), _slice(span.name, span.start_s, span.end_s, turn=turn.number)
    for step in turn.steps:
        late_ms = round(1000 * step.late_s, 3)
        yield LANE, _slice(step.job, step.start_s - lag_s, step.end_s - lag_s, late_ms=late_ms)
    for decision in turn.decisions:
        yield CONVERSATION, {"ph": "i", "s": "t", "name": decision.text, "ts": _us(decision.at_s)}
    if turn.first_audio_s is not None and turn.said_end_s is not None:
        yield LOUDSPEAKER, _slice("the answer is heard", turn.first_audio_s, turn.said_end_s, said=turn.said)


def _slice(name: str, start_s: float, end_s: float, **args: Any) -> Event:
    return {"ph": "X", "name": name, "ts": _us(start_s), "dur": max(0, _us(end_s) - _us(start_s)), "args": args}


def _us(time_s: float) -> int:
    return round(1e6 * time_s)


def _placed(pid: int, slices: list[tuple[str, Event]]) -> Iterator[Event]:
    """The events with process and thread, such that on one thread slices only nest; and the threads' names."""
    around: dict[int, list[int]] = {}  # thread → ends of the slices around the present moment, outermost first
    for track, event in sorted(slices, key=lambda one: (one[1]["ts"], -one[1].get("dur", 0))):
        tid = 1 + MAX_CROSSING * TRACKS.index(track)
        while not _fits(event, around.get(tid, [])):
            tid += 1
        if tid not in around:
            around[tid] = []
            yield _meta("thread_name", pid, tid, track)
        if event["ph"] == "X":
            around[tid].append(event["ts"] + event["dur"])
        yield {**event, "pid": pid, "tid": tid, "cat": track}


def _fits(event: Event, ends: list[int]) -> bool:
    """Does the event begin after, or lie inside, all that is open? Closes what is over."""
    while ends and ends[-1] <= event["ts"]:
        ends.pop()
    return not ends or event["ts"] + event.get("dur", 0) <= ends[-1]


def _meta(kind: str, pid: int, tid: int, name: str) -> Event:
    return {"ph": "M", "name": kind, "pid": pid, "tid": tid, "args": {"name": name}}
