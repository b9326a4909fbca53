"""How does one talk with a model in somebody's server? It is told the whole conversation each time, and streams.

What the server keeps of a prompt that it has read is its own affair. Tokens are not counted here, as only the server
knows its tokenizer: they are taken for LETTERS_A_TOKEN letters each, and the oldest turns are left out by that.
"""

import json
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from localvoice.errors import BadInput, EngineError
from localvoice.events import Waiting
from localvoice.models.lm.messages import Message, Remembering, answered, drop_oldest, last_said
from localvoice.models.lm_server.address import Address, address
from localvoice.models.lm_server.answer import Answer
from localvoice.models.lm_server.wire import Exchange
from localvoice.models.roles import Ended, Entry, Read, Sampling, Text, ToolCall

FULL, SPACIOUS = 0.75, 0.5  # of the budget: as `models.lm.conversation` has it
LETTERS_A_TOKEN = 3  # English has four and more; too few tokens are the safe side
LOOK_S = 0.005  # between two looks at an answer that says nothing just now
LISTED_BYTES = 1_000_000
REASONS = {"length": "length", "stop": "done", "tool_calls": "done", "function_call": "done"}

Told = Read | Text | ToolCall | Ended | Waiting


class ServerLm:
    """A model of a server; see `models.roles.LanguageModel`."""

    def __init__(self, server: Address) -> None:
        self.server = server

    def open(self, system: str, tools: list[dict[str, Any]], budget_tokens: int = 4096) -> "ServerChat":
        chat = ServerChat(self.server, budget_tokens)
        chat.become(system, tools, ())
        return chat

    def close(self) -> None:
        """Nothing is held here."""


class ServerChat(Remembering):
    """One conversation; see `models.roles.Chat`. Its steps yield `events.Waiting`, which the lane keeps to itself."""

    def __init__(self, server: Address, budget_tokens: int) -> None:
        """Nothing can be said in it before `become`."""
        self._server, self._budget = server, budget_tokens
        self._system, self._tools = "", list[dict[str, Any]]()
        self._messages: list[Message] = []
        self._newest = object()  # the generator that works; an older one ends at its next step

    def become(self, system: str, tools: list[dict[str, Any]], entries: Sequence[Entry]) -> None:
        self._begin()
        self._system, self._tools = system, tools
        self._messages = [Message(entry.role, entry.text, list(entry.calls), entry.name) for entry in entries]

    def prefill(self, said: str) -> Generator[Read, None, None]:
        yield from ()  # the server reads when it is asked

    def reply(self, said: str | None, how: Sampling) -> Generator[Told, None, None]:
        ticket = self._begin()
        if said is not None:
            self._messages.append(Message("user", said))
        body = self._request(how)
        message = Message("assistant", "")
        self._messages.append(message)
        answer = Answer(str(self._server), how.stop, bool(self._tools))
        with closing(Exchange(self._server, "POST", "/chat/completions", body)) as exchange:
            while not exchange.over and not answer.stopped:
                heard = False
                for piece in exchange.look():
                    heard = True
                    yield from _noted(message, answer.feed(piece))
                if ticket is not self._newest:
                    yield Ended("outdated", answer.tokens)
                    return
                if not heard and not exchange.over:
                    yield Waiting(LOOK_S)
        if not answer.reason and not answer.stopped:
            raise EngineError(
                f"Your language server at {self._server} broke off in the middle of its answer: look whether it still "
                "runs, and ask again."
            )
        yield from _noted(message, answer.end())
        reason = "stop" if answer.stopped else REASONS.get(answer.reason, "done")
        yield Ended(reason, answer.tokens, answer.prompt, answer.kept)  # pyright: ignore[reportArgumentType]

    def settle(self) -> Generator[Read, None, None]:
        yield from ()

    def warm(self) -> Generator[Told, None, None]:
        yield from ()

    def _begin(self) -> object:
        self._newest = object()
        return self._newest

    def _request(self, how: Sampling) -> dict[str, Any]:
        """Only what OpenAI's protocol has: servers refuse what they do not know. Raises BadInput."""
        self._fit()
        asked: dict[str, Any] = {
            "model": self._server.model,
            "messages": [{"role": "system", "content": self._system}, *_written(self._messages)],
            "stream": True,
            "stream_options": {"include_usage": True},
            "temperature": how.temperature,
            "top_p": how.top_p,
            "max_tokens": how.max_tokens,
        }
        asked |= {"stop": list(how.stop)} if how.stop else {}
        asked |= {"seed": how.seed} if how.seed is not None else {}
        asked |= {"tools": self._tools} if self._tools else {}
        asked |= {"tool_choice": "required"} if self._tools and how.must_call else {}
        return asked

    def _fit(self) -> None:
        """Leave out the oldest turns where the conversation has grown too long. Raises BadInput."""
        begun = _tokens(self._system) + _tokens(json.dumps(self._tools)) if self._tools else _tokens(self._system)
        room = max(self._budget - begun, self._budget / 4)  # many tools make the longest prompt longer
        kept = list(self._messages)
        if _length(kept) > FULL * room:
            while _length(kept) > SPACIOUS * room and drop_oldest(kept):
                pass
        if (count := _length(kept)) > room:
            self._messages[last_said(self._messages) :] = [Message("user", "")]  # that is what taking it back takes
            raise BadInput(f"That is too long (some {count:.0f} tokens, {room:.0f} can be taken in): say less at once.")
        self._messages = kept


