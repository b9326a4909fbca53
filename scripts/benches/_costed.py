"""Engines that cost what a chip would take, on a clock that only waits and declared costs move: all *simulated*.

Milliseconds come from the roofline of `localvoice.engine.roofline` (60 % of peak fp32, 75 % of memory bandwidth), never
from a Mac. Added to every step: LAUNCH_MS for launching its kernels, which is assumed. A slice of a prompt costs its
arithmetic, but at least one reading of the weights (a decoded token); Parakeet and Kokoro cost by the second of sound.
Ears, skills and turn rules cost nothing.
"""

import re
from collections.abc import Callable, Generator, Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from localvoice.clock import VirtualClock
from localvoice.engine.roofline import COSTS, FIRST_PHRASE_S, Chip
from localvoice.events import RATE_HZ, Manner, Speech, Transcript
from localvoice.grammar import Grammar
from localvoice.models.roles import Ended, Read, Recogniser, Sampling, Text, Utterance, Voice

LAUNCH_MS = 3.0  # of every step
STEP_MS = 50.0  # a slice of a prompt is cut so that its step takes at most this long
CHUNK_S = 0.16  # of the streaming recogniser
QUESTION_S = 3.0  # that the roofline counts for the other one
TEMPLATE_TOKENS = 12  # that a chat template puts around one exchange; assumed
TOKEN = re.compile(r"\s*\S{1,6}")  # a stand-in for a tokenizer: words, long ones in pieces


@dataclass(frozen=True)
class Lm:
    """A language model's costs in ms, for each token; without LAUNCH_MS, like all here."""

    prefill_ms: float
    decode_ms: float


@dataclass(frozen=True)
class Sounds:
    """The costs in ms of what hears and speaks."""

    streaming_ms: float  # Nemotron streaming 0.6B q8, for each chunk of 160 ms
    batch_ms: float  # Parakeet 0.6B, for each second of sound
    pocket_ms: float  # Pocket TTS, for each frame of 80 ms
    kokoro_ms: float  # Kokoro-82M, for each second of speech


def sounds(chip: Chip) -> Sounds:
    return Sounds(
        streaming_ms=COSTS["nemotron-0.6b-8bit"].tail.ms(chip),
        batch_ms=COSTS["parakeet-0.6b-v3"].tail.ms(chip) / QUESTION_S,
        pocket_ms=COSTS["pocket"].sound.ms(chip),
        kokoro_ms=COSTS["kokoro"].sound.ms(chip) / FIRST_PHRASE_S,
    )


def language_model(name: str, chip: Chip) -> Lm:
    """`name` as in weights.toml."""
    return Lm(COSTS[name].token.ms(chip), COSTS[name].step.ms(chip))


PROFILES = {"light": "qwen3-1.7b-4bit", "standard": "qwen3-4b-4bit"}  # their language models


class SimulatedClock(VirtualClock):
    """A virtual clock on which computing takes exactly as long as is declared with `spend`.

    The lane is a machine of its own: while it is busy with a step, sound goes on, and what the step has made is handed
    over when its time has passed. Inside a step `now_s` is the lane's time.
    """

    def __init__(self) -> None:
        super().__init__()
        self._now_s, self._busy_until_s = 0.0, 0.0
        self._stepping = False
        self._made: list[tuple[Callable[[Any], None], Any]] = []

    def now_s(self) -> float:
        return self._now_s

    def restart(self) -> None:
        self._busy_until_s -= self._now_s
        self._now_s = 0.0

    def spend(self, ms: float) -> None:
        self._now_s += ms / 1000

    def deliver(self, call: Callable[[Any], None], value: Any) -> None:
        if self._stepping:
            self._made.append((call, value))
        else:
            call(value)

    def _go_on(self) -> None:
        """To the end of the step in hand, or of a new one, but not beyond what is waited for next."""
        limit_s, before = min(self._dues_s), (self._now_s, self._busy_until_s)
        if self._busy_until_s <= self._now_s and not self._step():
            self._busy_until_s = limit_s
        self._now_s = max(self._now_s, min(limit_s, self._busy_until_s))
        if self._now_s >= self._busy_until_s:
            made, self._made = self._made, []
            for call, value in made:
                call(value)
        self._changes += (self._now_s, self._busy_until_s) != before

    def _step(self) -> bool:
        began_s, self._stepping = self._now_s, True
        try:
            return any(step() for step in self._work)
        finally:
            self._stepping = False
            self._busy_until_s, self._now_s = self._now_s, began_s


