"""A speaker's words come look by look, as a recogniser gives them; clauses come out, and no word is lost."""

import random

import pytest

from localvoice.understanding.interpreting.clauses import Clauses, Look, plain_words
from localvoice.understanding.interpreting.verbs import waits_for_verb


def spoken(text, language="en", step=2, wrong_tail=False, pause_after=(), seed=0):
    """The looks of a speaker who says two and a half words a second; the last word of a look is often wrong."""
    words, noise = text.split(), random.Random(seed)
    for count in range(step, len(words) + 1, step):
        so_far = words[:count]
        if wrong_tail and noise.random() < 0.7:
            so_far = [*so_far[:-1], so_far[-1][:2] + "xx."]
        paused = any(count - step < at <= count for at in pause_after)
        yield Look(" ".join(words[:count] if paused else so_far), 0.4 * count, 0.3 if paused else 0.0)
    yield Look(text, 0.4 * len(words), 0.6, over=True)


def cut(text, language="en", **how):
    clauses = Clauses(language)
    clauses.begin(0.0)
    found = [clause for look in spoken(text, language, **how) for clause in clauses.hear(look)]
    return [*found, *clauses.flush()]


LONG = (
    "The train to Hamburg leaves at half past three, and we should be at the station before that. I do not know where "
    "the platform is, because they changed it last week. Please bring the tickets with you!"
)


@pytest.mark.parametrize("step", [1, 2, 3, 5])
@pytest.mark.parametrize("wrong_tail", [False, True])
def test_every_word_is_in_one_clause_whatever_the_looks(step, wrong_tail):
    for seed in range(10):
        found = cut(LONG, step=step, wrong_tail=wrong_tail, seed=seed)
        assert plain_words(" ".join(clause.text for clause in found)) == plain_words(LONG)


def test_clauses_end_while_the_speaker_goes_on():
    found = cut(LONG)
    assert [clause.text for clause in found][:2] == [
        "The train to Hamburg leaves at half past three,",
        "and we should be at the station before that.",
    ]
    assert len(found) >= 5
    assert all(clause.end_s <= 0.4 * len(LONG.split()) for clause in found)
    assert found == sorted(found, key=lambda clause: clause.end_s)


def test_a_word_that_two_looks_do_not_agree_on_is_not_given():
    clauses = Clauses("en")
    clauses.begin(0.0)
    assert clauses.hear(Look("We meet there at four.", 2.0)) == []
    assert clauses.hear(Look("We meet there at fourteen. And", 2.6)) == []
    found = clauses.hear(Look("We meet there at fourteen. And then we", 3.2))
    assert [clause.text for clause in found] == ["We meet there at fourteen."]


def test_a_pause_gives_what_was_said_but_not_after_an_article():
    clauses = Clauses("en")
    clauses.begin(0.0)
    assert clauses.hear(Look("I would like to see the", 2.0, 0.3)) == []
    (clause,) = clauses.hear(Look("I would like to see the garden", 3.0, 0.3))
    assert (clause.text, clause.why) == ("I would like to see the garden", "a pause")


@pytest.mark.parametrize(
    ("words", "waits"),
    [
        ("Ich habe gestern in der Stadt", True),
        ("Ich habe gestern in der Stadt einen neuen Wagen gekauft", False),
        ("weil ich morgen nach Berlin", True),
        ("weil ich morgen nach Berlin fahre", False),
        ("Wir können uns am Montag um drei", True),
        ("Wir können uns am Montag um drei treffen", False),
        ("Der Zug fährt um drei", False),
        ("Das ist ein Haus", False),
        ("Ich glaube, dass er den Schlüssel", True),
        ("Ich glaube, dass er den Schlüssel hat", False),
        ("Er wurde nicht", True),
        ("Er wurde nicht eingeladen", False),
        ("Ich gehe nach Hause und", True),
    ],
)
def test_a_german_clause_waits_for_its_verb(words, waits):
    assert waits_for_verb(words.split(), "de") is waits


def test_the_verb_is_waited_for_across_a_pause_and_the_end_of_an_utterance():
    clauses = Clauses("de")
    clauses.begin(0.0)
    assert clauses.hear(Look("Ich habe gestern in der Stadt", 2.0, 0.4)) == []
    assert clauses.hear(Look("Ich habe gestern in der Stadt", 2.0, 0.7, over=True)) == []
    assert clauses.waits_s == 2.0
    clauses.begin(3.5)
    (clause,) = clauses.hear(Look("einen neuen Wagen gekauft.", 5.0, 0.7, over=True))
    assert clause.text == "Ich habe gestern in der Stadt einen neuen Wagen gekauft."
    assert clauses.waits_s is None


def test_a_sentence_that_is_never_finished_is_given_as_it_is():
    clauses = Clauses("de")
    clauses.begin(0.0)
    clauses.hear(Look("Ich habe gestern in der Stadt", 2.0, 0.7, over=True))
    (clause,) = clauses.flush()
    assert clause.text == "Ich habe gestern in der Stadt"
    assert clauses.flush() == []


def test_a_number_that_is_heard_anew_is_corrected_once():
    clauses = Clauses("en")
    clauses.begin(0.0)
    clauses.hear(Look("We meet at fifteen, I think that he", 3.0))
    (first,) = clauses.hear(Look("We meet at fifteen, I think that he comes", 3.5))
    assert first.text == "We meet at fifteen,"
    (again, rest) = clauses.hear(Look("We meet at fifty, I think that he comes too.", 4.5, 0.7, over=True))
    assert (again.text, again.corrects) == ("We meet at fifty,", True)
    assert (rest.text, rest.corrects) == ("I think that he comes too.", False)


def test_a_word_that_was_heard_by_half_is_corrected():
    clauses = Clauses("fr")
    clauses.begin(0.0)
    (first,) = clauses.hear(Look("Faut-il rester à l'int", 3.0, 0.3))
    assert first.text == "Faut-il rester à l'int"
    (again,) = clauses.hear(Look("Faut-il rester à l'extérieur?", 4.0, 0.7, over=True))
    assert (again.text, again.corrects) == ("Faut-il rester à l'extérieur?", True)


def test_words_that_only_sound_alike_are_not_corrected():
    clauses = Clauses("en")
    clauses.begin(0.0)
    clauses.hear(Look("We're going to go there, I think that he", 3.0))
    clauses.hear(Look("We're going to go there, I think that he", 3.5))
    found = clauses.hear(Look("We are gonna go there, I think that he comes.", 4.5, 0.7, over=True))
    assert [clause.text for clause in found] == ["I think that he comes."]


def test_what_the_speaker_takes_back_is_corrected_at_most_once():
    said = "We meet on Monday at four. No, I mean on Tuesday at five. I mean the small room."
    found = cut(said)
    assert [(clause.text, clause.corrects) for clause in found] == [
        ("We meet on Monday at four.", False),
        ("On Tuesday at five.", True),
        ("The small room.", False),
    ]


def test_a_language_without_spaces_is_cut_at_its_stops():
    clauses = Clauses("ja")
    clauses.begin(0.0)
    clauses.hear(Look("明日は三時に来てください。その", 2.0))
    (clause,) = clauses.hear(Look("明日は三時に来てください。その前に", 2.5))
    assert clause.text == "明日は三時に来てください。"
    (rest,) = clauses.hear(Look("明日は三時に来てください。その前に電話します。", 4.0, 0.7, over=True))
    assert rest.text == "その前に電話します。"
