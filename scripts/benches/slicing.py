"""What changes when Whisper's encoder gets only what was said, not 30 s? Random weights of tiny's size."""

import argparse
import json
from statistics import median
from time import perf_counter

import numpy as np
from _ears import DATA, recording, table

from localvoice.events import RATE_HZ
from localvoice.models.stepwise import whole
from localvoice.models.whisper import Whisper, _encode

# isort: split
import mlx.core as mx
from mlx_whisper.whisper import ModelDimensions
from mlx_whisper.whisper import Whisper as Network

CLIP = DATA / "asr-known-clips" / "openai-whisper" / "tests" / "jfk.flac"
TINY = ModelDimensions(80, 1500, 384, 6, 4, 51865, 448, 384, 6, 4)
SPOKEN_S = (1, 2, 4, 8)
TURNS = 3  # of both, one after the other


def measure() -> list[dict]:
    mx.random.seed(0)
    network = Network(TINY, mx.float32)
    mx.eval(network.parameters())
    padded, sliced = (Whisper(network, ("en",), sliced=sliced) for sliced in (False, True))
    rows = []
    for spoken_s in SPOKEN_S:
        pcm = recording(CLIP)[: spoken_s * RATE_HZ]
        rounds = [(_timed(padded, pcm), _timed(sliced, pcm)) for _ in range(TURNS)]
        (_, long), (_, short) = rounds[0]
        spoken = spoken_s * 50  # positions of 20 ms
        difference = np.linalg.norm(long[:spoken] - short[:spoken]) / np.linalg.norm(long[:spoken])
        times = median(long_s / short_s for (long_s, _), (short_s, _) in rounds)
        rows.append({"spoken_s": spoken_s, "times_faster": times, "difference": float(difference)})
    return rows


def _timed(whisper: Whisper, pcm: np.ndarray) -> tuple[float, np.ndarray]:
    began_s = perf_counter()
    audio = whole(_encode(whisper, pcm))
    return perf_counter() - began_s, np.array(audio[0])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    result = measure()
    if parser.parse_args().json:
        print(json.dumps(result, indent=2))
    else:
        rows = [(f"{r['spoken_s']} s", f"{r['times_faster']:.1f}", f"{100 * r['difference']:.0f} %") for r in result]
        print(table(rows, ("spoken", "times faster", "difference of the words' positions")))
