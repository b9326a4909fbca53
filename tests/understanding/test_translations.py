"""What a small model writes when it is asked for a translation, as such models do write, and what of it is one."""

import pytest

from localvoice.understanding.interpreting.cleaning import clean
from localvoice.understanding.interpreting.faithful import left_out, numbers_of
from localvoice.understanding.interpreting.figures import figures

SOURCE = "I can't come on Thursday."
GOOD = "Ich kann am Donnerstag nicht kommen."


@pytest.mark.parametrize(
    "reply",
    [
        GOOD,
        f"Sure! Here is the translation:\n\n{GOOD}",
        f"Sure, here's the German translation: {GOOD}",
        f"The German translation of your sentence is: {GOOD}",
        f"Translation: {GOOD}",
        f"German: {GOOD}",
        f"DE: {GOOD}",
        f"Certainly!\n\n**{GOOD}**",
        f"“{GOOD}”",
        f'"{GOOD}"',
        f"„{GOOD}“",
        f"> {GOOD}",
        f"```\n{GOOD}\n```",
        f"{GOOD}\n\nNote: “kann” is the verb.",
        f"{GOOD} (Note: informal)",
        f"{GOOD} (literally: I can on Thursday not come)",
        f"{GOOD}\n\nLet me know if you need anything else!",
        f"{GOOD} Let me know if you need anything else!",
        f"<think>\nThe user wants German.\n</think>\n\n{GOOD}",
        f"{SOURCE} → {GOOD}",
        f"- {GOOD}",
        f"Hier ist die Übersetzung:\n{GOOD}",
        f"In German, this would be translated as: {GOOD}",
    ],
)
def test_of_a_chatty_reply_the_translation_is_left(reply):
    assert clean(reply, SOURCE, "en", "de") == GOOD


@pytest.mark.parametrize(
    ("reply", "source", "into"),
    [
        ("I'm sorry, but I can't assist with that request.", "He wants to kill time.", "de"),
        ("As an AI language model, I cannot translate this.", SOURCE, "fr"),
        ("Please provide the text you would like me to translate.", "Hm.", "fr"),
        ("I am doing well, thank you for asking!", "How are you today?", "fr"),
        ("Je vais très bien, merci !", "How are you today?", "fr"),
        ("", SOURCE, "de"),
        ("...", SOURCE, "de"),
        (SOURCE, SOURCE, "de"),
        ("That is a shame, I hope that we will see you on Friday.", SOURCE, "de"),
        ("Sure!", SOURCE, "de"),
        ("Thursday is a day of the week. " * 8, SOURCE, "de"),
        ("Mokuyoubi ni wa ikemasen.", SOURCE, "ja"),
        ("木曜日は行けません。", SOURCE, "de"),
    ],
)
def test_what_is_no_translation_is_never_said(reply, source, into):
    assert clean(reply, source, "en", into) == ""


@pytest.mark.parametrize(
    ("source", "spoken", "target", "into"),
    [
        ("Es tut mir leid, ich kann nicht kommen.", "de", "I'm sorry, I can't come.", "en"),
        ("Ja.", "de", "Yes.", "en"),
        ("Natürlich!", "de", "Of course!", "en"),
        ("Können Sie das übersetzen?", "de", "Can you translate that?", "en"),
        ("Die Übersetzung ist fertig: sie ist da.", "de", "The translation is done: it is there.", "en"),
        ("Wie geht es Ihnen?", "de", "How are you?", "en"),
        ("Here is the key: it is for room 12.", "en", "Hier ist der Schlüssel: er ist für Zimmer 12.", "de"),
        ("Note that we close at six.", "en", "Beachten Sie, dass wir um sechs schließen.", "de"),
        ("Anneliese Brückner.", "de", "Anneliese Brückner.", "en"),
        ("How much is it?", "en", "いくらですか。", "ja"),
    ],
)  # fmt: skip
def test_a_translation_that_looks_like_chat_stays(source, spoken, target, into):
    assert clean(target, source, spoken, into) == target


@pytest.mark.parametrize(
    ("source", "spoken", "target", "into"),
    [
        ("half past three", "en", "um halb vier", "de"),
        ("at 3:30 p.m.", "en", "um 15 Uhr 30", "de"),
        ("at 3 p.m.", "en", "à 15 heures", "fr"),
        ("It costs 3.50.", "en", "Es kostet 3,50.", "de"),
        ("1,000 people", "en", "1.000 Leute", "de"),
        ("twenty-five men", "en", "fünfundzwanzig Männer", "de"),
        ("born on 14 March nineteen eighty-seven", "en", "geboren am 14. März 1987", "de"),
        ("quatre-vingt-dix-sept", "fr", "ninety-seven", "en"),
        ("The number is zero one seven six, five five five.", "en", "Die Nummer ist 0176 555.", "de"),
        ("at half past twelve", "en", "um halb eins", "de"),
        ("I have one brother.", "en", "J'ai un frère.", "fr"),
        ("I never said that.", "en", "Das habe ich nie gesagt.", "de"),
        ("Nobody is here.", "en", "Il n'y a personne.", "fr"),
        ("See you on Thursday.", "en", "Bis Donnerstag.", "de"),
        ("I met Brückner in Hamburg.", "en", "J'ai rencontré Brückner à Hambourg.", "fr"),
        ("二十五人です", "ja", "It is 25 people.", "en"),
    ],
)
def test_a_faithful_translation_leaves_nothing_out(source, spoken, target, into):
    assert left_out(source, spoken, target, into) == []


@pytest.mark.parametrize(
    ("source", "target", "lost"),
    [
        ("It costs 3.50, not 5.30.", "Es kostet 3,50, nicht viel.", ["530"]),
        ("I can't come.", "Ich kann kommen.", ["not"]),
        ("See you on Thursday.", "Bis Dienstag.", ["Thursday"]),
        ("The number is 25.", "Die Nummer ist 52.", ["25"]),
        ("at half past three", "um drei", ["3:30"]),
        ("Ask Ksenia about it.", "Frag sie danach.", ["Ksenia"]),
    ],
)
def test_what_a_translation_leaves_out_is_named(source, target, lost):
    assert left_out(source, "en", target, "de", ["Ksenia"]) == lost


def test_numbers_are_told_apart_from_other_things():
    assert numbers_of(["25", "not", "3:30", "Thursday"]) == ["25", "3:30"]


def test_an_article_is_no_number():
    assert not figures("ein Haus und eine Katze", "de") + figures("un chat", "fr") + figures("one cat", "en")
