"""How does a conversation of text and sound become positions? ChatML by hand: a template cannot hold sound.

What the person said is sound, or text where they typed; what the assistant said stands as it was made, text and frames
in their order, so that it is not read again. What was cut looks as if the answer had been no longer.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from localvoice.models.interleaved.network import Codes, Position, Signs
from localvoice.models.lm.script import ASK
from localvoice.models.roles import ToolCall


@dataclass
class Message:
    role: Literal["user", "assistant", "tool"]
    positions: list[Position] = field(default_factory=list)
    calls: int = 0  # the assistant's, that have no result yet


class Script:
    """One system prompt and its tools. `tokenizer`: mlx-lm's wrapper."""

    def __init__(self, tokenizer: Any, signs: Signs, system: str, tools: list[dict[str, Any]]) -> None:
        if tools:
            lines = [json.dumps(tool.get("function", tool), ensure_ascii=False) for tool in tools]
            system = f"{system}\n\n{ASK}" + "\n".join(lines)
        self._tokenizer, self._signs = tokenizer, signs
        special = tokenizer.added_tokens_decoder.values()
        self._control = [token.content for token in special if token.special]
        self._system: list[Position] = [*signs.begin, *self._turn("system", self.text(system))]

    def text(self, text: str) -> list[Position]:
        """Its tokens; what the tokenizer would take for control tokens is left out."""
        for control in self._control:
            text = text.replace(control, "")
        return self._encoded(text)

    def call(self, call: ToolCall) -> list[Position]:
        """As the model is asked to write it."""
        body = json.dumps({"name": call.name, "arguments": call.arguments}, ensure_ascii=False)
        return self._encoded(f"<tool_call>{body}</tool_call>")

    def settled(self, messages: Iterable[Message]) -> list[Position]:
        """What stays whatever the person says next."""
        return [*self._talk(messages), *self._opening("user")]

    def heard(self, messages: Iterable[Message], sound: Sequence[Position]) -> list[Position]:
        """And what stays when they go on after this sound."""
        return [*self.settled(messages), *sound]

    def answering(self, messages: Iterable[Message]) -> list[Position]:
        """Up to where the assistant begins to speak."""
        return [*self._talk(messages), *self._opening("assistant")]

    def _talk(self, messages: Iterable[Message]) -> list[Position]:
        talk = list(self._system)
        for message in messages:
            if message.positions or message.role == "user":
                talk += self._turn(message.role, message.positions)
        return talk

    def _turn(self, role: str, positions: Sequence[Position]) -> list[Position]:
        return [*self._opening(role), *positions, self._signs.turn_ends, *self._encoded("\n")]

    def _opening(self, role: str) -> list[Position]:
        name = self._signs.assistant if role == "assistant" else role
        return self._encoded(self._signs.opening.format(role=name))

    def _encoded(self, text: str) -> list[Position]:
        return list(self._tokenizer.encode(text, add_special_tokens=False))


def cut(said: Sequence[Position], tokens: int, frames: int, signs: Signs) -> list[Position]:
    """An answer of which so many tokens of text and frames were heard, as if no more had been said.

    As far as its text was heard it stays as it was made; the frames after that follow without text between them.
    """
    kept: list[Position] = []
    rest: list[Position] = []
    for position in said:
        if isinstance(position, Codes):
            if frames > 0 and not _silent(position, signs):
                frames -= 1
                (rest if tokens <= 0 else kept).append(position)
        elif tokens > 0 and position != signs.text_ends:
            kept.append(position)
            tokens -= 1
    if not (kept or rest):
        return []
    if not signs.sound_group:  # it only hears: its text has no end of its own before the turn's
        return kept
    silence = Codes((signs.silence,) * signs.codebooks)
    return [*kept, signs.text_ends, *rest, silence] if rest else [*kept, signs.text_ends]


def _silent(position: Codes, signs: Signs) -> bool:
    return position.numbers[0] == signs.silence
