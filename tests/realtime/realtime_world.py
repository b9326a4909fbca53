"""How is the protocol tried? A client that sends dicts, a host that reports, a clock set by hand; events are judged."""

import base64
import itertools
import json

from conformance import check
from strict_mirror import Mirror

from localvoice.realtime.protocol import Protocol
from localvoice.realtime.session import Session
from localvoice.realtime.words import (
    Answered,
    Commit,
    Heard,
    Phrase,
    Recognise,
    Respond,
    Send,
    Sound,
    SpeechStarted,
    TurnOver,
    Word,
)

SETTINGS = Session("", "gpt-realtime", instructions="Be kind.", voice="marin")


def counted_ids():
    numbers = itertools.count(1)
    return lambda kind: f"{kind}_{next(numbers)}"


def pcm(ms):
    """So much silence, 16 bits at 24 kHz."""
    return bytes(48 * ms)


def base64_of(some):
    return base64.b64encode(some).decode()


class World:
    def __init__(self, settings=SETTINGS, opened=True):
        self.protocol = Protocol(settings, counted_ids())
        self.now_s = 100.0
        self.events = []  # all that were ever sent
        self.orders = []  # the others
        self.fresh = []  # what the last call sent
        self.fresh_orders = []
        self.sent_ms = 0
        self.mirror = Mirror()
        if opened:
            self._took(self.protocol.opened(self.now_s))

    def send(self, kind, **fields):
        """One event of the client's."""
        return self.raw(json.dumps({"type": kind, **fields}))

    def raw(self, message):
        return self._took(self.protocol.receive(message, self.now_s))

    def host(self, *reports):
        out = []
        for report in reports:
            out += self.protocol.report(report, self.now_s)
        return self._took(out)

    def tick(self, seconds):
        self.now_s += seconds
        return self._took(self.protocol.tick(self.now_s))

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

    def error(self):
        return self.one("error")["error"]

    def order(self, kind):
        """The one order of this kind that the last call gave."""
        (order,) = [order for order in self.fresh_orders if isinstance(order, kind)]
        return order

    def last(self, kind):
        """The newest order of this kind."""
        return [order for order in self.orders if isinstance(order, kind)][-1]

    def item(self, item_id):
        self.send("conversation.item.retrieve", item_id=item_id)
        return self.one("conversation.item.retrieved")["item"]

    # what a client and a host often do

    def update(self, **session):
        return self.send("session.update", session={"type": "realtime", **session})

    def listens(self, **heard):
        return self.update(audio={"input": heard})

    def append(self, ms=200):
        """Sound of the format that a session begins with."""
        self.sent_ms += ms
        return self.send("input_audio_buffer.append", audio=base64_of(pcm(ms)))

    def writes(self, text="Hello.", **rest):
        item = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": text}], **rest}
        self.send("conversation.item.create", item=item)
        return self.one("conversation.item.added")["item"]["id"]

    def speaks(self, text="What time is it?", ms=1000):
        """A whole turn, heard at once: what is sent from its first word on."""
        since = len(self.events)
        self.append(ms)
        self.host(SpeechStarted(self.sent_ms - ms))
        self.host(TurnOver(self.sent_ms))
        self.host(Heard(self.last(Commit).item_id, text, "en", ms / 1000))
        return self.events[since:]

    def asks(self, **response):
        """`response.create`: the response's id."""
        self.send("response.create", **({"response": response} if response else {}))
        return self.one("response.created")["response"]["id"]

    def answers(self, *phrases, ms=1000, response_id=None, done=True):
        """The host says each phrase, its words spread evenly over so much sound."""
        response_id = response_id or self.last(Respond).response_id
        since, start, at_ms = len(self.events), 0, 0
        for phrase in phrases:
            self.host(Phrase(response_id, phrase))
            starts = [0] + [i + 1 for i, one in enumerate(phrase.rstrip()) if one == " "]
            words = [Word(start + place, at_ms + round(n * ms / len(starts))) for n, place in enumerate(starts)]
            self.host(Sound(response_id, pcm(ms), tuple(words)))
            start, at_ms = start + len(phrase), at_ms + ms
        if done:
            self.host(Answered(response_id, "done", 20, 5))
        return self.events[since:]

    def recognises(self, text):
        self.host(Heard(self.last(Recognise).item_id, text, "en", 1.0))


def of(events, kind):
    return [event for event in events if event["type"] == kind]
