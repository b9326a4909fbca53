"""Who hears patiently hears the same: what is told later is no other sentence, and the lane does not wait for it."""

import numpy as np
import pytest

from localvoice.audio.resample import resample
from localvoice.errors import EngineError
from localvoice.events import Manner
from localvoice.models import espeak, pocketsphinx
from localvoice.models.roles import Patient
from localvoice.models.stepwise import whole
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


def test_more_voices_than_the_machine_can_follow_are_heard_one_after_the_other(ears, pcm):
    """Who waits has no process; nobody who waits is forgotten, and who began first hears first."""
    others = [ears.another() for _ in range(3)]
    ears._grammars.places.count, before = 2, ears._grammars.places.count
    try:
        utterances = []
        for each in others:
            each.patient(True)
            utterances.append(each.listen(grammar(timers.INTENTS)))
        for at in range(0, len(pcm), 512):
            for utterance in utterances:
                utterance.feed(pcm[at : at + 512])
        assert [bool(utterance._ears) for utterance in utterances] == [True, True, False]
        asked = utterances[2].transcript_steps()
        next(asked)
        first = utterances[0].transcript()
        utterances[0].close()
        assert whole(asked) == first
        assert first == heard(ears, pcm, False)
    finally:
        for each in others:
            each.close()
        ears._grammars.places.count = before


def test_who_was_asked_for_words_gives_its_place_to_others_and_hears_on(ears, pcm):
    other = ears.another()
    ears._grammars.places.count, before = 1, ears._grammars.places.count
    try:
        ears.patient(True)
        other.patient(True)
        half = len(pcm) // 2
        first, second = ears.listen(grammar(timers.INTENTS)), other.listen(grammar(timers.INTENTS))
        first.feed(pcm[:half])
        first.transcript()
        second.feed(pcm)
        whole_one = second.transcript()
        first.feed(pcm[half:])
        assert first.transcript() == whole_one
    finally:
        other.close()
        ears._grammars.places.count = before


@pytest.mark.parametrize("patient", [False, True])
def test_what_is_hopeless_is_heard_no_further_and_its_ears_are_gone(ears, patient):
    """Four seconds of a reader, whose words are no sentence about timers."""
    said = (
        "the boat that had been lying on the beach all summer was painted green and white by an old man from the town"
    )
    voice = espeak.load()
    read = np.concatenate([piece.pcm for piece in voice.say(said, Manner())])
    ears.patient(patient)
    utterance = ears.listen(grammar(timers.INTENTS))
    read = resample(read, voice.rate_hz, 16_000)
    for at in range(0, len(read), 512):
        utterance.feed(read[at : at + 512])
    assert not utterance.transcript().accepted
    with pytest.raises((EngineError, ValueError)):
        utterance._ears[0].ask("look")
    assert utterance.feed(read) == ""
    assert not utterance.transcript().accepted
    assert not ears._grammars.places._queue
    utterance.close()
