"""Sessions on websockets, of any protocol: so many at once, read no faster than is allowed, each ended by itself."""

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import anyio
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from localvoice.app.resident import House
from localvoice.daemon.web import refusals
from localvoice.daemon.web.outgoing import MOST_BYTES, Outgoing, Over, Slow
from localvoice.daemon.web.refusals import Refused
from localvoice.errors import sentence, ungrouped

SUBPROTOCOL = "realtime"
LOOK_S = 0.25  # between two looks whether the other side reads
DONE, GOING_AWAY = 1000, 1001  # RFC 6455
TOO_MUCH, FAILED = 1008, 1011

Talk = Callable[[WebSocket, Outgoing], Awaitable[None]]
Receive = Callable[[str | bytes], Awaitable[None]]


@dataclass(frozen=True)
class Limits:
    """Of one session, but for the first."""

    sessions: int = 32  # at once; the next one is asked to come again later
    silence_s: float = 900.0  # without any message: then it is over
    messages: int = 400  # a second; who sends more is read no faster. 20 ms of sound in each are 50
    unread_bytes: int = MOST_BYTES  # of what goes out


class Sockets:
    """Those of all protocols together."""

    def __init__(self, house: House, limits: Limits, room: Callable[[], int | None] = lambda: None) -> None:
        """`room`: for so many there is memory; None: for any number."""
        self._house, self._limits, self._room = house, limits, room
        self._open = 0

    async def session(
        self, websocket: WebSocket, talk: Talk, goodbye: Callable[[str], dict[str, Any]], person: bool = False
    ) -> None:
        """`talk` until one of the two goes. `goodbye`: the event that says why a session ends from here.

        `person`: it is the person's own, for which programs leave room.
        """
        most = min(self._limits.sessions, self._room() or self._limits.sessions)
        if self._open >= (self._limits.sessions if person else most):
            why = f"{self._open} sessions are open, and this machine serves {most}: close one."
            await websocket.send_denial_response(refusals.response(Refused(503, why, "too_many_sessions")))
            return
        self._open += 1
        try:
            offered = websocket.scope.get("subprotocols", ())  # a browser goes away when none of them is taken
            await websocket.accept(SUBPROTOCOL if SUBPROTOCOL in offered else None)
            await self._converse(websocket, talk, goodbye)
        finally:
            self._open -= 1

    async def exchange(self, websocket: WebSocket, outgoing: Outgoing, receive: Receive) -> None:
        """Send what is put, and give each message to `receive`, until the client goes."""
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(_send, websocket, outgoing)
            await self._receive(websocket, receive)
            tasks.cancel_scope.cancel()

    async def _converse(self, websocket: WebSocket, talk: Talk, goodbye: Callable[[str], dict[str, Any]]) -> None:
        """Whatever fails ends this session alone, and is told."""
        code, why = FAILED, ""
        try:
            with ungrouped():
                await talk(websocket, Outgoing(self._limits.unread_bytes))
            return
        except (WebSocketDisconnect, anyio.BrokenResourceError):
            return
        except Over:
            code = DONE
        except Slow:
            code = TOO_MUCH
        except TimeoutError:
            code, why = GOING_AWAY, "The session is over, because nothing was sent for a long time."
        except Exception as error:  # one session ends here
            why = sentence(error, "The session")
        await _close(websocket, code, goodbye(why) if why else None)

    async def _receive(self, websocket: WebSocket, receive: Receive) -> None:
        limits, now_s = self._limits, self._house.clock.now_s
        free_s = now_s()  # when the next message may be taken in, at the rate that is allowed
        while True:
            with anyio.fail_after(limits.silence_s):
                message = await websocket.receive()
            if message["type"] == "websocket.disconnect":
                return
            text = message.get("text")
            await receive(message.get("bytes", b"") if text is None else text)
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
        await anyio.sleep(LOOK_S)
    raise Slow


async def _close(websocket: WebSocket, code: int, goodbye: dict[str, Any] | None) -> None:
    """Say why, if that can be said, and close."""
    if websocket.application_state is not WebSocketState.CONNECTED:
        return
    with anyio.move_on_after(1, shield=True):
        try:
            if goodbye:
                await websocket.send_text(json.dumps(goodbye))
            await websocket.close(code)
        except (WebSocketDisconnect, RuntimeError):  # it has gone
            return
