"""`/v1/chat/completions`: the next words of a written conversation, whole or as they come, with the program's tools."""

import json
import secrets
import time
from typing import Any

import anyio
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from localvoice.app.resident import House
from localvoice.app.served import Asked, Finished, Piece, Programs, Wanted, Wrote
from localvoice.daemon.web.bodies import json_body, number, taken
from localvoice.daemon.web.entries import entries, must_call, tools
from localvoice.daemon.web.messages import items
from localvoice.daemon.web.refusals import unfit
from localvoice.daemon.web.streaming import DONE, EVENTS, Put, Stream, event
from localvoice.realtime.words import Message

MOST_TOKENS = 16_384


async def completions(house: House, programs: Programs, request: Request) -> Response:
    fields = await json_body(request)
    asked = await _asked(fields, programs)
    about = {"id": f"chatcmpl-{secrets.token_hex(12)}", "created": int(time.time())}
    about |= {"model": taken(fields, "model", str, "") or programs.names()[0]}
    if taken(fields, "stream", bool, False):
        usage = bool(taken(fields, "stream_options", dict, {}).get("include_usage"))
        return Stream(EVENTS, lambda put: _stream(put, house, programs, asked, _Chunks(about, usage)))
    told: list[Piece] = []
    async with house.awake():
        await programs.answer(asked, told.append)
    return JSONResponse({**about, "object": "chat.completion", "choices": [_choice(told)], "usage": _usage(told)})


async def _asked(fields: dict[str, Any], programs: Programs) -> Asked:
    """Raises Refused."""
    system, said = items(taken(fields, "messages", list, []))
    images = [image for item in said if isinstance(item, Message) for image in item.images]
    if (number(fields, "n", 1, 128) or 1) != 1:
        raise unfit("n", "there is one answer at a time.", "unsupported_value")
    if (form := taken(fields, "response_format", dict, {}).get("type", "text")) != "text":
        raise unfit("response_format", f"'{form!s:.40}' cannot be promised here, only text.", "unsupported_value")
    most = number(fields, "max_completion_tokens", 1, MOST_TOKENS) or number(fields, "max_tokens", 1, MOST_TOKENS)
    stop = fields.get("stop") or []
    ends = [stop] if isinstance(stop, str) else stop
    if not isinstance(ends, list) or not all(isinstance(end, str) and end for end in ends) or len(ends) > 4:
        raise unfit("stop", "it must be a string, or up to four of them.", "invalid_type")
    functions, choice = _functions(fields), fields.get("tool_choice") or "auto"
    pictures = {image: await programs.picture(image.data, programs.engine.tell) for image in images}
    return Asked(
        entries(said, pictures),
        programs.instructions(system),
        tools(functions, choice),
        aloud=False,
        max_tokens=int(most) if most else None,
        temperature=number(fields, "temperature", 0, 2),
        stop=tuple(ends),
        must_call=bool(functions) and must_call(choice),
    )


def _functions(fields: dict[str, Any]) -> list[dict[str, Any]]:
    found = []
    for place, tool in enumerate(taken(fields, "tools", list, [])):
        function = tool.get("function") if isinstance(tool, dict) else None
        if not isinstance(function, dict) or not isinstance(function.get("name"), str):
            raise unfit(f"tools[{place}]", 'it must be {"type": "function", "function": {"name": …}}.', "invalid_type")
        found.append(function)
    return found


async def _stream(put: Put, house: House, programs: Programs, asked: Asked, chunks: "_Chunks") -> None:
    send, receive = anyio.create_memory_object_stream[Piece](float("inf"))

    async def answer() -> None:
        with send:
            await programs.answer(asked, send.send_nowait)

    async with house.awake(), anyio.create_task_group() as tasks:
        tasks.start_soon(answer)
        with receive:
            async for piece in receive:
                for data in chunks.of(piece):
                    await put(event(data))
    await put(DONE)


class _Chunks:
    """The events of one answer."""

    def __init__(self, about: dict[str, Any], usage: bool) -> None:
        self._about, self._usage = {**about, "object": "chat.completion.chunk"}, usage
        self._begun, self._calls = False, 0

    def of(self, piece: Piece) -> list[dict[str, Any]]:
        first = [] if self._begun else [self._delta({"role": "assistant", "content": ""})]
        self._begun = True
        match piece:
            case Wrote(text):
                return [*first, self._delta({"content": text})]
            case Wanted():
                call = {"index": self._calls, **_call(piece)}
                self._calls += 1
                return [*first, self._delta({"tool_calls": [call]})]
            case Finished():
                last = self._delta({}, _reason(piece, bool(self._calls)))
                usage = [{**self._about, "choices": [], "usage": _usage([piece])}] if self._usage else []
                return [*first, last, *usage]
        return []

    def _delta(self, delta: dict[str, Any], reason: str | None = None) -> dict[str, Any]:
        return {**self._about, "choices": [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}]}


def _choice(told: list[Piece]) -> dict[str, Any]:
    text = "".join(piece.text for piece in told if isinstance(piece, Wrote))
    calls = [_call(piece) for piece in told if isinstance(piece, Wanted)]
    message = {"role": "assistant", "content": text or (None if calls else ""), "refusal": None}
    message |= {"tool_calls": calls} if calls else {}
    reason = _reason(_finished(told), bool(calls))
    return {"index": 0, "message": message, "logprobs": None, "finish_reason": reason}


def _call(wanted: Wanted) -> dict[str, Any]:
    function = {"name": wanted.name, "arguments": json.dumps(wanted.arguments, ensure_ascii=False)}
    return {"id": f"call_{secrets.token_hex(12)}", "type": "function", "function": function}


def _finished(told: list[Piece]) -> Finished:
    return next((piece for piece in told if isinstance(piece, Finished)), Finished())


def _reason(finished: Finished, calls: bool) -> str:
    return "tool_calls" if calls else "length" if finished.reason == "length" else "stop"


def _usage(told: list[Piece]) -> dict[str, Any]:
    done = _finished(told)
    return {
        "prompt_tokens": done.prompt,
        "completion_tokens": done.tokens,
        "total_tokens": done.prompt + done.tokens,
        "prompt_tokens_details": {"cached_tokens": done.kept},
    }
