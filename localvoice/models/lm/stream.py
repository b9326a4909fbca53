"""What in a growing answer may be said? Text as it comes, tool calls when they are whole, thoughts never.

Whatever could still become a marker (of a call, of a thought, of a stop string) is held back, so no half of one is ever
told; an end without its beginning is no text either. What begins like a call without its markers (an object, a block
of code that may hold one) is held until it is whole; then it is a call, readable or not, or it was text after all.
After a call without markers only further calls are told: a model goes on with what it imagines the tool to answer.
Pure text in and out: no model, no tokens.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from localvoice.models.lm.braces import closed, objects
from localvoice.models.lm.shapes import ALOUD, CALL_LANGUAGES, CALLS, THOUGHTS
from localvoice.models.roles import Text, ToolCall

# What the parsers of mlx-lm raise on a call that a model wrote badly.
_UNREADABLE = (ValueError, KeyError, IndexError, TypeError, AttributeError, SyntaxError, RecursionError)
State = Literal["said", "thought", "call", "object", "block", "code", "over"]

OBJECT = re.compile(r"(?:\[\s*)?\{\s*[\"'{]")  # how a call without markers begins
OBJECT_FIRST = re.compile(r"(?:json\s*)?(?:\[\s*)?\{")  # where an answer begins nothing else begins so
PARTLY_OBJECT = re.compile(r"[\[{][\s\[{]*$")
PARTLY_OBJECT_FIRST = re.compile(r"(?:j|js|jso|json\s*)$|(?:json\s*)?\[\s*$")
BLOCK = re.compile(r"```(?P<info>[^`\n]*)(?P<end>\n|```)")
PARTLY_BLOCK = re.compile(r"`{1,2}$|```[^`\n]*`{0,2}$")
LONGEST = 40  # letters of a mark
LIKE_CALL = re.compile(r"[\"'](?:name|function|tool|tool_calls?|arguments|parameters)[\"']\s*:")
NAMES, ARGUMENTS = ("name", "tool", "tool_name", "function_name"), ("arguments", "parameters", "args", "input")
NESTED = ("function", "function_call", "tool_call", "tool_calls", "calls", "tools")
_SMALL = {ord(capital): ord(capital.lower()) for capital in map(chr, range(ord("A"), ord("Z") + 1))}


@dataclass(frozen=True)
class Markers:
    """How one model sets apart what is not text. Begin and end; an end of "": up to the end of the answer."""

    think: tuple[str, str] | None
    call: tuple[str, str] | None
    parse: Callable[[str], Any]  # inside of a call → {"name", "arguments"} or a list of them, or it raises

    @property
    def all(self) -> tuple[str, ...]:
        return tuple(text for pair in (self.think, self.call) if pair for text in pair if text)


def loud(markers: Markers) -> frozenset[str]:
    """All marks that mean something here, in small letters."""
    pairs = [*THOUGHTS.items(), *CALLS.items()]
    return frozenset(_small(text) for text in (*markers.all, *(text for pair in pairs for text in pair)) if text)


class Stream:
    """One answer, piece by piece.

    `presumed`: this model is known to think before it answers without saying where that begins.
    """

    def __init__(self, markers: Markers, stop: tuple[str, ...], presumed: bool = False) -> None:
        self._markers, self._stop = markers, tuple(text for text in stop if text)
        own = [pair for pair in (markers.think, markers.call) if pair]
        self._thoughts = THOUGHTS | {_small(begin): _small(end) for begin, end in own if (begin, end) == markers.think}
        self._calls = CALLS | {_small(begin): _small(end) for begin, end in own if (begin, end) == markers.call}
        pairs = (*self._thoughts.items(), *self._calls.items())
        # Every beginning, and every end, which without a beginning is no text either; in small letters
        self._marks = tuple(dict.fromkeys(text for pair in pairs for text in pair if text))
        self._parts = frozenset(mark[:size] for mark in self._marks for size in range(1, len(mark)))
        self._until = ""  # the end of the thought that has begun
        self._opened = ""  # the mark of the call, or the first line of the block, that has begun
        self._held = ""
        self._begun = False  # the answer's first text begins with no space
        self._mute = False  # a call without markers came: what follows is no text
        self._presumed = presumed
        self.state: State = "thought" if presumed else "said"
        self.stopped = False  # a stop string came: the answer is over
        self.unmarked = False  # a thought ended that had never begun: this model thinks so

    @property
    def waits(self) -> bool:
        """Does it depend on what follows whether the last of it is text?"""
        return bool(self._held)

    def feed(self, text: str) -> Iterator[Text | ToolCall]:
        """More of the answer."""
        self._held += text
        while not self.stopped and (step := self._step()):
            yield from step()

    def end(self, whole: bool) -> Iterator[Text | ToolCall]:
        """Nothing follows. `whole`: the model ended by itself, so a call without its end marker may be complete."""
        inside, self._held = self._held, ""
        if self.stopped:
            return
        if self._presumed and self.state == "thought":  # it did not think this time
            self._presumed, self.state = False, "said"
            yield from self.feed(inside)
            yield from self.end(whole)
        elif self.state == "said":
            if LIKE_CALL.search(inside) or (not self._begun and OBJECT_FIRST.match(inside.lstrip())):
                yield from self._calls_or(inside) if whole else ()
            elif not self._partly_mark(inside):  # half of a stop string is text
                yield from self._say(inside)
        elif self.state == "code":
            yield from self._say(inside)
        elif self.state == "call" and whole:
            yield from self._read_call(inside)
        elif self.state == "block":
            yield from self._unclosed(self._opened + inside)
        elif self.state == "object" and whole:
            yield from self._unclosed(inside)

    def _step(self) -> Callable[[], Iterator[Text | ToolCall]] | None:
        """What can be told or decided now; None when that depends on what follows."""
        if self.state == "said":
            return self._in_text()
        if self.state == "object":
            end = closed(self._held, self._held.find("{"))
            return (lambda: self._object(end)) if end else None
        ends = {"thought": self._thought_ends, "call": self._call_ends, "block": _fence, "code": _fence}[self.state]()
        at, end = _first(self._held, ends)
        if at < 0:
            return self._growing_code if self.state == "code" and len(self._held) > 2 else None
        return lambda: self._leave(at, end)

    def _in_text(self) -> Callable[[], Iterator[Text | ToolCall]] | None:
        """The next thing in text: a mark, an object, a block; else the text that can be nothing else."""
        held = self._held.lstrip() if not self._begun else self._held
        if not self._begun and (thinks := self._thinks_aloud(held)) is not False:
            return thinks
        at, mark = _first(self._held, self._marks, self._stop)
        begins = [(at, 0, mark)] if at >= 0 else []
        lead = len(self._held) - len(held)
        if not self._begun and OBJECT_FIRST.match(held):
            begins.append((lead, 1, "object"))
        elif found := OBJECT.search(self._held):
            begins.append((found.start(), 1, "object"))
        if block := BLOCK.search(self._held):
            begins.append((block.start(), 1, "block"))
        partly_block = PARTLY_BLOCK.search(self._held)
        if begins and not (partly_block and partly_block.start() < min(begins)[0]):
            at, kind, what = min(begins)
            return lambda: self._enter(at, what if kind else "", mark, block)
        keep = max([self._partly_mark(self._held), *(_overlap(self._held, text) for text in self._stop)])
        partly = [PARTLY_OBJECT.search(self._held), partly_block]
        partly += [] if self._begun else [PARTLY_OBJECT_FIRST.match(self._held, lead)]
        free = min(len(self._held) - keep, *(found.start() if found else len(self._held) for found in partly))
        return (lambda: self._say(self._take(free))) if free else None

    def _thinks_aloud(self, held: str) -> Callable[[], Iterator[Text]] | Literal[False] | None:
        """False: it does not; None: that depends on what follows."""
        small = _small(held)
        if small.startswith(ALOUD):
            self.state, self._until = "thought", ""
            return lambda: iter(())
        return None if small and any(begin.startswith(small) for begin in ALOUD) else False

    def _enter(self, at: int, kind: str, mark: str, block: re.Match[str] | None) -> Iterator[Text | ToolCall]:
        """Leave text at this place, into what begins there."""
        yield from self._say(self._take(at))
        if kind == "object":
            self.state = "object"
        elif kind == "block" and block:
            yield from self._begin_block(block)
        else:
            self._take(len(mark))
            yield from self._marked(mark)

    def _marked(self, mark: str) -> Iterator[ToolCall]:
        if mark in self._stop:
            self.stopped, self.state = True, "over"
        elif mark in self._thoughts:
            self.state, self._until = "thought", self._thoughts[mark]
        elif mark in self._calls:
            self.state, self._opened = "call", mark
        elif mark in self._thoughts.values():
            self.unmarked = True
        else:
            yield ToolCall("", {"raw": mark})  # it never began

    def _begin_block(self, block: re.Match[str]) -> Iterator[Text | ToolCall]:
        info = block["info"].split(maxsplit=1) or [""]
        if block["end"] != "\n":  # a block in one line
            whole = self._take(len(block[0]))
            yield from self._calls_or(whole) if LIKE_CALL.search(whole) else self._say(whole)
        elif info[0].lower() in CALL_LANGUAGES or info[0].startswith(("{", "[")):
            self.state, self._opened = "block", self._take(len("```"))
        else:
            self.state = "code"
            yield from self._say(self._take(len(block[0])))

    def _growing_code(self) -> Iterator[Text]:
        yield from self._say(self._take(len(self._held) - 2))  # the two may be part of its end

    def _leave(self, at: int, end: str) -> Iterator[Text | ToolCall]:
        """Back to text behind the end of what is not text; a thought that it ends was one."""
        state, self.state = self.state, "said"
        inside = self._take(at)
        if state == "code":
            yield from self._say(inside + self._take(len(end)))
        elif state == "block":
            whole = self._opened + inside + self._take(len(end))
            yield from self._calls_or(whole) if LIKE_CALL.search(whole) else self._say(whole)
        else:
            self._take(len(end))
            self.unmarked |= self._presumed or (state == "thought" and not self._until)
            self._presumed = False
            if state == "call":
                yield from self._read_call(inside)

    def _object(self, end: int) -> Iterator[Text | ToolCall]:
        self.state = "said"
        raw = self._take(end)
        if not self._begun or LIKE_CALL.search(raw) or loose(raw):
            yield from self._calls_or(raw)
        else:
            yield from self._say(raw)

    def _unclosed(self, inside: str) -> Iterator[Text | ToolCall]:
        """What an object or a block is that the answer's end has cut off."""
        if self.state == "object" or LIKE_CALL.search(inside):
            yield from self._calls_or(inside)
        else:
            yield from self._say(inside)

    def _calls_or(self, raw: str) -> Iterator[ToolCall]:
        self._mute = True
        yield from _loose_or_raw(raw)

    def _read_call(self, inside: str) -> Iterator[ToolCall]:
        own = self._markers.call is not None and self._opened == _small(self._markers.call[0])
        try:
            found = self._markers.parse(inside) if own else []
            calls = [_call(entry) for entry in (found if isinstance(found, list) else [found])]
            calls = calls or _loose_or_raw(inside)
        except _UNREADABLE:
            calls = _loose_or_raw(inside)
        yield from calls

    def _partly_mark(self, text: str) -> int:
        """How many characters at the end of the text could be the beginning of a mark?"""
        tail = _small(text[-LONGEST:])
        return next((size for size in range(len(tail), 0, -1) if tail[-size:] in self._parts), 0)

    def _thought_ends(self) -> tuple[str, ...]:
        return (self._until,) if self._until else tuple(self._thoughts.values())

    def _call_ends(self) -> tuple[str, ...]:
        ends = self._calls.values() if self._calls[self._opened] else ()
        return tuple(end for end in ends if end)

    def _take(self, count: int) -> str:
        taken, self._held = self._held[:count], self._held[count:]
        return taken

    def _say(self, text: str) -> Iterator[Text]:
        text = text.replace("\ufffd", "")  # bytes that are no character
        text = text if self._begun else text.lstrip()
        if text and not self._mute:
            self._begun = True
            yield Text(text)


