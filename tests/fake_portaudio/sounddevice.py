"""A sound card below PortAudio, in the place of the module sounddevice: put this folder on PYTHONPATH.

Its microphone hears person.wav of the working directory, once, when nothing was played for a while; its loudspeaker
adds to heard.f32 what it played (float32, mono, at 48 kHz). When an answer to the person has been played to its end,
the process that started this one is interrupted, as by Ctrl-C. It goes by real time, in one thread a stream. The files
`quiet` and `spoken` tell how far it is.
"""

import os
import signal
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import soundfile

RATE_HZ = 48_000
SILENCE_S = 1.0  # that ends a greeting or an answer
BREATH_S = 0.5  # longer, before the person speaks
AUDIBLE = 0.01
default = SimpleNamespace(device=(0, 1))


class PortAudioError(Exception):
    pass


def query_devices():
    return [
        {"name": "Fake Mic", "max_input_channels": 1, "max_output_channels": 0, "default_samplerate": RATE_HZ},
        {"name": "Fake Speaker", "max_input_channels": 0, "max_output_channels": 2, "default_samplerate": RATE_HZ},
    ]


def _initialize():
    pass


_terminate = _initialize


class Stream:
    """Calls back once a block, in real time."""

    def __init__(self, samplerate, blocksize, channels, callback, **rest):
        self.samples, self.channels, self.callback, self.active = blocksize, channels, callback, False
        self.block_s = blocksize / samplerate
        self.thread = threading.Thread(target=self._run)

    @property
    def time(self):
        return time.perf_counter()

    def start(self):
        self.active = True
        self.thread.start()

    def abort(self, ignore_errors=True):
        self.active = False
        if self.thread.is_alive():
            self.thread.join()

    close = abort

    def _run(self):
        due_s = time.perf_counter()
        while self.active:
            due_s += self.block_s
            time.sleep(max(0.0, due_s - time.perf_counter()))
            times = SimpleNamespace(
                currentTime=due_s, inputBufferAdcTime=due_s - self.block_s, outputBufferDacTime=due_s + 0.02
            )
            self._block(np.zeros((self.samples, self.channels), np.float32), times)


class InputStream(Stream):
    def start(self):
        self.person = np.zeros(0, np.float32)
        if Path("person.wav").exists():
            pcm, rate_hz = soundfile.read("person.wav", dtype="float32")
            at = np.arange(0, len(pcm), rate_hz / RATE_HZ)
            self.person = 0.5 * np.interp(at, np.arange(len(pcm)), pcm).astype(np.float32)
        self.noise = np.random.default_rng(0).normal(0, 1e-4, self.samples).astype(np.float32)
        super().start()

    def _block(self, pcm, times):
        pcm[:, 0] = self.noise
        if Moment.quiet(times.currentTime):
            Path("quiet").touch()
        if len(self.person) and Moment.quiet(times.currentTime - BREATH_S):
            Moment.spoken_s = times.currentTime
        if len(self.person) and Moment.spoken_s is not None:
            count = min(self.samples, len(self.person))
            pcm[:count, 0] += self.person[:count]
            self.person, Moment.spoken_s = self.person[count:], times.currentTime
            if not len(self.person):
                Path("spoken").touch()
        self.callback(pcm, self.samples, times, None)


class OutputStream(Stream):
    def _block(self, pcm, times):
        self.callback(pcm, self.samples, times, None)
        with open("heard.f32", "ab") as file:
            file.write(pcm[:, 0].tobytes())
        if np.abs(pcm).max() > AUDIBLE:
            Moment.audible_s = times.currentTime
        answered = Moment.spoken_s is not None and Moment.audible_s > Moment.spoken_s
        if answered and Moment.quiet(times.currentTime) and not Moment.over:
            Moment.over = True
            os.kill(os.getppid(), signal.SIGINT)


class Moment:
    """What the streams know of each other."""

    spoken_s = None  # when the person spoke last
    audible_s = time.perf_counter()  # when the loudspeaker did
    over = False

    @classmethod
    def quiet(cls, now_s):
        return now_s > cls.audible_s + SILENCE_S
