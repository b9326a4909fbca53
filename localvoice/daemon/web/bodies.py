"""What a request brings, and no more of it than is allowed: so many bytes, within so much time, of the right kinds."""

from typing import Any, TypeVar

import anyio
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request
from starlette.types import Message, Receive

from localvoice import strict
from localvoice.daemon.web.refusals import Refused, unfit

JSON_BYTES = 24 << 20  # a few photographs, and words
FILE_BYTES = 26 << 20  # the API's own limit for a recording is 25 MB
UPLOAD_S = 60.0
FIELDS = 32
Kind = TypeVar("Kind")
NAMES: dict[type, str] = {str: "a string", bool: "a boolean", list: "an array", dict: "an object"}


async def json_body(request: Request) -> dict[str, Any]:
    """Raises Refused."""
    with _in_time():
        body = await Request(request.scope, _limited(request.receive, JSON_BYTES)).body()
    try:
        found: Any = strict.json(body)
    except strict.Unfit as error:
        raise Refused(400, f"The body {error}."[:300], "invalid_json") from error
    if not isinstance(found, dict):
        raise Refused(400, "The body must be a JSON object.", "invalid_json")
    return found


async def form_body(request: Request) -> FormData:
    """Raises Refused."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        raise Refused(400, "The body must be multipart/form-data, with the recording as `file`.", "invalid_body")
    try:
        with _in_time():
            limited = Request(request.scope, _limited(request.receive, FILE_BYTES))
            return await limited.form(max_files=1, max_fields=FIELDS)
    except (HTTPException, MultiPartException, KeyError, ValueError) as error:
        raise Refused(400, f"The form cannot be read: {error}"[:300], "invalid_body") from error


def taken(fields: dict[str, Any], name: str, kind: type[Kind], default: Kind) -> Kind:
    """A field of this kind; missing and null are the default. Raises Refused."""
    found = fields.get(name)
    if found is None:
        return default
    if not isinstance(found, kind) or (isinstance(found, bool) and kind is not bool):
        raise unfit(name, f"it must be {NAMES[kind]}.", "invalid_type")
    return found


def number(fields: dict[str, Any], name: str, low: float, high: float) -> float | None:
    """A number within these; None: missing. Raises Refused."""
    found = fields.get(name)
    if found is None:
        return None
    if isinstance(found, bool) or not isinstance(found, int | float):
        raise unfit(name, "it must be a number.", "invalid_type")
    if not low <= found <= high:
        raise unfit(name, f"it must be {low:g} to {high:g}.", "value_out_of_range")
    return found


class _in_time:
    """Who sends one byte a second is not waited for."""

    def __enter__(self) -> None:
        self._limit = anyio.fail_after(UPLOAD_S)
        self._limit.__enter__()

    def __exit__(self, kind: Any, error: BaseException | None, at: Any) -> None:
        try:
            self._limit.__exit__(kind, error, at)
        except TimeoutError as late:
            raise Refused(408, f"The body did not come within {UPLOAD_S:g} seconds.", "timeout") from late
        if isinstance(error, ClientDisconnect):
            raise Refused(400, "The body did not come.", "invalid_body") from error


def _limited(receive: Receive, most_bytes: int) -> Receive:
    came = 0

    async def limited() -> Message:
        nonlocal came
        message = await receive()
        came += len(message.get("body", b""))
        if came > most_bytes:
            raise Refused(413, f"The body has more than {most_bytes >> 20} MB.", "body_too_large")
        return message

    return limited
