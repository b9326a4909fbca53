"""What in a growing answer may be said? Text as it comes, tool calls when they are whole, thoughts never.

Whatever could still become a marker (of a call, of a thought, of a stop string) is held back, so no half of one is ever
told; an end without its beginning is no text either. Pure text in and out: no model, no tokens.
"""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from localvoice.models.lm.braces import objects
from localvoice.models.roles import Text, ToolCall

# What the parsers of mlx-lm raise on a call that a model wrote badly.
_UNREADABLE = (ValueError, KeyError, IndexError, TypeError, AttributeError, SyntaxError, RecursionError)
# However a thought is marked it is never said: the model's own pair, and those that models pick up from others' texts.
THOUGHTS = {f"<{name}>": f"</{name}>" for name in ("think", "thinking", "thought", "reasoning", "reflection")}
THOUGHTS |= {"[THINK]": "[/THINK]", "<|channel|>analysis": "<|channel|>final<|message|>"}


@dataclass(frozen=True)
class Markers:
    """How one model sets apart what is not text. Begin and end; an end of "": up to the end of the answer."""

    think: tuple[str, str] | None
    call: tuple[str, str] | None
    parse: Callable[[str], Any]  # inside of a call → {"name", "arguments"} or a list of them, or it raises

    @property
    def all(self) -> tuple[str, ...]:
        return tuple(text for pair in (self.think, self.call) if pair for text in pair if text)


class Stream:
    """One answer, piece by piece."""

    def __init__(self, markers: Markers, stop: tuple[str, ...]) -> None:
        self._markers, self._stop = markers, tuple(text for text in stop if text)
        self._thoughts = THOUGHTS | ({markers.think[0]: markers.think[1]} if markers.think else {})
        self._until = ""  # the end of the thought that has begun
        self._held = ""
        self._begun = False  # the answer's first text begins with no space
        self.state = "said"  # "said", "thought", "call", "bare": a whole answer that is a call without its markers
        self.stopped = False  # a stop string came: the answer is over

    def feed(self, text: str) -> Iterator[Text | ToolCall]:
        """More of the answer."""
        self._held += text
        if self._markers.call and not self._begun and self.state == "said" and self._held.lstrip().startswith("{"):
            self.state = "bare"
        if self.state == "bare":
            return
        while not self.stopped:
            ends = self._ends()
            at, end = min(((self._held.find(end), end) for end in ends if end in self._held), default=(-1, ""))
            if at < 0:
                break
            inside, self._held = self._held[:at], self._held[at + len(end) :]
            yield from self._leave(inside)
            if self.state == ends[end] and self._markers.call and end == self._markers.call[1]:
                yield ToolCall("", {"raw": end})  # it never began
            self.state = ends[end]
            self._until = self._thoughts.get(end, "")
            self.stopped = not self.state
        if self.state == "said" and not self.stopped:
            keep = max((_overlap(self._held, end) for end in self._ends()), default=0)
            free, self._held = self._held[: len(self._held) - keep], self._held[len(self._held) - keep :]
            yield from self._say(free)

    def end(self, whole: bool) -> Iterator[Text | ToolCall]:
        """Nothing follows. `whole`: the model ended by itself, so a call without its end marker may be complete."""
        inside, self._held = self._held, ""
        if self.state == "said" and any(
            _overlap(inside, marker) for marker in self._ends() if marker not in self._stop
        ):
            return  # half of a marker; what is only half of a stop string is text
        if not self.stopped and (self.state == "said" or whole):
            yield from self._leave(inside)

    def _ends(self) -> dict[str, str]:
        """What ends the present state, and the state that follows; "": the answer is over."""
        call = self._markers.call
        if self.state == "thought":
            return {self._until: "said"}
        if self.state == "call" and call:
            return {call[1]: "said"} if call[1] else {}
        ends = [*self._thoughts.values(), *([call[1]] if call and call[1] else [])]
        begins = dict.fromkeys(self._thoughts, "thought") | ({call[0]: "call"} if call else {})
        return dict.fromkeys(ends, "said") | begins | dict.fromkeys(self._stop, "")

    def _leave(self, inside: str) -> Iterator[Text | ToolCall]:
        if self.state == "said":
            yield from self._say(inside)
        elif self.state == "bare":
            yield from loose(inside) or [ToolCall("", {"raw": inside.strip()})]
        elif self.state == "call":
            yield from self._calls(inside)

    def _say(self, text: str) -> Iterator[Text]:
        text = text.replace("\ufffd", "")  # bytes that are no character
        text = text if self._begun else text.lstrip()
        if text:
            self._begun = True
            yield Text(text)

    def _calls(self, inside: str) -> Iterator[ToolCall]:
        try:
            found = self._markers.parse(inside)
            calls = [_call(entry) for entry in (found if isinstance(found, list) else [found])]
        except _UNREADABLE:
            calls = loose(inside) or [ToolCall("", {"raw": inside.strip()})]
        yield from calls


def loose(inside: str) -> list[ToolCall]:
    """The calls within what no parser reads: text around them, Python's quotes, a bracket too many or too few."""
    calls: list[ToolCall] = []
    for found in objects(inside):
        try:
            calls.append(_call(found))
        except _UNREADABLE:
            continue
    return calls


def _call(entry: dict[str, Any]) -> ToolCall:
    """Raises like the parsers when it is none."""
    if isinstance(entry.get("function"), dict):
        entry = entry["function"]
    arguments = entry.get("arguments", entry.get("parameters")) or {}
    arguments = json.loads(arguments) if isinstance(arguments, str) else arguments
    return ToolCall(str(entry["name"]), dict(arguments))


def _overlap(text: str, marker: str) -> int:
    """How many characters at the end of `text` could be the beginning of `marker`?"""
    longest = min(len(text), len(marker) - 1)
    return next((size for size in range(longest, 0, -1) if text.endswith(marker[:size])), 0)