def _fence() -> tuple[str, ...]:
    return ("```",)


def _loose_or_raw(inside: str) -> list[ToolCall]:
    return loose(inside) or [ToolCall("", {"raw": inside.strip()})]


def loose(inside: str) -> list[ToolCall]:
    """The calls within what no parser reads: text around them, Python's quotes, a bracket too many or too few."""
    return [call for found in objects(inside) for call in _within(found)]


def _within(found: dict[str, Any]) -> list[ToolCall]:
    """The call that an object is, or those that it holds."""
    try:
        return [_call(found)]
    except _UNREADABLE:
        held = [found[name] for name in NESTED if name in found]
        inner = [each for one in held for each in (one if isinstance(one, list) else [one])]
        return [call for each in inner if isinstance(each, dict) for call in _within(each)]


def _call(entry: dict[str, Any]) -> ToolCall:
    """Raises like the parsers when it is none."""
    if isinstance(entry.get("function"), dict):
        entry = entry["function"]
    name = next((entry[key] for key in NAMES if isinstance(entry.get(key), str)), None)
    given = next((entry[key] for key in ARGUMENTS if entry.get(key)), {})
    given = json.loads(given) if isinstance(given, str) else given
    if name is None:
        raise KeyError("name")
    return ToolCall(name, dict(given))


def _small(text: str) -> str:
    """A to Z in small letters, so that places stay the same."""
    return text.translate(_SMALL)


def _first(text: str, marks: tuple[str, ...], exact: tuple[str, ...] = ()) -> tuple[int, str]:
    """Where the first of the marks begins, and which; of those that begin there the longest. -1: none is there.

    Of `exact` capitals count.
    """
    small = _small(text)
    found = [(at, -len(mark), mark) for mark in marks if (at := small.find(mark)) >= 0]
    found += [(at, -len(mark), mark) for mark in exact if (at := text.find(mark)) >= 0]
    at, _, mark = min(found, default=(-1, 0, ""))
    return at, mark


def _overlap(text: str, marker: str) -> int:
    """How many characters at the end of `text` could be the beginning of `marker`?"""
    longest = min(len(text), len(marker) - 1)
    return next((size for size in range(longest, 0, -1) if text.endswith(marker[:size])), 0)
