"""What sound has come in and is nobody's yet? Counted in milliseconds; the host has the samples.

One turn may be spoken at a time. Its item has its id from the first word on, and becomes part of the conversation when
the turn is over, or when the client commits.
"""

from dataclasses import dataclass

from localvoice.realtime import errors, sound
from localvoice.realtime.words import Format

APPEND_BYTES = 15 << 20  # the API's own limit for one event
UNUSED_S = 600  # nobody's sound, when the client commits: a long dictation
LEAST_MS = 100  # the API's own limit for a commit


@dataclass
class Buffer:
    ms: float = 0.0  # of sound since the session began
    taken_ms: float = 0.0  # up to here it is an item's, or was cleared
    turn_id: str = ""  # of the item that is being spoken; "": nobody speaks
    turn_ms: float = 0.0  # where it began
    _part: bytes = b""  # of a sample

    def append(self, some: bytes, form: Format, counted: bool) -> bytes:
        """Take in sound of any length; return whole samples. Raises errors.Refused.

        `counted`: the client commits, and may not leave everything lying about; otherwise the host throws silence away.
        """
        if len(some) > APPEND_BYTES:
            raise errors.too_long("audio", APPEND_BYTES, len(some))
        if counted and self.ms + sound.ms(len(some), form) - self.taken_ms > UNUSED_S * 1000:
            sentence = f"the input audio buffer holds {UNUSED_S} s. Commit it or clear it first."
            raise errors.Refused(f"Error appending audio: {sentence}", "input_audio_buffer_full", "audio")
        some = self._part + some
        whole = len(some) - len(some) % sound.BYTES_A_SAMPLE[form]
        self._part = some[whole:]
        self.ms += sound.ms(whole, form)
        return some[:whole]

    def another_format(self) -> None:
        """What was left of a sample can no longer become one."""
        self._part = b""

    def begin(self, turn_id: str, at_ms: float) -> int:
        """Somebody speaks, since `at_ms`; return when that was."""
        self.turn_id = turn_id
        self.turn_ms = min(max(at_ms, self.taken_ms), self.ms)
        return round(self.turn_ms)

    def end(self, at_ms: float) -> tuple[str, int]:
        """Nobody speaks any more: the item's id and when that was."""
        turn_id, self.turn_id = self.turn_id, ""
        return turn_id, round(min(max(at_ms, self.turn_ms), self.ms))

    def check_commit(self) -> None:
        """Is there anything to commit? Raises errors.Refused."""
        held = self.ms - self.taken_ms
        if held < LEAST_MS:
            sentence = f"Expected at least {LEAST_MS}ms of audio, but buffer only has {held:.2f}ms of audio."
            raise errors.Refused(
                f"Error committing input audio buffer: buffer too small. {sentence}", "input_audio_buffer_commit_empty"
            )

    def take(self, until_ms: float | None = None) -> tuple[int, int]:
        """The sound that is nobody's becomes somebody's, as far as `until_ms`; from when to when."""
        until = self.ms if until_ms is None else min(max(until_ms, self.taken_ms), self.ms)
        span = round(self.taken_ms), round(until)
        self.taken_ms = until
        return span
