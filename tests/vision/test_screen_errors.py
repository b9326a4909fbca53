"""Is the error told that a person would name, with where it is, and not the warning before it?"""

import pytest

from localvoice.vision.columns import columns
from localvoice.vision.faults import fault
from localvoice.vision.units import units
from tests.vision.written import below

BUILD = [
    *below("warning: unused variable: depth", "--> src/layout.rs:57:9"),
    *below("error[E0308]: mismatched types", "--> src/parser.rs:118:24", top=120),
    *below("error: could not compile tidemark due to 1 previous error", top=200),
]
TRACE = below(
    "Traceback (most recent call last):", 'File "import.py", line 27, in <module>', "rows = load(args.file)",
    "FileNotFoundError: No such file: users.csv",
)  # fmt: skip
BOX = [
    *below("LedgerPro.exe - System Error"),
    *below("The code execution cannot proceed because it", "was not found. Reinstalling it may help.", top=90),
]
FORM = [*below("Postcode", "SE26 4Q"), *below("Enter a complete postcode", top=120)]


@pytest.mark.parametrize(
    ("lines", "question", "parts"),
    [
        (BUILD, "what is the error", ("mismatched types", "parser.rs:118")),
        (BUILD, "what does the warning say", ("unused variable",)),
        (TRACE, "what's the error", ("FileNotFoundError",)),
        (TRACE, "in which line is the error", ("FileNotFoundError", "line 27")),
        (BOX, "what does the error say", ("System Error", "was not found.")),
        (FORM, "what's wrong", ("Enter a complete postcode",)),
    ],
)
def test_the_plainest_error_is_told(lines, question, parts):
    told = fault(question, units(columns(lines)))
    assert all(part in told for part in parts), told


def test_a_warning_is_not_told_where_an_error_is():
    assert "unused" not in fault("what is the error", units(columns(BUILD)))


def test_where_nothing_went_wrong_there_is_none():
    assert fault("what is the error", units(columns(below("All is well", "Have a nice day")))) == ""
