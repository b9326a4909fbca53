"""A name that ears got wrong is put right as people do it: in letters, with a word for each, or one letter alone."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from skill_talk import Talk

from localvoice.tools.form.spelling import mended
from localvoice.tools.reading.letters import AS_IN, IN_WORDS, MENDS, TELEPHONE, letters

NOW = datetime(2026, 12, 1, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))  # a Tuesday
WORDS = "Could you spell it with a word for each letter, such as A as in Anna?"
TO_THE_NAME = "Two people, Thursday, seven thirty, inside, no allergies."


def told(name, *sentences):
    """The last answer, where a guest gave that name and a number before."""
    talk = Talk("receptionist", NOW)
    return [talk.say(sentence) for sentence in (TO_THE_NAME, name, "555 1919", *sentences)][-1]


@pytest.mark.parametrize(
    ("says", "name"),
    [
        ("S as in Sam, C as in Charlie, H as in Henry", "sch"),
        ("C as in zebra, P as in Edward", "ze"),  # the word is heard better than the letter's name
        ("E as an Edward, Z is in Zebra", "ez"),
        ("and is in Norway, you as in Umbrella", "nu"),
        ("Sam Charlie Henry William", "schw"),
        ("X as in fox, x as in x-ray", "xx"),
        ("m, double t as in tom", "mtt"),
        ("ng u y e n", "nguyen"),
    ],
)
def test_the_words_for_letters_tell_them(says, name):
    assert letters(says) == name


@pytest.mark.parametrize("says", ["Tom Ashby", "Peter Paul", "Sam is here", "Anna and Tom", "Mr Smith", "tv"])
def test_two_first_names_are_no_letters(says):
    assert letters(says) is None


def test_no_word_of_the_telephone_is_of_the_other_alphabet_and_each_is_heard():
    assert all(word.replace(" ", "").isalpha() for word in TELEPHONE)
    assert all(word[0] == letter for word, letter in TELEPHONE.items())
    assert AS_IN in IN_WORDS
    assert AS_IN in MENDS


@pytest.mark.parametrize(
    ("says", "name"),
    [
        ("No, Z as in zebra.", "Yilmaz"),
        ("No, not C, Z.", "Yilmaz"),
        ("Z instead of C.", "Yilmaz"),
        ("With a Z at the end.", "Yilmaz"),
        ("The last letter is Z.", "Yilmaz"),
        ("No, Z as in zebra, not C as in cat.", "Yilmaz"),
        ("No, and as in Norway, not M.", "Yilnac"),  # as ears write an N
        ("The name is spelt Y, I, L, M, A, Z.", "Yilmaz"),
        ("It's Y as in yellow, I as in ink, L as in love, M as in Mary, A as in Anna, Z as in zebra.", "Yilmaz"),
    ],
)
def test_one_letter_or_all_of_them_mend_a_name_and_are_said_back(says, name):
    answer = told("Yilmac.", says)
    assert f"for {name}, {', '.join(name.upper())};" in answer
    assert answer.endswith("Shall I book it?")


def test_the_same_letters_again_or_a_wrong_name_ask_for_a_word_for_each():
    spelt = "The name is spelt Y, I, L, M, A, C."
    assert told("Yilmak", spelt, spelt) == WORDS
    assert told("Yilmak", "The name is wrong.") == WORDS
    assert "for Yilmaz, Y" in told("Yilmak", "The name is wrong.", "Yellow, ink, love, Mary, Anna, zebra.")
    assert "for Lee, L" in told("Lea", "The name is wrong.", "lima echo echo")


def test_letters_are_not_said_back_for_ever():
    assert "for Maier;" in told("Meyer", "No, M, A, I, E, R.", "Make it three people.")


def test_a_letter_is_put_where_one_is_that_sounds_like_it():
    assert mended("Yilmac", "z", "", "") == "Yilmaz"
    assert mended("Duvois", "b", "", "") == "Dubois"
    assert mended("Mash", "n", "", "") == "Nash"
    assert mended("Nguyan", "e", "j", "") == "Nguyen"  # for "not A"
    assert mended("Fox", "m", "", "") == ""
