"""What does a stream of OpenAI's chat events say? Text as it comes, calls when they are whole. Bytes in, no I/O."""

import json
from collections.abc import Iterator
from typing import Any

from localvoice.errors import EngineError
from localvoice.models.lm.stream import Markers, Stream
from localvoice.models.roles import Text, ToolCall

LINE_BYTES = 1_000_000  # of one event
CALL = ("<tool_call>", "</tool_call>")  # which a server may have left in the text; others `Stream` knows itself
UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError)


class Answer:
    """One answer, piece by piece. `called`: the server, for errors."""

    def __init__(self, called: str, stop: tuple[str, ...], tools: bool) -> None:
        self._called = called
        self._bytes = b""
        self._calls: dict[int, dict[str, str]] = {}  # by their index, while they grow
        self._text = Stream(Markers(None, CALL if tools else None, json.loads), stop)
        self.reason = ""  # why the server ended it, in its words; "" while it has not
        self.prompt = self.tokens = self.kept = 0

    @property
    def stopped(self) -> bool:
        """A stop string came, whether the server knows it or not."""
        return self._text.stopped

    def feed(self, piece: bytes) -> Iterator[Text | ToolCall]:
        """Raises EngineError where the server reports a failure, or says what is no such stream."""
        *lines, self._bytes = (self._bytes + piece).split(b"\n")
        if len(self._bytes) > LINE_BYTES:
            raise self._odd()
        for line in lines:
            name, _, told = line.rstrip(b"\r").partition(b":")
            if name == b"data" and told.strip() not in (b"", b"[DONE]"):
                yield from self._event(told)

    def end(self) -> Iterator[Text | ToolCall]:
        """Nothing follows."""
        yield from self._text.end(self.reason != "length")
        yield from self._whole_calls()

    def _event(self, told: bytes) -> Iterator[Text | ToolCall]:
        try:
            event = json.loads(told)
            error = event.get("error")
            self._count(event.get("usage") or {})
            choice = (event.get("choices") or [{}])[0]
            delta = choice.get("delta") or {}
            text = str(delta.get("content") or "")
            for call in delta.get("tool_calls") or ():
                self._grow(call)
            self.reason = choice.get("finish_reason") or self.reason
        except UNREADABLE as failure:
            raise self._odd() from failure
        if error:
            said = error.get("message", error) if isinstance(error, dict) else error
            raise EngineError(f"The language server at {self._called} failed ({' '.join(str(said).split())[:200]}).")
        yield from self._text.feed(text)

    def _grow(self, part: dict[str, Any]) -> None:
        call = self._calls.setdefault(int(part.get("index", len(self._calls))), {"name": "", "arguments": ""})
        function = part.get("function") or {}
        call["name"] += function.get("name") or ""
        arguments = function.get("arguments") or ""
        call["arguments"] += arguments if isinstance(arguments, str) else json.dumps(arguments)

    def _whole_calls(self) -> Iterator[ToolCall]:
        for _, call in sorted(self._calls.items()):
            try:
                arguments = json.loads(call["arguments"] or "{}")
            except ValueError:
                arguments = None
            if call["name"] and isinstance(arguments, dict):
                yield ToolCall(call["name"], arguments)
            else:
                yield ToolCall("", {"raw": f"{call['name']}({call['arguments']})"})
        self._calls.clear()

    def _count(self, usage: dict[str, Any]) -> None:
        self.prompt = int(usage.get("prompt_tokens") or self.prompt)
        self.tokens = int(usage.get("completion_tokens") or self.tokens)
        self.kept = int((usage.get("prompt_tokens_details") or {}).get("cached_tokens") or self.kept)

    def _odd(self) -> EngineError:
        return EngineError(
            f"What answers at {self._called} is no OpenAI-compatible language server: correct the address in `lm`."
        )
