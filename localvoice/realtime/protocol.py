"""What happens in a Realtime session? Events of a client and reports of its host in, events and orders out. No I/O.

See `realtime.words` for what host and protocol say to each other.
"""

from collections.abc import Callable
from dataclasses import replace

from localvoice.realtime import errors, words
from localvoice.realtime.answering import Answering
from localvoice.realtime.conversation import Conversation
from localvoice.realtime.fields import Fields
from localvoice.realtime.items import Said, read_item
from localvoice.realtime.listening import Listening
from localvoice.realtime.messages import EVENT_ID_CHARACTERS, event
from localvoice.realtime.outbox import Outbox, random_id
from localvoice.realtime.session import Session, updated
from localvoice.realtime.state import State


class Protocol:
    """One session with one client.

    `settings`: what the session is before the client changes it; its id is given here. `new_id` makes one id of a kind
    ("event", "item", "resp", "call", "conv", "sess"), never the same twice.
    """

    def __init__(self, settings: Session, new_id: Callable[[str], str] = random_id) -> None:
        out = Outbox(new_id)
        self._state = State(replace(settings, id=new_id("sess")), Conversation(new_id("conv")), out)
        self._listening = Listening(self._state)
        self._answering = Answering(self._state, self._listening)
        self._clients: dict[str, Callable[[Fields, float], None]] = {
            "session.update": self._update,
            "input_audio_buffer.append": lambda fields, now_s: self._listening.append(fields),
            "input_audio_buffer.commit": self._commit,
            "input_audio_buffer.clear": self._clear,
            "output_audio_buffer.clear": self._clear_output,
            "conversation.item.create": self._create_item,
            "conversation.item.retrieve": self._retrieve,
            "conversation.item.delete": self._delete,
            "conversation.item.truncate": self._truncate,
            "response.create": lambda fields, now_s: self._answering.create(fields),
            "response.cancel": self._cancel,
        }

    @property
    def session(self) -> Session:
        """As it is now."""
        return self._state.session

    @property
    def due_s(self) -> float | None:
        """When `tick` is wanted, if nothing happens before."""
        return self._answering.idle_at_s()

    def opened(self, now_s: float) -> list[words.Order]:
        """The client is there."""
        self._state.out.order(self.session.configure())
        self._state.out.event("session.created", session=self.session.shown())
        return self._after()

    def receive(self, message: str | bytes, now_s: float) -> list[words.Order]:
        """One message of the client's. Whatever it is, the answer is events; a refused one changes nothing."""
        event_id = None
        try:
            fields = event(message)
            event_id = fields.text("event_id", EVENT_ID_CHARACTERS)
            self._do(fields, now_s)
        except errors.Refused as refused:
            self._state.out.event("error", error=refused.shown(event_id))
        return self._after()

    def report(self, report: words.Report, now_s: float) -> list[words.Order]:
        """Something that the host has found out."""
        match report:
            case words.SpeechStarted(at_ms):
                if self._listening.started(at_ms):
                    self._answering.interrupt(now_s)
            case words.SpeechStopped(at_ms):
                self._listening.stopped(at_ms)
                self._answering.quiet(now_s)
            case words.TurnOver(at_ms):
                if self._listening.over(at_ms):
                    self._answering.owe()
            case words.HeardPart():
                self._listening.heard_part(report)
            case words.Heard():
                self._listening.heard(report)
            case words.Rings(text):
                self._answering.ring(text)
            case words.HearingFailed():
                self._listening.failed(report)
            case _:
                self._answering.report(report, now_s)
        return self._after()

    def tick(self, now_s: float) -> list[words.Order]:
        """Time has passed."""
        due_s, detection = self.due_s, self.session.detection
        if due_s is not None and now_s >= due_s and detection and detection.idle_ms:
            self._listening.idle(detection.idle_ms)
            self._answering.idled()
        return self._after()

    def _do(self, fields: Fields, now_s: float) -> None:
        kind = fields.text("type")
        if kind is None:
            raise errors.Refused("The 'type' field is missing.", "invalid_event", "type")
        if kind not in self._clients:
            raise errors.wrong_value("type", kind, self._clients)
        self._clients[kind](fields, now_s)

    def _after(self) -> list[words.Order]:
        """What follows from what has just happened, and all that goes out."""
        state = self._state
        self._answering.go_on()
        if state.changed and not self._answering.busy and state.conversation.heard:
            state.changed = False
            if self.session.kind == "realtime":
                state.out.order(words.Read(state.conversation.read()))
        return state.out.take()

    def _update(self, fields: Fields, now_s: float) -> None:
        asked = fields.must("session", fields.inside)
        fields.end()
        fresh = not self._state.conversation and self._listening.untouched and not self._answering.busy
        new = updated(self.session, asked, fresh)
        before, after = self.session.configure(), new.configure()
        self._state.session = new
        self._state.out.order(after)
        self._listening.resume(before, after)
        self._state.out.event("session.updated", session=new.shown())

    def _commit(self, fields: Fields, now_s: float) -> None:
        fields.end()
        self._listening.commit()

    def _clear(self, fields: Fields, now_s: float) -> None:
        fields.end()
        self._listening.clear()
        self._answering.quiet(now_s)

    def _clear_output(self, fields: Fields, now_s: float) -> None:
        fields.end()
        self._answering.clear_output(now_s)

    def _create_item(self, fields: Fields, now_s: float) -> None:
        after = fields.text("previous_item_id")
        inside = fields.must("item", fields.inside)
        item = read_item(inside, self._state.out.new_id("item"), self.session.heard_as)
        fields.end()
        self._state.conversation.check(item, after)
        self._state.add(item, after)
        self._state.done(item)
        if isinstance(item, Said) and not item.heard:
            self._listening.recognise(item)

    def _retrieve(self, fields: Fields, now_s: float) -> None:
        item_id = fields.must("item_id", fields.text)
        fields.end()
        item = self._state.conversation.find(item_id)
        if item is None:
            raise errors.no_such_item("retrieving", "item_retrieve_invalid_item_id", item_id, "item_id")
        self._state.out.event("conversation.item.retrieved", item=item.shown())

    def _delete(self, fields: Fields, now_s: float) -> None:
        item_id = fields.must("item_id", fields.text)
        fields.end()
        self._state.conversation.delete(item_id)
        self._listening.forget(item_id)
        self._state.changed = True
        self._state.out.event("conversation.item.deleted", item_id=item_id)

    def _truncate(self, fields: Fields, now_s: float) -> None:
        item_id = fields.must("item_id", fields.text)
        about = {key: fields.must(key, fields.whole) for key in ("content_index", "audio_end_ms")}
        fields.end()
        self._state.conversation.truncate(item_id, about["content_index"], about["audio_end_ms"])
        self._state.changed = True
        self._state.out.event("conversation.item.truncated", item_id=item_id, **about)

    def _cancel(self, fields: Fields, now_s: float) -> None:
        response_id = fields.text("response_id")
        fields.end()
        self._answering.cancel(response_id, now_s)
