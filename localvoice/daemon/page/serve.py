"""Which files of the page are served, and what may a browser do with them? Only run them, and talk to this port."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response

from localvoice.daemon.web.refusals import Refused, response

FOLDER = Path(__file__).parent
INDEX = "index.html"
KINDS = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "media-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=(self)",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-cache",  # a new version is seen at once; what has not changed is not sent again
}


@cache
def paths() -> frozenset[str]:
    """All that is served."""
    found = {f"/{file.name}" for file in FOLDER.iterdir() if file.suffix in KINDS}
    return frozenset({*found, *({"/"} if f"/{INDEX}" in found else ())})


async def page(request: Request) -> Response:
    """One file, whole."""
    if foreign(request.headers):
        return response(Refused(403, "Pages of other machines may not use this page's files.", "wrong_origin"))
    file = FOLDER / (request.url.path.lstrip("/") or INDEX)
    content = file.read_bytes()
    tag = f'"{sha256(content).hexdigest()[:32]}"'
    headers = {**HEADERS, "ETag": tag}
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=304, headers=headers)
    return Response(content, headers={**headers, "Content-Type": KINDS[file.suffix]})


def foreign(headers: Headers) -> bool:
    """Does another site's page load it, other than by a link that is followed to it?

    https://www.w3.org/TR/fetch-metadata: browsers set these, and no page can.
    """
    followed = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    return headers.get("sec-fetch-site") == "cross-site" and not followed
