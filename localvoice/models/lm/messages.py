"""What was said in a conversation with a language model, and what of it stays? Plain messages: no model, no tokens."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from localvoice.models.roles import ToolCall


@dataclass
class Message:
    role: Literal["user", "assistant", "tool"]
    text: str
    calls: list[ToolCall] = field(default_factory=list)  # the assistant's
    name: str = ""  # the tool's
    pictures: tuple[str, ...] = ()  # the names of those that stand before the text (`models.vlm`)


class Remembering:
    """What every conversation does alike with its messages; see `models.roles.Chat`."""

    _messages: list[Message]

    def _begin(self) -> object:
        """Whatever reads or answers now is outdated; returns what tells this moment from later ones."""
        raise NotImplementedError

    def tool_result(self, name: str, text: str) -> None:
        self._messages.append(Message("tool", text, name=name))

    def called(self, said: str, calls: Sequence[ToolCall]) -> None:
        self._begin()
        self._messages += [Message("user", said), Message("assistant", "", list(calls))]

    def note(self, said: str, answered: str) -> None:
        self._begin()
        self._messages += [Message("user", said)] if said else []
        self._messages.append(Message("assistant", answered))

    def cut(self, heard: str) -> None:
        self._begin()
        cut(self._messages, heard)

    def retract(self) -> None:
        self._begin()
        del self._messages[last_said(self._messages) :]


def last_said(messages: list[Message]) -> int:
    """Where the person's last words are; the end when they said nothing yet."""
    places = [at for at, message in enumerate(messages) if message.role == "user"]
    return places[-1] if places else len(messages)


def cut(messages: list[Message], heard: str) -> None:
    """Cut the last answer (everything since the person's last words) to what was heard of it."""
    left = heard.strip()
    if messages and messages[-1].role == "tool":  # its result was said as it stood
        messages.append(Message("assistant", messages[-1].text))
    spoken = [message for message in messages[last_said(messages) + 1 :] if message.role == "assistant"]
    for message in spoken:
        whole = message is not spoken[-1] and left.startswith(message.text.strip())
        message.text = message.text if whole else _cut(message.text, left)
        left = left.removeprefix(message.text.strip()).lstrip()


def drop_oldest(messages: list[Message]) -> bool:
    """Remove the oldest turn, words and answer; False when only one is left."""
    begins = [at for at, message in enumerate(messages) if at and message.role == "user"]
    if begins:
        del messages[: begins[0]]
    return bool(begins)


def answered(messages: list[Message]) -> Iterator[Message]:
    """A tool's result that nothing followed was said as it stood; templates want the assistant to end a turn."""
    for message, before in zip(messages, [None, *messages], strict=False):
        if before and before.role == "tool" and message.role == "user":
            yield Message("assistant", before.text)
        yield message


def _cut(text: str, heard: str) -> str:
    """The start of `text` that was heard; what was heard itself when it was worded otherwise."""
    ends = [match.end() for match in re.finditer(r"\S+", text)]
    words = heard.split()
    if text.split()[: len(words)] != words:
        return heard
    return text if len(words) == len(ends) else text[: ends[len(words) - 1]] if words else ""
