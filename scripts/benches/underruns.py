"""Gaps in playback while the main process holds the interpreter for 50 ms every 200 ms: one process or two.

On the simulated sound card where it is at hand, else on the default devices. The last column is the control: gaps that
are there when nobody holds the interpreter come from the machine, which has other work.
"""

import argparse
import ctypes
import json
import os
import threading
import time
from contextlib import nullcontext

import numpy as np
from _card import missing, simulated_card
from _ears import table

from localvoice.audio.echo.canceller import canceller
from localvoice.audio.loudspeaker import Loudspeaker
from localvoice.audio.open import open_sound
from localvoice.clock import RealClock
from localvoice.hearing.apart.process import EarProcess
from localvoice.hearing.apart.wire import Order
from localvoice.hearing.ear import Ear, Hearing
from localvoice.hearing.vad import Vad

RATE_HZ = 22_050  # espeak's
LATENCY_S = 0.04
HELD_S, EVERY_S = 0.050, 0.200
AHEAD_S, PIECE_S = 0.6, 0.1  # how far ahead and in which pieces the voice is written
SETTLE_S = 2.0  # PulseAudio stutters while streams start
ROUNDS = 200


def in_process() -> Hearing:
    sound = open_sound("default", "default", RATE_HZ, RealClock(), latency_s=LATENCY_S)
    return Ear(sound, canceller(), Vad())


def ear_process() -> Hearing:
    return EarProcess(Order("default", "default", RATE_HZ, latency_s=LATENCY_S))


def hold(stop: threading.Event) -> None:
    """Hold the interpreter like a library that never lets go of it."""
    sleep = ctypes.PyDLL(None).usleep
    while not stop.wait(EVERY_S - HELD_S):
        sleep(round(HELD_S * 1e6))


def listen(ear: Hearing, stop: threading.Event) -> None:
    while not stop.is_set():
        ear.next()


def speak(loudspeaker: Loudspeaker, seconds: float, stop: threading.Event) -> None:
    """Keep the loudspeaker supplied with a tone."""
    piece = 0.2 * np.sin(2 * np.pi * 300 * np.arange(round(PIECE_S * RATE_HZ)) / RATE_HZ).astype(np.float32)
    end_s = time.monotonic() + seconds
    while time.monotonic() < end_s:
        while loudspeaker.queued < AHEAD_S * RATE_HZ:
            loudspeaker.write(piece)
        stop.wait(PIECE_S / 2)


def flushed(loudspeaker: Loudspeaker) -> tuple[float, float]:
    """How long it took to write and flush, and until it was known what was heard; seconds."""
    start_s = time.perf_counter()
    loudspeaker.write(np.zeros(RATE_HZ // 10, np.float32))
    reached = loudspeaker.flush()
    done_s = time.perf_counter() - start_s
    reached.result()
    return done_s, time.perf_counter() - start_s


def measure(ear: Hearing, seconds: float, held: bool) -> dict:
    with ear.sound as sound:
        loudspeaker, stop, over = sound.loudspeaker, threading.Event(), threading.Event()
        threads = [threading.Thread(target=listen, args=(ear, over))]
        threads[0].start()
        try:
            speak(loudspeaker, SETTLE_S, stop)
            before = sound.xruns()
            if held:
                threads.append(threading.Thread(target=hold, args=(stop,)))
                threads[1].start()
            speak(loudspeaker, seconds, stop)
            after = sound.xruns()
            stop.set()
            took_s = np.array([flushed(loudspeaker) for _ in range(ROUNDS)])
        finally:
            stop.set()
            over.set()
            for thread in threads:
                thread.join()
    return {
        "seconds": seconds,
        **{name: after[name] - before[name] for name in after},
        **{
            f"{name}_p{percent}_ms": round(1000 * float(np.percentile(took_s[:, which], percent)), 3)
            for which, name in enumerate(("write_and_flush", "answer"))
            for percent in (50, 95)
        },
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with nullcontext({}) if missing() else simulated_card() as environment:
        os.environ.update(environment)  # PortAudio reads it when it is loaded, and so does the ear process
        results = {
            name: measure(start(), given.seconds, held)
            for name, start, held in (
                ("in process", in_process, True),
                ("ear process", ear_process, True),
                ("ear process, not held", ear_process, False),
            )
        }
    if given.json:
        print(json.dumps(results, indent=2))
        return
    print("real devices" if missing() else "simulated sound card", f"at {1000 * LATENCY_S:.0f} ms latency")
    names = list(next(iter(results.values())))
    rows = [(name, *(f"{results[host][name]:g}" for host in results)) for name in names]
    print(table(rows, ("", *results)))


if __name__ == "__main__":
    main()
