"""What is known of the one who speaks: are they near, and what a model that hears the end of a turn is given."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from test_session import PAUSE, SPEAK, Parrot, converse

from localvoice.dialogue.person import JUDGED_S, NEAR_DB, Ends, Person
from localvoice.events import FRAME_S, FRAME_SAMPLES, RATE_HZ, Ending, Frame, Note
from localvoice.hearing import gate
from localvoice.hearing.tone_measured import Tone
from localvoice.hearing.turns import Rules
from localvoice.understanding.mind import Partial

FRAMES = 60  # of one thing said


HUM = np.sin(2 * np.pi * 150 * np.arange(FRAME_SAMPLES * FRAMES) / RATE_HZ).astype(np.float32)
HISS = np.random.default_rng(0).standard_normal(len(HUM)).astype(np.float32)


def person(*said, ends=Ends()):  # noqa: B008 (frozen)
    """Somebody who has said one thing, and says another: sounds of FRAMES."""
    listened = Person(ends)
    for number, pcm in enumerate(np.concatenate(said).reshape(-1, FRAME_SAMPLES), 1):
        listened.hear(Frame(pcm, 0.9, number * FRAME_S), None, False, False)
        if number % FRAMES == 0:
            listened.new_turn()
    return listened


@pytest.mark.parametrize(("softer_db", "near"), [(0, True), (NEAR_DB - 2, True), (NEAR_DB + 2, False), (10, False)])
def test_who_is_much_softer_than_the_person_was_is_somebody_else(softer_db, near):
    assert person(0.1 * HUM, 0.1 * 10 ** (-softer_db / 20) * HUM).near() == near


def test_a_whisper_is_near_however_soft_it_is():
    assert person(0.1 * HUM, 0.003 * HISS).near()
    assert not person(0.1 * HUM, 0.003 * HISS, ends=Ends(tones=frozenset())).near()


def test_the_sounds_of_a_person_are_noted_but_those_turned_off():
    assert "whispered" in person(0.003 * HISS).note()
    assert person(0.003 * HISS, ends=Ends(tones=frozenset({"loud"}))).note() == Note(loud=None)


def test_before_anything_was_said_everybody_is_near():
    assert Person(Ends()).near()


@pytest.mark.parametrize("pause_s", [0.03, 0.09, 0.2, 0.3])
def test_a_model_that_hears_the_end_of_a_turn_always_gets_the_same_silence(pause_s):
    given = []

    async def judge(pcm):
        given.append(pcm)
        return 0.5

    converse(SPEAK + PAUSE * 2, Parrot(), Ends(Rules(pause_s=pause_s, end_s=0.6), judge=judge))
    (pcm,) = given
    last = pcm[-round(JUDGED_S * RATE_HZ) - 1]  # the fake's frames hold their number
    assert last == len(SPEAK) - 1
    assert len(pcm) == len(SPEAK) * FRAME_SAMPLES + round(JUDGED_S * RATE_HZ)


class Noted:
    """A meter that knows how each turn is said."""

    def __init__(self, *notes):
        self.notes = list(notes)

    def begin(self):
        self.notes = self.notes[1:]

    def push(self, pcm, voice): ...

    def tone(self):
        return Tone(speech_s=2.0)

    def note(self, words=""):
        return self.notes[0]


def waits_s(*notes, ends=Ends()):  # noqa: B008 (frozen)
    """For more of a sentence that could go on, in each of the turns that are said so."""
    person = Person(ends)
    person._meter = Noted(Note(), *notes, Note())
    found = []
    for _ in notes:
        person.new_turn()
        reply = SimpleNamespace(understood=None, words=Partial("a coffee", Ending.COULD_GO_ON), turn_end=None)
        found.append(person.gate(reply, False).wait_s)
    return found


@pytest.mark.parametrize("note", [Note(hesitant=0.8), Note(slow=0.8)])
def test_who_speaks_haltingly_or_slowly_is_waited_for_half_as_long_again_and_in_the_next_turn_too(note):
    plain_s, halting_s, next_s, later_s = waits_s(Note(), note, Note(), Note())
    assert plain_s == pytest.approx(gate.GO_ON_S)
    assert halting_s - gate.SURE_S == pytest.approx(gate.PATIENT * (plain_s - gate.SURE_S))
    assert (next_s, later_s) == (halting_s, plain_s)


def test_patience_of_the_persons_own_is_stretched_too_and_nothing_is_where_the_tone_is_turned_off():
    halting, patient = Note(hesitant=0.8), Ends(patience=2.0)
    (usual_s,), (twice_s,) = waits_s(Note()), waits_s(Note(), ends=patient)
    assert waits_s(halting, ends=patient)[0] - gate.SURE_S == pytest.approx(3.0 * (usual_s - gate.SURE_S))
    assert waits_s(halting, ends=replace(patient, tones=frozenset({"fast"}))) == [twice_s]


class Heard(SimpleNamespace):
    """A reply to a turn with these words so far."""

    understood, turn_end, ran_out = None, None, False

    def hear(self, frame): ...


def paused(words, ending, quiet):
    """How somebody speaks who is silent for so many frames after these words, and goes on."""
    person, reply = Person(Ends()), Heard(words=Partial(words, ending))
    for number, voice in enumerate([*SPEAK, *[0.0] * quiet, *SPEAK]):
        frame = Frame(0.1 * HUM[:FRAME_SAMPLES], voice, number * FRAME_S)
        person.hear(frame, reply if number > 7 else None, False, False)
    return person


@pytest.mark.parametrize(
    ("words", "ending", "quiet", "so"),
    [
        ("set a timer for", Ending.UNFINISHED, 16, True),
        ("set a timer for", Ending.UNFINISHED, 8, False),  # a breath
        ("so the thing is um", Ending.UNKNOWN, 16, True),
        ("a coffee", Ending.COULD_GO_ON, 9, False),  # a list
    ],
)
def test_who_stops_in_the_middle_of_a_sentence_and_goes_on_hesitates(words, ending, quiet, so):
    person = paused(words, ending, quiet)
    assert ("hesitant" in person.note()) == so
    person.new_turn()
    assert "hesitant" not in person.note()
