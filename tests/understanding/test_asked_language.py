"""The language of a conversation: short words do not change it, who asks for one gets it at once and keeps it."""

import pytest
from test_language import Voice, asked, talk
from test_thinking import Chat

from localvoice.models.roles import Text
from localvoice.understanding.asked_language import asked_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Auf Deutsch, bitte.", "de"),
        ("Kannst du Deutsch sprechen?", "de"),
        ("In English please", "en"),
        ("Speak English!", "en"),
        ("English please", "en"),
        ("En français s’il te plaît.", "fr"),
        ("Parlez français", "fr"),
        ("Could you switch to German?", "de"),
        ("Answer me in Spanish please", "es"),
        ("In German please, what time is it?", "de"),
        ("Tell me a joke in French, please.", "fr"),
        ("En español, por favor", "es"),
        ("Bitte auf Englisch", "en"),
        ("How do you say cheese in German, please?", ""),
        ("How do you say cheese in German?", ""),
        ("Translate hello in French please", ""),
        ("Who is the English queen?", ""),
        ("I am learning German", ""),
        ("okay", ""),
        ("", ""),
    ],
)
def test_who_asks_for_a_language_is_understood(text, language):
    assert asked_language(text) == language


@pytest.mark.parametrize("short", [("okay", "en"), ("ja", "de"), ("no", "es"), ("si", "it"), ("merci", "fr")])
def test_a_short_word_does_not_change_the_language(short):
    chat = Chat(Text("Ja."))
    answers, *_ = talk(chat, Voice("en", "de", "es", "fr"), ("erzähl mir mehr davon", "de"), short)
    assert {language for answer in answers for _, language in answer} == {"de"}
    answers, *_ = talk(chat, Voice("en", "de", "es", "fr"), ("tell me more about that", "en"), short)
    assert {language for answer in answers for _, language in answer} == {"en"}


def test_who_asks_for_a_language_gets_it_at_once_and_keeps_it():
    chat = Chat(Text("Ja."))
    said = [
        ("auf Deutsch", "en"),
        ("tell me more about that", "en"),
        ("speak English", "de"),
        ("und jetzt noch mehr", "de"),
    ]
    answers, *_ = talk(chat, Voice("en", "de"), *said)
    assert [answer[0][1] for answer in answers] == ["de", "de", "en", "en"]
    assert asked(chat)[1] == "tell me more about that (answer in German)"


def test_a_language_that_the_voice_has_not_is_admitted():
    (answer,), *_ = talk(Chat(Text("Yes.")), Voice("en", "fr"), ("in German please", "en"))
    assert [phrase for phrase, _ in answer] == ["I cannot speak German, so I answer in English.", "Yes."]
