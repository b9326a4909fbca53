"""Tables of what is said and what it means."""

import pytest

from localvoice.tools.reading.numbers import digits, in_words, number, ordinal, ordinal_in_words


@pytest.mark.parametrize("value", [*range(0, 1200, 7), 1000, 1900, 2026, 9999, 10**6, 123_456_789, 999_999_999_999])
def test_what_is_said_for_a_number_is_understood_as_it(value):
    assert number(in_words(value)) == value
    assert number(in_words(-value)) == -value


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("a hundred and two", 102),
        ("one hundred two", 102),
        ("a thousand", 1000),
        ("hundred", 100),
        ("two thousand and twenty six", 2026),
        ("twelve hundred", 1200),
        ("nineteen hundred fifty", 1950),
        ("twenty-five", 25),
        ("two and a half", 2.5),
        ("three and three quarters", 3.75),
        ("half", 0.5),
        ("three point one four", 3.14),
        ("point five", 0.5),
        ("zero point zero one", 0.01),
        ("minus five", -5),
        ("negative two point five", -2.5),
        ("a dozen", 12),
        ("oh", 0),
        ("1,200", 1200),
        ("3.5", 3.5),
        ("42", 42),
        ("1/2", 0.5),
        ("2 3/4", 2.75),
        ("seven eighths", 0.875),
        ("one hundred and two and a half", 102.5),
        ("two trillion", 2 * 10**12),
    ],
)
def test_ways_to_say_a_number(words, value):
    assert number(words) == value


@pytest.mark.parametrize(
    "words",
    [
        *(
            "",
            "a",
            "and",
            "milk",
            "two five",
            "twenty ten",
            "twenty and",
            "and five",
            "hundred two ten",
            "five hundred six hundred",
        ),
        *(
            "point",
            "two point",
            "two point ten",
            "three and a milk",
            "minus milk",
            "one thousand billion",
            "1,20",
            "nineteen ninety",
            "third",
            "1/7",
        ),
    ],
)
def test_what_is_no_number(words):
    assert number(words) is None


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (1, "first"),
        (2, "second"),
        (8, "eighth"),
        (12, "twelfth"),
        (20, "twentieth"),
        (21, "twenty first"),
        (33, "thirty third"),
    ],
)
def test_ordinals(value, words):
    assert ordinal_in_words(value) == words
    assert ordinal(words) == value
    assert ordinal(in_words(value)) is None


def test_fractions_are_said_digit_by_digit():
    assert in_words(3.25) == "three point two five"
    assert in_words(-0.05) == "minus zero point zero five"
    assert in_words(2.0) == "two"


@pytest.mark.parametrize("text", ["0.000001", "0.0000123", "-0.00000001", "3.14159", "123456789012345", "100", "0.1"])
def test_a_number_has_its_own_figures_and_no_exponent(text):
    value = float(text) if "." in text else int(text)
    assert digits(value) == text
    assert number(in_words(value)) == value
