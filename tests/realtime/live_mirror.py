"""What does a Live client know from events alone? Clock, delegations, responses; it refuses what could not follow."""

import base64
from dataclasses import dataclass, field

ENDS = ("response.completed", "response.failed")
BYTES_A_MS = {("audio/pcm", 16_000): 32, ("audio/pcm", 24_000): 48, ("audio/pcmu", 8000): 8, ("audio/pcma", 8000): 8}


@dataclass
class Response:
    delegation_id: str | None
    next: int = 1  # sequence number
    open: set = field(default_factory=set)  # output indexes


class Mirror:
    def __init__(self):
        self.event_ids = set()
        self.session = None
        self.closed = False
        self.sound_bytes = 0
        self.transcribed_ms = {"input": 0, "output": 0}  # where the newest piece began
        self.playing = False
        self.delegations = {}  # id → target
        self.response = None  # that is under way
        self.response_ids = set()
        self.calls = set()  # every one that ever was

    @property
    def clock_ms(self):
        form = self.session["audio"]["format"]
        return self.sound_bytes / BYTES_A_MS[form["type"], form["rate"]]

    def event(self, event):
        kind = event["type"]
        assert not self.closed, f"{kind} after the end"
        assert self.session or kind in ("session.started", "error"), f"{kind} before the beginning"
        if kind == "session.output_audio.delta":
            assert "event_id" not in event
            self.sound_bytes += len(base64.b64decode(event["delta"]))
            return
        assert event["event_id"] not in self.event_ids
        self.event_ids.add(event["event_id"])
        getattr(self, "_" + kind.replace(".", "_"), lambda event: None)(event)

    def _session_started(self, event):
        assert self.session is None
        self.session = event["session"]

    def _session_updated(self, event):
        kept = ("id", "model", "instructions", "audio", "input")
        assert {key: event["session"][key] for key in kept} == {key: self.session[key] for key in kept}
        assert event["session"]["delegation"]["type"] == self.session["delegation"]["type"]
        self.session = event["session"]

    def _session_closed(self, event):
        self.closed = True
        assert event["usage"]["seconds"] <= self.clock_ms / 1000

    def _session_usage_updated(self, event):
        assert event["usage"]["seconds"] <= self.clock_ms / 1000 < event["usage"]["seconds"] + 1

    def _span(self, event, side=None):
        # the sound of a piece of the output follows it
        latest = self.clock_ms + (30_000 if side == "output" else 1)
        assert 0 <= event["start_ms"] <= event["end_ms"] <= latest
        if side == "output":
            assert event["start_ms"] >= self.transcribed_ms[side]
            self.transcribed_ms[side] = event["start_ms"]

    def _session_input_transcript_delta(self, event):
        self._span(event, "input")

    def _session_output_transcript_delta(self, event):
        self._span(event, "output")

    def _session_instructions_appended(self, event):
        assert not self.playing
        self._span(event)

    _session_thinking_appended = _session_commentary_appended = _session_instructions_appended

    def _session_output_audio_fixture_playing(self, event):
        assert not self.playing
        self.playing = True

    def _session_output_audio_fixture_played(self, event):
        assert self.playing
        self.playing = False

    def _session_delegation_created(self, event):
        delegation = event["delegation"]
        assert delegation["id"] not in self.delegations
        assert delegation["target"] == self.session["delegation"]["type"]
        assert event["offset_ms"] <= self.clock_ms + 1
        self.delegations[delegation["id"]] = delegation["target"]

    def _response_event(self, event):
        nested, delegation_id = event["event"], event["delegation_id"]
        assert delegation_id is None or self.delegations[delegation_id] == "responses"
        if nested["type"] == "response.created":
            assert self.response is None, "two responses at once"
            assert nested["response"]["id"] not in self.response_ids
            assert nested["sequence_number"] == 0
            self.response_ids.add(nested["response"]["id"])
            self.response = Response(delegation_id)
            return
        response = self.response
        assert response, f"{nested['type']} of no response"
        assert delegation_id == response.delegation_id
        assert nested["sequence_number"] == response.next
        response.next += 1
        if nested["type"] == "response.output_item.added":
            response.open.add(nested["output_index"])
        elif nested["type"] == "response.output_item.done":
            response.open.remove(nested["output_index"])
            if nested["item"]["type"] == "function_call":
                assert nested["item"]["call_id"] not in self.calls
                self.calls.add(nested["item"]["call_id"])
        elif nested["type"] in ENDS:
            assert not response.open
            self.response = None
        else:
            assert nested["output_index"] in response.open
