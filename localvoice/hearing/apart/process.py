"""The ear in a process of its own, as the main process has it: an ear and a loudspeaker, like `hearing.ear`.

Nothing that the main process does, not even holding the interpreter, delays its sound. When it dies it is started
again and the conversation goes on: with silence meanwhile, and then with what had not been played.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Self

import numpy as np

from localvoice.audio.card.backlog import Backlog
from localvoice.audio.loudspeaker import Loudspeaker, Reached, Report, Stretch
from localvoice.audio.open import is_file
from localvoice.audio.shared import Figure
from localvoice.errors import DeviceError
from localvoice.events import FRAME_S, FRAME_SAMPLES, Frame
from localvoice.hearing.apart.child import Child
from localvoice.hearing.apart.wire import (
    Ended,
    Fade,
    Failed,
    Flush,
    Gone,
    Heard,
    Notice,
    Order,
    Ready,
    Told,
    Voice,
    Word,
)

START_S = 30.0  # a cold disk, a slow driver
LOOK_S = 0.1  # how often a start looks whether it is still wanted
LET_GO_S = 1.0  # at the end, for the word that is being waited for: frames come every 32 ms
HUNG_S = 5.0  # frames come every 32 ms whatever the devices do; opening them anew takes a second
RETRY_S = 1.0
WELL_S = 10.0  # who has lived for so long has got over it
GIVE_UP_S = 60.0  # of starting it again and again
STOPPED = "The process for sound stopped by itself"


class EarProcess:
    """One thread calls `next`, another one has the loudspeaker. Entering may raise whatever opening the sound does.

    Nothing that is done to the loudspeaker waits: the process takes words, and reports. Each process counts frames from
    0; here they count on, and its clock begins at `_zero_s`.
    """

    live = True

    def __init__(
        self, order: Order, start: Callable[[Order], Child] = Child, now_s: Callable[[], float] = time.monotonic
    ) -> None:
        self.loudspeaker = Loudspeaker(order.voice_rate_hz, self)
        self._order, self._start, self._now_s = order, start, now_s
        self._lock = threading.RLock()  # for what the loudspeaker's thread needs too: held for moments only
        self._listening = threading.Lock()  # whoever waits for words of the process
        self._child: Child | None = None
        self._up = False  # it hears, and takes words
        self._since_s = 0.0  # when it was started, or came up, or ended
        self._lost_s: float | None = None  # since when things have not been well
        self._backlog = Backlog()  # all that it may still have to be given, by the loudspeaker's indices
        self._fed = 0  # index of the next sample that it is to be given
        self._kept = 0  # index of the next sample that another one would be given
        self._reached = 0  # index after the last sample that was played
        self._unanswered = 0  # flushes
        self._gain = 1.0
        self._frames = 0  # given by `next`
        self._zero_s = 0.0
        self._late_s = 0.0
        self._read_s = 0.0  # when the last frame was given
        self._notices: list[str] = []
        self._closed = False
        self._xruns = (0, 0)  # of processes that have ended

    def __enter__(self) -> Self:
        """May take half a minute: see `audio.open.opened`. When another thread leaves meanwhile, it soon returns."""
        with self._listening:
            child = self._child = self._start(self._order)
            until_s, word = time.monotonic() + START_S, None
            while word is None and not self._closed and time.monotonic() < until_s:
                word = child.word(LOOK_S)
            if isinstance(word, Ready):
                self._begin()
                return self
            child.kill()
            failed = self._part()
            if self._closed:
                return self
            if failed := word if isinstance(word, Failed) else failed:
                raise failed.error()
            raise DeviceError(
                f"The process for sound did not start ({word or 'no answer'}); start again, localvoice is to blame."
            )

    def __exit__(self, *exc: object) -> None:
        self._closed = True
        if not self._listening.acquire(timeout=LET_GO_S):
            if child := self._child:
                child.kill()
            self._listening.acquire()
        failed = self._part()
        self._listening.release()
        if failed and not any(exc):
            raise failed.error()

    @property
    def sound(self) -> Self:
        return self

    @property
    def read_s(self) -> float:
        """End of the last frame that was given, on the sample clock."""
        return self._frames * FRAME_S

    def next(self) -> Frame | None:
        """See `Ear.next`. While there is no process, silence in real time, so that turns and timers go on."""
        with self._listening:
            return self._next()

    def _next(self) -> Frame | None:
        while not self._closed:
            match self._word():
                case Heard(number):
                    return self._frame(number)
                case Told(report):
                    self._report(report)
                case Notice(text):
                    self._notices.append(text)
                case Ready():
                    self._begin()
                case Ended():
                    return None
                case Failed() as failed if self._up or self._giving_up():
                    raise failed.error()
                case Gone(why):
                    self._lose(why)
                case None if not self._up:
                    return self._silence()
                case None if self._child:
                    self._child.kill()
        return None

    def write(self, index: int, pcm: np.ndarray) -> None:
        """See `Device.write`."""
        with self._lock:
            self._backlog.add(pcm)
            self._feed()

    def flush(self) -> None:
        """See `Device.flush`."""
        with self._lock:
            self._fed = self._kept = self._backlog.written
            self._backlog.forget(self._kept)
            self._gain = 1.0
            self._unanswered += 1
            if self._up and self._child:
                self._child.tell(Flush())
            else:
                self._answer_flushes()

    def fade(self, gain: float) -> None:
        """See `Device.fade`."""
        with self._lock:
            self._gain = gain
            if self._up and self._child:
                self._child.tell(Fade(gain))

    def notices(self) -> list[str]:
        notices, self._notices = self._notices, []
        return notices

    def xruns(self) -> dict[str, int]:
        with self._lock:
            overruns, underruns = self._xruns
            if self._up and self._child:
                overruns += self._child.shared.figure(Figure.OVERRUNS)
                underruns += self._child.shared.figure(Figure.UNDERRUNS)
            return {"overruns": overruns, "underruns": underruns}

    def _word(self) -> Word | None:
        """What the process says; None when it has said nothing for too long, or a frame of silence is due."""
        now_s = self._now_s()
        if self._child is None and now_s >= self._since_s + RETRY_S:
            self._child, self._since_s = self._start(self._order), now_s
        due_s = self._read_s + (HUNG_S if self._up else FRAME_S) - now_s
        if self._child is not None:
            if not self._up and now_s > self._since_s + START_S:
                self._child.kill()
            return self._child.word(max(0.0, due_s))
        time.sleep(max(0.0, due_s))
        return None

    def _begin(self) -> None:
        """The process hears from now on; it gets what no other has played."""
        with self._lock:
            self._up, self._since_s, self._read_s = True, self._now_s(), self._now_s()
            self._zero_s = self.read_s
            self._fed = self._kept
            if self._child and self._gain != 1.0:
                self._child.tell(Fade(self._gain))
            self._feed()

    def _frame(self, number: int) -> Frame:
        assert self._child is not None
        frame = self._child.shared.take(number)
        now_s = self._now_s()
        with self._lock:
            self._feed()
        if now_s > self._since_s + WELL_S:
            self._lost_s = None
        self._frames += 1
        self._read_s, self._late_s = now_s, frame.late_s
        return replace(frame, start_s=self._zero_s + frame.start_s)

    def _silence(self) -> Frame:
        start_s = self.read_s - self._late_s
        self._frames += 1
        self._read_s += FRAME_S
        return Frame(np.zeros(FRAME_SAMPLES, np.float32), 0.0, start_s, self._late_s)

    def _report(self, report: Report) -> None:
        """What the process tells of its loudspeaker, on this one's clock."""
        with self._lock:
            match report:
                case Stretch(_, end, at_s):
                    self._reached, self._kept = end, max(self._kept, end)
                    self._backlog.forget(self._kept)
                    at_s = None if at_s is None else self._zero_s + at_s
                    self.loudspeaker.take(replace(report, at_s=at_s))
                case Reached(index):  # 0 of one that has been given nothing yet
                    self._unanswered -= 1
                    self._reached = max(self._reached, index)
                    self.loudspeaker.take(Reached(self._reached))

    def _answer_flushes(self) -> None:
        """Nobody else will."""
        for _ in range(self._unanswered):
            self.loudspeaker.take(Reached(self._reached))
        self._unanswered = 0

    def _feed(self) -> None:
        """Hand over as much of the voice as there is room for."""
        if not (self._up and self._child):
            return
        room = self._child.shared.room()
        while self._fed < self._backlog.written and room:
            piece = self._backlog.piece(self._fed, room)
            self._child.tell(Voice(self._child.shared.put_voice(piece), self._fed))
            self._fed += len(piece)
            room -= len(piece)

    def _lose(self, why: str) -> None:
        self._part()
        if is_file(self._order.mic) or is_file(self._order.speaker):
            raise DeviceError(f"{STOPPED} ({why}), and a sound file cannot be gone on with; start again.")
        now_s = self._since_s = self._now_s()
        if self._lost_s is None:
            self._lost_s = now_s
            self._since_s -= RETRY_S  # the first time at once
            self._notices.append(f"{STOPPED} ({why}) and is started again; localvoice is to blame, or a driver.")
        if self._giving_up():
            raise DeviceError(f"{STOPPED} again and again ({why}); restart the computer, or choose another device.")

    def _giving_up(self) -> bool:
        return self._lost_s is not None and self._now_s() > self._lost_s + GIVE_UP_S

    def _part(self) -> Failed | None:
        """Keep what is known of the process, and end it."""
        with self._lock:
            xruns = self.xruns()
            self._xruns = xruns["overruns"], xruns["underruns"]
            child, self._child, self._up = self._child, None, False
            self._answer_flushes()
        return child.close() if child else None
