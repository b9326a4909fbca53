"""Who may come in? Programs that know the token; pages of this machine; nobody who found it by another name.

A web page on the internet can send requests to this machine, and can make a name of its own point at it ("DNS
rebinding"). Browsers tell the page's address in `Origin` and the name in `Host`, which a page cannot forge.
"""

import ipaddress
import socket
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from localvoice.daemon.web import refusals
from localvoice.daemon.web.refusals import Refused
from localvoice.daemon.web.token import same

OPEN = ("/healthz",)  # needs no token
KEY = "openai-insecure-api-key."  # before the token, as a websocket's sub-protocol: browsers cannot set headers
NO_TOKEN = "Missing bearer token: send the content of the data folder's `token` file in an Authorization header."
WRONG_TOKEN = "Incorrect API key provided: it must be the content of the data folder's `token` file."
NOT_OWN = "Only the person's own page may do this: open it with localvoice page."
WRONG_HOST = "This server answers to localhost and to addresses only; it was asked for by another name."
WRONG_ORIGIN = "Pages of other machines may not use this server."


OWN = "localvoice.own"  # in a scope: the person's own page asks


def is_own(scope: Scope) -> bool:
    """Has it shown the page's own token, from this machine?"""
    return bool(scope.get(OWN))


class Door:
    """Around an application. `own`: the page's token; `host`: at what name it listens; `is_open`: a path for all."""

    def __init__(
        self, app: ASGIApp, token: str, own: str, host: str, is_open: Callable[[str], bool] = lambda path: False
    ) -> None:
        self._app, self._is_open = app, is_open
        self._token, self._own = token, own
        self._names = {"localhost", host.lower(), socket.gethostname().lower(), f"{socket.gethostname()}.local".lower()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers.get("origin", "")
        refused = self._refused(scope, headers)
        if scope["type"] == "websocket":
            if refused:
                websocket = WebSocket(scope, receive, send)
                await websocket.receive()
                await websocket.send_denial_response(refusals.response(refused))
            else:
                await self._app(scope, receive, send)
            return
        send = _shared(send, origin) if origin and self._own_page(origin) else send
        if refused and not (scope["method"] == "OPTIONS" and refused.status == 401):
            await refusals.response(refused)(scope, receive, send)
        elif scope["method"] == "OPTIONS":
            await _preflight(headers, send)
        else:
            await self._app(scope, receive, send)

    def _refused(self, scope: Scope, headers: Headers) -> Refused | None:
        if not self._known(_hostname(f"//{headers.get('host', '')}")):
            return Refused(421, WRONG_HOST, "wrong_host")
        if (origin := headers.get("origin")) is not None and not self._own_page(origin):
            return Refused(403, WRONG_ORIGIN, "wrong_origin")
        if scope["type"] == "http" and (scope["path"] in OPEN or self._is_open(scope["path"])):
            return None
        shown = list(_tokens(scope, headers))
        if not shown:
            return Refused(401, NO_TOKEN, "missing_api_key")
        scope[OWN] = any(same(each, self._own) for each in shown) and _from_here(scope)
        if not scope[OWN] and not any(same(each, self._token) for each in shown):
            return Refused(401, WRONG_TOKEN, "invalid_api_key")
        return None

    def _known(self, name: str) -> bool:
        """Not a name that anybody could have made point here; addresses cannot be."""
        return name in self._names or name.endswith(".localhost") or _address(name) is not None

    def _own_page(self, origin: str) -> bool:
        name = _hostname(origin)
        address = _address(name)
        return name == "localhost" or name.endswith(".localhost") or (address is not None and address.is_loopback)


def _from_here(scope: Scope) -> bool:
    """Another machine may be let in as a program, never as the person."""
    address = _address((scope.get("client") or ("",))[0])
    return address is not None and address.is_loopback


def _tokens(scope: Scope, headers: Headers) -> Iterable[str]:
    for shown in headers.getlist("authorization"):
        kind, _, token = shown.partition(" ")
        if kind.lower() == "bearer":
            yield token.strip()
    for protocol in scope.get("subprotocols", ()):
        if protocol.startswith(KEY):
            yield protocol.removeprefix(KEY)


def _hostname(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").rstrip(".")
    except ValueError:
        return ""


def _address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None


def _shared(send: Send, origin: str) -> Send:
    """Let a page of this machine read the answer."""

    async def shared(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["Access-Control-Allow-Origin"] = origin
            headers.add_vary_header("Origin")
        await send(message)

    return shared


async def _preflight(headers: Headers, send: Send) -> None:
    """A browser asks before it lets a page send what it wants to."""
    allowed = [
        (b"access-control-allow-methods", b"GET, POST, OPTIONS"),
        (b"access-control-allow-headers", headers.get("access-control-request-headers", "").encode("latin-1")),
        (b"access-control-allow-private-network", b"true"),
        (b"access-control-max-age", b"600"),
        (b"content-length", b"0"),
    ]
    await send({"type": "http.response.start", "status": 204, "headers": allowed})
    await send({"type": "http.response.body", "body": b""})
