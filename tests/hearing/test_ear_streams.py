"""The ear process with real PortAudio streams on a simulated sound card (PulseAudio, an echo of −12 dB)."""

import os
import signal
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest

from localvoice.events import FRAME_S, RATE_HZ, Frame
from localvoice.hearing.apart.process import EarProcess
from localvoice.hearing.apart.wire import Order

BENCHES = Path(__file__).parents[2] / "scripts" / "benches"
sys.path.append(str(BENCHES))
from _card import NoCard, missing, simulated_card  # noqa: E402

pytestmark = [pytest.mark.audio, pytest.mark.skipif(bool(missing()), reason=missing())]

VOICE_HZ = 22_050
HANGS_S = 20.0  # who has not come to an end by then never will
TRIES = 3


@pytest.fixture(autouse=True, scope="module")
def card():
    try:
        with pytest.MonkeyPatch.context() as patch, simulated_card() as environment:
            for name, value in environment.items():
                patch.setenv(name, value)
            yield
    except NoCard as error:
        pytest.skip(str(error))


def tone(seconds, hz):
    return (0.5 * np.sin(2 * np.pi * hz * np.arange(round(seconds * VOICE_HZ)) / VOICE_HZ)).astype(np.float32)


def loud(frame: Frame, hz: float) -> bool:
    """Is there such a tone in it, as loud as the echo of ours?"""
    turn = np.exp(-2j * np.pi * hz * np.arange(len(frame.pcm)) / RATE_HZ)
    return 2 * abs(np.mean(frame.pcm * turn)) > 0.5 * 10 ** (-12 / 20) / 2


def test_the_voice_is_heard_and_after_a_crash_the_rest_of_it():
    with EarProcess(Order("default", "default", VOICE_HZ, aec="off", latency_s=0.08)) as ear:
        for _ in range(30):
            assert not loud(ear.next(), 500)
        ear.loudspeaker.write(np.concatenate([tone(1.5, 500), tone(1.5, 900)]))
        while not loud(frame := ear.next(), 500):
            pass
        begun_s = ear.loudspeaker.heard_at_s(0)
        assert frame.start_s == pytest.approx(begun_s + 0.040, abs=0.080)  # the echo, to a frame or two
        os.kill(ear._child.pid, signal.SIGKILL)
        frames = []
        while not (frames and loud(frames[-1], 900)):
            frames.append(ear.next())
        assert any(not frame.pcm.any() for frame in frames)
        assert any(loud(frame, 500) for frame in frames[len(frames) // 2 :])
        while ear.loudspeaker.queued:
            frames.append(ear.next())
        assert ear.loudspeaker.played == 3 * VOICE_HZ
        last_s = ear.loudspeaker.heard_at_s(ear.loudspeaker.played - 1)
        assert last_s == pytest.approx(frames[-1].end_s, abs=0.3)
        assert (np.diff([frame.start_s for frame in frames]) > 0).all()
        assert any("(signal 9)" in notice for notice in ear.notices())  # a busy machine has more to say


def test_the_voice_plays_to_its_end_while_the_main_process_holds_the_interpreter():
    """A sound in this process would stand still like the thread that looks on; a busy machine may stop any, once."""
    for _ in range(TRIES):
        looked, played_s = played_while_the_interpreter_is_held(1.5)
        assert looked == 0
        if played_s == pytest.approx(1.5, abs=0.1):
            return
    pytest.fail(f"1.5 s took {played_s:.1f} s")


def played_while_the_interpreter_is_held(seconds):
    """How often another thread of this process looked on meanwhile, and how long the sound took."""
    looks, stop, usual_s = [], threading.Event(), sys.getswitchinterval()

    def look():
        while not stop.wait(0.001):
            looks.append(True)

    with EarProcess(Order("default", "default", VOICE_HZ, aec="off", latency_s=0.04)) as ear:
        other = threading.Thread(target=look)
        other.start()
        try:
            ear.loudspeaker.write(tone(0.3, 500))
            while not (ear.loudspeaker.played and looks):
                ear.next()
            sys.setswitchinterval(2 * HANGS_S)
            start = ear.loudspeaker.write(tone(seconds, 500))  # whatever has been played meanwhile
            ear.next()  # who waited for the old interval has had its turn
            before, until_s = len(looks), time.monotonic() + seconds + 0.2
            while time.monotonic() < until_s:
                pass
            looked = len(looks) - before
        finally:
            sys.setswitchinterval(usual_s)
            stop.set()
            other.join()
        while ear.loudspeaker.queued:
            ear.next()
        first_s, last_s = (ear.loudspeaker.heard_at_s(index) for index in (start, ear.loudspeaker.written - 1))
    return looked, last_s - first_s


def test_neither_a_command_nor_the_answer_to_a_flush_waits_for_the_next_frame():
    def took_s(call):
        start_s = time.perf_counter()
        call()
        return time.perf_counter() - start_s

    def speak():
        ear.loudspeaker.write(np.zeros(VOICE_HZ // 10, np.float32))
        ear.loudspeaker.fade(0.5)

    def listen():
        while not stop.is_set():
            ear.next()

    stop = threading.Event()
    with EarProcess(Order("default", "default", VOICE_HZ, aec="off", latency_s=0.04)) as ear:
        other = threading.Thread(target=listen)
        other.start()
        try:
            answer = lambda: ear.loudspeaker.flush().result(HANGS_S)  # noqa: E731
            rounds = [(took_s(speak), took_s(answer)) for _ in range(200)]
        finally:
            stop.set()
            other.join()
    speak_s, answer_s = np.median(rounds, axis=0)
    assert speak_s < 0.003
    assert answer_s < FRAME_S / 2
