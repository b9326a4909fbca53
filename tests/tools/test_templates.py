"""Small templates, read and walked."""

import random

import pytest

from localvoice.errors import BadInput
from localvoice.tools.reading.rules import RULES
from localvoice.tools.reading.templates import read, rule, sample, words
from localvoice.tools.skill import Slot

COLOUR = Slot("colour", "red|dark blue", str)
ANY = Slot("any", "this|that", str, open_text=True)


def every(template, slots=None, draws=200):
    node, chance = read(template, slots), random.Random(0)
    return {sample(node, chance) for _ in range(draws)}


@pytest.mark.parametrize(
    ("template", "sentences"),
    [
        ("stop", {"stop"}),
        ("set (a|the) timer", {"set a timer", "set the timer"}),
        ("[please] stop", {"stop", "please stop"}),
        ("one [two|three [four]]", {"one", "one two", "one three", "one three four"}),
        ("(up;down) now", {"up down now", "down up now"}),
        ("paint it {colour}", {"paint it red", "paint it dark blue"}),
        ("go|stay here", {"go", "stay here"}),
        ("Set A Timer", {"set a timer"}),
    ],
)
def test_a_template_allows_exactly_its_sentences(template, sentences):
    assert every(template, {"colour": COLOUR}) == sentences


def test_the_words_of_a_template_are_those_of_its_rules_and_slots_too():
    assert words(read("paint [the <digit>] {colour}", {"colour": COLOUR})) >= {
        "paint",
        "the",
        "nine",
        "red",
        "dark",
        "blue",
    }


@pytest.mark.parametrize(
    ("template", "first", "needs", "empty"),
    [
        ("set (a|the) timer", {"set"}, {"set", "timer"}, False),
        ("[please] (stop|halt) now", {"please", "stop", "halt"}, {"now"}, False),
        ("[please]", {"please"}, set(), True),
        ("{any} timer", None, {"timer"}, False),
        ("[{any}] timer", None, {"timer"}, False),
        ("{colour} it", {"red", "dark"}, {"it"}, False),
    ],
)
def test_a_template_knows_how_it_begins_and_what_it_needs(template, first, needs, empty):
    node = read(template, {"any": ANY, "colour": COLOUR})
    assert (node.first, node.needs, node.empty) == (first and frozenset(first), frozenset(needs), empty)


@pytest.mark.parametrize(
    ("template", "complaint"),
    [
        ("timer[s]", "inside a word"),
        ("(a|b)c", "inside a word"),
        ("set (a timer", "cannot be read"),
        ("set a timer)", "cannot be read"),
        ("set {nothing}", "no slot of its intent"),
        ("set <nothing>", "rule <nothing>"),
    ],
)
def test_a_wrong_template_is_told_by_name(template, complaint):
    with pytest.raises(BadInput, match=complaint):
        read(template)


@pytest.mark.parametrize("name", sorted(RULES))
def test_every_shared_rule_can_be_read_and_said(name):
    assert sample(rule(name), random.Random(1))
