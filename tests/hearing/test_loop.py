"""Nothing in the ear may stop the event loop: a meter beside processes that answer late, hang and crash.

The late process is a fake `Child`: its words come when the test's clock of waits says so, never by themselves.
"""

import asyncio
import signal
import threading
import time
from functools import partial
from pathlib import Path

import anyio
import numpy as np
import pytest
from stall_meter import longest_stall_s

from localvoice.audio.card.card import Card, System
from localvoice.audio.card.streams import Wanted
from localvoice.audio.loudspeaker import Reached, Stretch
from localvoice.audio.open import opened
from localvoice.clock import RealClock
from localvoice.errors import DeviceError
from localvoice.events import FRAME_S, FRAME_SAMPLES, Frame
from localvoice.hearing.apart import process as ear_process
from localvoice.hearing.apart.child import Child
from localvoice.hearing.apart.process import EarProcess
from localvoice.hearing.apart.wire import Flush, Gone, Heard, Order, Ready, Told, Voice
from localvoice.hearing.ear import frames

HERE = Path(__file__).parent
RATE = 16_000
LATE_S = 0.1  # what everything takes here
LONGEST_S = LATE_S / 2  # that the loop may stand still; a busy machine lets it wait too


class Late:
    """A process for sound that takes `LATE_S` for everything: to start, to answer, to tell of its end, to end."""

    def __init__(self, order, dies_after=10_000):
        time.sleep(LATE_S)
        self.shared, self.pid, self.words, self.count, self.dies_after = self, 1, [(LATE_S, Ready())], 0, dies_after
        self.lock, self.killed, self.taken = threading.Lock(), threading.Event(), 0

    def figure(self, which):
        return 0

    def room(self):
        return 4 * RATE

    def put_voice(self, pcm):
        self.taken += len(pcm)
        return self.taken

    def take(self, number):
        return Frame(np.zeros(FRAME_SAMPLES, np.float32), 0.0, number * FRAME_S)

    def tell(self, word):
        match word:
            case Flush():
                self.words.append((LATE_S, Told(Reached(100))))
            case Voice(_, index):
                self.words.append((LATE_S, Told(Stretch(index, index + 100, 1.0))))

    def word(self, wait_s):
        if self.killed.is_set() or self.count > self.dies_after:
            time.sleep(LATE_S)
            return Gone("signal 9")
        if self.words:
            late_s, word = self.words.pop(0)
            time.sleep(late_s)
            return word
        self.count += 1
        self.killed.wait(min(wait_s, FRAME_S))
        return Heard(self.count)

    def kill(self):
        self.killed.set()

    def close(self):
        time.sleep(LATE_S)


def late(**how):
    return EarProcess(Order("default", "default", RATE), partial(Late, **how))


def test_a_process_that_answers_late_does_not_stop_the_loop():
    async def main(meter):
        ear = late()
        answers = []
        async with opened(ear):
            count = 0
            async for _ in frames(ear, True, RealClock()):
                count += 1
                index = ear.loudspeaker.write(np.ones(800, np.float32))
                ear.loudspeaker.fade(0.3)
                answers.append(ear.loudspeaker.flush())
                assert ear.loudspeaker.heard_at_s(index) is None
                assert ear.loudspeaker.queued == 0
                if count == 3:
                    break
        assert all(answer.done() for answer in answers)
        assert meter.ticks > 10

    assert longest_stall_s(main, LONGEST_S) < LONGEST_S


def test_a_process_that_dies_is_started_again_beside_the_loop(monkeypatch):
    monkeypatch.setattr(ear_process, "RETRY_S", 0.0)

    async def main(meter):
        ear = late(dies_after=3)
        async with opened(ear):
            count = 0
            async for _ in frames(ear, True, RealClock()):
                count += 1
                ear.loudspeaker.write(np.ones(800, np.float32))
                ear.loudspeaker.flush()
                if count == 6:
                    break
        assert any("started again" in notice for notice in ear.notices())

    assert longest_stall_s(main, LONGEST_S) < LONGEST_S


class Never(Late):
    """Does not come up."""

    def __init__(self, made, order):
        super().__init__(order)
        self.words = []
        made.append(self)

    def word(self, wait_s):
        return Gone("signal 9") if self.killed.wait(wait_s) else None


@pytest.fixture
def never():
    """Makes one; its start of half a minute may not be waited for, and nothing of it may be left."""
    made, began_s = [], time.monotonic()
    yield lambda: EarProcess(Order("default", "default", RATE), partial(Never, made))
    assert time.monotonic() - began_s < ear_process.START_S / 2
    assert made
    assert all(child.killed.is_set() for child in made)


def test_a_start_that_takes_half_a_minute_can_be_cancelled_at_once(never):
    async def main(meter):
        with anyio.move_on_after(2 * LATE_S) as scope:
            async with opened(never()):
                pytest.fail("it never starts")
        assert scope.cancelled_caught

    assert longest_stall_s(main, LONGEST_S) < LONGEST_S


def test_ctrl_c_ends_a_start_that_takes_half_a_minute(never):
    async def main():
        asyncio.get_running_loop().call_later(2 * LATE_S, signal.raise_signal, signal.SIGINT)
        async with opened(never()):
            pytest.fail("it never starts")

    with pytest.raises(KeyboardInterrupt):
        anyio.run(main)


def test_a_start_that_fails_is_one_sentence_and_no_group():
    class Broken(Late):
        def word(self, wait_s):
            return Gone("exit code 1")

    async def main():
        async with opened(EarProcess(Order("default", "default", RATE), Broken)):
            pytest.fail("it does not start")

    with pytest.raises(DeviceError, match=r"did not start \(exit code 1\)"):
        anyio.run(main)


def test_a_real_process_is_started_heard_and_ended_beside_the_loop(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", f"{HERE}:{HERE.parents[1]}")

    async def main(meter):
        ear = EarProcess(Order("default", "hum", RATE), partial(Child, module="humming_ear"))
        async with opened(ear):
            count = 0
            async for _ in frames(ear, True, RealClock()):
                count += 1
                ear.loudspeaker.write(np.ones(800, np.float32))
                if count % 20 == 0:
                    ear.loudspeaker.flush()
                if count == 100:
                    break

    assert longest_stall_s(main, LONGEST_S) < LONGEST_S


def test_a_device_that_opens_slowly_does_not_stop_the_loop(slow_card):
    async def main(meter):
        async with opened(Card(System(slow_card, sleep=lambda _: None, defaults=lambda: None), Wanted(), RATE)):
            pass
        assert not any(stream.active for stream in slow_card.streams)

    assert longest_stall_s(main, LONGEST_S) < LONGEST_S


@pytest.fixture
def slow_card():
    """A sounddevice module that takes its time."""
    from types import SimpleNamespace

    class Slow:
        PortAudioError = OSError
        default = SimpleNamespace(device=(0, 0))

        def __init__(self):
            self.streams = []

        def query_devices(self):
            time.sleep(LATE_S)
            name = {"name": "Slow", "max_input_channels": 1, "max_output_channels": 2}
            return [{**name, "default_samplerate": RATE}]

        def InputStream(self, **how):
            time.sleep(LATE_S)
            stream = SimpleNamespace(active=True, start=lambda: None)
            stream.abort = stream.close = lambda ignore_errors: setattr(stream, "active", False)
            self.streams.append(stream)
            return stream

        OutputStream = InputStream

    return Slow()
