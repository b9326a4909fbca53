"""How does sound that comes in become items? By turns that the host hears, or when the client commits.

An item is added when its sound is committed, and done when the host has told what was said in it.
"""

from localvoice.realtime import sound, words
from localvoice.realtime.buffer import Buffer
from localvoice.realtime.fields import Fields
from localvoice.realtime.items import Part, Said
from localvoice.realtime.state import State


class Listening:
    def __init__(self, state: State) -> None:
        self._state = state
        self._buffer = Buffer()
        self._waiting: dict[str, Said] = {}  # for what was said in them
        self._to_be_done: set[str] = set()  # of those, the ones whose `done` is still to come
        self._begun: set[str] = set()  # of those, the ones whose transcript has begun

    @property
    def speaking(self) -> bool:
        return bool(self._buffer.turn_id)

    @property
    def untouched(self) -> bool:
        """No sound has ever come."""
        return self._buffer.ms == 0

    def append(self, fields: Fields) -> None:
        """Raises errors.Refused."""
        session = self._state.session
        audio = fields.must("audio", fields.text)
        fields.end()
        some = sound.decoded(audio, "audio", session.heard_as)
        if whole := self._buffer.append(some, session.heard_as, counted=session.detection is None):
            self._state.out.order(words.Hear(whole))

    def clear(self) -> None:
        self._stop(self._buffer.ms)
        self._buffer.take()
        self._state.out.order(words.Clear())
        self._state.out.event("input_audio_buffer.cleared")

    def commit(self) -> None:
        """By the client. Raises errors.Refused."""
        self._buffer.check_commit()
        turn_id = self._stop(self._buffer.ms)
        self._commit(turn_id or self._state.out.new_id("item"), *self._buffer.take())

    def resume(self, before: words.Configure, after: words.Configure) -> None:
        """The session was changed."""
        if before.heard_as != after.heard_as:
            self._buffer.another_format()
        if after.turns is None:
            self._stop(self._buffer.ms)

    def started(self, at_ms: float) -> bool:
        """Did somebody begin to speak just now?"""
        if self._state.session.detection is None or self.speaking:
            return False
        start_ms = self._buffer.begin(self._state.out.new_id("item"), at_ms)
        about = {"item_id": self._buffer.turn_id, "audio_start_ms": start_ms}
        self._state.out.event("input_audio_buffer.speech_started", **about)
        return True

    def stopped(self, at_ms: float) -> None:
        """It was no turn; its sound is forgotten."""
        if self._stop(at_ms):
            self._buffer.take(at_ms)

    def over(self, at_ms: float) -> bool:
        """Was a turn over just now?"""
        if not self.speaking:
            return False
        start_ms = round(self._buffer.turn_ms)
        turn_id = self._stop(at_ms)
        self._commit(turn_id, start_ms, self._buffer.take(at_ms)[1])
        return True

    def idle(self, idle_ms: int) -> None:
        """Nobody has said anything for so long: the silence is committed."""
        item_id = self._state.out.new_id("item")
        start_ms, end_ms = self._buffer.take()
        about = {"audio_start_ms": max(start_ms, end_ms - idle_ms), "audio_end_ms": end_ms}
        self._state.out.event("input_audio_buffer.timeout_triggered", item_id=item_id, **about)
        self._commit(item_id, *about.values(), silent=True)

    def recognise(self, item: Said) -> None:
        """An item that a client made holds sound."""
        self._waiting[item.id] = item
        self._state.out.order(words.Recognise(item.id, b"".join(part.sound for part in item.parts)))
        for part in item.parts:
            part.sound = b""

    def forget(self, item_id: str) -> None:
        """The item was deleted."""
        self._waiting.pop(item_id, None)
        self._to_be_done.discard(item_id)

    def heard_part(self, report: words.HeardPart) -> None:
        item = self._waiting.get(report.item_id)
        if item and report.delta:
            self._begun.add(item.id)
            self._transcribed("delta", item, delta=report.delta)

    def heard(self, report: words.Heard) -> None:
        item = self._waiting.pop(report.item_id, None)
        if item is None:
            return
        item.parts[_place(item)].told.text = report.text
        if report.text and item.id not in self._begun:
            self._transcribed("delta", item, delta=report.text)
        usage = {"type": "duration", "seconds": report.seconds}
        languages = [{"code": report.language}] if report.language else []
        self._transcribed("completed", item, transcript=report.text, usage=usage, languages=languages)
        self._done(item)

    def failed(self, report: words.HearingFailed) -> None:
        item = self._waiting.pop(report.item_id, None)
        if item is None:
            return
        error = {"type": "server_error", "code": "transcription_failed", "message": report.sentence}
        self._transcribed("failed", item, error=error)
        self._done(item)

    def _done(self, item: Said) -> None:
        item.heard = True
        self._begun.discard(item.id)
        if item.id in self._to_be_done:
            self._to_be_done.remove(item.id)
            self._state.done(item)
        self._state.changed = True

    def _stop(self, at_ms: float) -> str:
        """Nobody speaks any more: the id of the turn's item, "" when nobody did."""
        if not self.speaking:
            return ""
        turn_id, end_ms = self._buffer.end(at_ms)
        self._state.out.event("input_audio_buffer.speech_stopped", item_id=turn_id, audio_end_ms=end_ms)
        return turn_id

    def _commit(self, item_id: str, from_ms: int, until_ms: int, silent: bool = False) -> None:
        state = self._state
        item = Said(item_id, "user", [Part("input_audio")], heard=False, silent=silent)
        before = state.conversation.last_id()
        state.out.event("input_audio_buffer.committed", item_id=item_id, previous_item_id=before)
        state.add(item)
        self._waiting[item_id] = item
        self._to_be_done.add(item_id)
        state.out.order(words.Commit(item_id, from_ms, until_ms))

    def _transcribed(self, kind: str, item: Said, **rest: object) -> None:
        """Told where it was asked for, and of items of the conversation, which the input of one response is not."""
        if self._state.session.transcribing and item in self._state.conversation:
            about = {"item_id": item.id, "content_index": _place(item)}
            self._state.out.event(f"conversation.item.input_audio_transcription.{kind}", **about, **rest)


def _place(item: Said) -> int:
    """Of the part that was recognised."""
    return next(i for i, part in enumerate(item.parts) if part.kind == "input_audio")
