"""What has been delegated, and is somebody to be told that it is being done? Each once, when its delay has passed."""

from typing import Any

from localvoice.realtime import errors
from localvoice.realtime.fields import Fields
from localvoice.realtime.live.state import State
from localvoice.realtime.live.words import Acknowledge, Manner, Tell

CONTENT_CHARACTERS = 4000  # the API's limit is 500 tokens, and no text has eight characters in each
KNOWN = 1000  # delegations that can be answered; who has so many has lost the first ones


class Delegating:
    def __init__(self, state: State) -> None:
        self._state = state
        self._known: dict[str, None] = {}  # ids, in order
        self._due_ms: list[float] = []  # when somebody is to be told

    def create(self, **about: Any) -> str:
        """The mind hands something over; the delegation's id."""
        state = self._state
        assert state.session
        delegation_id = state.new_id("dlg")
        self._known[delegation_id] = None
        if len(self._known) > KNOWN:
            del self._known[next(iter(self._known))]
        delegation = {"type": "delegation", "id": delegation_id, "target": state.session.target, **about}
        state.event("session.delegation.created", delegation=delegation, offset_ms=state.at_ms)
        self._due_ms.append(state.clock_ms + state.session.delay_ms)
        self.tick()
        return delegation_id

    def tick(self) -> None:
        """The clock has gone on."""
        if any(due_ms <= self._state.clock_ms for due_ms in self._due_ms):
            self._due_ms = [due_ms for due_ms in self._due_ms if due_ms > self._state.clock_ms]
            self._state.order(Acknowledge())

    def append(self, manner: Manner, fields: Fields, cause: str | None) -> None:
        """The client tells the mind something. Raises errors.Refused."""
        content = fields.must("content", lambda key: fields.text(key, CONTENT_CHARACTERS))
        if not fields.given("delegation_id"):
            raise errors.missing("delegation_id")
        self._check(fields.text("delegation_id"))
        fields.end()
        if not content.strip():
            raise errors.unfit("content", "it is empty.")
        if manner != "instructions":
            self._due_ms.clear()
        self._state.order(Tell(manner, content))
        at_ms = self._state.at_ms
        self._state.event(f"session.{manner}.appended", cause=cause, start_ms=at_ms, end_ms=at_ms)

    def _check(self, delegation_id: str | None) -> None:
        if delegation_id is None:
            return
        assert self._state.session
        if self._state.session.target == "responses":
            raise errors.unfit("delegation_id", "it has to be null where the session delegates to 'responses'.")
        if delegation_id not in self._known:
            raise errors.no_such("delegation", delegation_id, "delegation_id")
