"""Every skill's own templates: drawn sentences are understood as what they were drawn from."""

import random

import pytest

from localvoice.tools.persona import persona
from localvoice.tools.reading.match import Matcher
from localvoice.tools.reading.templates import Take, read, sample, walk
from localvoice.tools.reading.things import COUNTABLE, DRINKS, OTHER_GROCERIES
from localvoice.tools.skill import Intent

DRAWS = 12  # sentences for each template
ASSISTANT = persona("assistant")


@pytest.fixture(scope="module")
def matchers(intents):
    """Question → a matcher as the toolbox makes it."""
    always = [intent for intent in intents if not intent.question]
    questions = {intent.question for intent in intents}
    return {asked: Matcher([i for i in intents if i.question == asked != ""] + always) for asked in questions}


@pytest.mark.parametrize("intent", ASSISTANT.intents(), ids=lambda intent: intent.name)
def test_drawn_sentences_come_back_to_their_intent(intent, matchers):
    def applies(other, slots):
        """The others that can be answered now and then only are asked for in the same words at times."""
        return other is intent or other.applies is Intent.applies

    chance = random.Random(intent.name)
    for template in intent.templates:
        node = read(template, intent.slots)
        for _ in range(DRAWS):
            text = sample(node, chance)
            call = matchers[intent.question].match(text, applies)
            assert call is not None, text
            assert call.intent == intent.name, text
            assert set(call.slots) <= set(intent.slots)


@pytest.mark.parametrize("intent", ASSISTANT.intents(), ids=lambda intent: intent.name)
def test_every_slot_has_a_place_and_a_description(intent):
    nodes = [read(template, intent.slots) for template in intent.templates]
    used = {part.name for node in nodes for part in walk(node) if isinstance(part, Take)}
    assert used == set(intent.slots)
    told = [slot.parse for slot in intent.slots.values() if slot.about]
    assert all(slot.parse in told for slot in intent.slots.values())  # or it is a second name for another
    assert intent.about.endswith((".", "?"))


def test_names_of_intents_are_unique(intents):
    names = [intent.name for intent in intents]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("module", ASSISTANT.modules(), ids=lambda module: module.__name__)
def test_a_skill_says_what_it_is_good_for(module):
    assert isinstance(module.ABOUT, str)
    assert module.ABOUT.strip().rstrip(".") == module.ABOUT
    assert all(isinstance(intent, Intent) for intent in module.INTENTS)


def test_a_hundred_and_fifty_groceries_can_be_heard():
    things = "|".join((COUNTABLE, DRINKS, OTHER_GROCERIES)).split("|")
    assert len(set(things)) == len(things) >= 150
