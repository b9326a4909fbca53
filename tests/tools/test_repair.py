"""Is what an open ear wrote bent to the skills' own words where it sounds like them, and nowhere else?"""

import functools

import pocketsphinx
import pytest

from localvoice.tools.persona import persona
from localvoice.tools.reading.likeness import distance, fits, guessed
from localvoice.tools.reading.match import Matcher
from localvoice.tools.reading.repair import Repair, vocabulary
from localvoice.tools.reading.teens import Rival, differing, has_ten, rival


@functools.cache
def dictionary():
    found = {}
    with open(pocketsphinx.get_model_path("en-us/cmudict-en-us.dict"), encoding="utf-8") as lines:
        for line in lines:
            word, *phones = line.split()
            found.setdefault(word.partition("(")[0], []).append(tuple(phones))
    return found


def said(words):
    return {word: dictionary()[word] for word in words if word in dictionary()}


@functools.cache
def skills(name):
    intents = persona(name).intents()
    return Repair(intents, said), Matcher(intents)


def repaired(name, text):
    """The first sentence near it that a skill explains."""
    repair, matcher = skills(name)
    return next((near for near in repair.near(text) if matcher.match(near.text)), None)


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("Can I have a dark rose americano?", "can i have a dark roast americano"),
        ("Get me a large moca with soy milk.", "get me a large mocha with soy milk"),
        ("I'd like a small ice coffee, please.", "i'd like a small iced coffee please"),
        ("May I have a medium latter with almond milk?", "may i have a medium latte with almond milk"),
    ],
)
def test_words_of_the_menu_are_found_in_what_sounds_like_them(heard, meant):
    assert repaired("cafe", heard).text == meant


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("Santa timer for ten minutes.", "set a timer for ten minutes"),  # across the gaps between words
        ("Set a time of four ten minutes.", "set a timer for ten minutes"),
        ("But milk and eggs on the shopping-less.", "put milk and eggs on the shopping list"),
        ("Start my pasta time her for ten minutes", "start my pasta timer for ten minutes"),
        ("Canceled the pastor timer.", "cancel the pasta timer"),  # also in a slot that would take the word as it is
        ("Wake me up at ten to seven to-morrow.", "wake me up at ten to seven tomorrow"),
    ],
)
def test_commands_are_found_in_what_sounds_like_them(heard, meant):
    match = skills("assistant")[1].match
    assert match(repaired("assistant", heard).text) == match(meant)


@pytest.mark.parametrize(
    "text",
    [
        "No need to buy cereal anymore.",  # "note …" takes any words
        "So how are things with you?",
        "The quick brown fox jumps over the lazy dog and goes home to sleep.",
        "I heard that they were about to leave the country in the morning.",
        "He had a timer in his hand when he came back from the shop that evening.",
        "Stop here and I will tell you what the doctor said about it.",
        "Book me a flight to Paris.",
        "Play some jazz.",
    ],
)
def test_what_nobody_asked_the_skills_for_is_left_as_it_is(text):
    near = repaired("assistant", text)
    assert near is None or near.differs == 0, near


def test_a_long_sentence_never_becomes_a_short_command():
    for more in (4, 8, 30):
        text = "Stop the timer " + "and then we walked slowly through the quiet village " * more
        assert skills("assistant")[0].near(text) == []


@pytest.mark.parametrize("thing", ["kale", "quinoa", "shampoo"])
def test_a_thing_that_no_skill_knows_stays_what_it_is(thing):
    repair, matcher = skills("assistant")
    near = [each for each in repair.near(f"Add {thing} to my shopping list.") if matcher.match(each.text)]
    assert [each for each in near if thing not in each.text and each.differs <= 0.5] == []


def test_phones_that_are_easily_confused_cost_half():
    assert distance(("R", "OW", "Z"), ("R", "OW", "S", "T")) == 1.0  # s for z, a weak t too few
    assert distance(("B", "AA"), ("P", "AA")) == 0.5
    assert distance((), ("M",)) == pytest.approx(0.8)
    assert distance(("K", "AE", "T"), ("K", "AE", "T")) == 0.0


def test_a_word_fits_stretches_of_the_sound_and_not_only_written_words():
    found = fits({"set": [("S", "EH", "T")], "a": [("AH",)]}, ("S", "AE", "N", "T", "AH"), 0.45)
    assert [(end, round(cost, 1)) for end, cost in found["set", 0]] == [(1, 1.3), (2, 1.0), (4, 1.3)]
    assert found["a", 4] == [(5, 0.0)]


def test_a_word_of_no_dictionary_is_guessed_from_its_letters():
    assert guessed("moosh") == ("M", "UW", "SH")
    assert guessed("x2-") == ("K", "S")


def test_every_word_of_the_skills_is_in_the_vocabulary():
    assert {"timer", "please", "fifteen"} <= set(vocabulary(persona("assistant").intents()))


@pytest.mark.parametrize(
    ("text", "heard", "number", "ten", "other"),
    [
        ("fifty minutes", "Fifteen minutes.", "fifteen", "fifty", "fifteen minutes"),
        ("ninety percent", "19%", "nineteen", "ninety", "nineteen percent"),
        ("set it to twenty", "Set it to 19.", "nineteen", "twenty", "set it to nineteen"),
        ("add one to fifty", "add 1 to 15", "fifteen", "fifty", "add one to fifteen"),
        ("fifty two minutes", "15 minutes", "fifteen", "fifty two", "fifteen minutes"),
        ("twenty two minutes", "12 19 minutes", "nineteen", "twenty two", "nineteen minutes"),
        ("twenty seconds", "90 seconds", "ninety", "twenty", "ninety seconds"),
    ],
)
def test_a_ten_rivals_with_a_number_like_it_that_another_ear_heard(text, heard, number, ten, other):
    assert rival(text, heard) == Rival(number, ten, other)


@pytest.mark.parametrize(
    ("text", "heard", "found"),
    [
        ("fifty minutes", "50 minutes", False),
        ("fifty two minutes", "Fifty two minutes", False),
        ("add fifteen to fifty", "Add fifteen to fifty.", False),
        ("fifty minutes", "Santa minutes.", None),
        ("fifteen minutes", "Fifty minutes.", None),  # a teen is not heard for a ten
    ],
)
def test_a_ten_that_both_heard_has_no_rival_and_one_that_was_not_heard_is_not_known(text, heard, found):
    assert rival(text, heard) is found
    assert [has_ten(text) for text in ("twenty minutes", "two minutes", "")] == [True, False, False]


@pytest.mark.parametrize(
    ("one", "other", "numbers"),
    [
        ("Put 80 minutes on the clock.", "Put eighteen minutes on the clock", ("eighty", "eighteen")),
        ("Add fifty two.", "Add fifteen.", ("fifty two", "fifteen")),
        ("Add fifty.", "Add milk.", None),
        ("Add fifty to one.", "Add fifteen to two.", None),
        ("Add fifty.", "add 50", None),
    ],
)
def test_sentences_may_differ_in_one_number(one, other, numbers):
    assert differing(one, other) == numbers


@pytest.mark.parametrize("heard", ["Wake me in four minutes.", "Wake me in 8 minutes.", "Wake me in forty minutes."])
def test_a_ten_does_not_rival_with_what_nobody_takes_for_it(heard):
    assert not rival("wake me in twenty minutes", heard)
