"""The port for programs: open to this machine alone unless the settings say otherwise, until it is cancelled.

For many people on many machines any balancer will do that passes websockets on. Daemons share nothing, so there is no
store between them, and three things are the balancer's: a session is one websocket, which stays where it began; who has
data (a person's own page) belongs to the daemon with that data folder, always; everything else may go anywhere. It asks
`/healthz`, which wants no token. All have one `token` file, and are called by an address, as `daemon.web.door` wants.
Where a daemon dies its sessions are gone: a program begins another one and tells its items again, as it would to
OpenAI; what a person said is in their folder, and is known when a daemon begins with that folder.
"""

import contextlib
import errno
import socket
from collections.abc import Callable, Iterator
from functools import partial

import anyio
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp

from localvoice.app.resident import House
from localvoice.app.served import Programs
from localvoice.daemon.page.keys import OPENING, Keys
from localvoice.daemon.page.serve import page, paths
from localvoice.daemon.web import chat, models, refusals, speech, transcriptions
from localvoice.daemon.web.connection import Connection, Websocket
from localvoice.daemon.web.control import Control
from localvoice.daemon.web.door import Door
from localvoice.daemon.web.live import Live
from localvoice.daemon.web.realtime import Realtime
from localvoice.daemon.web.refusals import Refused
from localvoice.daemon.web.sockets import Limits, Sockets
from localvoice.daemon.web.token import FILE, OWN, token
from localvoice.errors import BadInput
from localvoice.realtime.messages import MESSAGE_BYTES
from localvoice.settings import Settings

CONNECTIONS = 128  # at once
GRACE_S = 2  # for what is being answered when the process ends
REALTIME = ("/v1/realtime", "/realtime")
LIVE = ("/v1/live/sessions", "/live/sessions")
CONTROL = "/v1/control"
PING_S = 20.0  # between two questions whether a websocket's other end is still there, and for its answer


async def serve(house: House, settings: Settings, ready: Callable[[str], None]) -> None:
    """A service of `daemon.main`. Raises BadInput when the port cannot be had, StoreError for the token."""
    if not settings.port:
        return
    secret, keys = token(house.data), Keys(token(house.data, OWN), house.clock.now_s)
    with contextlib.closing(_bound(settings)) as opened:
        app = application(house, settings, secret, keys)
        host, port = opened.getsockname()[:2]
        where = f"http://{_bracketed(host)}:{port}/v1"
        house.page = partial(keys.address, f"http://{_reached(host)}:{port}")
        ready(f"Programs reach it at {where} with the token in {house.data / FILE}.")
        await run(app, opened)


def application(
    house: House,
    settings: Settings,
    secret: str,
    keys: Keys,
    limits: Limits = Limits(),  # noqa: B008
) -> ASGIApp:
    """Everything that can be asked for, behind its door; `secret` is the programs' token, `keys` the page's."""
    programs = Programs(house.engine, settings)
    sockets = Sockets(house, limits, lambda: programs.most_sessions)
    realtime, live = Realtime(house, programs, sockets), Live(house, programs, sockets)

    def route(path: str, method: str, answer: Callable[[House, Programs, Request], object]) -> Route:
        return Route(path, partial(_answered, partial(answer, house, programs)), methods=[method])

    routes = [
        *(WebSocketRoute(path, realtime.session) for path in REALTIME),
        *(WebSocketRoute(path, live.session) for path in LIVE),
        WebSocketRoute(CONTROL, Control(house).session),
        *(Route(path, page, methods=["GET"]) for path in paths()),
        Route(f"{OPENING}{{code}}", keys.opened, methods=["GET"]),
        route("/v1/audio/speech", "POST", speech.speech),
        route("/v1/audio/transcriptions", "POST", transcriptions.transcriptions),
        route("/v1/chat/completions", "POST", chat.completions),
        route("/v1/models", "GET", models.models),
        route("/v1/models/{name}", "GET", models.model),
        route("/healthz", "GET", models.health),
    ]
    app = Starlette(routes=routes, exception_handlers={404: _no_route, 405: _no_route})
    return Door(app, secret, keys.own, settings.host, lambda path: path in paths() or path.startswith(OPENING))


def _reached(host: str) -> str:
    """By what a browser of this machine reaches who listens there."""
    return {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host) or _bracketed(host)


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


async def run(app: ASGIApp, opened: socket.socket) -> None:
    """Serve on a bound socket until it is cancelled; then what is under way has a moment to end."""
    config = uvicorn.Config(
        app,
        http=Connection,
        ws=Websocket,
        ws_max_size=MESSAGE_BYTES,
        ws_ping_interval=PING_S,
        ws_ping_timeout=PING_S,
        ws_per_message_deflate=False,  # sound does not get smaller, and a small message may unpack to a huge one
        lifespan="off",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        limit_concurrency=CONNECTIONS,
        timeout_graceful_shutdown=GRACE_S,
    )
    server = Server(config)

    async def end() -> None:
        try:
            await anyio.sleep_forever()
        finally:
            server.should_exit = True

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(end)
        with anyio.CancelScope(shield=True):
            await server.serve([opened])
        tasks.cancel_scope.cancel()


class Server(uvicorn.Server):
    """Signals are the process's, not this service's."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def _bound(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    opened = socket.socket(
        family, socket.SOCK_STREAM, socket.IPPROTO_TCP
    )  # asyncio sends at once only where that is said
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        opened.bind((settings.host, settings.port))
        opened.listen(CONNECTIONS)
    except OSError as error:
        opened.close()
        wrong = "host" if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL else "port"
        where = f"{settings.host} port {settings.port}"
        raise BadInput(f"Programs cannot be served at {where} ({error.strerror}): set another `{wrong}`.") from error
    return opened


async def _answered(answer: Callable[[Request], object], request: Request) -> Response:
    """What `answer` makes; whatever fails is told in the shape that programs read, and ends this request alone."""
    try:
        made = answer(request)
        return await made  # type: ignore[misc]
    except Exception as error:  # one request ends here
        return refusals.response(refusals.of(error))


async def _no_route(request: Request, error: Exception) -> JSONResponse:
    if request.url.path in (*REALTIME, *LIVE, CONTROL):
        message = "This address is for a websocket: connect with ws:// and a client of this protocol."
        return refusals.response(Refused(426, message, "websocket_needed"))
    message = f"Unknown request URL: {request.method} {request.url.path}."
    return refusals.response(Refused(404, message, "unknown_url"))
