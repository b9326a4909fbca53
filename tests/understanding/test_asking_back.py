"""When is speech over the answer, which nobody understands, a person who wants the floor?"""

import anyio
import pytest
from still_clock import Still
from test_cascade import Following, Scripted, cascade, run, turn

from localvoice.events import FRAME_S
from localvoice.understanding.exchange import ASK_BACK, CLEAR_S, MISSES
from localvoice.understanding.mind import Occasion, Saying, Understood

LONG, SHORT = [[0.9] * round(seconds / FRAME_S) for seconds in (CLEAR_S + 0.1, CLEAR_S - 0.1)]
COUGHED = [0.9, 0.9, 0.9, 0.0] * 10  # as many frames, but no more voice than SHORT


def asked(recogniser, voices, **occasion):
    (told,) = run(recogniser, voices, occasion=Occasion(interrupting=True, **occasion))
    (understood,) = [each for each in told if isinstance(each, Understood)]
    assert understood.unclear == any(isinstance(each, Saying) and each.text == ASK_BACK for each in told)
    return understood.unclear


@pytest.mark.parametrize("recogniser", [Scripted("", accepted=False), Following("roll a die"), Scripted("blue fish")])
def test_clear_speech_that_no_skill_explains_is_asked_about(recogniser):
    assert asked(recogniser, LONG)


@pytest.mark.parametrize("voices", [SHORT, COUGHED, []])
def test_a_word_or_a_few_coughs_are_not(voices):
    assert not asked(Scripted("", accepted=False), voices)


def test_a_sign_of_listening_is_not_however_long():
    assert not asked(Scripted("oh i see"), LONG)


def test_a_television_that_is_softer_than_the_person_is_not():
    assert not asked(Scripted("", accepted=False), LONG, near=lambda: False)


def test_both_halves_of_a_turn_are_first_heard_apart():
    assert not asked(Scripted("", accepted=False), LONG, instead_of=run(Scripted(""), [])[0].exchange)


def test_nothing_is_asked_and_no_history_cut_before_the_person_has_ended():
    cuts = []

    class Interrupted:
        def cut(self, heard, samples=None):
            cuts.append(heard)

    async def main():
        clock, event = Still(), anyio.Event()
        lane, mind = cascade(Scripted("", accepted=False), clock)
        occasion = Occasion(True, Interrupted(), lambda: "the timer is", over=event)
        with lane:
            before = await turn(mind, clock, LONG, occasion=occasion)
            assert not cuts
            event.set()
            return before, await turn(mind, clock, LONG, occasion=occasion)

    before, after = anyio.run(main)
    assert not any(isinstance(each, Saying) for each in before)
    assert any(isinstance(each, Saying) for each in after)
    assert cuts == ["the timer is"]


def test_who_is_never_understood_is_not_talking_to_the_assistant():
    async def main():
        clock = Still()
        lane, mind = cascade(Scripted("", accepted=False), clock)
        with lane:
            return [await turn(mind, clock, LONG, occasion=Occasion(interrupting=True)) for _ in range(MISSES + 2)]

    asks = [any(isinstance(each, Saying) for each in told) for told in anyio.run(main)]
    assert asks == [True] * MISSES + [False] * 2
