"""What is heard over an answer and would change something: said by somebody, or made of a hum?"""

from types import SimpleNamespace

import pytest
from test_cascade import Following, run

from localvoice.events import FRAME_S, Transcript
from localvoice.tools.skill import Call
from localvoice.understanding.mind import Occasion, Understood
from localvoice.understanding.over_answer import believed

CALL = Call("add", {}, "add milk")


class Hardly(Following):
    """Is not sure of its sentence."""

    def transcript(self):
        return Transcript(" ".join(self.words), self.accepted, 1.0, sure=False)


def taken(recogniser, voiced_s, interrupting=True):
    voices = [0.9] * round(voiced_s / FRAME_S)
    (told,) = run(recogniser, voices, occasion=Occasion(interrupting=interrupting))
    (understood,) = [each for each in told if isinstance(each, Understood)]
    return understood.accepted


@pytest.mark.parametrize(("heard", "voiced_s"), [("add beer and soup", 0.5), ("add two carrots", 0.55)])
def test_a_hum_that_a_grammar_made_an_order_of_changes_nothing(heard, voiced_s):
    assert not taken(Following(heard), voiced_s)
    assert taken(Following(heard), voiced_s, interrupting=False)


@pytest.mark.parametrize(("heard", "voiced_s"), [("add soda", 0.38), ("add two eggs", 0.55)])
def test_a_short_order_that_is_hardly_accepted_changes_nothing(heard, voiced_s):
    assert not taken(Hardly(heard), voiced_s)
    assert taken(Following(heard), voiced_s)


@pytest.mark.parametrize(("heard", "voiced_s"), [("add milk", 0.42), ("cancel the timer", 0.75), ("add eggs", 0.6)])
def test_an_order_at_the_pace_of_speech_is_done(heard, voiced_s):
    assert taken(Following(heard), voiced_s)


def test_who_speaks_on_is_believed_though_the_recogniser_is_not_sure():
    assert taken(Hardly("add oat milk and eggs"), 1.1)


def test_what_changes_nothing_is_tried():
    assert taken(Hardly("what time is it"), 0.5)


def test_an_answer_to_a_question_is_short():
    asked, open_now = (SimpleNamespace(question=each, changes=lambda call: True) for each in ("proposal", ""))
    yes = Transcript("yes please", True, 1.0, sure=False)
    assert believed(yes, 0.3, CALL, asked).accepted
    assert not believed(yes, 0.3, CALL, open_now).accepted
