"""What makes PocketSphinx's sentence unlikely? A script says which words were found where, and how well."""

import numpy as np
import pytest

from localvoice.models.pocketsphinx.decoding import Best, Segment
from localvoice.models.pocketsphinx.recogniser import _likelier, judged

PHONES = {"stop": 4, "it": 2}


def sentence(*ends, score=-20.0, likely=0.5):
    """ "stop it" between silences that ends at these frames, each frame with this log likelihood."""
    words, starts = ("<sil>", "stop", "it", "<sil>"), (0, *[end + 1 for end in ends[:-1]])
    lengths = [end - start + 1 for start, end in zip(starts, ends, strict=True)]
    made = [Segment(word, n, score * n, PHONES.get(word, 1)) for word, n in zip(words, lengths, strict=True)]
    return Best("stop it", likely, tuple(made))


def heard(grammar, loop_score=-20.0, loud_s=((0.2, 0.8),)):
    """1.2 s that are loud at those times, judged."""
    loud = np.zeros(120, bool)
    for start, end in loud_s:
        loud[round(100 * start) : round(100 * end)] = True
    return judged(grammar, Best("stop", 0.5, (Segment("stop", 120, 120 * loop_score, 4),)), loud)


SAID = sentence(19, 60, 79, 119)


def test_a_sentence_that_fits_as_well_as_its_words_is_accepted():
    transcript = heard(SAID)
    assert (transcript.text, transcript.accepted) == ("stop it", True)


def test_a_sentence_that_free_words_explain_much_better_is_refused():
    assert not heard(SAID, loop_score=30.0).accepted


def test_a_sentence_that_leaves_loud_sound_unexplained_is_refused():
    assert not heard(SAID, loud_s=((0.2, 1.0),)).accepted


@pytest.mark.parametrize(("ends", "accepted"), [((9, 29, 65, 119), True), ((9, 84, 99, 119), False)])
def test_the_last_word_may_be_drawn_out_but_not_the_words_before(ends, accepted):
    assert heard(sentence(*ends), loud_s=((0.2, 0.6),)).accepted is accepted


def test_the_likelier_ears_count():
    other = sentence(9, 84, 99, 119, likely=0.7)
    assert _likelier([SAID, other]) is other
    assert _likelier([other, sentence(19, 60, 79, 119, likely=0.9)]) is not other


def test_nothing_found_is_refused():
    assert heard(Best("", 0.0)).text == ""
