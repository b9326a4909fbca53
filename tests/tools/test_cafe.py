"""Whole orders at the café, through the toolbox, on a real shelf."""

import random
from datetime import datetime

import anyio
import pytest

from localvoice.memory.shelf import SqliteShelf
from localvoice.tools.persona import persona
from localvoice.tools.skill import World
from localvoice.tools.toolbox import Toolbox


@pytest.fixture
def shelf(tmp_path):
    with SqliteShelf(tmp_path / "memory.sqlite") as shelf:
        yield shelf


def order(shelf, *sentences):
    world = World(shelf=shelf, now=lambda: datetime(2026, 5, 4, 9, 0), random=random.Random(1))
    toolbox = Toolbox(persona("cafe"), world)

    async def talk():
        answers = []
        for sentence in sentences:
            call = toolbox.match(sentence)
            answers.append((await toolbox.run(call) if call else toolbox.unknown()).text)
        return answers

    return anyio.run(talk)


def slots(shelf):
    return [item.data["slots"] for item in shelf.all("order")]


def test_what_is_missing_is_asked_one_short_question_at_a_time(shelf):
    answers = order(shelf, "can I get a coffee with a bit of soy milk", "large", "dark roast", "yes", "that's all")
    assert answers == [
        "A coffee with a bit of soy milk. What size?",
        "A large coffee with a bit of soy milk. Light, medium or dark roast?",
        "A large dark roast coffee with a bit of soy milk. Is that right?",
        "Got it. Anything else?",
        "Thank you. A large dark roast coffee with a bit of soy milk, coming right up.",
    ]
    assert slots(shelf) == [{"drink": "coffee", "size": "large", "roast": "dark roast", "milk": "a bit of soy milk"}]


def test_a_whole_order_needs_only_its_confirmation(shelf):
    said = "I want an eight ounce double shot espresso with some sugar and cream"
    assert order(shelf, said)[0].endswith("cream and some sugar. Is that right?")


def test_a_correction_wins(shelf):
    answers = order(shelf, "a small latte", "no make it large", "yes")
    assert answers[1] == "A large latte. Is that right?"
    assert slots(shelf)[0]["size"] == "large"


def test_no_asks_what_to_change(shelf):
    answers = order(shelf, "a small latte", "no", "with almond milk", "yes")
    assert answers[1] == "What should I change?"
    assert slots(shelf) == [{"drink": "latte", "size": "small", "milk": "almond milk"}]


def test_whoever_does_not_mind_gets_the_usual(shelf):
    order(shelf, "a house coffee", "I don't mind", "any", "yes")
    assert slots(shelf) == [{"drink": "house coffee", "size": "medium", "roast": "medium roast"}]


def test_several_drinks_are_one_visit(shelf):
    answers = order(shelf, "a small latte", "yes", "yes please", "a large mocha", "yes", "no thanks")
    assert answers[-1] == "Thank you. A small latte and a large mocha, coming right up."
    assert order(shelf, "what did I order") == ["Nothing yet. What would you like?"]


def test_an_order_in_the_making_survives_a_restart(shelf):
    order(shelf, "a latte")
    assert order(shelf, "what did I order") == ["So far a latte. What size?"]


def test_that_is_all_asks_first_for_what_is_missing(shelf):
    assert order(shelf, "a latte", "that's all")[-1] == "A latte. What size?"
    assert order(shelf, "cancel my order", "that's all") == [
        "Okay, I cancelled your order.",
        "All right. See you soon.",
    ]


def test_cancelling_drops_what_was_confirmed_in_this_visit(shelf):
    answers = order(shelf, "a small latte", "yes", "cancel my order", "cancel my order")
    assert answers[2:] == ["Okay, I cancelled your order.", "There is no order yet."]
    assert slots(shelf) == []


def test_the_menu_is_one_sentence(shelf):
    assert "cappuccino" in order(shelf, "what do you have")[0]


def test_nonsense_at_a_question_puts_the_question_again(shelf):
    assert order(shelf, "a latte", "the weather is nice")[-1].endswith("What size?")