class CostedRecogniser:
    """Any recogniser at the cost of a chip's; its words come a chunk late when it streams, else all at the end."""

    def __init__(self, clock: SimulatedClock, costs: Sounds, inner: Recogniser, streaming: bool = True) -> None:
        self._clock = clock
        self._costs = costs
        self._inner = inner
        self._streaming = streaming

    def listen(self, grammar: Grammar | None) -> "CostedUtterance":
        return CostedUtterance(self._clock, self._costs, self._inner.listen(grammar), self._streaming)

    def unknown_words(self, words: set[str]) -> set[str]:
        return self._inner.unknown_words(words)


class CostedUtterance:
    def __init__(self, clock: SimulatedClock, costs: Sounds, inner: Utterance, streaming: bool) -> None:
        self._clock = clock
        self._costs = costs
        self._inner = inner
        self._streaming = streaming
        self._fed_s, self._chunks, self._shown = 0.0, 0, ""

    def feed(self, pcm: np.ndarray) -> str:
        text = self._inner.feed(pcm)
        self._fed_s += len(pcm) / RATE_HZ
        due = int(self._fed_s / CHUNK_S + 1e-6) if self._streaming else 0
        if due > self._chunks:
            self._clock.spend((due - self._chunks) * self._costs.streaming_ms + LAUNCH_MS)
            self._chunks, self._shown = due, text
        return self._shown

    def transcript(self) -> Transcript:
        self._clock.spend(
            LAUNCH_MS + (self._costs.streaming_ms if self._streaming else self._costs.batch_ms * self._fed_s)
        )
        return self._inner.transcript()

    def close(self) -> None:
        self._inner.close()


class Oracle:
    """A recogniser that is told what is said: `words` gives every (word, end in seconds on the clock) of the script.

    An utterance hears the words that end inside its sound. Where its sound began is known from the frame that came
    with the least delay, as in a real conversation.
    """

    def __init__(self, clock: SimulatedClock, words: Callable[[], Iterable[tuple[str, float]]]) -> None:
        self._clock, self._words = clock, words

    def listen(self, grammar: Grammar | None) -> "OracleUtterance":
        return OracleUtterance(self._clock, self._words)

    def unknown_words(self, words: set[str]) -> set[str]:
        return set()


class OracleUtterance:
    def __init__(self, clock: SimulatedClock, words: Callable[[], Iterable[tuple[str, float]]]) -> None:
        self._clock, self._words = clock, words
        self._began_s, self._fed_s = float("inf"), 0.0

    def feed(self, pcm: np.ndarray) -> str:
        self._fed_s += len(pcm) / RATE_HZ
        self._began_s = min(self._began_s, self._clock.now_s() - self._fed_s)
        return self._heard()

    def transcript(self) -> Transcript:
        return Transcript(self._heard(), True, 1.0)

    def close(self) -> None:
        pass

    def _heard(self) -> str:
        end_s = self._began_s + self._fed_s
        return " ".join(word for word, at_s in self._words() if self._began_s < at_s <= end_s)


def spread(text: str, start_s: float, end_s: float) -> list[tuple[str, float]]:
    """(word, end_s) of a recording whose words nobody has timed: as long as their letters are many."""
    words = text.split()
    ends = np.cumsum([len(word) for word in words]) / max(1, sum(map(len, words)))
    return [(word, start_s + float(end) * (end_s - start_s)) for word, end in zip(words, ends, strict=True)]


