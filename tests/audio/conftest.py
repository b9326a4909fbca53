"""A hand-stepped clock and a sound card made of numbers, for all tests of the audio room."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest


class HandClock:
    """Shows what the test sets."""

    def __init__(self):
        self.at_s = 0.0

    def now_s(self):
        return self.at_s

    def restart(self):
        self.at_s = 0.0

    async def until(self, due_s):
        self.at_s = max(self.at_s, due_s)


class Stream:
    """One PortAudio stream of the fake card; `step` plays or records one 10 ms block."""

    def __init__(self, card, kind, device, samplerate, blocksize, channels, callback, **rest):
        card.open(kind, device)
        self.card, self.kind, self.rate, self.block = card, kind, samplerate, blocksize
        self.channels, self.callback, self.active, self.due_s = channels, callback, False, card.now_s

    time = property(lambda self: self.card.now_s)

    def start(self):
        self.active, self.due_s = True, self.card.now_s + self.block / self.rate

    def abort(self, ignore_errors=True):
        self.active = False

    close = abort

    def step(self):
        pcm = np.zeros((self.block, self.channels), np.float32)
        times = SimpleNamespace(
            currentTime=self.due_s,
            inputBufferAdcTime=self.due_s - self.block / self.rate - self.card.in_s,
            outputBufferDacTime=self.due_s + self.card.out_s,
        )
        if self.kind == "input":
            pcm[:, 0] = self.card.mic(self.block)
        self.callback(pcm, self.block, times, self.card.flags)
        if self.kind == "output":
            self.card.heard.append(pcm)
            self.card.heard_s.append(times.outputBufferDacTime)
        self.due_s += self.block / self.rate


class FakeCard:
    """The sounddevice module, with time that passes only while somebody sleeps."""

    class PortAudioError(Exception):
        pass

    def __init__(self):
        self.now_s, self.scans, self.stopped, self.refuses = 100.0, 0, False, set()
        self.in_s, self.out_s, self.flags = 0.005, 0.020, False
        self.rates, self.streams, self.heard, self.heard_s = [48_000, 44_100], [], [], []
        self.default = SimpleNamespace(device=(0, 1))
        self.names = ["Desk Mic", "Desk Speaker"]
        self.mic = lambda count: np.full(count, 0.01, np.float32)

    def query_devices(self):
        return [
            {
                "name": name,
                "max_input_channels": 1 - i % 2,
                "max_output_channels": 2 * (i % 2),
                "default_samplerate": rate,
            }
            for i, (name, rate) in enumerate(zip(self.names, self.rates, strict=False))
        ]

    def open(self, kind, device):
        if kind in self.refuses:
            raise self.PortAudioError("Device unavailable [PaErrorCode -9985]")

    def InputStream(self, **how):
        self.streams.append(Stream(self, "input", **how))
        return self.streams[-1]

    def OutputStream(self, **how):
        self.streams.append(Stream(self, "output", **how))
        return self.streams[-1]

    def _terminate(self):
        self.streams.clear()

    def _initialize(self):
        self.scans += 1

    def sleep(self, seconds):
        self.now_s += seconds
        while due := [s for s in self.streams if s.active and not self.stopped and s.due_s <= self.now_s]:
            min(due, key=lambda stream: stream.due_s).step()

    def clock(self):
        return self.now_s


@pytest.fixture
def clock():
    return HandClock()


@pytest.fixture
def card():
    return FakeCard()


@pytest.fixture(scope="session")
def data():
    """The folder of shared recordings; a test that needs it is skipped where it is missing."""
    folder = Path(__file__).parents[2].parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("the shared recordings are not beside this repository")
    return folder
