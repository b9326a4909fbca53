"""A native model that hears nothing and says what a list says: text, frames of sound, and calls, as they come."""

import numpy as np

from localvoice.models.native import Sound
from localvoice.models.roles import Ended, Read, Text, ToolCall

RATE_HZ, FRAME = 24_000, 1920


class ScriptedNative:
    """`answers`: one a turn, the last one again; each a list of what is told: a str, a number of frames, a ToolCall.

    `sound`: what its frames are cut from, over and over. In a room it has to be speech: after a constant, which no
    loudspeaker plays, the echo canceller needs half a second to hear the person again.
    """

    frame_samples = FRAME

    def __init__(self, *answers, rate_hz=RATE_HZ, read=1):
        self.answers, self.rate_hz, self.read = list(answers), rate_hz, read
        self.chats, self.sound, self._cut = [], np.full(FRAME, 0.5, np.float32), 0

    def frame(self, volume):
        self._cut += FRAME
        return np.float32(volume) * np.take(self.sound, range(self._cut - FRAME, self._cut), mode="wrap")

    def open(self, system, tools, budget_tokens=4096):
        self.chats.append(ScriptedChat(self, system, tools))
        return self.chats[-1]

    def voice(self):
        return ScriptedVoice(self)

    def close(self):
        pass


class ScriptedChat:
    """Keeps what was done in `done`, in order; sound is kept as its seconds."""

    def __init__(self, native, system, tools):
        self.native, self.system, self.tools = native, system, tools
        self.done = []
        self.turns = []  # that were not taken back: did it answer them itself?

    def prefill(self, heard):
        self.done.append(("prefill", len(heard) / 16_000))
        yield Read(self.native.read)

    def reply(self, heard, how):
        self.done.append(("reply", len(heard) / 16_000 if isinstance(heard, np.ndarray) else heard))
        yield Read(self.native.read)
        self.turns += [True] if heard is not None else []
        for each in self.native.answers[min(sum(self.turns), len(self.native.answers)) - 1]:
            if isinstance(each, str):
                yield Text(each)
            elif isinstance(each, ToolCall):
                yield each
            else:
                for _ in range(each):
                    yield Sound(self.native.frame(0.2))
        yield Ended("done", 1)

    def tool_result(self, name, text):
        self.done.append(("result", name, text))

    def note(self, said, answered):
        self.done.append(("note", said if isinstance(said, str) else len(said) / 16_000, answered))
        self.turns += [False] if len(said) else []

    def cut(self, heard, samples):
        self.done.append(("cut", heard, samples))

    def retract(self):
        self.done.append(("retract",))
        self.turns.pop()

    def settle(self):
        yield Read(0)

    def warm(self):
        yield Read(0)


class ScriptedVoice:
    """A frame for each word."""

    def __init__(self, native):
        self.native, self.rate_hz, self.said = native, native.rate_hz, []

    def say(self, phrase, manner):
        from localvoice.events import Speech, Word

        self.said.append(phrase)
        at = 0
        for word in phrase.split():
            start = phrase.index(word, at)
            at = start + len(word)
            yield Speech(self.native.frame(0.4 * manner.volume), (Word(start, at, 0),))