def load(place: Path | None, address_text: str) -> ServerLm:
    """The model that an address names, or the only one that its server has. Raises BadInput, EngineError.

    `place` is not used: nothing of it is on the disk here. It waits for the server, which is on this machine.
    """
    server = address(address_text)
    return ServerLm(server if server.model else replace(server, model=_only(server, address_text)))


def _only(server: Address, address_text: str) -> str:
    listed = b""
    with closing(Exchange(server, "GET", "/models")) as exchange:
        while not exchange.over and len(listed) < LISTED_BYTES:
            listed += b"".join(exchange.look())
            exchange.wait(LOOK_S)
    try:
        names = [str(one["id"]) for one in json.loads(listed)["data"]]
    except (ValueError, TypeError, KeyError) as error:
        raise EngineError(
            f"What answers at {server} is no OpenAI-compatible language server: correct the address in `lm`."
        ) from error
    if len(names) == 1:
        return names[0]
    if not names:
        raise EngineError(f"Your language server at {server} has no model: fetch one there first.")
    shown = ", ".join(names[:8])
    raise BadInput(
        f'Your language server at {server} has several models ({shown}): write lm = "{address_text}#{names[0]}".'
    )


def _noted(message: Message, pieces: Iterator[Text | ToolCall]) -> Iterator[Text | ToolCall]:
    """The same pieces, written into the message as they will be remembered; unreadable calls are not."""
    for piece in pieces:
        if isinstance(piece, Text):
            message.text += piece.text
        elif piece.name:
            message.calls.append(piece)
        yield piece


def _written(messages: list[Message]) -> Iterator[dict[str, Any]]:
    """As the protocol has them: calls are numbered, and each has an answer."""
    number, open_ = 0, list[str]()
    for message in answered(messages):
        if message.role != "tool":
            yield from (_result(one, "") for one in open_)
            open_ = []
        if message.role == "tool" and open_:
            yield _result(open_.pop(0), message.text)
        elif message.role == "tool":
            yield {"role": "user", "content": message.text}
        elif message.calls:
            open_ = [f"call_{number + one}" for one in range(len(message.calls))]
            number += len(open_)
            calls = [_call(one, call) for one, call in zip(open_, message.calls, strict=True)]
            yield {"role": "assistant", "content": message.text, "tool_calls": calls}
        elif message.text or message.role == "user":
            yield {"role": message.role, "content": message.text}
    yield from (_result(one, "") for one in open_)


def _call(number: str, call: ToolCall) -> dict[str, Any]:
    function = {"name": call.name, "arguments": json.dumps(call.arguments, ensure_ascii=False)}
    return {"id": number, "type": "function", "function": function}


def _result(number: str, text: str) -> dict[str, Any]:
    return {"role": "tool", "tool_call_id": number, "content": text}


def _length(messages: list[Message]) -> float:
    """Their tokens, roughly."""
    calls = [str(call.arguments) for message in messages for call in message.calls]
    return sum(_tokens(text) for text in (*(message.text for message in messages), *calls))


def _tokens(text: str) -> float:
    return len(text) / LETTERS_A_TOKEN
