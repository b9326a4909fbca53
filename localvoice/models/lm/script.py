"""How does a conversation become tokens? Through the model's own chat template, always the whole of it, thinking off.

Where a template knows no system message, no tools or no tool results, they are written into the messages that it does
know, and the model is asked for the commonest form of a call.
"""

import copy
import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from jinja2.exceptions import TemplateError

from localvoice.errors import EngineError
from localvoice.models.lm.context import common
from localvoice.models.lm.messages import Message, answered
from localvoice.models.lm.stream import Markers, loud
from localvoice.models.lm.tokens import Tokens
from localvoice.models.roles import ToolCall

ASK = (
    "You can use tools. To use one, write exactly this, with its name and arguments, and nothing else:\n"
    '<tool_call>{"name": NAME, "arguments": {KEY: VALUE}}</tool_call>\nThe tools, one a line:\n'
)
_CANNOT = (TemplateError, TypeError, ValueError, KeyError)  # how templates refuse what they do not know


class Script:
    """One system prompt and its tools in one model's own format. `tokenizer`: mlx-lm's wrapper."""

    def __init__(self, tokenizer: Any, system: str, tools: list[dict[str, Any]]) -> None:
        if not tokenizer.has_chat_template:
            raise EngineError("This language model has no chat template; choose one that was made for conversations.")
        self._tokenizer, self._system, self._tools = tokenizer, system, tools
        self._tokens = Tokens(tokenizer)
        self._settled: tuple[list[Message], list[int]] | None = None
        self._native = bool(tools) and tokenizer.has_tool_calling and self._knows_tools()
        if tools and not self._native:
            lines = [json.dumps(tool.get("function", tool), ensure_ascii=False) for tool in tools]
            self._system = f"{system}\n\n{ASK}" + "\n".join(lines)
        self._knows_system = self._shows([{"role": "system", "content": "needle"}, _said("hello")])
        self._control = self._control_texts()

    @property
    def markers(self) -> Markers:
        """What in an answer is not text."""
        tokenizer, tools = self._tokenizer, self._tools
        think = (tokenizer.think_start, tokenizer.think_end) if tokenizer.has_thinking else None
        if not self._native:
            return Markers(think, ("<tool_call>", "</tool_call>") if tools else None, json.loads)  # as ASK says
        call = (tokenizer.tool_call_start, tokenizer.tool_call_end)
        return Markers(think, call, lambda text: tokenizer.tool_parser(text, tools))

    def ids(self, messages: list[Message], answering: bool) -> list[int]:
        """Every token of the conversation; `answering`: up to where the assistant begins to speak."""
        text = self._render(self._dicts(messages), self._tools if self._native else [], answering)
        if answering and self._tokenizer.has_thinking and text.rstrip().endswith(self._tokenizer.think_start):
            text += f"{self._tokenizer.think_end}\n\n"  # a template that cannot be told not to think
        return self._tokens(text)

    def certain(self, messages: list[Message], said: str, pictures: tuple[str, ...] = ()) -> list[int]:
        """The tokens that stay whatever follows `said`, the words so far of the person's next turn."""
        turns = (Message("user", said + end, pictures=pictures) for end in (" a", "."))
        one, two = (self.ids([*messages, turn], False) for turn in turns)
        return one[: common(one, two)]

    def settled(self, messages: list[Message]) -> list[int]:
        """The tokens that stay whatever the person says next."""
        if self._settled is None or self._settled[0] != messages:
            self._settled = copy.deepcopy(messages), self.certain(messages, "")
        return self._settled[1]

    def _dicts(self, messages: list[Message]) -> list[dict[str, Any]]:
        """As templates want them: speakers take turns, calls have numbers."""
        chat: list[dict[str, Any]] = []
        numbers = iter(range(1_000_000_000))
        waiting: list[str] = []
        for message in map(self._plain, answered(messages)):
            if message.role == "assistant" and not message.text and not message.calls:
                continue  # nothing of it was heard
            entry: dict[str, Any] = {"role": message.role, "content": message.text}
            if message.calls and self._native:
                waiting = [f"{next(numbers):09d}" for _ in message.calls]  # nine digits: what Mistral's template wants
                calls = zip(waiting, message.calls, strict=True)
                entry["tool_calls"] = [_native_call(number, call) for number, call in calls]
            elif message.calls:
                entry["content"] = "\n".join([message.text, *map(_written_call, message.calls)]).strip()
            if message.role == "tool":
                if self._native:
                    entry |= {"name": message.name, "tool_call_id": waiting.pop(0) if waiting else "000000000"}
                else:
                    entry = _said(f"<tool_response>{message.text}</tool_response>")
            if chat and chat[-1]["role"] == entry["role"] != "tool" and "tool_calls" not in chat[-1]:
                entry["content"] = f"{chat.pop()['content']}\n{entry['content']}".strip()
            chat.append(entry)
        if self._knows_system:
            return [{"role": "system", "content": self._system}, *chat]
        if chat and chat[0]["role"] == "user":
            return [_said(f"{self._system}\n\n{chat[0]['content']}"), *chat[1:]]
        return [_said(self._system), *chat]

    def _plain(self, message: Message) -> Message:
        """Without the texts that the tokenizer would take for control tokens."""
        text = message.text
        for control in self._control:
            text = text.replace(control, "")
        return replace(message, text=text)

    def _control_texts(self) -> list[str]:
        added, marks = self._tokenizer.added_tokens_decoder.values(), self.markers.all
        return [token.content for token in added if token.special or token.content in marks]

    def _knows_tools(self) -> bool:
        name = self._tools[0].get("function", {}).get("name", "")
        call = _native_call("000000000", ToolCall(name, {}))
        asked = {"role": "assistant", "content": "", "tool_calls": [call]}
        result = {"role": "tool", "name": name, "content": "needle", "tool_call_id": "000000000"}
        return self._shows([_said("hello")], name) and self._shows([_said("hello"), asked, result])

    def _shows(self, chat: list[dict[str, Any]], needle: str = "needle") -> bool:
        try:
            return needle in self._render(chat, self._tools, False)
        except _CANNOT:
            return False

    def _render(self, chat: list[dict[str, Any]], tools: list[dict[str, Any]], answering: bool) -> str:
        return self._tokenizer.apply_chat_template(
            chat, tools=tools or None, add_generation_prompt=answering, tokenize=False, enable_thinking=False
        )


def quiet(tokenizer: Any, markers: Markers) -> frozenset[int]:
    """Control tokens that begin or end nothing: they are left out of what is said."""
    added: Iterable[tuple[int, Any]] = tokenizer.added_tokens_decoder.items()
    marks = " ".join(loud(markers))
    return frozenset(number for number, token in added if token.special and token.content.lower() not in marks)


def _said(text: str) -> dict[str, Any]:
    return {"role": "user", "content": text}


def _native_call(number: str, call: ToolCall) -> dict[str, Any]:
    return {"id": number, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}


def _written_call(call: ToolCall) -> str:
    body = json.dumps({"name": call.name, "arguments": call.arguments}, ensure_ascii=False)
    return f"<tool_call>{body}</tool_call>"
