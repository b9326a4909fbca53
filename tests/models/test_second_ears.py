"""When do the second ears hear an utterance? Ears that follow a script, and remember what they were asked."""

import numpy as np
import pytest

from localvoice.models.pocketsphinx.decoding import FRAME_BYTES, Best, Segment
from localvoice.models.pocketsphinx.recogniser import GrammarUtterance
from localvoice.models.roles import StepwiseUtterance

SPEECH = 0.1 * np.sin(np.arange(32_000) * np.hanning(32_000)).astype(np.float32)


def sentence(text, score):
    """Two seconds of it, each frame with this score."""
    return Best(text, score, (Segment(text, 200, 200 * score, 40),))


class Scripted:
    """Ears that say one sentence, once they have been waited for so many times."""

    def __init__(self, best, slow=0):
        self.best, self.asked, self.slow, self.open = best, [], slow, 0

    def ask(self, what, *given):
        assert self.open == 0
        self.asked.append((what, *given))
        self.open, self._waits = 1, self.slow

    def answers(self, within_s):
        self._waits -= 1
        return self._waits < 0

    def answer(self):
        self.open -= 1
        return self.best

    def frames(self, what):
        return [len(given[0]) // FRAME_BYTES for name, *given in self.asked if name == what]


def listening(first, second, slow=0):
    """An utterance whose first ears fit this much better than any words in any order (-20), and all its ears."""
    ears = [Scripted(sentence("take one", first), slow), Scripted(sentence("take two", second), slow)]
    ears.append(Scripted(sentence("take", -20.0), slow))
    return GrammarUtterance(lambda: ears), ears


SURE, UNSURE = -1.0, -31.0


def test_a_sentence_that_the_first_ears_are_sure_of_is_not_heard_again():
    utterance, ears = listening(SURE, SURE + 1)
    utterance.feed(SPEECH)
    assert utterance.transcript().text == "take one"
    assert ears[1].asked == []
    assert sum(ears[0].frames("hear")) > 150


def test_where_they_are_not_sure_the_second_hear_all_of_it_and_the_likelier_count():
    for second, text in ((UNSURE + 1, "take two"), (UNSURE - 1, "take one")):
        utterance, ears = listening(UNSURE, second)
        for start in range(0, len(SPEECH), 512):
            utterance.feed(SPEECH[start : start + 512])
        assert utterance.transcript().text == text
        assert sum(ears[1].frames("hear")) == sum(ears[0].frames("hear"))
        assert ears[1].frames("end") == ears[0].frames("end")


def test_at_the_next_pause_they_hear_only_what_has_come_since():
    utterance, ears = listening(UNSURE, UNSURE + 1)
    utterance.feed(SPEECH)
    utterance.transcript()
    before = ears[1].frames("hear")
    utterance.feed(SPEECH[:8000])
    assert utterance.transcript() == utterance.transcript()
    assert ears[1].frames("hear") == [*before, ears[0].frames("hear")[-1]]


def test_they_stay_behind_while_the_person_speaks():
    utterance, ears = listening(UNSURE, UNSURE + 1)
    utterance.feed(SPEECH)
    utterance.transcript()
    asked = len(ears[1].asked)
    utterance.feed(SPEECH)
    assert len(ears[1].asked) == asked


@pytest.mark.parametrize("steps", [1, 2, 3, 5, 8])
def test_a_transcript_may_be_left_at_any_step(steps):
    utterance, ears = listening(UNSURE, UNSURE + 1, slow=2)
    utterance.feed(SPEECH)
    whole = utterance.transcript()
    assert isinstance(utterance, StepwiseUtterance)
    utterance.feed(SPEECH[:3200])
    left = utterance.transcript_steps()
    for _ in range(steps):
        assert next(left) == "take one"
    left.close()
    assert [ear.open for ear in ears] == [0, 0, 0]
    assert utterance.transcript().text == whole.text
    assert sum(ears[1].frames("hear")) == sum(ears[0].frames("hear"))
