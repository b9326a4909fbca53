"""How does the person's browser get the page's token? From an address that works once, within a minute."""

import secrets
from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from localvoice.daemon.web.refusals import Refused, response

OPENING = "/open/"  # before a code
CODE_BYTES = 16
VALID_S = 60.0  # a browser may have to be started
MOST = 16  # codes that wait; more than a person opens in a minute
STALE = "This address has been opened already, or is too old: type localvoice page again."


class Keys:
    """`own` is the token; `now_s` a clock."""

    def __init__(self, own: str, now_s: Callable[[], float]) -> None:
        self.own = own
        self._now_s = now_s
        self._codes: dict[str, float] = {}  # until when each is good

    def address(self, server: str) -> str:
        """A new one, at a server such as http://127.0.0.1:8765."""
        code, now_s = secrets.token_urlsafe(CODE_BYTES), self._now_s()
        good = [(each, until_s) for each, until_s in self._codes.items() if until_s > now_s]
        self._codes = {**dict(good[-MOST + 1 :]), code: now_s + VALID_S}
        return f"{server}{OPENING}{code}"

    async def opened(self, request: Request) -> Response:
        """On to the page, for the first browser that comes with a code."""
        until_s = self._codes.pop(request.path_params["code"], 0.0)
        if until_s <= self._now_s():
            return response(Refused(403, STALE, "stale_address"))
        headers = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
        return RedirectResponse(f"/#token={self.own}", 303, headers)
