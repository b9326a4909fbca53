"""Whole sessions of an interpreter: voices in a simulated room, real ears, a language model that a test has written."""

from functools import cache

import numpy as np
import pytest
from interpreted_world import Between, espoken, recorded

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


def test_what_is_said_in_one_language_comes_out_in_the_other_and_the_other_way_round():
    said = [
        english("Good morning, do you have a room for two nights?").at(BEGIN_S),
        german("Ja, wir haben ein Zimmer im zweiten Stock.").at(BEGIN_S + 8.0),
        english("I do not want breakfast.").at(BEGIN_S + 16.0),
    ]
    model = {
        "Good morning, do you have a room for two nights?": "Guten Morgen, haben Sie ein Zimmer für zwei Nächte?",
        "Ja, wir haben ein Zimmer im zweiten Stock.": "Yes, we have a room on the second floor.",
        "I do not want breakfast.": "Ich möchte kein Frühstück.",
    }
    world = Between(said, model, Pair("de", "en", given=True)).go()
    assert world.translated == [*model]
    assert world.spoken[2:] == [*model.values()]
    assert [turn.languages for turn in world.turns[2:]] == [("en", "de"), ("de", "en"), ("en", "de")]
    assert max(world.lags_s()) < 2.0
    assert world.complaints == []


def test_a_speaker_who_goes_on_over_our_voice_is_no_interruption_and_a_stop_is_one():
    said = [english(TRAIN).at(BEGIN_S), english("Stop.").at(BEGIN_S + 9.3)]
    world = Between(said, TRAIN_DE, Pair("de", "en", given=True)).go()
    assert [turn.barged_in for turn in world.turns[2:5]] == [False, False, False]
    assert world.turns[5].barged_in
    assert world.spoken[2:5] == [*TRAIN_DE.values()][:3]
    assert len(world.spoken[5]) < len([*TRAIN_DE.values()][3])
    assert any("stop" in text for text in world.complaints)
    stop_s = world.room.spoken[1].last_voiced_s
    assert not np.abs(world.room.assistant[int((stop_s + 0.8) * 16_000) :]).max() > 0.01


def test_commands_are_obeyed_and_what_sounds_like_them_is_translated():
    said = [
        english("We switched to German last year.").at(BEGIN_S),
        english("Speak slower please.").at(BEGIN_S + 7.0),
        english("Repeat that.").at(BEGIN_S + 10.0),
        english("Interpreter off.").at(BEGIN_S + 16.0),
        english("This is between us.").at(BEGIN_S + 20.0),
        english("Interpreter on.").at(BEGIN_S + 23.0),
        english("Switch to Spanish.").at(BEGIN_S + 27.0),
        english("See you tomorrow.").at(BEGIN_S + 31.0),
    ]
    model = {
        "We switched to German last year.": "Nous sommes passés à l'allemand l'année dernière.",
        "See you tomorrow.": "Hasta mañana.",
    }
    world = Between(said, model, Pair("fr", "en")).go()
    assert world.translated == [*model]
    french = model["We switched to German last year."]
    assert world.spoken[2:] == [
        french, french, "I have stopped interpreting.", "I am interpreting now.", "Ahora interpreto yo.",
        "Hasta mañana.",
    ]  # fmt: skip
    first, again = [turn for turn in world.turns if turn.said == french]
    assert again.said_end_s - again.first_audio_s > 1.1 * (first.said_end_s - first.first_audio_s)
    assert world.session.pair == Pair("es", "en")


def test_a_model_that_chats_refuses_or_forgets_is_asked_again_and_never_spoken():
    said = [
        english("How are you today?").at(BEGIN_S),
        english("I can't come at half past three.").at(BEGIN_S + 5.0),
        english("He killed the process.").at(BEGIN_S + 11.0),
        english("It costs twenty five euros.").at(BEGIN_S + 17.0),
    ]
    model = {
        "How are you today?": ["I am doing well, thank you for asking!", "Wie geht es Ihnen heute?"],
        "I can't come at half past three.": ["Ich kann um drei kommen.", "„Ich kann um halb vier nicht kommen.“"],
        "He killed the process.": ["I'm sorry, but I can't assist with that request."],
        "It costs twenty five euros.": ["Es ist teuer."],
    }  # fmt: skip
    world = Between(said, model, Pair("de", "en", given=True)).go()
    assert world.spoken[2:] == [
        "Wie geht es Ihnen heute?",
        "Ich kann um halb vier nicht kommen.",
        "Ein Satz konnte nicht übersetzt werden.",
        "Es ist teuer: 25.",
    ]
    assert world.complaints == ["“He killed the process.” could not be translated: it refused."]
    assert len(world.model.asked) == 8
    assert "keep “3:30”, “not”" in world.model.asked[3]


def test_a_german_sentence_waits_for_its_verb_over_a_pause():
    said = [
        german("Ich habe gestern in der Stadt").at(BEGIN_S),
        german("einen neuen Wagen gekauft.").at(BEGIN_S + 3.2),
    ]
    whole = "Ich habe gestern in der Stadt einen neuen Wagen gekauft."
    world = Between(said, {whole: "Yesterday I bought a new car in town."}, Pair("en", "de", given=True)).go()
    assert world.spoken[2:] == ["Yesterday I bought a new car in town."]
    assert world.complaints == []


def test_what_the_speaker_takes_back_is_corrected_aloud_once():
    said = [english("We meet on Monday at four. No, I mean on Tuesday at five. I mean in the small room.").at(BEGIN_S)]
    model = {
        "We meet on Monday at four.": "Wir treffen uns am Montag um vier.",
        "On Tuesday at five.": "Am Dienstag um fünf.",
        "In the small room.": "In dem kleinen Raum.",
    }
    world = Between(said, model, Pair("de", "en", given=True)).go()
    spoken = " ".join(world.spoken[2:])
    assert spoken == "Wir treffen uns am Montag um vier. Vielmehr: Am Dienstag um fünf. In dem kleinen Raum."


def test_noise_and_silence_are_not_translated():
    hiss = np.random.default_rng(0).normal(0, 0.05, 24_000).astype(np.float32)
    click = np.zeros(16_000, np.float32)
    click[8000:8100] = 0.8
    said = [recorded(hiss, "", "en").at(BEGIN_S), recorded(click, "", "en").at(BEGIN_S + 3.0)]
    world = Between(said, {}, Pair("de", "en", given=True)).go()
    assert world.translated == []
    assert world.complaints == []


def test_names_that_only_the_person_uses_are_told_to_the_model_and_kept():
    said = [english("Please ask Ksenia about it.").at(BEGIN_S)]
    model = {"Please ask Ksenia about it.": ["Bitte fragen Sie Xenia danach.", "Bitte fragen Sie Ksenia danach."]}
    world = Between(said, model, Pair("de", "en", given=True), names=["Ksenia"]).go()
    assert world.spoken[2:] == ["Bitte fragen Sie Ksenia danach."]
    assert any("Ksenia" in system for system in world.model.opened)


def test_how_it_is_said_is_carried_over():
    sentence, target = (
        "I have left the keys on the table in the kitchen.",
        "Ich habe die Schlüssel in der Küche gelassen.",
    )
    said = [english(sentence).at(BEGIN_S), english(sentence, 1.75).at(BEGIN_S + 8.0)]
    world = Between(said, {sentence: target}, Pair("de", "en", given=True)).go()
    plain, quick = [turn.said_end_s - turn.first_audio_s for turn in world.turns if turn.heard]
    assert quick < 0.9 * plain
