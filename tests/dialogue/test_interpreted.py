"""Whole sessions of an interpreter: voices in a simulated room, real ears, a language model that a test has written."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from interpreted_world import Between, espoken, recorded

from localvoice.audio.resample import resample
from localvoice.audio.wav import read_speech
from localvoice.events import RATE_HZ
from localvoice.understanding.interpreting.clauses import plain_words
from localvoice.understanding.interpreting.pair import Pair

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
    world = Between([english(TRAIN).at(0.3)], TRAIN_DE, Pair("de", "en", given=True), echo=True).go()
    assert world.translated == [*TRAIN_DE]
    assert world.spoken == [*TRAIN_DE.values()]
    assert plain_words(" ".join(world.translated)) == plain_words(TRAIN)  # no word is lost
    end_s = 3.3 + len(english(TRAIN).pcm) / 16_000
    assert world.clauses[0].first_audio_s < end_s - 2.0
    assert max(world.lags_s()) < 4.0
    assert world.complaints == []
    for turn, true_s in zip(world.clauses, world.lags_s(), strict=True):
        assert turn.latency_ms == pytest.approx(1000 * true_s, abs=700)  # what the trace says of it
        assert not turn.barged_in


def test_what_is_said_in_one_language_comes_out_in_the_other_and_the_other_way_round():
    said = [
        english("Good morning, do you have a room for two nights?").at(0.3),
        german("Ja, wir haben ein Zimmer im zweiten Stock.").at(8.3),
        english("I do not want breakfast.").at(16.3),
    ]
    model = {
        "Good morning, do you have a room for two nights?": "Guten Morgen, haben Sie ein Zimmer für zwei Nächte?",
        "Ja, wir haben ein Zimmer im zweiten Stock.": "Yes, we have a room on the second floor.",
        "I do not want breakfast.": "Ich möchte kein Frühstück.",
    }
    world = Between(said, model, Pair("de", "en", given=True)).go()
    assert world.translated == [*model]
    assert world.spoken == [*model.values()]
    assert [turn.languages for turn in world.clauses] == [("en", "de"), ("de", "en"), ("en", "de")]
    assert max(world.lags_s()) < 2.0
    assert world.complaints == []


def test_a_speaker_who_goes_on_over_our_voice_is_no_interruption_and_a_stop_is_one():
    said = [english(TRAIN).at(0.3), english("Stop.").at(9.6)]
    world = Between(said, TRAIN_DE, Pair("de", "en", given=True), echo=True).go()
    assert [turn.barged_in for turn in world.clauses[:3]] == [False, False, False]
    assert world.clauses[3].barged_in
    assert world.spoken[:3] == [*TRAIN_DE.values()][:3]
    assert len(world.spoken[3]) < len([*TRAIN_DE.values()][3])
    assert any("stop" in text for text in world.complaints)
    stop_s = world.room.spoken[1].last_voiced_s
    assert not np.abs(world.room.assistant[int((stop_s + 0.8) * 16_000) :]).max() > 0.01


def test_commands_are_obeyed_and_what_sounds_like_them_is_translated():
    said = [
        english("We switched to German last year.").at(0.3),
        english("Speak slower please.").at(7.3),
        english("Repeat that.").at(10.3),
        english("Interpreter off.").at(16.3),
        english("This is between us.").at(20.3),
        english("Interpreter on.").at(23.3),
        english("Switch to Spanish.").at(27.3),
        english("See you tomorrow.").at(31.3),
    ]
    model = {
        "We switched to German last year.": "Nous sommes passés à l'allemand l'année dernière.",
        "See you tomorrow.": "Hasta mañana.",
    }
    world = Between(said, model, Pair("fr", "en")).go()
    assert world.translated == [*model]
    french = model["We switched to German last year."]
    assert world.spoken == [
        french, french, "I have stopped interpreting.", "I am interpreting now.", "Ahora interpreto yo.",
        "Hasta mañana.",
    ]  # fmt: skip
    first, again = [turn for turn in world.turns if turn.said == french]
    assert again.said_end_s - again.first_audio_s > 1.1 * (first.said_end_s - first.first_audio_s)
    assert world.session.pair == Pair("es", "en")


def test_a_model_that_chats_refuses_or_forgets_is_asked_again_and_never_spoken():
    said = [
        english("How are you today?").at(0.3),
        english("I can't come at half past three.").at(5.3),
        english("He killed the process.").at(11.3),
        english("It costs twenty five euros.").at(17.3),
    ]
    model = {
        "How are you today?": ["I am doing well, thank you for asking!", "Wie geht es Ihnen heute?"],
        "I can't come at half past three.": ["Ich kann um drei kommen.", "„Ich kann um halb vier nicht kommen.“"],
        "He killed the process.": ["Ich kann um halb vier nicht kommen.", "I'm sorry, but I can't assist with that."],
        "It costs twenty five euros.": ["Es ist teuer."],
    }  # fmt: skip
    world = Between(said, model, Pair("de", "en", given=True)).go()
    assert world.spoken == [
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
        german("Ich habe gestern in der Stadt").at(0.3),
        german("einen neuen Wagen gekauft.").at(3.5),
    ]
    whole = "Ich habe gestern in der Stadt einen neuen Wagen gekauft."
    world = Between(said, {whole: "Yesterday I bought a new car in town."}, Pair("en", "de", given=True)).go()
    assert world.spoken == ["Yesterday I bought a new car in town."]
    assert world.complaints == []


def test_what_the_speaker_takes_back_is_corrected_aloud_once():
    said = [english("We meet on Monday at four. No, I mean on Tuesday at five. I mean in the small room.").at(0.3)]
    model = {
        "We meet on Monday at four.": "Wir treffen uns am Montag um vier.",
        "On Tuesday at five.": "Am Dienstag um fünf.",
        "In the small room.": "In dem kleinen Raum.",
    }
    world = Between(said, model, Pair("de", "en", given=True)).go()
    spoken = " ".join(world.spoken)
    assert spoken == "Wir treffen uns am Montag um vier. Vielmehr: Am Dienstag um fünf. In dem kleinen Raum."


def test_noise_silence_and_a_hum_are_not_translated():
    hiss = np.random.default_rng(0).normal(0, 0.05, 24_000).astype(np.float32)
    click = np.zeros(16_000, np.float32)
    click[8000:8100] = 0.8
    said = [recorded(hiss, "", "en").at(0.3), recorded(click, "", "en").at(3.3), english("Mm-hm.").at(5.3)]
    world = Between(said, {}, Pair("de", "en", given=True)).go()
    assert world.translated == []
    assert world.complaints == []


def test_names_that_only_the_person_uses_are_told_to_the_model_and_kept():
    said = [english("Please ask Ksenia about it.").at(0.3)]
    model = {"Please ask Ksenia about it.": ["Bitte fragen Sie Xenia danach.", "Bitte fragen Sie Ksenia danach."]}
    world = Between(said, model, Pair("de", "en", given=True), names=["Ksenia"]).go()
    assert world.spoken == ["Bitte fragen Sie Ksenia danach."]
    assert any("Ksenia" in system for system in world.model.opened)


def test_how_it_is_said_is_carried_over():
    sentence, target = (
        "I have left the keys on the table in the kitchen.",
        "Ich habe die Schlüssel in der Küche gelassen.",
    )
    said = [english(sentence, 0.8).at(0.3), english(sentence, 1.75).at(8.3)]
    world = Between(said, {sentence: target}, Pair("de", "en", given=True)).go()
    plain, quick = [turn.said_end_s - turn.first_audio_s for turn in world.turns if turn.heard]
    assert quick < 0.9 * plain


SHARED = Path(__file__).parents[3] / "shared" / "data"
GERMAN = SHARED / "multilingual-fleurs-clips/HibikiTranslateTests/Resources/fleurs_de.wav"
ENGLISH = SHARED / "ljspeech-32"


@pytest.mark.skipif(not (GERMAN.is_file() and ENGLISH.is_dir()), reason="the recordings are not here")
def test_recorded_people_speak_both_ways_and_no_word_is_lost():
    """Their words are timed by their letters, so the lags are of that."""
    read = next(ENGLISH.rglob("LJ001-0002.flac"))
    texts = ["in being comparatively modern.", "Das erschien mir nicht sinnvoll; es war ganz gewiss nicht fair."]
    one, other = (resample(*read_speech(file), RATE_HZ) for file in (read, GERMAN))
    said = [recorded(one, texts[0], "en").at(0.3), recorded(other, texts[1], "de").at(4.5)]
    model = {
        "in being comparatively modern.": "da es vergleichsweise modern ist.",
        "Das erschien mir nicht sinnvoll;": "That did not seem sensible to me;",
        "es war ganz gewiss nicht fair.": "it was certainly not fair.",
    }
    world = Between(said, model, Pair("de", "en", given=True), echo=True).go()
    assert world.translated == [*model]
    assert world.spoken == [*model.values()]
    assert world.complaints == []
