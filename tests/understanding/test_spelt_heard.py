"""A name may be any words, so the grammar alone is not believed; where a word for each letter was asked for, it is."""

from test_both_ears import Grammatical, Open, talk

TO_THE_NAME = (("i'd like a table for two on friday at seven", True, True), ("inside", True, True), ("no", True, True))
FIRST = "I'd like a table for two on Friday at seven."  # the only one of these that the open ear hears, too
WRONG = ("the name is wrong", True, True)


def booked(*turns, openly=()):
    """What was answered to the turns after the name was asked for."""
    understood, _ = talk(Grammatical(*TO_THE_NAME, *turns), Open(FIRST, *openly), name="receptionist")
    return [each.answer for each in understood[len(TO_THE_NAME) :]]


def test_letters_and_other_answers_that_the_grammar_surely_heard_are_no_name_where_the_open_ear_heard_one():
    assert booked(("kilo whiskey", True, True), openly=["Kowalski."]) == ["For Kowalski. And your phone number?"]
    assert booked(("and eggs", True, True), openly=["Abbott."]) == ["For Abbott. And your phone number?"]
    assert booked(("jones", True, True), openly=["Eze."]) == ["For Eze. And your phone number?"]


def test_a_name_of_which_the_open_ear_heard_nothing_is_asked_for_again():
    (answer,) = booked(("victor alpha", True, True), openly=[""])
    assert answer == "Sorry, I did not understand that. What is the name?"


def test_what_both_ears_heard_alike_is_the_name_as_the_form_writes_it():
    assert booked(("baker", True, True), openly=["Baker."]) == ["For Baker. And your phone number?"]


def test_a_word_for_each_letter_is_believed_though_the_grammar_is_unsure_and_the_open_ear_heard_otherwise():
    spelt = "it's b as in edward c as in zebra p as in edward"
    _, question, answer = booked(
        ("baker", True, True), WRONG, (spelt, False, False), openly=["Baker.", "He has inadwar, he has inadwar."]
    )
    assert question == "Could you spell it with a word for each letter, such as A as in Anna?"
    assert answer == "For Eze, E, Z, E. And your phone number?"
