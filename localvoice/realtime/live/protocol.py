"""What happens in a Live session? Events of a client and reports of its host in, events and orders out. No I/O.

See `realtime.live.words` for what host and protocol say to each other, and what the clock is.
"""

from collections.abc import Callable
from functools import partial

from localvoice.realtime import errors
from localvoice.realtime.fields import Fields
from localvoice.realtime.live import session, words
from localvoice.realtime.live.delegating import Delegating
from localvoice.realtime.live.sound import Sound, encoded
from localvoice.realtime.live.state import State
from localvoice.realtime.live.working import Working
from localvoice.realtime.messages import EVENT_ID_CHARACTERS, event
from localvoice.realtime.outbox import random_id

USAGE_MS = 10_000  # between two reports of how long the session is
APPENDS = ("instructions", "thinking", "commentary")
DECISIONS = ("decision.create", "decision.item.create", "decision.item.delete")
Do = Callable[[Fields, str | None], None]


class Protocol:
    """One session with one client, which came at `now_unix_s`. `new_id`: see `State`."""

    def __init__(self, now_unix_s: int, new_id: Callable[[str], str] = random_id) -> None:
        self._state = State(new_id, now_unix_s)
        self._delegating = Delegating(self._state)
        self._sound = Sound(self._state)
        self._working = Working(self._state, self._delegating)
        self._used_ms = USAGE_MS  # when usage is told next
        self.closed = False
        appends: dict[str, Do] = {f"session.{one}.append": partial(self._append, one) for one in APPENDS}
        self._clients: dict[str, Do] = {
            "session.start": self._start,
            "session.update": self._update,
            "session.close": self._close,
            "session.input_audio.append": lambda fields, cause: self._sound.append(fields),
            "session.input_audio.mute": partial(self._sound.mute, True),
            "session.input_audio.unmute": partial(self._sound.mute, False),
            "session.output_audio.fixture.play": lambda fields, cause: self._sound.play(fields, cause),
            **appends,
            "response.create": lambda fields, cause: self._working.create(fields),
            "response.item.create": lambda fields, cause: self._working.create_item(fields),
            **dict.fromkeys(DECISIONS, self._decide),
        }

    @property
    def session(self) -> session.Session | None:
        """As it is now; None: it has not begun."""
        return self._state.session

    @property
    def clock_ms(self) -> float:
        return self._state.clock_ms

    @property
    def working(self) -> bool:
        """Has the host been asked for work that it has not answered?"""
        return self._working.running

    def receive(self, message: str | bytes) -> list[words.Order]:
        """One message of the client's. Whatever it is, the answer is events; a refused one changes nothing."""
        if self.closed:
            return []
        cause = None
        try:
            fields = event(message)
            cause = fields.text("event_id", EVENT_ID_CHARACTERS)
            self._do(fields, cause)
        except errors.Refused as refused:
            shown = refused.shown(None)
            del shown["event_id"]
            about = {} if cause is None else {"client_event_id": cause}
            self._state.event("error", error={**shown, **about})
        return self._state.take()

    def report(self, report: words.Report) -> list[words.Order]:
        """Something that the host has found out."""
        if self.closed or self._state.session is None:
            return []
        match report:
            case words.Frame():
                self._frame(report)
            case words.Heard(text, start_ms, end_ms):
                self._transcript("input", text, start_ms, end_ms)
            case words.Played():
                self._sound.played()
            case words.Delegated():
                if self._state.session.target == "client":
                    self._delegating.create()
            case words.Wanted() | words.Answered():
                if self._state.session.target == "responses":
                    self._working.report(report)
            case words.Failed(sentence):
                if self.working:
                    self._working.report(report)
                else:
                    error = {"type": "server_error", "code": "server_error", "message": sentence, "param": None}
                    self._state.event("error", error=error)
            case words.Note(code, sentence):
                self._state.event("info", code=code, message=sentence)
        return self._state.take()

    def _do(self, fields: Fields, cause: str | None) -> None:
        kind = fields.text("type")
        if kind is None:
            raise errors.Refused("The 'type' field is missing.", "invalid_event", "type")
        if kind not in self._clients:
            raise errors.wrong_value("type", kind, self._clients)
        if (kind == "session.start") is (self._state.session is not None):
            missing = "The session has begun." if self._state.session else "Send session.start first."
            raise errors.Refused(missing, "invalid_event", "type")
        self._clients[kind](fields, cause)

    def _start(self, fields: Fields, cause: str | None) -> None:
        asked = fields.must("session", fields.inside)
        fields.end()
        new = session.started(asked, self._state.new_id("sess"), self._state.now_unix_s)
        self._state.session = new
        self._state.event("session.started", cause=cause, session=new.shown())
        self._state.order(new.open())

    def _update(self, fields: Fields, cause: str | None) -> None:
        assert self._state.session
        asked = fields.must("session", fields.inside)
        fields.end()
        self._state.session = new = session.updated(self._state.session, asked)
        if new.target == "responses":
            self._state.order(words.Rearrange(new.asked_backend()))
        self._state.event("session.updated", cause=cause, session=new.shown())

    def _close(self, fields: Fields, cause: str | None) -> None:
        fields.end()
        self._end("close_requested", cause)

    def _append(self, manner: words.Manner, fields: Fields, cause: str | None) -> None:
        self._sound.check_free()
        self._delegating.append(manner, fields, cause)

    def _decide(self, fields: Fields, cause: str | None) -> None:
        raise errors.Refused(f"No decisions can be made: {session.NO_DECISIONS}", "invalid_event", "type")

    def _frame(self, frame: words.Frame) -> None:
        state = self._state
        assert state.session
        start_ms = state.clock_ms
        state.clock_ms += state.session.form.ms(len(frame.sound))
        self._sound.waiting_ms = frame.waiting_ms
        self._transcript("output", frame.text, start_ms, state.clock_ms)
        if frame.sound:  # neither an id nor a time: so the API has it for who plays it
            state.order(words.Send({"type": "session.output_audio.delta", "delta": encoded(frame.sound)}))
        self._delegating.tick()
        if state.clock_ms >= self._used_ms:
            self._used_ms += USAGE_MS
            state.event("session.usage.updated", usage=self._usage())
        if state.clock_ms >= 1000 * session.SESSION_S:
            self._end("expired")

    def _transcript(self, side: str, text: str, start_ms: float, end_ms: float) -> None:
        if text:
            last_ms = self._state.at_ms
            start = min(max(0, round(start_ms)), last_ms)
            end = min(max(start, round(end_ms)), last_ms)
            self._state.event(f"session.{side}_transcript.delta", delta=text, start_ms=start, end_ms=end)

    def _usage(self) -> dict[str, float]:
        return {"seconds": float(self._state.clock_ms // 1000)}

    def _end(self, reason: str, cause: str | None = None) -> None:
        assert self._state.session
        self.closed = True
        shown = self._state.session.shown()
        self._state.event("session.closed", cause=cause, reason=reason, session=shown, usage=self._usage())
        self._state.order(words.Close())
