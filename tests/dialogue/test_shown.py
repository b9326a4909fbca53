"""Everything that is shown goes to JSON and back; the sweep finds each kind itself, so that none is forgotten."""

import json
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from enum import Enum
from types import UnionType
from typing import get_args, get_origin, get_type_hints

import pytest
from test_failing import Breaking
from test_session import ANSWERED, LONG, PAUSE, SPEAK, Parrot, converse

from localvoice.dialogue.shown import KINDS, Notice, Shown, event, record
from localvoice.strict import Unfit

EXAMPLES = {
    str: "Ist es “neun”?\n",
    int: 7,
    float: 0.25,
    bool: True,
    datetime: datetime(2026, 5, 4, 15, 30, tzinfo=UTC),
}


def example(kind):
    """A value of a kind, every field of it other than its default."""
    if get_origin(kind) is list:
        return [example(get_args(kind)[0])]
    if get_origin(kind) is tuple:
        return (example(get_args(kind)[0]),)
    if isinstance(kind, UnionType):
        return example(get_args(kind)[0])
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{field.name: example(hints[field.name]) for field in fields(kind)})
    if issubclass(kind, Enum):
        return next(iter(kind))
    return EXAMPLES[kind]


def sent(thing):
    return event(json.loads(json.dumps(record(thing), allow_nan=False)))


@pytest.mark.parametrize("kind", get_args(Shown), ids=lambda kind: kind.__name__)
def test_every_kind_comes_back_as_it_was(kind):
    there = example(kind)
    assert sent(there) == there
    assert type(sent(there)) is kind


@pytest.mark.parametrize("kind", get_args(Shown), ids=lambda kind: kind.__name__)
def test_events_are_frozen(kind):
    assert kind.__dataclass_params__.frozen


def test_whatever_a_conversation_shows_can_be_sent():
    interrupted = ANSWERED + [0.0] * 4 + SPEAK + PAUSE + [0.0] * 80
    told = converse(interrupted, Parrot(LONG))[1] + converse(interrupted, Breaking(KeyError("x")))[1]
    assert [sent(thing) for thing in told] == told
    assert {type(thing) for thing in told} | {Notice} == set(KINDS.values())


@pytest.mark.parametrize(
    "wrong", [{}, {"kind": "speech"}, {"kind": None}, {"kind": "state"}, {"kind": "failed", "text": 3}]
)
def test_what_is_no_event_is_refused(wrong):
    with pytest.raises(Unfit):
        event(wrong)
