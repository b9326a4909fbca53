"""`/v1/realtime`: a websocket with OpenAI's Realtime protocol, for as many programs at once as one machine can hear."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import anyio
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from localvoice.app.resident import House
from localvoice.app.served import Programs
from localvoice.daemon.web import refusals
from localvoice.daemon.web.hosted import Hosted
from localvoice.daemon.web.outgoing import MOST_BYTES, Outgoing, Slow
from localvoice.daemon.web.refusals import Refused
from localvoice.errors import sentence, ungrouped
from localvoice.realtime.protocol import Protocol
from localvoice.realtime.session import Session

SUBPROTOCOL = "realtime"
TICK_S = 0.25  # what the protocol does when time passes counts in seconds
GOING_AWAY, TOO_MUCH, FAILED = 1001, 1008, 1011  # RFC 6455


@dataclass(frozen=True)
class Limits:
    """Of one session, but for the first."""

    sessions: int = 32  # at once; the next one is asked to come again later
    silence_s: float = 900.0  # without any message: then it is over
    messages: int = 400  # a second; who sends more is read no faster. 20 ms of sound in each are 50
    unread_bytes: int = MOST_BYTES  # of what goes out


class Realtime:
    """`session` is an endpoint."""

    def __init__(self, house: House, programs: Programs, limits: Limits) -> None:
        self._house, self._programs, self._limits = house, programs, limits
        self._open = 0

    async def session(self, websocket: WebSocket) -> None:
        if self._open >= self._limits.sessions:
            await websocket.send_denial_response(
                refusals.response(Refused(503, f"{self._open} sessions are open; close one.", "too_many_sessions"))
            )
            return
        offered = websocket.scope.get("subprotocols", ())
        self._open += 1
        try:
            await websocket.accept(SUBPROTOCOL if SUBPROTOCOL in offered else None)
            await self._converse(websocket)
        finally:
            self._open -= 1

    async def _converse(self, websocket: WebSocket) -> None:
        """Until one of the two goes; whatever fails ends this session alone, and is told."""
        try:
            with ungrouped():
                await self._serve(websocket)
        except (WebSocketDisconnect, anyio.BrokenResourceError):
            return
        except Slow:
            await _close(websocket, TOO_MUCH, "")
        except TimeoutError:
            await _close(websocket, GOING_AWAY, "The session is over, because nothing was sent for a long time.")
        except Exception as error:  # one session ends here
            await _close(websocket, FAILED, sentence(error, "The session"))

    async def _serve(self, websocket: WebSocket) -> None:
        house, outgoing = self._house, Outgoing(self._limits.unread_bytes)
        protocol = Protocol(Session(id="", model=websocket.query_params.get("model") or self._house.settings.profile))
        now_s = house.clock.now_s

        def send(event: dict[str, Any]) -> None:
            outgoing.put(json.dumps(event, ensure_ascii=False, separators=(",", ":")))

        hosted = Hosted(protocol, self._programs, now_s, send)
        async with house.awake(), self._programs.session(hosted) as served, anyio.create_task_group() as tasks:
            tasks.start_soon(_send, websocket, outgoing)
            tasks.start_soon(_tick, hosted.tick)
            hosted.open(served)
            await self._receive(websocket, hosted)
            tasks.cancel_scope.cancel()

    async def _receive(self, websocket: WebSocket, hosted: Hosted) -> None:
        limits, now_s = self._limits, self._house.clock.now_s
        free_s = now_s()  # when the next message may be taken in, at the rate that is allowed
        while True:
            with anyio.fail_after(limits.silence_s):
                message = await websocket.receive()
            if message["type"] == "websocket.disconnect":
                return
            text = message.get("text")
            await hosted.receive(message.get("bytes", b"") if text is None else text)
            free_s = max(free_s + 1 / limits.messages, now_s() - 1.0)  # a second's worth may come in a burst
            await anyio.sleep(max(0.0, free_s - now_s()))


async def _send(websocket: WebSocket, outgoing: Outgoing) -> None:
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_watch, outgoing)
        while True:
            await websocket.send_text(await outgoing.take())


async def _watch(outgoing: Outgoing) -> None:
    """A send may wait for ever for who does not read."""
    while not outgoing.full:
        await anyio.sleep(TICK_S)
    raise Slow


async def _tick(tick: Callable[[], None]) -> None:
    while True:
        await anyio.sleep(TICK_S)
        tick()


async def _close(websocket: WebSocket, code: int, why: str) -> None:
    """Say why, if that can be said, and close."""
    if websocket.application_state is not WebSocketState.CONNECTED:
        return
    with anyio.move_on_after(1, shield=True):
        try:
            if why:
                error = {"type": "server_error", "code": "session_ended", "message": why, "param": None}
                event = {"type": "error", "event_id": "event_end", "error": {**error, "event_id": None}}
                await websocket.send_text(json.dumps(event))
            await websocket.close(code)
        except (WebSocketDisconnect, RuntimeError):  # it has gone
            return
