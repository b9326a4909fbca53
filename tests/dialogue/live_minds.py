"""How is a live mind tried? Ears, model and voice that a test plays, and a program that keeps what it is told."""

import numpy as np

from localvoice.dialogue.live.mind import Setting
from localvoice.dialogue.live.turns import TurnMind
from localvoice.understanding.asked import Finished

LETTER_MS = 40
WEATHER = {"type": "function", "function": {"name": "weather"}}


class Program:
    """What was reported, in order."""

    def __init__(self):
        self.told = []
        self.spans = []  # of what was heard

    def heard(self, text, start_s, end_s):
        self.told.append(("heard", text))
        self.spans.append((round(start_s, 3), round(end_s, 3)))

    def delegated(self):
        self.told.append(("delegated",))

    def wanted(self, calls, prompt, tokens):
        self.told.append(("wanted", *calls))

    def answered(self, text, prompt, tokens):
        self.told.append(("answered", text))

    def failed(self, why):
        self.told.append(("failed", why))

    def note(self, code, sentence):
        self.told.append(("note", code))


class Served:
    """A `dialogue.served.Served` that the test plays."""

    def __init__(self, thinks=True, explained=()):
        self.thinks, self.explained = thinks, explained
        self.expected, self.asked, self.cancelled, self.committed = None, [], [], []
        self.bytes_heard = 0

    async def hear(self, sound):
        self.bytes_heard += len(sound)

    def expect(self, wish):
        self.expected = wish

    def commit(self, item_id, seconds):
        self.committed.append(item_id)

    def respond(self, response_id, wish):
        self.asked.append((response_id, wish.asked))

    def recite(self, response_id, text, wish):
        self.asked.append((response_id, text))

    def cancel(self, response_id):
        self.cancelled.append(response_id)

    def explains(self, text):
        return text in self.explained


def at_once(coroutine):
    """What it returns; it waits for nothing."""
    try:
        coroutine.send(None)
    except StopIteration as returned:
        return returned.value
    raise AssertionError("it waits")


class Table:
    """A mind, and everybody around it."""

    def __init__(self, *tools, thinks=True, explained=(), hands_over=False, history=(), **how):
        self.program, self.served = Program(), Served(thinks, explained)
        self.mind = TurnMind(self.program, **how)
        self.setting = Setting("Be kind.", "", tools, hands_over)
        self.mind.begin(self.served, self.setting, history)
        self.said = ""  # what went out

    def stalls(self, count):
        """So many frames in which nothing comes."""
        return self.step(count, None)

    def step(self, count=1, pcm=0.0):
        """So many frames: was any of them sound, and what was said in them?"""
        heard = None if pcm is None else np.full(self.mind.frame_samples, pcm, np.float32)

        frames = [at_once(self.mind.step(heard)) for _ in range(count)]
        text = "".join(frame.text for frame in frames)
        self.said += text
        return any(frame.pcm.any() for frame in frames), text

    def starts(self):
        self.mind.speech_started(0)

    def says(self, text):
        """The person: a whole turn, heard at once."""
        self.starts()
        self.mind.turn_over(900)
        self.mind.heard(self.served.committed[-1], text, "en", 0.9)

    @property
    def asked(self):
        """The newest thing that was asked for: a conversation or a text."""
        return self.served.asked[-1][1]

    def entries(self):
        return [(entry.role, entry.text) for entry in self.asked.entries]

    def makes(self, text, *calls, done=True):
        """The model: the newest answer, its words with their sound, then calls."""
        name = self.served.asked[-1][0]
        if text:
            self.mind.phrase(name, text)
            places = [(at, LETTER_MS * at) for at in range(len(text)) if at == 0 or text[at - 1] == " "]
            self.mind.sound(name, b"\1\1" * (24 * LETTER_MS * len(text)), tuple(places))
        for call in calls:
            self.mind.called(name, *call)
        if done:
            self.mind.answered(name, "done", Finished(tokens=3, prompt=9))
