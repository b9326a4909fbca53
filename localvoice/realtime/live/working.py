"""What does the back end do of a Live session? One response after the other, told in the Responses API's own events.

A response that wants the client's functions used is complete, and goes on as another when all calls of the session
have their results and the client says so. Whatever is said meanwhile, the work is not cancelled.
"""

from dataclasses import dataclass, field
from typing import Any

from localvoice.realtime import errors
from localvoice.realtime.fields import Fields
from localvoice.realtime.live.delegating import Delegating
from localvoice.realtime.live.items import read_item
from localvoice.realtime.live.state import State
from localvoice.realtime.live.words import Answered, Call, Failed, Message, Result, Wanted, Work

WAITING = 500  # items that the back end has not been asked to answer


@dataclass
class Response:
    """One that is under way."""

    id: str
    delegation_id: str | None  # None: the client asked for it by itself
    events: int = 0
    usage: dict[str, Any] = field(default_factory=dict)


class Working:
    def __init__(self, state: State, delegating: Delegating) -> None:
        self._state = state
        self._delegating = delegating
        self._calls: dict[str, tuple[Call, str | None]] = {}  # that have no result yet, by id, with their delegation
        self._answered: list[Call] = []  # that have one, and it was not taken in
        self._items: list[Message | Result] = []
        self._chain: str | None = None  # the delegation whose call was answered last
        self._running: Response | None = None

    def create_item(self, fields: Fields) -> None:
        """By the client. Raises errors.Refused."""
        self._check_target()
        item = read_item(fields.must("item", fields.inside), self._state.new_id("msg"))
        fields.end()
        if len(self._items) >= WAITING:
            raise errors.too_many("item", WAITING, len(self._items) + 1)
        if isinstance(item, Result):
            if item.call_id not in self._calls:
                raise errors.no_such("call without a result", item.call_id, "item.call_id")
            call, self._chain = self._calls.pop(item.call_id)
            self._answered.append(call)
        self._items.append(item)

    def create(self, fields: Fields) -> None:
        """The client wants the back end to go on. Raises errors.Refused."""
        self._check_target()
        fields.end()
        if self._running:
            message = f"The response {self._running.id} is in progress. Wait until it is completed."
            raise errors.Refused(message, "conversation_already_has_active_response")
        if self._calls:
            sentence = f"these calls have no result yet: {', '.join(self._calls)}."
            raise errors.Refused(f"Error creating response: {sentence}", "missing_function_call_output", "item")
        response = self._begin(self._chain)
        self._running, self._chain = response, None
        self._state.order(Work((*self._answered, *self._items)))
        self._answered, self._items = [], []
        self._lifecycle(response, "response.created", "in_progress")

    def report(self, report: Wanted | Answered | Failed) -> None:
        """What the back end has found out, or that it could not."""
        response, self._running = self._running, None
        if isinstance(report, Wanted):
            self._want(response or self._delegate(), report)
        elif response is None:
            return
        elif isinstance(report, Answered):
            response.usage = _usage(report)
            self._answer(response, report.text)
            self._lifecycle(response, "response.completed", "completed")
        else:
            self._lifecycle(response, "response.failed", "failed", report.sentence)

    @property
    def running(self) -> bool:
        return self._running is not None

    def _check_target(self) -> None:
        assert self._state.session
        if self._state.session.target != "responses":
            message = f"The session delegates to '{self._state.session.target}', so there is no Responses back end."
            raise errors.Refused(message, "invalid_event", "type")

    def _begin(self, delegation_id: str | None) -> Response:
        return Response(self._state.new_id("resp"), delegation_id)

    def _delegate(self) -> Response:
        response = self._begin(None)
        response.delegation_id = self._delegating.create(response_id=response.id)
        self._lifecycle(response, "response.created", "in_progress")
        return response

    def _want(self, response: Response, wanted: Wanted) -> None:
        response.usage = _usage(wanted)
        for place, (name, arguments) in enumerate(wanted.calls):
            call_id = self._state.new_id("call")
            item = {"type": "function_call", "id": self._state.new_id("fc"), "call_id": call_id, "name": name}
            self._calls[call_id] = Call(item["id"], call_id, name, arguments), response.delegation_id
            began = {**item, "status": "in_progress", "arguments": ""}
            whole = {**item, "status": "completed", "arguments": arguments}
            about = {"item_id": item["id"], "arguments": arguments}
            self._tell(response, "response.output_item.added", output_index=place, item=began)
            self._tell(response, "response.function_call_arguments.done", output_index=place, **about)
            self._tell(response, "response.output_item.done", output_index=place, item=whole)
        self._lifecycle(response, "response.completed", "completed")

    def _answer(self, response: Response, text: str) -> None:
        item = {"type": "message", "id": self._state.new_id("msg"), "role": "assistant"}
        about = {"output_index": 0, "item_id": item["id"], "content_index": 0}
        part = {"type": "output_text", "annotations": [], "logprobs": []}
        empty, whole = {**part, "text": ""}, {**part, "text": text}
        added = {**item, "status": "in_progress", "content": []}
        self._tell(response, "response.output_item.added", output_index=0, item=added)
        self._tell(response, "response.content_part.added", **about, part=empty)
        self._tell(response, "response.output_text.delta", **about, delta=text, logprobs=[])
        self._tell(response, "response.output_text.done", **about, text=text, logprobs=[])
        self._tell(response, "response.content_part.done", **about, part=whole)
        done = {**item, "status": "completed", "content": [whole]}
        self._tell(response, "response.output_item.done", output_index=0, item=done)

    def _lifecycle(self, response: Response, kind: str, status: str, why: str = "") -> None:
        """A snapshot: as in the API, without its input, its output and its tools, so that it stays small."""
        assert self._state.session
        backend = self._state.session.backend
        shown = {
            "id": response.id,
            "object": "response",
            "created_at": self._state.unix_s,
            "status": status,
            "model": backend["model"],
            "instructions": None,
            "output": [],
            "tools": [],
            "tool_choice": "auto",
            "parallel_tool_calls": backend.get("parallel_tool_calls", True),
            "temperature": None,
            "top_p": None,
            "metadata": {},
            "incomplete_details": None,
            "error": {"code": "server_error", "message": why} if why else None,
            "usage": response.usage or None,
        }
        self._tell(response, kind, response=shown)

    def _tell(self, response: Response, kind: str, /, **fields: Any) -> None:
        event = {"type": kind, "sequence_number": response.events, **fields}
        response.events += 1
        self._state.event("response.event", delegation_id=response.delegation_id, event=event)


def _usage(report: Wanted | Answered) -> dict[str, Any]:
    return {
        "input_tokens": report.input_tokens,
        "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
        "output_tokens": report.output_tokens,
        "output_tokens_details": {"reasoning_tokens": 0},
        "total_tokens": report.input_tokens + report.output_tokens,
    }
