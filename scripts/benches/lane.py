"""How long does a new transcription step wait while a 5 s sentence is being spoken? Real threads, real time.

The lane steps a voice and the transcription in the order of the schedule. Under `utterance-lock`, the field's usual
policy, one lock is held until a sentence is made whole, and the transcription waits for it. Voices: the real espeak-ng,
and a simulated slow neural one, each of whose steps (80 ms of sound) takes a stated time off the interpreter, as a
GPU's would. Pieces are asked for by the cascade's rule, when playback would run dry; requests for a transcription step
come until the sentence's last piece is made.
"""

import argparse
import json
import math
import random
import threading
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from statistics import median

import anyio
import numpy as np
from _ears import table

from localvoice.clock import RealClock
from localvoice.engine.lane import Lane
from localvoice.events import Manner, Speech
from localvoice.models import espeak
from localvoice.models.roles import Voice
from localvoice.understanding.mind import AHEAD_S

SENTENCE = (
    "Your appointment with the dentist is on Tuesday at half past ten, and the bus that leaves at ten gets there."
)
SENTENCE_S, PIECE_S = 5.0, 0.08
GAP_S = (0.05, 0.25)  # between the requests for a transcription step: uniform
DECODE_S = 0.004  # a transcription step, simulated


class Slow:
    """A simulated neural voice, as slow as stated."""

    rate_hz = 24_000

    def __init__(self, step_s: float) -> None:
        self._step_s = step_s

    def say(self, phrase: str, manner: Manner) -> Generator[Speech, None, None]:
        for _ in range(round(SENTENCE_S / PIECE_S)):
            time.sleep(self._step_s)
            yield Speech(np.zeros(round(PIECE_S * self.rate_hz), np.float32))


@dataclass
class Seen:
    """What one run of one policy measured, in seconds."""

    waits_s: list[float] = field(default_factory=list)  # of transcription steps, from request to begin
    steps_s: list[float] = field(default_factory=list)  # of the voice
    sounds_s: list[float] = field(default_factory=list)  # length of each sentence

    def row(self) -> dict:
        return {
            "trials": len(self.waits_s),
            "wait_p50_ms": _ms(self.waits_s, 50),
            "wait_p99_ms": _ms(self.waits_s, 99),
            "wait_max_ms": _ms(self.waits_s, 100),
            "voice_step_p50_ms": _ms(self.steps_s, 50),
            "voice_step_p99_ms": _ms(self.steps_s, 99),
            "sentences": len(self.sounds_s),
            "sentence_s": round(median(self.sounds_s), 2),
        }


def localvoice(voice: Voice, sentences: int) -> Seen:
    """The lane: both are jobs, and the transcription is wanted at once."""
    seen = Seen()

    async def speak(lane: Lane) -> None:
        began_s, made_s = time.perf_counter(), 0.0

        def due_s() -> float:
            ahead_s = max(0.0, made_s - (time.perf_counter() - began_s))
            return math.inf if ahead_s > AHEAD_S else ahead_s

        def say() -> Generator[None, None, None]:
            nonlocal made_s
            for piece in voice.say(SENTENCE, Manner()):
                made_s += len(piece.pcm) / voice.rate_hz
                yield

        async with lane.stream("say", say, due_s) as pieces:
            async for _ in pieces:
                pass
        seen.sounds_s.append(made_s)

    async def transcribe(lane: Lane, spoken: anyio.Event, gaps: random.Random) -> None:
        while True:
            await anyio.sleep(gaps.uniform(*GAP_S))
            if spoken.is_set():
                return
            asked_s = time.perf_counter()
            began_s = await lane.call("recognise", _decode)
            seen.waits_s.append(began_s - asked_s)

    async def main() -> None:
        with Lane(RealClock(), lambda step: _note(seen, step.job == "say", step.end_s - step.start_s)) as lane:
            for number in range(sentences):
                spoken = anyio.Event()
                async with anyio.create_task_group() as tasks:
                    tasks.start_soon(transcribe, lane, spoken, random.Random(number))
                    await speak(lane)
                    spoken.set()

    anyio.run(main)
    return seen


def utterance_lock(voice: Voice, sentences: int) -> Seen:
    """Two threads and one lock, held for a whole sentence; a request is made at a uniformly random moment of each."""
    seen, lock, made_in_s = Seen(), threading.Lock(), 0.0

    def speak(began: threading.Event) -> None:
        nonlocal made_in_s
        with lock:
            began.set()
            made_s = 0.0
            locked_s = start_s = time.perf_counter()
            for piece in voice.say(SENTENCE, Manner()):
                made_s += len(piece.pcm) / voice.rate_hz
                _note(seen, True, time.perf_counter() - start_s)
                start_s = time.perf_counter()
            seen.sounds_s.append(made_s)
            made_in_s = start_s - locked_s

    speak(threading.Event())  # how long the lock is held
    for number in range(sentences):
        began = threading.Event()
        speaker = threading.Thread(target=speak, args=(began,), name="speaker")
        speaker.start()
        began.wait()
        time.sleep(random.Random(number).uniform(0.0, made_in_s))
        asked_s = time.perf_counter()
        with lock:
            seen.waits_s.append(_decode() - asked_s)
        speaker.join()
    return seen


def measure(step_s: float, lane_sentences: int, lock_sentences: int) -> dict:
    voices: dict[str, Callable[[], Voice]] = {
        "espeak-ng": lambda: espeak.load(voice="en-us"),
        f"slow, simulated {1000 * step_s:.0f} ms a step": lambda: Slow(step_s),
    }
    rows = []
    for name, load in voices.items():
        rows.append({"policy": "localvoice", "voice": name, **localvoice(load(), lane_sentences).row()})
        rows.append({"policy": "utterance-lock", "voice": name, **utterance_lock(load(), lock_sentences).row()})
    return {"step_ms": 1000 * step_s, "rows": rows}


def _decode() -> float:
    """One transcription step, simulated; when it began."""
    began_s = time.perf_counter()
    time.sleep(DECODE_S)
    return began_s


def _note(seen: Seen, voice: bool, took_s: float) -> None:
    if voice:
        seen.steps_s.append(took_s)


def _ms(values_s: list[float], percent: float) -> float | None:
    return round(1000 * float(np.percentile(values_s, percent)), 1) if values_s else None


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--step-ms", type=float, default=40.0, help="of the slow voice, for each 80 ms of sound")
    parser.add_argument("--sentences", type=int, default=12, help="spoken through the lane, with each voice")
    parser.add_argument("--lock-sentences", type=int, default=24, help="spoken under the lock: one trial each")
    options = parser.parse_args()
    result = measure(options.step_ms / 1000, options.sentences, options.lock_sentences)
    if options.json:
        print(json.dumps(result, indent=2))
    else:
        print(table([tuple(row.values()) for row in result["rows"]], tuple(result["rows"][0])))
