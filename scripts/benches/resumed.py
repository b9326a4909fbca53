"""Processor seconds of recognition for each spoken second, on turns with 0, 2 and 4 pauses, asked at each of them.

Commands spoken by synthetic voices, with pauses put between their words. At each pause and at the end the listener is
asked for the turn with every frame so far, as a conversation asks. `--anew` gives it other frames each time, so that it
cannot go on where it was: what a turn with pauses costs then. Processor time, of all of its processes, so that it does
not matter what else the machine does.
"""

import argparse
import json
import resource
import time
from collections.abc import AsyncIterator
from functools import partial
from itertools import pairwise
from pathlib import Path

import anyio
import numpy as np
from _ears import Ears, table
from _pauses import VOICES, said

from localvoice.clock import RealClock
from localvoice.engine.costs import Costs
from localvoice.engine.lane import Lane
from localvoice.events import FRAME_S, FRAME_SAMPLES, RATE_HZ, Frame
from localvoice.understanding.cold import COLD
from localvoice.understanding.listening import Listener

PAUSES = (0, 2, 4)
PAUSE_S, ASKED_S = 0.5, 0.128  # a pause; the listener is asked so long after its beginning
WORDS = 6  # of a sentence at least
SENTENCES = 6
QUIET_DB = -62.0


def turn(sentence: str, voice: str, pauses: int) -> tuple[list[Frame], list[int]]:
    """Its frames, and how many of them there are when the listener is asked, for the last time all."""
    pcm, starts = said(sentence, voice)
    words = len(starts)
    cuts = [0, *(starts[words * (number + 1) // (pauses + 1)] for number in range(pauses)), len(pcm)]
    quiet, pieces, asked = np.zeros(round(PAUSE_S * RATE_HZ)), [np.zeros(RATE_HZ // 4)], []
    for start, end in pairwise(cuts):
        pieces += [pcm[start:end], quiet]
        asked.append(sum(map(len, pieces)) - round((PAUSE_S - ASKED_S) * RATE_HZ))
    sound = np.concatenate(pieces)
    sound = sound + np.random.default_rng(0).normal(0, 10 ** (QUIET_DB / 20), len(sound))
    frames = sound[: len(sound) // FRAME_SAMPLES * FRAME_SAMPLES].astype(np.float32).reshape(-1, FRAME_SAMPLES)
    return _frames(frames), [at // FRAME_SAMPLES for at in asked]


def _frames(pcm: np.ndarray) -> list[Frame]:
    return [Frame(piece, 0.9, number * FRAME_S) for number, piece in enumerate(pcm)]


async def measure(anew: bool) -> dict[str, float]:
    lines = (Path(__file__).parent / "commands.txt").read_text().splitlines()
    sentences = [line.split("\t")[0] for line in lines if len(line.split("\t")[0].split()) >= WORDS]
    chosen = sentences[:: len(sentences) // SENTENCES][:SENTENCES]
    idle_s = await _spent_s([], anew)
    result = {}
    for pauses in PAUSES:
        turns = [turn(sentence, VOICES[number % len(VOICES)], pauses) for number, sentence in enumerate(chosen)]
        spoken_s = sum(asked[-1] for _, asked in turns) * FRAME_S
        result[f"{pauses}"] = round((await _spent_s(turns, anew) - idle_s) / spoken_s, 3)
    return result


async def _spent_s(turns: list[tuple[list[Frame], list[int]]], anew: bool) -> float:
    """What a recogniser costs that is loaded, hears these turns and is closed."""
    before_s = _processor_s()
    ears = Ears("assistant")
    with Lane(RealClock()) as lane:
        listener = Listener(lane, RealClock(), ears.recogniser, ears.toolbox.grammar, Costs(COLD))
        await listener.warm()
        listener.warm_for_interruptions((), print)
        for frames, asked in turns:
            for count in asked:
                heard = _frames(np.array([frame.pcm for frame in frames[:count]])) if anew else frames[:count]
                await listener.recognise(_spoken(heard), lambda words: None)
    ears.recogniser.close()
    return _processor_s() - before_s


def _processor_s() -> float:
    """Of this process and of those that have ended."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + ended.ru_utime + ended.ru_stime


async def _spoken(frames: list[Frame]) -> AsyncIterator[Frame]:
    for frame in frames:
        yield frame


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--anew", action="store_true", help="hear every frame again at each pause")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    result = anyio.run(partial(measure, options.anew))
    if options.json:
        print(json.dumps(result, indent=2))
    else:
        print(table(list(result.items()), ("pauses", "recognition s for each spoken s")))
