"""Is a statement with a rising end answered as a question, and never taken for an order?"""

import pytest
from test_thinking import Chat, ask

from localvoice.events import Note
from localvoice.models.roles import Text
from localvoice.understanding.mind import Occasion, Understood
from localvoice.understanding.rising import as_question, asks, meant, states

RISING = Occasion(note=lambda words: Note(rising=0.9))

STATEMENTS = """
my timer is at ten minutes
The lights are off.
there's milk on the list
it's raining in Oslo
you set an alarm for seven
I have a meeting at nine
my alarm's at six
so it's ten past three
the shop is closed on Sunday
the pasta timer has ten minutes left
he called
you've cancelled my timer
it will rain tomorrow
Monday is a holiday
the oven isn't on
we are out of milk
""".strip().splitlines()
OTHERS = """
set a timer for ten minutes
turn the lights off
I'd like a latte
a latte
could you turn that off
remind me that the shop is closed
what time is it
is it raining
where is my phone
how are you
I need milk
I want to know what time it is
you can stop now
timer for ten minutes
are there eggs
put eggs on the list
I'll have a latte
I have to call mom tomorrow
My timer is at ten minutes?
""".strip().splitlines()


@pytest.mark.parametrize("text", STATEMENTS)
def test_what_says_how_things_are_may_be_a_question(text):
    assert states(text)


@pytest.mark.parametrize("text", OTHERS)
def test_orders_wishes_and_questions_stay_what_they_are(text):
    assert not states(text)


@pytest.mark.parametrize(("language", "so"), [("", True), ("en-US", True), ("zh", False), ("vi-VN", False)])
def test_where_the_tone_belongs_to_the_words_it_asks_nothing(language, so):
    assert asks("my timer is at ten minutes", language) == so


def test_a_question_is_written_as_one():
    assert as_question("It's raining. ") == "It's raining?"


def told(words, occasion=RISING):
    chat = Chat(Text("It is."))
    shown, *_ = ask(chat, words, occasion)
    return chat, next(each for each in shown if isinstance(each, Understood))


def test_a_language_model_reads_it_as_a_question():
    for occasion, read in ((RISING, "my sister is at home? (rising)"), (Occasion(), "my sister is at home")):
        chat, _ = told("my sister is at home", occasion)
        assert ("reply", read) in chat.log


def test_what_would_be_done_about_a_statement_is_asked_first():
    _, understood = told("we are out of milk")
    assert understood.answer == "Shall I add milk to your shopping list?"
    _, understood = told("we are out of milk", Occasion())
    assert not understood.answer.startswith("Shall I")


def test_an_order_is_done_however_it_ends():
    _, understood = told("add milk to the shopping list")
    assert not understood.answer.startswith("Shall I")


@pytest.mark.parametrize("words", ["I'd like a latte", "I need two coffees", "we'll have tea", "can I get a latte"])
def test_an_order_that_rises_is_told_as_an_order(words):
    note = Note(rising=0.9, fast=0.8)
    assert str(meant(note, words, served=True)) == "fast"
    assert str(meant(note, "my timer is at ten minutes", served=True)) == "fast, rising"
    assert str(meant(note, "my sister is at home", served=False)) == "fast, rising"


def test_a_language_model_reads_a_wish_that_rises_as_a_wish():
    chat, _ = told("I'd like to hear about the moon")
    assert ("reply", "I'd like to hear about the moon") in chat.log
