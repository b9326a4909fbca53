"""What a small model writes as an argument, and the words that it stands for."""

import pytest

from localvoice.tools.arguments import said


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("milk", ("milk",)),
        (["milk", ["eggs", None]], ("milk", "eggs")),
        ('["milk"]', ("milk",)),
        ("[milk", ("[milk",)),
        ({"item": "milk"}, ("milk",)),
        ({"hours": 1, "minutes": 30}, ("1 hours 30 minutes",)),
        ({"unit": "minutes", "amount": 10}, ("10 minutes",)),
        ({"type": "string", "description": "what"}, ()),
        (1e-06, ("0.000001",)),
        (2.0, ("2",)),
        (float("nan"), ()),
        *((nothing, ()) for nothing in (None, True, False, "", " ", "null", "None", "N/A", [], {}, "[]")),
    ],
)
def test_an_argument_is_what_one_would_say(value, words):
    assert said(value) == words
