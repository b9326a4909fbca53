"""What people answer when a server asks: numbers, choices, days, yes and no, words, and what is none of that."""

import pytest
from skill_talk import NOW

from localvoice.tools.mcp.answers import Field, fields

SIZES = {"type": "string", "enum": ["s", "m", "xl"], "enumNames": ["small", "medium", "extra large"]}
DRINKS = {"type": "string", "oneOf": [{"const": "t", "title": "Tea"}, {"const": "it", "title": "Iced tea"}]}
EXTRAS = {"type": "array", "items": {"type": "string", "enum": ["milk", "sugar", "lemon"]}}
COUNT = {"type": "integer", "minimum": 1, "maximum": 12}


@pytest.mark.parametrize(
    ("schema", "words", "value"),
    [
        (COUNT, "four", 4),
        (COUNT, "for four people", 4),
        (COUNT, "there will be twelve of us", 12),
        (COUNT, "10", 10),
        (COUNT, "a hundred", None),
        (COUNT, "three or four", None),
        (COUNT, "two point five", None),
        (COUNT, "no idea", None),
        ({"type": "number"}, "two point five", 2.5),
        ({"type": "boolean"}, "yes please", True),
        ({"type": "boolean"}, "yeah", True),
        ({"type": "boolean"}, "no thanks", False),
        ({"type": "boolean"}, "better not", False),
        ({"type": "boolean"}, "purple", None),
        (SIZES, "medium", "m"),
        (SIZES, "the extra large one please", "xl"),
        (SIZES, "the second one", "m"),
        (SIZES, "huge", None),
        (SIZES, "small or medium", None),
        (DRINKS, "iced tea", "it"),
        (DRINKS, "just tea", "t"),
        (EXTRAS, "milk and sugar", ["milk", "sugar"]),
        (EXTRAS, "lemon", ["lemon"]),
        (EXTRAS, "rum", None),
        ({"type": "string"}, "Dentist appointment.", "Dentist appointment"),
        ({"type": "string", "maxLength": 4}, "too long", None),
        ({"type": "string", "format": "date"}, "tomorrow", "2026-05-05"),
        ({"type": "string", "format": "date"}, "next friday", "2026-05-15"),
        ({"type": "string", "format": "date"}, "2026-06-01", "2026-06-01"),
        ({"type": "string", "format": "date"}, "whenever", None),
        ({"type": "string", "format": "date-time"}, "tomorrow at nine", "2026-05-05T09:00:00"),
        ({"type": "string", "format": "email"}, "ann dot lee at example dot com", "ann.lee@example.com"),
        ({"type": "string", "format": "email"}, "just ann", None),
    ],
)
def test_words_become_the_value_that_the_server_wants(schema, words, value):
    found = Field("it", schema, "it").read(words, NOW)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("schema", "wanted"),
    [
        (COUNT, "a whole number from 1 to 12"),
        ({"type": "number", "minimum": 0}, "a number, 0 or more"),
        ({"type": "boolean"}, "yes or no"),
        (SIZES, "one of small, medium or extra large"),
        (EXTRAS, "some of milk, sugar and lemon"),
        ({"type": "string", "enum": [*"abcdefghi"]}, "one of a, b, c, d, e, f or others"),
        ({"type": "string", "format": "date"}, "a day"),
        ({"type": "string"}, "a few words"),
    ],
)
def test_what_is_wanted_can_be_said(schema, wanted):
    assert Field("it", schema, "it").wanted == wanted


def test_what_a_form_requires_is_asked_and_all_of_it_where_it_requires_nothing():
    properties = {"day": {"type": "string"}, "note": {"type": "string", "title": "Anything else"}}
    assert [each.title for each in fields({"properties": properties, "required": ["day"]})] == ["day"]
    assert [each.title for each in fields({"properties": properties})] == ["day", "Anything else"]
    assert fields({}) == ()
    assert fields({"properties": {}, "required": ["nothing"]}) == ()
