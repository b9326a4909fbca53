"""An ear process without hardware, for test_ear_process: its microphone hums, as fast as somebody listens.

What the microphone hears is the name of the speaker that was ordered: "hum", "crash", "refuse", "mute", "notice".
"""

import os
import sys
import threading
from multiprocessing.connection import Connection

import numpy as np

from localvoice.audio.echo.canceller import NoEcho
from localvoice.audio.reporter import Reporter
from localvoice.audio.timeline import Present, Timeline
from localvoice.clock import RealClock
from localvoice.errors import DeviceError
from localvoice.events import FRAME_SAMPLES, Captured
from localvoice.hearing.apart.main import leave, serve
from localvoice.hearing.ear import Ear
from localvoice.hearing.vad import Vad


class Hum:
    """A `Sound` whose frames count themselves: frame n is full of n / 1000."""

    live = True

    def __init__(self, rate_hz, sort, over):
        self.sort, self.over, self.count = sort, over, 0
        self._present = Present(RealClock())
        self._timeline = Timeline(rate_hz, self._present.now_s, 0.02)
        self.reporter = Reporter(self._timeline, rate_hz, self._timeline.heard_at_s)
        self.loudspeaker = self.reporter.loudspeaker

    def __enter__(self):
        if self.sort == "refuse":
            raise DeviceError("No microphone; buy one.")
        return self

    def __exit__(self, *exc):
        pass

    def read(self):
        if self.count == 3 and self.sort == "crash":
            os._exit(3)
        if self.count == 3 and self.sort == "gone":
            raise DeviceError("The sound device has been away.")
        if self.count == 3 and self.sort == "mute":
            self.over.wait()
        if self.count == 10 and self.sort == "short":
            return None
        self.count += 1
        self._present.advance()
        self.reporter.look()
        return Captured(np.full(FRAME_SAMPLES, self.count / 1000, np.float32), self._timeline.frame())

    def notices(self):
        return ["It hums."] if self.count == 2 else []

    def xruns(self):
        return {"overruns": 2, "underruns": self.count}


def main():
    words, frames = (Connection(int(number)) for number in sys.argv[1:])
    over = threading.Event()
    threading.Thread(target=leave, args=(over,), daemon=True).start()
    serve(words, frames, over, lambda order: Ear(Hum(order.voice_rate_hz, order.speaker, over), NoEcho(), Vad()))


if __name__ == "__main__":
    main()
