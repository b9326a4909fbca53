"""Whole sessions of an interpreter: real voices in a simulated room, real ears, a language model that a test has written."""

from functools import cache

import pytest
from interpreted_world import Between, espoken

from localvoice.understanding.interpreting.clauses import plain_words
from localvoice.understanding.interpreting.pair import Pair

GREETED = ("Ich dolmetsche jetzt.", "I am interpreting now.")
BEGIN_S = 4.5  # when the interpreter has greeted
TRAIN = (
    "The train to Hamburg leaves at half past three, and we should be there before that. "
    "I do not know the platform, because they changed it last week."
)
TRAIN_DE = {
    "The train to Hamburg leaves at half past three,": "Der Zug nach Hamburg fährt um halb vier,",
    "and we should be there before that.": "und wir sollten vorher dort sein.",
    "I do not know the platform,": "Ich kenne das Gleis nicht,",
    "because they changed it last week.": "weil sie es letzte Woche geändert haben.",
}


@cache
def english(text, pace=1.0):
    return espoken(text, "en-us+m7", pace)


@cache
def german(text, pace=1.0):
    return espoken(text, "de+f2", pace)


def test_a_speaker_is_translated_clause_by_clause_while_they_go_on():
    world = Between([english(TRAIN).at(BEGIN_S)], TRAIN_DE, Pair("de", "en", given=True)).go()
    assert world.translated == [*TRAIN_DE]
    assert world.spoken == [*GREETED, *TRAIN_DE.values()]
    assert plain_words(" ".join(world.translated)) == plain_words(TRAIN)  # no word is lost
    end_s = BEGIN_S + len(english(TRAIN).pcm) / 16_000
    assert world.turns[2].first_audio_s < end_s - 2.0
    assert max(world.lags_s()) < 4.0
    assert world.complaints == []
    for turn, true_s in zip(world.turns[2:], world.lags_s(), strict=True):
        assert turn.latency_ms == pytest.approx(1000 * true_s, abs=700)  # what the trace says of it
        assert not turn.barged_in
