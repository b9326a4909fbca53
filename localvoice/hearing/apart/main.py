"""What runs in the ear process: it owns the sound, hears, plays, and obeys a few words. No model is imported here.

It ends when the main process closes the pipe or dies, however that dies.
"""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection

from localvoice.audio.card import devices
from localvoice.audio.echo.canceller import canceller
from localvoice.audio.open import open_sound
from localvoice.audio.shared import Figure, Shared
from localvoice.audio.sound import Sound
from localvoice.clock import RealClock
from localvoice.errors import LocalvoiceError
from localvoice.events import FRAME_S
from localvoice.hearing.apart.wire import Ended, Fade, Failed, Flush, Heard, Notice, Order, Ready, Told, Voice, Word
from localvoice.hearing.ear import Ear
from localvoice.hearing.vad import Vad

FULL_S = 0.005  # how long to wait when the main process does not take its frames
LEAVE_S = 2.0  # PortAudio may hang in closing a device that is gone; nobody waits for it then
STALE_S = 5.0  # who has waited longer for an order does not know which devices there are now
SWITCH_S = 0.0005  # a callback gets the interpreter after this at most; the default is 5 ms, half a block


def open_ear(order: Order) -> Ear:
    echo, vad = canceller(order.aec), Vad()
    sound = open_sound(
        order.mic,
        order.speaker,
        order.voice_rate_hz,
        RealClock(),
        tail_s=order.tail_s,
        latency_s=order.latency_s,
        goes_on=order.goes_on,
    )
    return Ear(sound, echo, vad, order.sign_s)


def main() -> None:
    """Arguments: the numbers of the pipe for words and of the pipe for frames."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # they reach both processes; the main one closes in order
    sys.setswitchinterval(SWITCH_S)
    words, frames = (Connection(int(number)) for number in sys.argv[1:])
    over = threading.Event()
    threading.Thread(target=leave, args=(over,), name="leave", daemon=True).start()
    prepare()
    serve(words, frames, over)


def prepare() -> None:
    """Import what most orders need and few get to know of; an order that needs it, and cannot have it, says so."""
    for load in (canceller, devices.load):
        with suppress(LocalvoiceError):
            load()


def leave(over: threading.Event) -> None:
    """However the rest hangs, the process ends."""
    over.wait()
    time.sleep(LEAVE_S)
    os._exit(1)


def serve(
    words: Connection, frames: Connection, over: threading.Event, opened: Callable[[Order], Ear] = open_ear
) -> None:
    since_s = time.monotonic()
    try:
        order = words.recv()
    except EOFError:  # nobody wants to hear
        return
    if time.monotonic() > since_s + STALE_S:
        devices.look_again()
    shared, say = Shared(order.voice_rate_hz, order.block), Mouth(frames)
    try:
        ear = opened(order)
        with ear.sound as sound:
            sound.reporter.tell = lambda report: say(Told(report))
            obeying = threading.Thread(target=obey, args=(words, sound, shared, over), name="obey")
            obeying.start()
            try:
                hear(ear, say, shared, over)
                over.wait()
            finally:
                over.set()
                obeying.join()
    except LocalvoiceError as error:
        with suppress(OSError):
            say(Failed(type(error).__name__, str(error)))
    finally:
        shared.close()


class Mouth:
    """Says one word at a time to the main process, whichever thread has it."""

    def __init__(self, frames: Connection) -> None:
        self._frames, self._lock = frames, threading.Lock()

    def __call__(self, word: Word) -> None:
        with self._lock:
            self._frames.send(word)


def hear(ear: Ear, say: Mouth, shared: Shared, over: threading.Event) -> None:
    """Frames to the main process, until there are no more, or nobody wants them."""
    with suppress(OSError):  # the main process has gone; whoever obeys will notice
        say(Ready())
        while not over.is_set() and (frame := ear.next()) is not None:
            for text in ear.notices():
                say(Notice(text))
            xruns = ear.sound.xruns()
            shared.publish(Figure.OVERRUNS, xruns["overruns"])
            shared.publish(Figure.UNDERRUNS, xruns["underruns"])
            while shared.full and not over.wait(FULL_S):
                pass
            say(Heard(shared.put(frame)))
        say(Ended())


def obey(words: Connection, sound: Sound, shared: Shared, over: threading.Event) -> None:
    """Do what the main process says, and report while no frames come, until it closes or dies."""
    looks = 0
    try:
        while not over.is_set():
            if words.poll(FRAME_S):
                do(words.recv(), sound, shared)
            elif sound.reporter.looks == looks and not shared.full:  # or else it does not listen; no flood then
                sound.reporter.look()
            looks = sound.reporter.looks
    except (EOFError, OSError):
        pass
    finally:
        over.set()


def do(word: object, sound: Sound, shared: Shared) -> None:
    match word:
        case Voice(written, index):
            sound.reporter.write(index, shared.take_voice(written))
        case Fade(gain):
            sound.reporter.fade(gain)
        case Flush():
            sound.reporter.flush()


if __name__ == "__main__":
    main()
