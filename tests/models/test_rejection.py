"""What makes PocketSphinx's sentence unlikely? Scripted decoders say which words they found where, and how well."""

from dataclasses import dataclass, replace
from math import exp, log

import numpy as np
import pytest

from localvoice.models.pocketsphinx.recogniser import GrammarUtterance

PHONES = {"stop": "S T AA P", "it": "IH T"}


@dataclass(frozen=True)
class Segment:
    word: str
    start_frame: int
    end_frame: int
    frame_score: float  # log likelihood of each frame, in PocketSphinx's unit

    @property
    def ascore(self):
        return exp(log(1.0001) * self.frame_score * (self.end_frame - self.start_frame + 1))


@dataclass(frozen=True)
class Hypothesis:
    hypstr: str
    score: float = 0.5


@dataclass(frozen=True)
class Decoder:
    """Finds the same segments whatever it hears."""

    segments: tuple[Segment, ...] = ()
    score: float = 0.5

    def start_utt(self): ...

    def end_utt(self): ...

    def process_cep(self, data): ...

    def hyp(self):
        words = [segment.word for segment in self.segments if segment.word in PHONES]
        return Hypothesis(" ".join(words), self.score) if words else None

    def seg(self):
        return self.segments

    def lookup_word(self, word):
        return PHONES.get(word)


def sentence(*ends, score=-20.0):
    """ "stop it" between silences that ends at these frames."""
    words = ("<sil>", "stop", "it", "<sil>")
    starts = (0, *[end + 1 for end in ends[:-1]])
    return Decoder(tuple(Segment(*each, score) for each in zip(words, starts, ends, strict=True)))


def heard(grammar, loop_score=-20.0, loud_s=((0.2, 0.8),), other=None):
    """1.2 s of faint noise that is loud at those times, judged."""
    pcm = np.random.default_rng(0).normal(0, 1e-4, 19_200).astype(np.float32)
    for start, end in loud_s:
        pcm[round(16_000 * start) : round(16_000 * end)] *= 1000
    loop = Decoder((Segment("stop", 0, 119, loop_score),))
    utterance = GrammarUtterance([grammar, other or grammar], loop)
    utterance.feed(pcm)
    return utterance.finish()


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
    other = replace(sentence(9, 84, 99, 119), score=0.7)
    assert not heard(SAID, other=other).accepted
    assert heard(other, other=replace(SAID, score=0.9)).accepted


def test_nothing_found_is_refused():
    assert heard(Decoder()).text == ""
