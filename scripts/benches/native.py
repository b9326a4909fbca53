"""How much memory and time does a whole turn of full-size LFM2.5-Audio take here? Random weights, as published."""

import argparse
import json
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import _native
import numpy as np
from _ears import table

from localvoice.models import blas  # noqa: F401

# isort: split
import mlx.core as mx
from mlx.utils import tree_flatten

from localvoice.app.fit import WORK_GB, context_gb, weights_gb
from localvoice.engine import machine, memory
from localvoice.models import lfm_audio
from localvoice.models.native import Sound
from localvoice.models.roles import Ended, Read, Sampling, Text
from localvoice.store import weights

NAME, GIB = "lfm2.5-audio-4bit", 2**30
HEARD_S = 3.0


def turn(folder: Path, tokens: int) -> dict[str, Any]:
    """One whole turn with the model in `folder`, of so many tokens of text."""
    memory.limit(0.0)
    gpu = bool(machine.read().gpu_cores)
    before = mx.get_active_memory()
    model = lfm_audio.load(folder)
    loaded = mx.get_active_memory() - before
    mx.reset_peak_memory()
    network: Any = model.network
    count = sum(array.size for part in (network.model, network.detokenizer) for array in _arrays(part))
    chat = model.open("You are kind.", [])
    began_s, took = time.perf_counter(), dict[str, list[float]]()
    heard = np.random.default_rng(0).normal(0, 0.1, round(16_000 * HEARD_S)).astype(np.float32)
    for told in chat.reply(heard, Sampling(temperature=0, max_tokens=tokens)):
        now_s = time.perf_counter()
        name = {Read: "read", Text: "token", Sound: "frame", Ended: "end"}[type(told)]
        took.setdefault(name, []).append(1000 * (now_s - began_s))
        began_s = now_s
    planned = replace(weights.read(weights.path()).models[NAME], bits=0 if gpu else 32)
    predicted = weights_gb(planned, gpu) + context_gb(planned, len(chat.context.positions), gpu) + WORK_GB
    peak = mx.get_peak_memory() / GIB
    return {
        "millions_of_weights": round(count / 1e6, 1),
        "loaded_gb": round(loaded / GIB, 3),
        "weights_predicted_gb": round(weights_gb(planned, gpu), 3),
        "peak_gb": round(peak, 3),
        "predicted_gb": round(predicted, 3),
        "off_percent": round(100 * (predicted / peak - 1), 1),
        "bytes_per_position": round(chat.context.bytes / max(1, len(chat.context.positions))),
        "median_ms": {name: round(float(np.median(each)), 1) for name, each in took.items()},
        "steps": {name: len(each) for name, each in took.items()},
    }


def _arrays(model: Any) -> list[mx.array]:
    found: Any = tree_flatten(model.parameters())
    return [array for _, array in found]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, help="where the random model is kept; made when it is not there")
    parser.add_argument("--tiny", action="store_true", help="the tests' size")
    parser.add_argument("--tokens", type=int, default=13, help="of the answer's text")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        place = options.folder or Path(temporary)
        if not (place / "config.json").is_file():
            _native.make(place, full=not options.tiny, dtype=mx.bfloat16)
            mx.clear_cache()
        result = turn(place, options.tokens)
    print(json.dumps(result, indent=2) if options.json else table([*result.items()], ("what", "measured")))
