"""Which answers are under way? At most one to the conversation, a few beside it; each ends exactly once.

An automatic answer is owed from the end of a turn until all that it is to answer has been heard, nobody speaks, and the
one before it has ended. Until then the client hears nothing of it.
"""

from dataclasses import replace
from typing import Any

from localvoice.realtime import errors, functions, words
from localvoice.realtime.conversation import read
from localvoice.realtime.fields import Fields
from localvoice.realtime.items import Item, Said, read_item
from localvoice.realtime.listening import Listening
from localvoice.realtime.noted import read_reasoning
from localvoice.realtime.response import Ending, Plan, Response
from localvoice.realtime.session import read_answering, read_output
from localvoice.realtime.state import State

BESIDE = 4  # answers at once beside the conversation's own
INPUT_ITEMS = 500  # of one response's own
PAIRS = 16  # of metadata: the API's own limits
KEY_CHARACTERS = 64
VALUE_CHARACTERS = 512


class Answering:
    def __init__(self, state: State, listening: Listening) -> None:
        self._state = state
        self._listening = listening
        self._live: dict[str, Response] = {}
        self._owed = False
        self._rings: list[str] = []  # what nobody asked for, and is to be said
        self._last_spoken_id = ""
        self._quiet_s: float | None = None  # since when nobody has said anything, after an answer

    @property
    def busy(self) -> bool:
        return bool(self._live) or self._owed

    @property
    def main(self) -> Response | None:
        """The one that answers the conversation."""
        return next((one for one in self._live.values() if one.plan.conversation), None)

    def create(self, fields: Fields) -> None:
        """By the client. Raises errors.Refused."""
        if self._state.session.kind == "transcription":
            raise errors.Refused("A transcription session has no responses.", "invalid_event", "type")
        asked = fields.inside("response")
        plan = self._plan(asked) if asked else self._session_plan()
        fields.end()
        if plan.conversation and (main := self.main):
            message = f"Conversation already has an active response in progress: {main.id}. Wait until it is done."
            raise errors.Refused(message, "conversation_already_has_active_response")
        if not plan.conversation and len(self._live) - bool(self.main) >= BESIDE:
            message = f"{BESIDE} responses beside the conversation are in progress. Wait until one is finished."
            raise errors.Refused(message, "rate_limit_exceeded")
        self._owed = self._owed and not plan.conversation
        for item in plan.own_input or ():
            if isinstance(item, Said) and any(part.sound for part in item.parts):
                self._listening.recognise(item)
        self._begin(plan)

    def cancel(self, response_id: str | None, now_s: float) -> None:
        """By the client. Raises errors.Refused."""
        if response_id is None and self._owed and not self.main:
            self._owed = False
            self._begin(self._session_plan())
        response = self.main if response_id is None else self._live.get(response_id)
        if response is None:
            raise errors.Refused("Cancellation failed: no active response found.", "response_cancel_not_active")
        self._end(response, "cancelled", {"reason": "client_cancelled"}, now_s)

    def clear_output(self, now_s: float) -> None:
        """By the client: no more sound of this answer. Raises errors.Refused."""
        if (main := self.main) and main.plan.spoken:
            self._end(main, "cancelled", {"reason": "client_cancelled"}, now_s)
            self._last_spoken_id = main.id
        if not self._last_spoken_id:
            raise errors.Refused("There is no output audio to clear.", "invalid_event", "type")
        self._state.out.event("output_audio_buffer.cleared", response_id=self._last_spoken_id)

    def interrupt(self, now_s: float) -> None:
        """Somebody speaks."""
        detection = self._state.session.detection
        if detection and detection.interrupt_response and (main := self.main):
            self._end(main, "cancelled", {"reason": "turn_detected"}, now_s)

    def owe(self) -> None:
        """A turn is over."""
        session = self._state.session
        if session.kind == "realtime" and session.detection and session.detection.create_response:
            self._owed = True

    def ring(self, text: str) -> None:
        """This is to be said as soon as nothing else is."""
        if self._state.session.kind == "realtime":
            self._rings.append(text)

    def quiet(self, now_s: float) -> None:
        """Somebody has stopped speaking, and wants no answer."""
        self._quiet_s = self._quiet_s and max(self._quiet_s, now_s)

    def idled(self) -> None:
        """It was quiet for too long, which is told once."""
        self._quiet_s = None
        self.owe()

    def idle_at_s(self) -> float | None:
        """When it will have been quiet for too long."""
        detection = self._state.session.detection
        idle_ms = detection.idle_ms if detection else None
        if idle_ms is None or self._quiet_s is None or self.busy or self._listening.speaking:
            return None
        return self._quiet_s + idle_ms / 1000

    def report(self, report: Any, now_s: float) -> None:
        response = self._live.get(report.response_id)
        if response is None:
            return
        match report:
            case words.Phrase(text=text):
                response.phrase(text)
            case words.Sound(sound=some, words=begun):
                response.sound(some, begun)
                if response.sounds_since_s is None and response.plan.spoken:
                    response.sounds_since_s, self._last_spoken_id = now_s, response.id
            case words.Called(name=name, arguments=arguments):
                response.called(name, arguments)
            case words.Answered(reason="length"):
                self._end(response, "incomplete", {"reason": "max_output_tokens"}, now_s, report)
            case words.Answered():
                self._end(response, "completed", {}, now_s, report)
            case words.Failed(sentence=sentence):
                error = {"type": "server_error", "code": "server_error", "message": sentence}
                self._end(response, "failed", {"error": error}, now_s)

    def go_on(self) -> None:
        """Begin what is owed, and let the host begin what has waited for its input to be heard."""
        detection = self._state.session.detection
        held = self._listening.speaking and (detection is None or detection.interrupt_response)
        if self._owed and not self.main and not held and self._state.conversation.heard:
            self._owed = False
            self._begin(self._session_plan())
        if self._rings and not self.busy and not self._listening.speaking:
            text, self._rings = " ".join(self._rings), []
            self._begin(replace(self._session_plan(), unasked=text))
        for response in [response for response in self._live.values() if not response.ordered]:
            own = response.plan.own_input
            items = self._state.conversation.all() if own is None else list(own)
            if all(item.heard for item in items):
                response.ordered = True
                self._state.out.order(response.order(read(items)))

    def _begin(self, plan: Plan) -> None:
        response = Response(self._state.out.new_id("resp"), plan, self._state)
        self._live[response.id] = response
        if plan.conversation:
            self._quiet_s = None
        self._state.out.event("response.created", response=response.shown("in_progress"))

    def _end(
        self,
        response: Response,
        status: Ending,
        details: dict[str, Any],
        now_s: float,
        answered: words.Answered | None = None,
    ) -> None:
        del self._live[response.id]
        if status == "cancelled" and response.ordered:
            self._state.out.order(words.Cancel(response.id))
        response.end(status, details, answered)
        if response.plan.conversation:
            self._quiet_s = response.plays_until_s(now_s)

    def _session_plan(self) -> Plan:
        session = self._state.session
        return Plan(
            instructions=session.instructions,
            tools=session.tools,
            tool_choice=session.tool_choice,
            spoken=session.spoken,
            spoken_as=session.spoken_as,
            voice=session.voice,
            max_tokens=session.max_tokens,
        )

    def _plan(self, fields: Fields) -> Plan:
        """What a client asks of one response, else what the session says. Raises errors.Refused."""
        changes = read_answering(fields)
        if audio := fields.inside("audio"):
            if spoken := audio.inside("output"):
                changes |= read_output(spoken)
                spoken.end()
            audio.end()
        where = fields.choice("conversation", ("auto", "none", self._state.conversation.id))
        own_input = self._own_input(fields)
        metadata = _metadata(fields)
        fields.truth("parallel_tool_calls")
        read_reasoning(fields)
        if fields.raw("prompt") is not None:
            raise errors.unfit(fields.name("prompt"), "this server keeps no prompt templates; send instructions.")
        fields.end()
        plan = self._session_plan()
        changed = {**vars(plan), **changes, "conversation": where != "none"}
        functions.check(changed["tool_choice"], changed["tools"], fields.name("tool_choice"))
        return Plan(**{**changed, "own_input": own_input, "metadata": metadata})

    def _own_input(self, fields: Fields) -> tuple[Item, ...] | None:
        """Items of one response, and references to items of the conversation. Raises errors.Refused."""
        every = fields.tables("input", INPUT_ITEMS)
        if every is None:
            return None
        items = []
        for one in every:
            if one.raw("type") == "item_reference":
                items.append(self._referred(one))
            else:
                item = read_item(one, "", self._state.session.heard_as)
                item.id = self._state.out.new_id("item")  # the client's may be one of the conversation's
                items.append(item)
        return tuple(items)

    def _referred(self, fields: Fields) -> Item:
        item_id = fields.must("id", fields.text)
        fields.end()
        item = self._state.conversation.find(item_id)
        if item is None:
            raise errors.no_such_item("referring to", "invalid_value", item_id, fields.name("id"))
        return item


def _metadata(fields: Fields) -> dict[str, str] | None:
    found = fields.inside("metadata")
    if found is None:
        return None
    pairs = fields.raw("metadata")
    if len(pairs) > PAIRS:
        raise errors.too_many(found.param, PAIRS, len(pairs))
    for key in pairs:
        if len(key) > KEY_CHARACTERS:
            raise errors.too_long(found.param, KEY_CHARACTERS, len(key))
        found.must(key, lambda name: found.text(name, VALUE_CHARACTERS))
    return dict(pairs)
