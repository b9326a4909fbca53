"""An answer that is sent while it is made, and that ends when nobody wants it any more."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

import anyio
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from localvoice.daemon.web import refusals
from localvoice.errors import ungrouped

Put = Callable[[bytes], Awaitable[None]]  # waits while the other side does not read
UNREAD_S = 30.0  # who takes nothing for so long does not want it
EVENTS = "text/event-stream"
DONE = b"data: [DONE]\n\n"


class Stream(Response):
    """`write` makes the body; what fails before its first piece is an error, later the answer breaks off."""

    def __init__(self, media_type: str, write: Callable[[Put], Awaitable[None]]) -> None:
        self.media_type, self.status_code, self.background = media_type, 200, None
        self.init_headers({"Cache-Control": "no-store"})
        self._write = write

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def put(piece: bytes) -> None:
            nonlocal begun
            with anyio.fail_after(UNREAD_S):
                if not begun:
                    begun = True
                    await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
                if piece:
                    await send({"type": "http.response.body", "body": piece, "more_body": True})

        try:
            with ungrouped():
                async with anyio.create_task_group() as tasks:
                    tasks.start_soon(_gone, receive, tasks.cancel_scope)
                    await self._write(put)
                    await put(b"")
                    await send({"type": "http.response.body", "body": b""})
                    tasks.cancel_scope.cancel()
        except Exception as error:  # one request ends here
            refused = refusals.of(error)
            if not begun:
                await refusals.response(refused)(scope, receive, send)
            elif self.media_type == EVENTS and not isinstance(error, TimeoutError):
                await send({"type": "http.response.body", "body": event(refused.shown())})


async def _gone(receive: Receive, scope: anyio.CancelScope) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    scope.cancel()


def event(data: dict[str, Any]) -> bytes:
    """A server-sent event."""
    return f"data: {json.dumps(data, ensure_ascii=False)}\n\n".encode()
