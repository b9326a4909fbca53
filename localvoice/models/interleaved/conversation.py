"""A conversation with a model that hears sound and answers in text and sound by turns, one token or frame a step.

While the person speaks, what is over of their sound is taken in (`segments`); at their first pause the rest is, in one
step for the encoder and one for its vectors. If they go on, only the piece that was not over is heard again.
"""

import hashlib
import json
from collections.abc import Generator, Iterator
from dataclasses import replace
from typing import Any
from weakref import WeakSet

from localvoice.models import blas  # noqa: F401

# isort: split
import mlx.core as mx
import numpy as np

from localvoice.errors import BadInput, EngineError
from localvoice.models.interleaved.answer import Answer, Limits
from localvoice.models.interleaved.context import Context
from localvoice.models.interleaved.network import Codes, Heard, Network, Position
from localvoice.models.interleaved.reading import OwnVoice
from localvoice.models.interleaved.script import Message, Script, cut
from localvoice.models.interleaved.segments import segments
from localvoice.models.lm.context import common
from localvoice.models.lm.conversation import FULL, LEAST_ROOM, MOST, SPACIOUS
from localvoice.models.lm.sampling import Picker
from localvoice.models.lm.stream import Markers, Stream
from localvoice.models.native import NativeTold, Sound
from localvoice.models.owner import Owner
from localvoice.models.roles import Ended, Read, Sampling, Text, ToolCall

# What Liquid AI recommends for conversations with LFM2.5-Audio, by mlx-audio's `GenerationConfig`.
SOUND = Sampling(temperature=1.0, top_p=1.0, top_k=4, min_p=0.0, repetition_penalty=1.0)
MARKERS = Markers(None, ("<tool_call>", "</tool_call>"), json.loads)  # as `lm.script.ASK` says


class Interleaved:
    """A loaded model and its tokenizer; see `models.native.Native`.

    `system` is what it must be told to converse in sound; `reading` the same to read aloud.
    """

    def __init__(self, network: Network, tokenizer: Any, system: str, reading: str) -> None:
        self.network, self.tokenizer = network, tokenizer
        self.rate_hz, self.frame_samples = network.rate_hz, network.frame_samples
        self.owner = Owner()
        self._system, self._reading = system, reading
        self._chats: WeakSet[InterleavedChat] = WeakSet()

    def close(self) -> None:
        """Free the weights and what conversations have read, whoever still holds one."""
        for chat in self._chats:
            chat.context = Context(self.network, self.owner, {})
        self.network.free()

    def open(self, system: str, tools: list[dict[str, Any]], budget_tokens: int = 4096) -> "InterleavedChat":
        chat = InterleavedChat(self, f"{self._system} {system}".strip(), tools, budget_tokens)
        self._chats.add(chat)
        return chat

    def voice(self) -> OwnVoice:
        """See `models.native.Reading`."""
        script = Script(self.tokenizer, self.network.signs, self._reading, [])
        return OwnVoice(self.network, self.owner, script)


