"""Sums, units, chance and manners: what is asked, and the one short sentence that comes back."""

from datetime import timedelta

import pytest

from localvoice.tools.phrasing import figure, joined, result, sentence, span, to_you
from localvoice.tools.units import UNITS, convert


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("what is twelve times seven", "12 times 7 is 84."),
        ("What's 12*7?", "12 times 7 is 84."),
        ("what is two plus three times four", "2 plus 3 times 4 is 14."),
        ("calculate three times four plus five", "3 times 4 plus 5 is 17."),
        ("10 - 4 - 3", "10 minus 4 minus 3 is 3."),
        ("what's seven divided by two", "7 divided by 2 is 3.5."),
        ("what's 0.1 plus 0.2", "0.1 plus 0.2 is 0.3."),
        ("what is one divided by three", "1 divided by 3 is 0.3333."),
        ("1 / 1000", "1 divided by 1000 is 0.001."),
        ("what is five divided by zero", "Nothing can be divided by zero."),
        ("2 to the power of 10", "2 to the power of 10 is 1024."),
        ("-8 to the power of 0.5", "That has no real result."),
        ("9 to the power of 999999999999", "That is more than I can say."),
        ("10000000000 * 10000000000", "That is more than I can say."),
        ("multiply 1,234 by 100", "1234 times 100 is 123,400."),
        ("add five and six", "5 plus 6 is 11."),
        ("subtract eight from twenty", "20 minus 8 is 12."),
        ("divide ninety by five", "90 divided by 5 is 18."),
        ("what is fifteen percent of eighty", "15 percent of 80 is 12."),
        ("20% of 50", "20 percent of 50 is 10."),
        ("what's the square root of sixty four", "The square root of 64 is 8."),
        ("what's the square root of minus four", "That has no real result."),
        ("what is nine squared", "9 squared is 81."),
        ("what is three cubed", "3 cubed is 27."),
        ("what is half of seventy six", "Half of 76 is 38."),
        ("how much is twice a hundred", "Twice 100 is 200."),
        ("what is 2 times 3 to the power of 2", "2 times 3 to the power of 2 is 18."),
        ("what is 3 times 2 to the power of 3", "3 times 2 to the power of 3 is 24."),
        ("what is 2 to the power of 3 to the power of 2", "2 to the power of 3 to the power of 2 is 512."),
        ("2^3 + 1", "2 to the power of 3 plus 1 is 9."),
        ("what is 2 - -3", "2 minus -3 is 5."),
        ("what is minus three squared", "-3 squared is 9."),
        ("what is 3.14159 times 2", "3.14159 times 2 is 6.28318."),
        ("what is 5 times 0.000001", "5 times 0.000001 is 0.000005."),
        ("what is 1 divided by 3000000", "1 divided by 3,000,000 is 0.0000003333."),
        ("1e-9 times 1e-9", "That is almost nothing, less than I can say."),
        ("100,000 times 100,000", "100,000 times 100,000 is 10,000,000,000."),
        ("what is (2 + 3) * 4", "Open bracket 2 plus 3 close bracket times 4 is 20."),
        ("what is 20 - (3 + 4)", "20 minus open bracket 3 plus 4 close bracket is 13."),
        (
            "what is open bracket two plus three close bracket times four",
            "Open bracket 2 plus 3 close bracket times 4 is 20.",
        ),
        ("what is 15 percent of 80 plus 5", "15 percent of 80 plus 5 is 17."),
        ("what is 1/2 plus 1/4", "One half plus one quarter is 0.75."),
        ("what is three quarters of 100", "Three quarters of 100 is 75."),
        ("what is 5 squared plus 12 squared", "5 squared plus 12 squared is 169."),
        ("5² + 12²", "5 squared plus 12 squared is 169."),
        ("what is the square root of 16 times 2", "The square root of 16 times 2 is 8."),
        ("what is the square root of minus 4 plus 1", "That has no real result."),
        ("1 + 2 + 3 + 4 - 5", "1 plus 2 plus 3 plus 4 minus 5 is 5."),
        ("8 to the power of minus 1", "8 to the power of -1 is 0.125."),
        ("what is (2 + 3 times 4", "Sorry, I did not understand that. Ask me what I can do."),
        ("what is 5 of 3", "Sorry, I did not understand that. Ask me what I can do."),
    ],
)
def test_sums(talk, said, answer):
    assert talk.say(said) == answer


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("convert five miles to kilometers", "5 miles are about 8.05 kilometers."),
        ("how many ounces are in a pound", "1 pound is 16 ounces."),
        ("how many feet are in a mile", "1 mile is 5280 feet."),
        ("what is seventy degrees fahrenheit in celsius", "70 degrees fahrenheit are about 21.1 degrees celsius."),
        ("convert 100 celsius to fahrenheit", "100 degrees celsius are 212 degrees fahrenheit."),
        ("-40 °C in °F", "-40 degrees celsius are -40 degrees fahrenheit."),
        ("10 kg in lbs", "10 kilograms are about 22 pounds."),
        ("how many seconds are in an hour", "1 hour is 3600 seconds."),
        (
            "convert sixty miles per hour to kilometers per hour",
            "60 miles per hour are about 96.6 kilometers per hour.",
        ),
        ("how many teaspoons are there in a tablespoon", "1 tablespoon is 3 teaspoons."),
        ("5'000 m in miles", "Sorry, I did not understand that. Ask me what I can do."),
        ("convert five miles to kilograms", "Miles and kilograms measure different things."),
        ("convert -5 miles to kilometers", "There is no such thing as less than nothing."),
        ("how many inches in half a meter", "0.5 meters are about 19.7 inches."),
    ],
)
def test_units(talk, said, answer):
    assert talk.say(said) == answer


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_converted_there_and_back_is_itself(name):
    unit = UNITS[name]
    for other in UNITS.values():
        there = convert(7.0, unit, other)
        assert (there is None) == (unit.kind != other.kind)
        if there is not None:
            assert convert(there, other, unit) == pytest.approx(7.0)


