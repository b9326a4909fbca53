"""Amounts of several units, halves and signs, as people say and type them when they convert."""

import pytest

from localvoice.tools.reading.measures import measure


@pytest.mark.parametrize(
    ("words", "parts"),
    [
        ("five feet ten inches", [(5, "feet"), (10, "inches")]),
        ("five foot ten", [(5, "feet"), (10, "inches")]),
        ("six stone two", [(6, "stone"), (2, "pounds")]),
        ("one hour and twenty minutes", [(1, "hours"), (20, "minutes")]),
        ("a pound and a half", [(1.5, "pounds")]),
        ("two and a half tablespoons", [(2.5, "tablespoons")]),
        ("half a pound", [(0.5, "pounds")]),
        ("three quarters of a cup", [(0.75, "cups")]),
        ("a mile", [(1, "miles")]),
        ("minus ten kelvin", [(-10, "kelvin")]),
        ("ten square feet", [(10, "square feet")]),
    ],
)
def test_an_amount_is_read_whole(words, parts):
    assert [(count, its.name) for count, its in measure(words)] == parts


@pytest.mark.parametrize(
    "words",
    ["", "five", "five milk", "five inches three feet", "five feet ten kilograms", "five feet minus two inches", "and"],
)
def test_what_is_no_amount(words):
    assert measure(words) is None


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("convert 5 feet 10 inches to centimeters", "5 feet 10 inches are about 178 centimeters."),
        ("5'10\" in cm", "5 feet 10 inches are about 178 centimeters."),
        ("convert 6 stone 2 to kilograms", "6 stone 2 pounds are about 39 kilograms."),
        ("how many seconds in 1 hour 20 minutes", "1 hour 20 minutes are 4800 seconds."),
        ("convert 60 mph to km/h", "60 miles per hour are about 96.6 kilometers per hour."),
        ("1/2 cup to tablespoons", "0.5 cups are 8 tablespoons."),
        ("how many millilitres in 3/4 cup", "0.75 cups are about 177 milliliters."),
        ("what is a pound and a half in grams", "1.5 pounds are about 680 grams."),
        ("how many days in a year", "1 year is about 365 days."),
        ("how many days are in a leap year", "1 leap year is 366 days."),
        ("how many months are in two years", "2 years are 24 months."),
        ("how many square feet in an acre", "1 acre is 43,560 square feet."),
        ("10 m² in sq ft", "10 square meters are about 108 square feet."),
        ("350°f to celsius", "350 degrees fahrenheit are about 177 degrees celsius."),
        ("convert -300 celsius to fahrenheit", "Nothing is that cold: absolute zero is -273.15 degrees celsius."),
        ("convert -1 kelvin to celsius", "Nothing is that cold: absolute zero is -273.15 degrees celsius."),
        ("what is 0 kelvin in celsius", "0 kelvin are about -273 degrees celsius."),
        ("-459.67 fahrenheit in kelvin", "-459.67 degrees fahrenheit are 0 kelvin."),
    ],
)
def test_amounts_are_converted(talk, said, answer):
    assert talk.say(said) == answer
