"""Do models that came in another form work? Heard, judged, spoken and answered with published weights."""

from pathlib import Path

import numpy as np
import pytest
import soxr

from localvoice.audio.wav import read_speech
from localvoice.events import Manner
from localvoice.models import kokoro, lm, smart_turn, whisper

# isort: split
import mlx.core as mx

pytestmark = pytest.mark.real
DATA = Path(__file__).parents[3] / "shared" / "data"
READINGS = DATA / "librispeech-test-other-30"
ORDERS = DATA / "picovoice-spoken-commands"


def sound(file):
    """(samples,) float32 at 16 kHz."""
    if not file.exists():
        pytest.skip(f"{file.parent.name} is not there")
    return read_speech(file)[0]


def words(text):
    return "".join(sign for sign in text.lower() if sign.isalpha() or sign == " ").split()


def heard(model, pcm):
    utterance = model.listen(None)
    utterance.feed(pcm)
    return utterance.transcript()


@pytest.fixture(scope="module")
def whisper_base(real):
    return whisper.load(real("whisper-base"), language="en")


@pytest.mark.parametrize(("name", "clip", "least"), [("base", "0001", 8), ("base", "0003", 10), ("tiny", "0003", 9)])
def test_whisper_reads_a_hard_reader(real, whisper_base, name, clip, least):
    """`least`: of the reading's words, so many; the readers were chosen for being misunderstood."""
    model = whisper_base if name == "base" else whisper.load(real("whisper-tiny-en"))
    file = READINGS / f"2033-164914-{clip}.flac"
    pcm = sound(file)
    said = dict(line.split("\t") for line in next(READINGS.glob("*.t*")).read_text().splitlines())[file.stem]
    transcript = heard(model, pcm)
    assert transcript.accepted
    assert len(set(words(said)) & set(words(transcript.text))) >= least


def test_smollm_answers_a_question(real):
    model = lm.load(real("smollm2-135m"))
    prompt = model.tokenizer.encode("The capital of France is Paris. The capital of Germany is")
    likeliest = model.model(mx.array([prompt]))[0, -1].argmax().item()
    assert model.tokenizer.decode([likeliest]) == " Berlin"


def test_smart_turn_tells_a_whole_order_from_half_of_it(real):
    judge = smart_turn.load(real("smart-turn-v3"))
    files = sorted(ORDERS.rglob("*.wav"))[:8]
    if not files:
        pytest.skip("picovoice-spoken-commands is not there")
    whole = [judge.judge(sound(file)) for file in files]
    half = [judge.judge(sound(file)[: len(sound(file)) // 2]) for file in files]
    assert np.mean(whole) > np.mean(half) + 0.2


def test_what_kokoro_says_is_understood(real, whisper_base):
    """With a Japanese voice, as packages have no other: it speaks English, and sounds foreign."""
    voice = kokoro.load(real("kokoro"), "jf_alpha")
    pcm = np.concatenate([piece.pcm for piece in voice.say("The timer is set for ten minutes.", Manner())])
    said = words(heard(whisper_base, soxr.resample(pcm, voice.rate_hz, 16_000)).text)
    assert {"timer", "set", "minutes"} <= set(said)
