"""What sound comes in, and what is played in place of the mind? Whole samples alone, never more than can be kept."""

import base64
import binascii

from localvoice.realtime import errors
from localvoice.realtime.fields import Fields
from localvoice.realtime.live.state import State
from localvoice.realtime.live.words import Form, Hear, Mute, Play

APPEND_BYTES = 15 << 20  # the Realtime API's limit for one event
WAITING_MS = 60_000  # of sound that came faster than it can be heard
FIXTURE_MS = 30_000  # the API's own limit
FIXTURE = Form()  # its own form, whatever the session's is


class Sound:
    def __init__(self, state: State) -> None:
        self._state = state
        self.waiting_ms = 0.0  # that came in and has not been heard
        self._part = b""  # of a sample
        self._playing = False  # a fixture
        self._cause: str | None = None  # the id of the event that wanted it

    @property
    def playing(self) -> bool:
        return self._playing

    def append(self, fields: Fields) -> None:
        """By the client. Raises errors.Refused."""
        text = fields.must("audio", lambda key: fields.text(key, APPEND_BYTES * 4 // 3 + 4))
        fields.end()
        some = self._part + _decoded(text)
        assert self._state.session
        form = self._state.session.form
        whole = len(some) - len(some) % form.bytes_a_sample
        ms = form.ms(whole)
        if self._playing:
            return
        if self.waiting_ms + ms > WAITING_MS:
            sentence = f"{self.waiting_ms / 1000:.0f} s of sound wait to be heard. Send it no faster than it is spoken."
            raise errors.Refused(f"Error appending audio: {sentence}", "input_audio_buffer_full", "audio")
        self._part = some[whole:]
        self.waiting_ms += ms
        if whole:
            self._state.order(Hear(some[:whole]))

    def mute(self, muted: bool, fields: Fields, cause: str | None) -> None:
        """By the client. Raises errors.Refused."""
        fields.end()
        self._state.order(Mute(muted))
        self._state.event(f"session.input_audio.{'muted' if muted else 'unmuted'}", cause=cause)

    def play(self, fields: Fields, cause: str | None) -> None:
        """By the client. Raises errors.Refused."""
        text = fields.must("audio", lambda key: fields.text(key, APPEND_BYTES))
        fields.end()
        some = _decoded(text)
        if not some or len(some) % FIXTURE.bytes_a_sample:
            raise errors.unfit("audio", "expected whole samples of 16 bits at 24 kHz, at least one.")
        if FIXTURE.ms(len(some)) > FIXTURE_MS:
            raise errors.unfit("audio", f"it lasts longer than {FIXTURE_MS // 1000} s.")
        self.check_free()
        self._playing, self._cause = True, cause
        self._state.order(Play(some))
        self._state.event("session.output_audio.fixture.playing", cause=cause)

    def check_free(self) -> None:
        """Is no fixture being played? Raises errors.Refused."""
        if self._playing:
            raise errors.Refused("An audio fixture is being played. Wait until it was.", "fixture_active")

    def played(self) -> None:
        if self._playing:
            self._playing = False
            self._state.event("session.output_audio.fixture.played", cause=self._cause)


def encoded(sound: bytes) -> str:
    return base64.b64encode(sound).decode("ascii")


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise errors.unfit("audio", "expected base64-encoded bytes, but got something else.") from error
