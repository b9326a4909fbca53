"""One spell of attention: a session from when somebody wants it until nobody has said anything for a while."""

from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from dataclasses import replace
from math import inf

import anyio
import numpy as np

from localvoice.app.conversation import Client
from localvoice.app.ears import Ears
from localvoice.app.wanted import Wanted
from localvoice.audio.chime import listening
from localvoice.dialogue.commanded import Commanded
from localvoice.dialogue.shown import Shown
from localvoice.events import FRAME_S, Frame
from localvoice.hearing.turns import Floor, Rules, Turns, hear
from localvoice.hearing.wake import WORDS, Listener
from localvoice.settings import Settings
from localvoice.understanding.waiting import WAITS_S

PRESS_S = 8.0  # after a press or the word a person begins to speak within this; chosen
LAST_WORDS_S = 2.0  # a sentence that is begun may take so long to end
# After the word nobody has spoken for so long, so it says that it listens; who has spoken on for so long needs no sign.
# In one breath the next word begins within 0.3 s; chosen.
HESITATES_S, GOES_ON_S = 0.35, 0.35
QUIET_S = 0.3  # after the last thing that was said, where nobody is listened to


class Spell:
    """Made when its client is there; `run` returns when it is over. `quiet_s`: how long nobody has spoken."""

    def __init__(
        self,
        wanted: Wanted,
        settings: Settings,
        ears: Ears,
        ready: Client,
        tell: Callable[[Shown], None],
        word: Listener | None = None,
    ) -> None:
        """`word`: who waits for the wake word, which many say though they are listened to already."""
        self._wanted, self._settings = wanted, settings
        self._ears, self._word = ears, word
        self.session: Commanded = ready.session(ears.loudspeaker, tell, news=wanted.next_to_say, greets=False)
        self.session.push_to_talk = wanted.mode == "keys"
        self.quiet_s = 0.0
        self._patience_s = QUIET_S  # nobody has asked to be listened to yet
        self._stop_at: int | None = None  # sample after the sentence that may still end
        self._ending_s: float | None = None  # since when it is to end, in frames
        self._hesitates: Turns | None = None  # whether somebody who has said the word does; None: there is no question

    async def run(self, recent: list[Frame]) -> None:
        """`recent`: the frames with which it begins. Raises what the sound does."""
        self._wanted.released = False
        with suppress(anyio.EndOfStream):
            await self.session.run(self._frames(recent))

    def begun_by_key(self) -> None:
        """A key or the word began it, or asks for it again: there is more time to begin to speak."""
        self.quiet_s, self._patience_s = 0.0, max(PRESS_S, self._settings.follow_up_s)

    def begun_by_word(self) -> None:
        """The same; the sign that it listens waits, for it would sound into a request in one breath."""
        self.begun_by_key()
        self._hesitates = Turns(Floor.USER)

    def _sign_if_hesitating(self, frame: Frame) -> None:
        assert self._hesitates
        self._hesitates, _ = hear(self._hesitates, frame.voice, FRAME_S, Rules())
        if self._hesitates.quiet_s >= HESITATES_S:
            self._ears.loudspeaker.write(sign(self._ears.loudspeaker.rate_hz))
        elif self._hesitates.voice_s < GOES_ON_S:
            return
        self._hesitates = None

    async def _frames(self, recent: list[Frame]) -> AsyncIterator[Frame]:
        for frame in recent:
            yield frame
        async for frame in self._ears.frames:
            heard = self._muted(frame) if self._wanted.muted else frame
            yield heard
            if self._hesitates:
                self._sign_if_hesitating(heard)
            if self._word and (called := self._word.hear(heard.pcm)):
                self.session.anew(heard.end_s - WORDS[called].behind_s)
                self.begun_by_key()
            if self.session.answering:
                self.quiet_s = 0.0
                if not self._wanted.saying:  # a text that a program wanted said asks nobody anything
                    self._patience_s = self._settings.follow_up_s
            else:
                self.quiet_s += FRAME_S
            if self._over():
                return

    def _muted(self, frame: Frame) -> Frame:
        return replace(frame, pcm=np.zeros_like(frame.pcm), voice=0.0)

    def _over(self) -> bool:
        wanted = self._wanted
        if wanted.ending:
            return self._ends_now()
        if self.session.answering:
            return False
        if wanted.presses and not self._ears.microphone:
            return True  # it has to be opened for that
        if wanted.presses:
            self._pressed()
        if wanted.says:
            return False
        return self.quiet_s >= self._limit_s()

    def _pressed(self) -> None:
        self._ears.loudspeaker.write(sign(self._ears.loudspeaker.rate_hz))
        self.begun_by_key()
        self._wanted.listened_to()

    def _limit_s(self) -> float:
        """How long nobody may speak."""
        wanted = self._wanted
        if wanted.released or wanted.muted or (wanted.listens and not self._ears.microphone):
            return 0.0
        if not self._ears.microphone:
            return QUIET_S
        match wanted.mode:
            case "keys":
                return inf
            case "always":
                return 60 * self._settings.idle_free_min or inf
        return max(self._patience_s, WAITS_S) if self.session.waits else self._patience_s

    def _ends_now(self) -> bool:
        """A sentence that is begun is let to its end, when that is near."""
        if self._ending_s is None:
            self._ending_s, self._stop_at = 0.0, self.session.sentence_end
        self._ending_s += FRAME_S
        return self._stop_at is None or self._ears.loudspeaker.played >= self._stop_at or self._ending_s >= LAST_WORDS_S


def sign(rate_hz: int) -> np.ndarray:
    """The sound that says: it listens. (n,) float32."""
    return listening(rate_hz)