class InterleavedChat:
    """One conversation; see `models.native.NativeChat`."""

    def __init__(self, model: Interleaved, system: str, tools: list[dict[str, Any]], budget_tokens: int) -> None:
        self._model, self._network, self._signs = model, model.network, model.network.signs
        self._script, self._begun = _script(model, system, tools, budget_tokens)
        self._budget = max(budget_tokens, self._begun + int(LEAST_ROOM * budget_tokens))
        self._encoded: dict[str, mx.array] = {}
        self.context = Context(self._network, model.owner, self._encoded)
        self._messages: list[Message] = []
        self._newest = object()  # the generator that works; an older one ends at its next step
        self._replying: object = None  # the one that answers

    def prefill(self, heard: np.ndarray) -> Generator[Read, None, None]:
        ticket = self._begin()
        sound: list[Position] = []
        yield from self._read(ticket, self._script.heard(self._messages, sound))
        for part in segments(heard)[:-1]:
            sound += yield from self._encode(part)
            yield from self._read(ticket, self._script.heard(self._messages, sound))

    def reply(self, heard: "np.ndarray | str | None", how: Sampling) -> Generator[NativeTold, None, None]:
        self._replying = ticket = self._begin()
        try:
            if heard is not None:
                message = Message("user")
                self._messages.append(message)
                if isinstance(heard, str):
                    message.positions = self._script.text(heard)
                else:
                    for part in segments(heard):
                        message.positions += yield from self._encode(part)
            prompt = self._prompt()
            kept = self.context.keep(prompt)
            yield from self._read(ticket, prompt)
            if ticket is self._newest:
                for told in self._answer(ticket, how):
                    yield replace(told, prompt=len(prompt), kept=kept) if isinstance(told, Ended) else told
            else:
                yield Ended("outdated", 0)
        finally:
            self._replying = None if self._replying is ticket else self._replying

    def tool_result(self, name: str, text: str) -> None:
        self._messages.append(Message("tool", self._script.text(text)))

    def note(self, said: "np.ndarray | str", answered: str) -> None:
        self._begin()
        if isinstance(said, np.ndarray):
            positions = [position for part in segments(said) for position in self._encoded_now(part)]
            self._messages.append(Message("user", positions))
        elif said:
            self._messages.append(Message("user", self._script.text(said)))
        self._messages.append(Message("assistant", self._script.text(answered)))

    def cut(self, heard: str, samples: int) -> None:
        self._begin()
        left, frames = _plain(heard), -(-samples // self._network.frame_samples)
        answers = [one for one in self._messages[self._last_said() + 1 :] if one.role == "assistant"]
        for message in answers:
            tokens, left = self._heard_tokens(message.positions, left)
            sounded = sum(isinstance(position, Codes) for position in message.positions)
            message.positions = cut(message.positions, tokens, frames, self._signs)
            frames = max(0, frames - sounded)
        if left and answers:  # what others said in its place
            self._messages.append(Message("assistant", self._script.text(left)))

    def retract(self) -> None:
        self._begin()
        del self._messages[self._last_said() :]

    def settle(self) -> Generator[Read, None, None]:
        if self._replying is self._newest:  # an answer comes first; after it there is another time
            return
        ticket = self._begin()
        self._make_room(FULL)
        yield from self._read(ticket, self._script.settled(self._messages))
        if ticket is self._newest:
            self._forget_sound()

    def warm(self) -> Generator[NativeTold, None, None]:
        silence = np.zeros(8000, np.float32)
        yield from self.prefill(silence)
        yield from self.reply(silence, Sampling(max_tokens=self._signs.text_group + 1))
        self.retract()

    def _begin(self) -> object:
        self._newest = object()
        return self._newest

    def _read(self, ticket: object, positions: list[Position]) -> Iterator[Read]:
        """Make these the start of what is read; more that was read after them is only forgotten when it differs."""
        if ticket is not self._newest or common(positions, self.context.positions) == len(positions):
            return
        kept = self.context.keep(positions)
        for count in self.context.read(positions[kept:]):
            yield Read(count)
            if ticket is not self._newest:
                return

    def _encode(self, part: np.ndarray) -> Generator[Read, None, list[Position]]:
        """A segment as positions; encoding it is one step."""
        known = len(self._encoded)
        positions = self._encoded_now(part)
        if len(self._encoded) > known:
            yield Read(0)
        return positions

    def _encoded_now(self, part: np.ndarray) -> list[Position]:
        if not len(part):
            return []
        segment = hashlib.sha256(np.ascontiguousarray(part).tobytes()).hexdigest()
        if segment not in self._encoded:
            self._model.owner.check()
            self._encoded[segment] = vectors = self._network.encode(part)
            mx.eval(vectors)
        before, after = self._signs.around_sound[:1], self._signs.around_sound[1:]
        return [*before, *(Heard(segment, at) for at in range(len(self._encoded[segment]))), *after]

    def _prompt(self) -> list[Position]:
        """The conversation up to the answer, without its oldest turns when they would not fit."""
        if len(self._script.answering(self._messages)) > self._budget:
            self._make_room(SPACIOUS)
        prompt = self._script.answering(self._messages)
        if len(prompt) > self._budget:
            self._messages[self._last_said() :] = [Message("user")]  # that is what taking it back takes
            raise BadInput(f"That is too long ({len(prompt)} of {self._budget} tokens): say less at once.")
        return prompt

    def _make_room(self, share: float) -> None:
        """Drop the oldest turns, whole, when talk fills this share of its room, down to the smaller one."""
        room = self._budget - self._begun
        if len(self._script.settled(self._messages)) <= self._begun + share * room:
            return
        while len(self._script.settled(self._messages)) > self._begun + SPACIOUS * room:
            starts = [at for at, message in enumerate(self._messages) if message.role == "user"]
            if len(starts) < 2:
                return
            del self._messages[: starts[1]]

    def _answer(self, ticket: object, how: Sampling) -> Iterator[NativeTold]:
        """Say frame by frame; what is told is also written into the conversation."""
        message = Message("assistant")
        self._messages.append(message)
        words, stream = self._model.tokenizer.detokenizer, Stream(MARKERS, how.stop, False)
        seed = None if how.seed is None else how.seed + 1
        limits, sound = Limits(how.max_tokens), Picker(replace(SOUND, seed=seed))
        answer = Answer(self._network, self.context, message.positions, Picker(how).pick, sound.pick, limits)
        called = False
        for told in answer.steps():
            if isinstance(told, int):
                words.add_token(told)
                for piece in list(stream.feed(words.last_segment)) or [Text("")]:
                    called |= isinstance(piece, ToolCall)
                    yield piece
            else:
                yield Sound(told)
            if ticket is not self._newest:
                yield Ended("outdated", answer.tokens)
                return
            answer.silent, answer.waits = stream.state not in ("said", "code"), stream.waits
            if stream.stopped or called:
                break
        reason = "stop" if stream.stopped else "done" if called or answer.ended else "length"
        words.finalize()
        if not called:
            yield from [*stream.feed(words.last_segment), *stream.end(reason == "done")]
        if len(rest := answer.rest()):
            yield Sound(rest)
        yield Ended(reason, answer.tokens)

    def _heard_tokens(self, said: list[Position], heard: str) -> tuple[int, str]:
        """How many tokens of its text were heard, and what of `heard` comes after it."""
        tokens = [position for position in said if isinstance(position, int) and position != self._signs.text_ends]
        whole = _plain(self._model.tokenizer.decode(tokens))
        same = common(whole, heard)
        if same == len(whole):
            return len(tokens), heard[same:].strip()
        return _cover(self._model.tokenizer, tokens, same), heard[same:].strip()

    def _last_said(self) -> int:
        """Where the person's last words are; the end when they said nothing yet."""
        places = [at for at, message in enumerate(self._messages) if message.role == "user"]
        return places[-1] if places else len(self._messages)

    def _forget_sound(self) -> None:
        """What nobody will hear again; and the marks of the answer that is settled."""
        used = {
            position.segment
            for message in self._messages
            for position in message.positions
            if isinstance(position, Heard)
        }
        for segment in set(self._encoded) - used:
            del self._encoded[segment]
        turns = [
            len(self._script.settled(self._messages[:at]))
            for at, message in enumerate(self._messages)
            if message.role == "user"
        ]
        self.context.forget_marks({self._begun, *turns})


def _cover(tokenizer: Any, tokens: list[int], characters: int) -> int:
    """How many tokens it takes to write so many characters: the last may write one more."""
    low, high = 0, len(tokens)
    while low < high:
        middle = (low + high) // 2
        if len(_plain(tokenizer.decode(tokens[:middle]))) < characters:
            low = middle + 1
        else:
            high = middle
    return low


def _plain(text: str) -> str:
    """With one space where there is any, and without what is no character, which is never told either."""
    return " ".join(text.replace("\ufffd", "").split())


def _script(model: Interleaved, system: str, tools: list[dict[str, Any]], budget_tokens: int) -> tuple[Script, int]:
    """A prompt with as many of the tools as it has room for, and how many positions it takes. Raises EngineError."""
    room = int(LEAST_ROOM * budget_tokens)
    script = Script(model.tokenizer, model.network.signs, system, tools)
    begun = len(script.settled([]))
    while tools and begun + room > MOST * budget_tokens:
        tools = tools[: -max(1, len(tools) // 8)]
        script = Script(model.tokenizer, model.network.signs, system, tools)
        begun = len(script.settled([]))
    if not tools and begun + room > budget_tokens:
        raise EngineError(
            f"The persona takes {begun} of {budget_tokens} tokens and leaves no room for talk: choose another persona "
            "or another profile."
        )
    return script, begun
