"""Who answers a stock client in a test? An ear that hears four sentences in turn, a model that can answer each."""

import numpy as np
from web_world import Beep, Chat, Model, person

from localvoice.events import Transcript
from localvoice.models.roles import Ended, Text, ToolCall

SENTENCES = ("Good morning.", "What is the weather in Bonn?", "Tell me a story.", "What time is it?")
STORY = "Once upon a time there was a forest. " + " ".join(
    f"A {animal} lived beside the {place} and sang all day long."
    for animal in ("fox", "bear", "wolf", "crow", "hare", "deer")
    for place in ("lake", "hill", "road", "mill", "oak", "well")
)
SILENCE_BYTES = 48 * 1500
LOUDEST = 0.8  # each further sentence is half as loud


class LoudnessEar:
    """Tells the sentences apart by how loud they are."""

    def listen(self, grammar):
        return Utterance()

    def unknown_words(self, words):
        return set()


class Utterance:
    def __init__(self):
        self.peak = 1e-6

    def feed(self, pcm):
        self.peak = max(self.peak, float(np.abs(pcm).max(initial=0.0)))
        return ""

    def transcript(self):
        return Transcript(SENTENCES[min(round(float(np.log2(LOUDEST / self.peak))), 3)], True, 0.0, "en")

    def close(self): ...


class Knowing(Model):
    def open(self, system, tools, budget_tokens):
        return KnowingChat(self)


class KnowingChat(Chat):
    def reply(self, said, how):
        self.model.asked.append(self.told)
        _, tools, entries = self.told
        last = entries[-1]
        if last.role == "tool":
            yield from written(f"It is {last.text.strip(chr(34))} there.")
        elif "weather" in last.text and tools:
            yield ToolCall(tools[0]["function"]["name"], {"city": "Bonn"})
        elif "story" in last.text:
            yield from written(STORY)
        elif "time" in last.text:
            yield from written("It is noon.")
        else:
            yield from written("Good morning to you.")
        yield Ended("done", 5, 10, 5)


def written(text):
    for number, word in enumerate(text.split(" ")):
        yield Text(f" {word}" if number else word)


def knowing():
    """Models that are at hand, as `web_world.given` has them."""
    return {"recogniser": LoudnessEar(), "voice": Beep(), "lm": Knowing(), "open_ear": None, "turn": None}


def spoken():
    """The four as sound, long enough for each, pcm16 at 24 kHz, and more silence than anybody is waited for."""
    pcm = np.frombuffer(person(max(SENTENCES, key=len)), "<i2") / 2.0**15
    pcm = np.concatenate([pcm * LOUDEST / np.abs(pcm).max(), np.zeros(SILENCE_BYTES // 2)])
    return [(pcm * 2.0 ** (15 - number)).astype("<i2").tobytes() for number in range(len(SENTENCES))]
