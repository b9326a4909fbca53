"""How is the Live protocol tried? A client that sends dicts, a host that reports; every event is openai's own class."""

import base64
import itertools
import json
from functools import cache
from typing import Annotated, get_args, get_origin

import openai.types.live as api
from conformance import unknown_keys
from live_mirror import Mirror
from openai.types.responses import ResponseStreamEvent
from pydantic import TypeAdapter

from localvoice.realtime.live.protocol import Protocol
from localvoice.realtime.live.words import Answered, Frame, Heard, Send

NOW_UNIX_S = 1_790_000_000
MODEL = "gpt-live-1"
WEATHER = {"type": "function", "name": "weather", "parameters": {"type": "object", "properties": {}}}
BACKEND = {"model": "big", "instructions": "Be right.", "tools": [WEATHER]}
RESPONSES = {"type": "responses", "responses": BACKEND}
FRAME_MS = 80


@cache
def classes(of="ServerEvent"):
    """Each event's class by the name of its type."""
    union = getattr(api, of)
    union = get_args(union)[0] if get_origin(union) is Annotated else union
    return {get_args(one.model_fields["type"].annotation)[0]: one for one in get_args(union)}


NESTED = TypeAdapter(ResponseStreamEvent)


def check(event):
    """It is one of the API's, and has no key that the API's classes do not know."""
    model = classes()[event["type"]].model_validate(event)
    unknown = set(unknown_keys(model))
    assert not unknown, (event, unknown)
    if event["type"] == "response.event":
        nested = NESTED.validate_python(event["event"])
        unknown = set(unknown_keys(nested))
        assert not unknown, (event, unknown)


def pcm(ms, rate_hz=24_000):
    return bytes(2 * rate_hz * ms // 1000)


def base64_of(some):
    return base64.b64encode(some).decode()


def counted_ids():
    numbers = itertools.count(1)
    return lambda kind: f"{kind}_{next(numbers)}"


class World:
    """`session`: what it begins with; None: it has not begun."""

    def __init__(self, session=None, **more):
        self.protocol = Protocol(NOW_UNIX_S, counted_ids())
        self.mirror = Mirror()
        self.events, self.orders = [], []
        self.fresh, self.fresh_orders = [], []
        if session is not None:
            self.start(**session, **more)

    def start(self, **session):
        self.send("session.start", session={"model": MODEL, **session})

    def send(self, kind, **fields):
        return self.raw(json.dumps({"type": kind, **fields}))

    def raw(self, message):
        return self._took(self.protocol.receive(message))

    def host(self, *reports):
        return self._took([order for report in reports for order in self.protocol.report(report)])

    def frames(self, count=1, text="", **more):
        """So many, the text with the first one."""
        return self.host(*(Frame(pcm(FRAME_MS), text if not number else "", **more) for number in range(count)))

    def _took(self, out):
        self.fresh = [one.event for one in out if isinstance(one, Send)]
        self.fresh_orders = [one for one in out if not isinstance(one, Send)]
        self.events += self.fresh
        self.orders += self.fresh_orders
        for event in self.fresh:
            check(event)
            self.mirror.event(event)
            json.dumps(event, allow_nan=False).encode()
        return self.fresh

    # what tests ask

    def kinds(self):
        """Of what the last call sent."""
        return [event["type"] for event in self.fresh]

    def one(self, kind):
        """The one event of this kind that the last call sent."""
        (event,) = [event for event in self.fresh if event["type"] == kind]
        return event

    def nested(self):
        """The back end's events that the last call sent."""
        return [event["event"] for event in self.fresh if event["type"] == "response.event"]

    def error(self):
        return self.one("error")["error"]

    def order(self, kind):
        """The one order of this kind that the last call gave."""
        (order,) = [order for order in self.fresh_orders if isinstance(order, kind)]
        return order

    # what a client and a host often do

    def says(self, text):
        """The person says it, just now."""
        return self.host(Heard(text, self.protocol.clock_ms - 500, self.protocol.clock_ms))

    def gives(self, call_id, output="sunny", **more):
        item = {"type": "function_call_output", "call_id": call_id, "output": output}
        return self.send("response.item.create", item=item, **more)

    def answers(self, text="It is sunny."):
        return self.host(Answered(text, 20, 5))


def calls(nested):
    """The ids of the calls among the back end's events."""
    done = [one["item"] for one in nested if one["type"] == "response.output_item.done"]
    return [item["call_id"] for item in done if item["type"] == "function_call"]
