"""`/v1/realtime`: a websocket with OpenAI's Realtime protocol, for as many programs at once as one machine can hear."""

import json
from collections.abc import Callable
from typing import Any

import anyio
from starlette.websockets import WebSocket

from localvoice.app.resident import House
from localvoice.app.served import Programs
from localvoice.daemon.web.hosted import Hosted
from localvoice.daemon.web.outgoing import Outgoing
from localvoice.daemon.web.sockets import Sockets
from localvoice.realtime.protocol import Protocol
from localvoice.realtime.session import Session

TICK_S = 0.25  # what the protocol does when time passes counts in seconds


class Realtime:
    """`session` is an endpoint."""

    def __init__(self, house: House, programs: Programs, sockets: Sockets) -> None:
        self._house, self._programs, self._sockets = house, programs, sockets

    async def session(self, websocket: WebSocket) -> None:
        await self._sockets.session(websocket, self._serve, _goodbye)

    async def _serve(self, websocket: WebSocket, outgoing: Outgoing) -> None:
        house = self._house
        model = websocket.query_params.get("model") or house.settings.profile
        protocol = Protocol(Session(id="", model=model, voice=self._programs.own_voice))

        def send(event: dict[str, Any]) -> None:
            outgoing.put(json.dumps(event, ensure_ascii=False, separators=(",", ":")))

        hosted = Hosted(protocol, self._programs, house.clock.now_s, send)
        async with house.awake(), self._programs.session(hosted) as served, anyio.create_task_group() as tasks:
            tasks.start_soon(_tick, hosted.tick)
            hosted.open(served)
            await self._sockets.exchange(websocket, outgoing, hosted.receive)
            tasks.cancel_scope.cancel()


async def _tick(tick: Callable[[], None]) -> None:
    while True:
        await anyio.sleep(TICK_S)
        tick()


def _goodbye(why: str) -> dict[str, Any]:
    error = {"type": "server_error", "code": "session_ended", "message": why, "param": None, "event_id": None}
    return {"type": "error", "event_id": "event_end", "error": error}