class CostedLm:
    """A language model that answers what it is told to, at a chip's cost; see `models.roles.LanguageModel`."""

    def __init__(self, clock: SimulatedClock, costs: Lm, answer: Callable[[str], str]) -> None:
        self._clock, self._costs, self._answer = clock, costs, answer

    def open(self, system: str, tools: list[dict[str, Any]], budget_tokens: int = 4096) -> "CostedChat":
        return CostedChat(self._clock, self._costs, self._answer, f"{system} {tools or ''}")


class CostedChat:
    """See `models.roles.Chat`. The cache holds a prefix of the conversation: what was read, as far as it still fits."""

    def __init__(self, clock: SimulatedClock, costs: Lm, answer: Callable[[str], str], system: str) -> None:
        self._clock, self._costs, self._answer_to = clock, costs, answer
        self._past = _tokens(system)  # before the last words of the person
        self._said, self._told = "", ""  # those, and the answer to them
        self._cache: list[str] = []
        self.read_tokens = 0

    def prefill(self, said: str) -> Generator[Read, None, None]:
        self._close_turn()
        yield from self._read([*self._past, *_tokens(said)])

    def reply(self, said: str | None, how: Sampling) -> Generator[Read | Text | Ended, None, None]:
        if said is not None:
            self._close_turn()
            self._said = said
        yield from self._read([*self._past, *_tokens(self._said), *["<>"] * TEMPLATE_TOKENS])
        answer = _tokens(self._answer_to(self._said))[: how.max_tokens]
        for token in answer:
            self._clock.spend(self._costs.decode_ms + LAUNCH_MS)
            self._cache.append(token)
            self._told += token
            yield Text(token)
        yield Ended("done", len(answer))

    def tool_result(self, name: str, text: str) -> None:
        self._said += f" {text}"

    def note(self, said: str, answered: str) -> None:
        if said:
            self._close_turn()
        self._said += said
        self._told += answered

    def cut(self, heard: str) -> None:
        self._told = heard

    def retract(self) -> None:
        self._said = self._told = ""

    def settle(self) -> Generator[Read, None, None]:
        self._close_turn()
        yield from self._read(self._past)

    def warm(self) -> Generator[Read, None, None]:
        yield from self._read(self._past)

    def _close_turn(self) -> None:
        if self._said:
            self._past += [*_tokens(self._said), *["<>"] * TEMPLATE_TOKENS, *_tokens(self._told)]
        self.retract()

    def _read(self, tokens: list[str]) -> Generator[Read, None, None]:
        """Read what the cache does not hold yet, in slices of at most STEP_MS."""
        same = 0
        while same < min(len(tokens), len(self._cache)) and tokens[same] == self._cache[same]:
            same += 1
        self._cache = tokens[:same]
        size = max(1, int((STEP_MS - LAUNCH_MS) / self._costs.prefill_ms))
        while part := tokens[len(self._cache) :][:size]:
            self._clock.spend(max(len(part) * self._costs.prefill_ms, self._costs.decode_ms) + LAUNCH_MS)
            self._cache += part
            self.read_tokens += len(part)
            yield Read(len(part))


class CostedVoice:
    """Any voice's sound at the cost of a chip's: Pocket TTS frame by frame, or Kokoro, the whole phrase at once."""

    def __init__(self, clock: SimulatedClock, costs: Sounds, inner: Voice, streaming: bool = True) -> None:
        self._clock = clock
        self._costs = costs
        self._inner = inner
        self._streaming = streaming
        self.rate_hz = inner.rate_hz

    def say(self, phrase: str, manner: Manner) -> Generator[Speech, None, None]:
        if not self._streaming:
            pieces = list(self._inner.say(phrase, manner))
            seconds = sum(len(piece.pcm) for piece in pieces) / self.rate_hz
            self._clock.spend(seconds * self._costs.kokoro_ms + LAUNCH_MS)
            yield from pieces
            return
        for piece in self._inner.say(phrase, manner):
            self._clock.spend(len(piece.pcm) / self.rate_hz / 0.08 * self._costs.pocket_ms + LAUNCH_MS)
            yield piece


def _tokens(text: str) -> list[str]:
    return TOKEN.findall(text)
