"""Who hears patiently hears the same: what is told later is no other sentence, and the lane does not wait for it."""

import numpy as np
import pytest

from localvoice.audio.resample import resample
from localvoice.events import Manner
from localvoice.models import espeak, pocketsphinx
from localvoice.models.roles import Patient
from localvoice.tools.reading.grammar import grammar
from localvoice.tools.skills import timers

SAID = "set a timer for ten minutes"


@pytest.fixture(scope="module")
def ears():
    loaded = pocketsphinx.load()
    yield loaded
    loaded.close()


@pytest.fixture(scope="module")
def pcm():
    voice = espeak.load()
    said = np.concatenate([piece.pcm for piece in voice.say(SAID, Manner())])
    silence = np.zeros(8000, np.float32)
    return np.concatenate([silence, resample(said, voice.rate_hz, 16_000), silence])


def heard(ears, pcm, patient, pauses=()):
    ears.patient(patient)
    utterance = ears.listen(grammar(timers.INTENTS))
    for number, at in enumerate(range(0, len(pcm), 512)):
        utterance.feed(pcm[at : at + 512])
        if number in pauses:
            utterance.transcript()
    transcript = utterance.transcript()
    utterance.close()
    return transcript


def test_a_patient_pair_of_ears_hears_the_same_sentence(ears, pcm):
    assert isinstance(ears, Patient)
    at_once = heard(ears, pcm, False)
    assert at_once.text.startswith("set a timer")
    assert heard(ears, pcm, True) == at_once


def test_it_may_be_asked_in_between(ears, pcm):
    assert heard(ears, pcm, True, pauses=(20, 40, 41)) == heard(ears, pcm, False)


def test_it_may_be_left_while_it_hears(ears, pcm):
    ears.patient(True)
    for _ in range(5):
        utterance = ears.listen(grammar(timers.INTENTS))
        utterance.feed(pcm)
        utterance.feed(pcm)
        utterance.close()
    steps = ears.listen(grammar(timers.INTENTS))
    steps.feed(pcm)
    asked = steps.transcript_steps()
    next(asked)
    asked.close()
    assert heard(ears, pcm, True).text.startswith("set a timer")
