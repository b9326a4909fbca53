"""Which language does Whisper hear? Scores by hand, a tiny model, and what a conversation expects."""

import math

import numpy as np
import pytest
from speech_world import babble, make_whisper

from localvoice.models import whisper
from localvoice.models.roles import Detecting, Expected
from localvoice.models.stepwise import whole

ANY = Expected()
INDIAN = Expected("en", frozenset(("en", "hi")))
ENGLISH = Expected("en", frozenset(("en", "de", "fr")))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return make_whisper(tmp_path_factory.mktemp("whisper"))


@pytest.fixture(scope="module")
def model(folder):
    return whisper.load(folder)


def scores(model, **shares):
    """What the decoder gives when these languages have these shares, and the rest is spread over the others."""
    codes, tokens = list(model.tokenizer.all_language_codes), list(model.tokenizer.all_language_tokens)
    row = np.zeros(model.network.dims.n_vocab, np.float32)
    rest = (1 - sum(shares.values())) / (len(codes) - len(shares))
    for code, token in zip(codes, tokens, strict=True):
        row[token] = math.log(shares.get(code, rest))
    return row


@pytest.mark.parametrize(
    ("expected", "shares", "language"),
    [
        (ANY, {"la": 0.5, "en": 0.4}, "la"),
        (ENGLISH, {"la": 0.5, "en": 0.4}, "en"),
        (ENGLISH, {"ru": 0.7, "en": 0.2}, "en"),
        (ENGLISH, {"de": 0.98, "en": 0.01}, "de"),
        (ENGLISH, {"ru": 0.95, "en": 0.02}, "ru"),  # the voice cannot speak it, but it surely is
        (INDIAN, {"te": 0.21, "ne": 0.2, "hi": 0.17, "en": 0.012}, "hi"),  # a recording, in Hindi
        (INDIAN, {"te": 0.21, "hi": 0.02, "en": 0.012}, "te"),
        (Expected("", INDIAN.spoken), {"te": 0.21, "ne": 0.2, "hi": 0.17, "en": 0.012}, "hi"),
        (Expected("", INDIAN.spoken), {"te": 0.9, "hi": 0.01}, "te"),
        (ENGLISH, {"nn": 0.46, "no": 0.45, "en": 0.001}, "nn"),  # none is sure, but English it is not
        (Expected("de", frozenset(("en", "de"))), {"nl": 0.5, "de": 0.4}, "de"),
        (Expected("xx"), {"fr": 0.5, "de": 0.4}, "fr"),  # a last language that it does not know
    ],
)
def test_the_language_stays_the_conversations_unless_another_is_far_likelier(model, expected, shares, language):
    assert whisper._spoken(model, scores(model, **shares), expected) == language


def test_what_somebody_has_said_about_it_counts_whatever_is_heard(model):
    assert whole(whisper._language(model, None, Expected("en", surely="fr"))) == "fr"


def test_of_several_named_languages_only_those_are_heard(folder):
    model = whisper.load(folder, language="de, fr-CA")
    assert whisper._spoken(model, scores(model, en=0.9, fr=0.05, de=0.01), ENGLISH) == "fr"
    assert whisper._spoken(model, scores(model, en=0.9, fr=0.03, de=0.02), Expected("de")) == "de"


def test_one_utterance_does_not_change_what_the_next_one_is_taken_for(model, monkeypatch):
    """Two conversations, or two files, through one model."""
    monkeypatch.setattr(whisper, "SURER", 1e9)  # a random model is sure of something
    assert isinstance(model, Detecting)
    sound = babble(1.0)

    def heard(expected=None):
        utterance = model.listen(None) if expected is None else model.listen_for(None, expected)
        utterance.feed(sound)
        return utterance.transcript().language

    alone = heard()
    other = next(code for code in model.tokenizer.all_language_codes if code != alone)
    assert heard(Expected(other)) == other
    assert heard() == alone
