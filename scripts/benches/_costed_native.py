"""LFM2.5-Audio at the cost of a chip's roofline, on a simulated clock: what it says is given, nothing is computed.

Its encoder is counted as two operations for each of its 115 million weights and each of its 12.5 vectors a second; the
rest is `engine.roofline.COSTS`. LAUNCH_MS is added to every step, as everywhere here.
"""

from collections.abc import Callable, Generator
from typing import Any

import numpy as np
from _costed import LAUNCH_MS, STEP_MS, SimulatedClock

from localvoice.engine.roofline import COSTS, Chip, Work
from localvoice.events import RATE_HZ, Manner, Speech
from localvoice.models.interleaved.segments import segments
from localvoice.models.native import NativeTold, Sound
from localvoice.models.roles import Ended, Read, Sampling, Text, ToolCall, Voice

NAME, VECTORS_S, ENCODER_GFLOP_S = "lfm2.5-audio-4bit", 12.5, 2 * 0.115 * 12.5
TEXT_GROUP, SOUND_GROUP, FRAME_S = 6, 12, 0.08
TEMPLATE_TOKENS, LETTERS_TOKEN = 12, 4.5  # around one exchange; of a token of English: both assumed


class CostedNative:
    """See `models.native.Native`. `answer`: a text, or a call, whoever asks; `voice` makes its sound."""

    def __init__(self, clock: SimulatedClock, chip: Chip, answer: Callable[[], str | ToolCall], voice: Voice) -> None:
        self._clock, self._chip, self._answer, self._voice = clock, chip, answer, voice
        self._cost = COSTS[NAME]
        self.rate_hz = voice.rate_hz
        self.frame_samples = round(FRAME_S * voice.rate_hz)

    def close(self) -> None:
        pass

    def open(self, system: str, tools: list[dict[str, Any]], budget_tokens: int = 4096) -> "CostedNativeChat":
        return CostedNativeChat(self)

    def voice(self) -> "CostedOwnVoice":
        return CostedOwnVoice(self)

    def encode(self, seconds: float) -> None:
        self.spend(Work(ENCODER_GFLOP_S * seconds).ms(self._chip))

    def read(self, tokens: float) -> Generator[Read, None, None]:
        """In slices of at most STEP_MS; each reads the weights."""
        token_ms, step_ms = self._cost.token.ms(self._chip), self._cost.step.ms(self._chip)
        size = max(1, int((STEP_MS - LAUNCH_MS) / token_ms))
        while tokens > 0:
            part = min(size, tokens)
            tokens -= part
            self.spend(max(part * token_ms, step_ms))
            yield Read(round(part))

    def token(self) -> None:
        self.spend(self._cost.step.ms(self._chip))

    def frame(self) -> None:
        self.spend(self._cost.sound.ms(self._chip))

    def spend(self, ms: float) -> None:
        self._clock.spend(ms + LAUNCH_MS)

    def answer(self) -> tuple[str | ToolCall, np.ndarray]:
        """And its sound."""
        answer = self._answer()
        if isinstance(answer, ToolCall):
            return answer, np.zeros(0, np.float32)
        return answer, np.concatenate([piece.pcm for piece in self._voice.say(answer, Manner())])

    def sound(self, text: str, manner: Manner) -> list[Speech]:
        return list(self._voice.say(text, manner))


class CostedNativeChat:
    """See `models.native.NativeChat`."""

    def __init__(self, native: CostedNative) -> None:
        self._native = native
        self._behind = 0.0  # positions of what was said since it was last read
        self._over: set[int] = set()  # pieces of the turn that were read while it was spoken

    def prefill(self, heard: np.ndarray) -> Generator[Read, None, None]:
        for at, part in enumerate(segments(heard)[:-1]):
            if at not in self._over:
                self._over.add(at)
                yield from self._hear(part)

    def reply(self, heard: "np.ndarray | str | None", how: Sampling) -> Generator[NativeTold, None, None]:
        yield from self._native.read(self._behind + TEMPLATE_TOKENS)
        self._behind = 0.0
        for at, part in enumerate(segments(heard) if isinstance(heard, np.ndarray) else []):
            if at not in self._over:
                yield from self._hear(part)
        self._over.clear()
        answer, pcm = self._native.answer()
        if isinstance(answer, ToolCall):
            for _ in range(round(len(str(answer.arguments)) / LETTERS_TOKEN)):
                self._native.token()
                yield Text("")
            yield answer
            yield Ended("done", 1)
            return
        size = self._native.frame_samples
        frames = [pcm[at : at + size] for at in range(0, len(pcm), size)]
        letters = round(LETTERS_TOKEN * TEXT_GROUP)
        while answer or frames:
            for _ in range(TEXT_GROUP if answer else 0):
                self._native.token()
                yield Text("")
            said, answer = answer[:letters], answer[letters:]
            yield Text(said)
            group = SOUND_GROUP if answer else len(frames)
            for frame in frames[:group]:
                self._native.frame()
                yield Sound(frame)
            frames = frames[group:]
        yield Ended("done", 1)

    def _hear(self, part: np.ndarray) -> Generator[Read, None, None]:
        seconds = len(part) / RATE_HZ
        self._native.encode(seconds)
        yield Read(0)
        yield from self._native.read(VECTORS_S * seconds)

    def tool_result(self, name: str, text: str) -> None:
        self._behind += len(text) / LETTERS_TOKEN

    def note(self, said: "np.ndarray | str", answered: str) -> None:
        self._behind += (len(said) + len(answered)) / LETTERS_TOKEN

    def cut(self, heard: str, samples: int) -> None:
        pass

    def retract(self) -> None:
        pass

    def settle(self) -> Generator[Read, None, None]:
        yield from self._native.read(self._behind)
        self._behind = 0.0

    def warm(self) -> Generator[NativeTold, None, None]:
        yield from self._native.read(TEMPLATE_TOKENS)


class CostedOwnVoice:
    """The model reads a text aloud: the text is read, then a frame at a time is made."""

    def __init__(self, native: CostedNative) -> None:
        self._native, self.rate_hz = native, native.rate_hz

    def say(self, phrase: str, manner: Manner) -> Generator[Speech, None, None]:
        for _ in self._native.read(TEMPLATE_TOKENS + len(phrase) / LETTERS_TOKEN):
            pass
        for piece in self._native.sound(phrase, manner):
            for _ in range(max(1, round(len(piece.pcm) / self._native.frame_samples))):
                self._native.frame()
            yield piece
