"""`/v1/realtime`: a websocket with OpenAI's Realtime protocol, for as many programs at once as one machine can hear.

With `?person=1` and the page's own token it is the person's own conversation (`app.own`), as whom `&persona=` says.
Then two more events come: {"type": "localvoice.words", "text": the words so far of who speaks} and {"type":
"localvoice.turn", "turn": as `trace` has it}, when an answer's first sound leaves and again when it has been heard.

A program that brings functions where there is no language model to call them finds a sentence about that in its
session's "localvoice": {"notice": …}: an event of another kind, or an error, would end some clients' sessions.
"""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import anyio
from starlette.websockets import WebSocket

from localvoice.app.own import own
from localvoice.app.resident import House
from localvoice.app.served import UNCALLED, Programs, Served
from localvoice.app.trace import shown
from localvoice.daemon.web import refusals
from localvoice.daemon.web.door import NOT_OWN, is_own
from localvoice.daemon.web.hosted import Hosted
from localvoice.daemon.web.outgoing import Outgoing
from localvoice.daemon.web.refusals import Refused
from localvoice.daemon.web.sockets import Sockets
from localvoice.realtime.protocol import Protocol
from localvoice.realtime.session import Session
from localvoice.trace import Turn

TICK_S = 0.25  # what the protocol does when time passes counts in seconds

Send = Callable[[dict[str, Any]], None]


class Realtime:
    """`session` is an endpoint."""

    def __init__(self, house: House, programs: Programs, sockets: Sockets) -> None:
        self._house, self._programs, self._sockets = house, programs, sockets

    async def session(self, websocket: WebSocket) -> None:
        person = bool(websocket.query_params.get("person"))
        if person and not is_own(websocket.scope):
            await websocket.send_denial_response(refusals.response(Refused(403, NOT_OWN, "not_own")))
            return
        await self._sockets.session(websocket, self._serve, _goodbye, person)

    async def _serve(self, websocket: WebSocket, outgoing: Outgoing) -> None:
        house, asked = self._house, websocket.query_params
        model = asked.get("model") or house.settings.profile
        uncalled = UNCALLED if self._programs.by_skills else ""
        protocol = Protocol(Session(id="", model=model, voice=self._programs.own_voice, uncalled=uncalled))

        def send(event: dict[str, Any]) -> None:
            outgoing.put(json.dumps(event, ensure_ascii=False, separators=(",", ":")))

        hosting = self._own(protocol, send, asked.get("persona", "")) if asked.get("person") else None
        async with (
            house.awake(),
            hosting or self._program(protocol, send) as (hosted, served),
            anyio.create_task_group() as tasks,
        ):
            tasks.start_soon(_tick, hosted.tick)
            hosted.open(served)
            await self._sockets.exchange(websocket, outgoing, hosted.receive)
            tasks.cancel_scope.cancel()

    @asynccontextmanager
    async def _program(self, protocol: Protocol, send: Send) -> AsyncIterator[tuple[Hosted, Served]]:
        hosted = Hosted(protocol, self._programs, self._house.clock.now_s, send)
        async with self._programs.session(hosted) as served:
            yield hosted, served

    @asynccontextmanager
    async def _own(self, protocol: Protocol, send: Send, persona: str) -> AsyncIterator[tuple[Hosted, Served]]:
        def show(turn: Turn) -> None:
            send({"type": "localvoice.turn", "turn": shown(turn)})

        def say(words: str) -> None:
            send({"type": "localvoice.words", "text": words})

        async with AsyncExitStack() as stack:
            mine = stack.enter_context(own(self._house, persona, show))
            hosted = Hosted(protocol, self._programs, self._house.clock.now_s, send, mine.diary)
            yield hosted, await stack.enter_async_context(self._programs.session(hosted, mine, say))


async def _tick(tick: Callable[[], None]) -> None:
    while True:
        await anyio.sleep(TICK_S)
        tick()


def _goodbye(why: str) -> dict[str, Any]:
    error = {"type": "server_error", "code": "session_ended", "message": why, "param": None, "event_id": None}
    return {"type": "error", "event_id": "event_end", "error": error}
