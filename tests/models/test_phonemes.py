"""espeak-ng's IPA in Kokoro's signs."""

import pytest

from localvoice.models.phonemes import rewritten, sounds


@pytest.mark.parametrize(
    ("language", "phrase", "expected"),
    [
        ("en-us", "Hello there, go home!", "həlˈO ðˈɛɹ, ɡˌO hˈOm!"),
        ("en-us", "Buy a button.", "bˈI ə bˈʌtᵊn."),
        ("en-us", "The boys found joy near the church", "ðə bˈYz fˈWnd ʤˈY nˌiəɹ ðə ʧˈɜɹʧ"),
        ("en-gb", "Hello there, a bottle of water", "həlˈQ ðˈɛː, ə bˈɒtᵊl ɒv wˈɔːtə"),
        ("fr-fr", "Bonjour madame!", "bɔ̃ʒˈuʁ madˈam!"),
        ("it", "pizza", "pˈiʦːa"),
    ],
)
def test_what_kokoro_expects(language, phrase, expected):
    assert " ".join(part.text for part in sounds(phrase, language)) == expected


def test_each_word_begins_with_its_sounds():
    phrase = "Well, of the old year; yes!"
    begun = [[phrase[slice(*span)] for span in part.begun] for part in sounds(phrase, "en-us")]
    assert [word for words in begun for word in words] == ["Well,", "of", "the", "old", "year;", "yes!"]
    assert begun[0] == ["Well,"]


def test_a_language_that_espeak_switches_to_is_not_spelled_out():
    assert rewritten("(^f^r)madˈam(^i^t)", "it") == "madˈam"


def test_signs_alone_are_no_sounds():
    assert sounds(" — … ", "en-us") == []
    assert sounds("", "en-us") == []
