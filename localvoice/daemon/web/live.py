"""`/v1/live/sessions`: a websocket with OpenAI's Live protocol, hearing and speaking at once."""

import json
import time
from functools import partial
from typing import Any

import anyio
from anyio.abc import TaskGroup
from starlette.websockets import WebSocket

from localvoice.app.live import Pace, live
from localvoice.app.resident import House
from localvoice.app.served import Programs
from localvoice.daemon.web.live_hosted import LiveHosted
from localvoice.daemon.web.outgoing import Outgoing
from localvoice.daemon.web.sockets import Sockets
from localvoice.realtime.live.protocol import Protocol


class Live:
    """`session` is an endpoint."""

    def __init__(self, house: House, programs: Programs, sockets: Sockets) -> None:
        self._house, self._programs, self._sockets = house, programs, sockets

    async def session(self, websocket: WebSocket) -> None:
        await self._sockets.session(websocket, self._serve, _goodbye)

    async def _serve(self, websocket: WebSocket, outgoing: Outgoing) -> None:
        def send(event: dict[str, Any]) -> None:
            outgoing.put(json.dumps(event, ensure_ascii=False, separators=(",", ":")))

        hosted = LiveHosted(Protocol(int(time.time())), self._programs, send, outgoing.end)
        async with (
            self._house.awake(),
            live(self._programs, hosted) as opening,
            anyio.create_task_group() as tasks,
        ):
            hosted.open(opening, partial(_start, tasks))
            await self._sockets.exchange(websocket, outgoing, hosted.receive)
            tasks.cancel_scope.cancel()


def _start(tasks: TaskGroup, pace: Pace) -> None:
    tasks.start_soon(pace.run)


def _goodbye(why: str) -> dict[str, Any]:
    error = {"type": "server_error", "code": "session_ended", "message": why}
    return {"type": "error", "event_id": "event_end", "error": error}
