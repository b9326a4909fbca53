"""`/v1/control`: the lines of the control socket for the page, each a message. Who does not read loses itself only."""

import anyio
from starlette.websockets import WebSocket, WebSocketDisconnect

from localvoice.app.resident import House
from localvoice.daemon.control.connection import Connection
from localvoice.daemon.control.lines import LINE_BYTES
from localvoice.daemon.web import refusals
from localvoice.daemon.web.door import NOT_OWN, is_own
from localvoice.daemon.web.refusals import Refused
from localvoice.daemon.web.sockets import SUBPROTOCOL
from localvoice.errors import sentence, ungrouped

MOST = 32  # at once, as many as at the socket


class Control:
    """`session` is an endpoint."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._open = 0

    async def session(self, websocket: WebSocket) -> None:
        if not is_own(websocket.scope):
            await websocket.send_denial_response(refusals.response(Refused(403, NOT_OWN, "not_own")))
            return
        if self._open >= MOST:
            why = f"{self._open} pages are open: close one."
            await websocket.send_denial_response(refusals.response(Refused(503, why, "too_many_sessions")))
            return
        self._open += 1
        try:
            offered = websocket.scope.get("subprotocols", ())
            await websocket.accept(SUBPROTOCOL if SUBPROTOCOL in offered else None)
            with ungrouped():
                await self._attend(websocket)
        except Exception as error:  # one connection ends here
            self._house.tell(sentence(error, "A connection of the page"))
        finally:
            self._open -= 1

    async def _attend(self, websocket: WebSocket) -> None:
        async def send(line: bytes) -> None:
            try:
                await websocket.send_text(line.decode().rstrip("\n"))
            except (WebSocketDisconnect, RuntimeError) as error:  # it has gone
                raise anyio.BrokenResourceError from error

        async with anyio.create_task_group() as tasks:
            connection = Connection(self._house, send, tasks)
            while (message := await websocket.receive())["type"] != "websocket.disconnect":
                text = message.get("text")
                line = (message.get("bytes") or b"") if text is None else text.encode("utf-8", "replace")
                await connection.hear(line if len(line) <= LINE_BYTES else None)
            tasks.cancel_scope.cancel()