def test_chance_is_fair_enough(talk):
    assert {talk.say("flip a coin") for _ in range(40)} == {"It's heads.", "It's tails."}
    assert {talk.say("roll a die") for _ in range(200)} == {f"You rolled {n}." for n in range(1, 7)}
    numbers = {int(talk.say("pick a number between one and ten")[:-1]) for _ in range(300)}
    assert numbers == set(range(1, 11))
    assert 1 <= int(talk.say("give me a random number")[:-1]) <= 100


@pytest.mark.parametrize("seed", range(5))
def test_a_number_is_picked_between_whatever_bounds(talk, seed):
    talk.world.random.seed(seed)
    assert talk.say("pick a number between 1 and 0.00001") == "1."
    assert talk.say("pick a number between 2.5 and -0.5") in ("0.", "1.", "2.")
    assert talk.say("pick a number between 0.2 and 0.9") == "There is no whole number between 0.2 and 0.9."
    assert int(talk.say("pick a number between 1 and 1e12").replace(",", "")[:-1]) > 0


def test_dice(talk):
    assert talk.say("roll two dice") == "You rolled 2 and 5, 7 in all."
    assert talk.say("roll a pair of dice").endswith("in all.")
    assert talk.say("roll 3d20").count(",") == 2
    assert talk.say("roll a 20 sided die").startswith("You rolled ")
    assert talk.say("roll 21 dice") == "I have between 1 and 20 dice."
    assert talk.say("roll a one sided die") == "There are no such dice."


def test_the_voice_obeys_within_its_limits(talk):
    assert talk.say("louder") == "That is as loud as I can be."
    assert talk.say("set the volume to 0") == "Volume 10 percent."
    assert talk.say("quieter") == "That is as quiet as I can be."
    assert talk.say("full volume") == "Volume 100 percent."
    assert talk.say("whisper") == "Volume 10 percent."
    assert talk.say("set the volume to thirty") == "Volume 30 percent."
    assert talk.say("set the volume to thirty") == "Okay."
    for _ in range(4):
        assert talk.say("speak faster") == "All right, I will speak faster."
    assert talk.say("speak faster") == "That is as fast as I can speak."
    assert talk.say("back to normal").startswith("Sorry")
    assert talk.say("speak at normal speed") == "All right, back to my normal speed."
    for _ in range(4):
        talk.say("slow down")
    assert talk.say("slower please") == "That is as slow as I can speak."


def test_small_talk_and_help(talk):
    assert talk.say("hello") in ("Good morning. What can I do for you?", "Hello. What can I do for you?")
    assert talk.say("thank you very much") in ("You're welcome.", "Any time.", "My pleasure.")
    assert talk.say("good night") in ("Goodbye.", "See you.", "Bye for now.")
    assert talk.say("who are you").startswith("I'm localvoice")
    assert talk.say("what can you do").startswith("I can tell the time and the date, run timers, ")
    assert "timer" in talk.say("give me an example")


def test_what_the_example_says_is_understood(talk):
    quoted = talk.say("give me an example").split('"')[1::2]
    assert [talk.toolbox.match(text).intent for text in quoted] == ["timer_set", "reminder_set", "shopping_add"]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        *((84, "84"), (3.50, "3.5"), (2.0, "2"), (0.3, "0.3"), (-1.25, "-1.25"), (9999, "9999")),
        *((12_000, "12,000"), (1_234_567.5, "1,234,567.5"), (0.00012, "0.00012")),
    ],
)
def test_figures_are_said_as_they_are(value, said):
    assert figure(value) == said


@pytest.mark.parametrize(
    ("value", "said"),
    [
        *(
            (0.1 + 0.2, "0.3"),
            (1 / 3, "0.3333"),
            (3.14159 * 2, "6.28318"),
            (2 / 3e6, "0.0000006667"),
            (1e6 / 3, "333,333.3333"),
        ),
        *((1.1 * 1.1, "1.21"), (0.005, "0.005")),
    ],
)
def test_results_have_no_binary_noise(value, said):
    assert result(value) == said


def test_words_for_an_answer():
    assert joined([]) == ""
    assert joined(["milk"]) == "milk"
    assert joined(["milk", "eggs", "bread"], "or") == "milk, eggs or bread"
    assert sentence("it is so") == "It is so."
    assert sentence("is it?") == "Is it?"
    assert to_you("call my mom about our trip, I am late") == "call your mom about your trip, you are late"


def test_spans_are_said_in_their_two_largest_units():
    assert span(timedelta(days=1, hours=2, minutes=3)) == "1 day and 2 hours"
    assert span(timedelta(seconds=61)) == "1 minute and 1 second"
    assert span(timedelta(0)) == "no time"
