"""Why was a request refused? In the shape that OpenAI's clients read: one sentence, a kind, the parameter, a code."""

from typing import Any

from starlette.responses import JSONResponse

from localvoice.errors import BadInput, sentence

INVALID, SERVER = "invalid_request_error", "server_error"


class Refused(Exception):
    """What a program asked for cannot be done."""

    def __init__(
        self, status: int, message: str, code: str | None = None, param: str | None = None, kind: str = INVALID
    ) -> None:
        """`status`: of HTTP; `param`: the parameter at fault."""
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code
        self.param = param
        self.kind = kind

    def shown(self) -> dict[str, Any]:
        return {"error": {"message": self.message, "type": self.kind, "param": self.param, "code": self.code}}


def unfit(param: str, why: str, code: str = "invalid_value") -> Refused:
    return Refused(400, f"Invalid '{param}': {why}", code, param)


def missing(param: str) -> Refused:
    return Refused(400, f"Missing required parameter: '{param}'.", "missing_required_parameter", param)


def response(refused: Refused) -> JSONResponse:
    more = {"WWW-Authenticate": "Bearer"} if refused.status == 401 else {}
    return JSONResponse(refused.shown(), refused.status, more)


def of(error: Exception) -> Refused:
    """Of whatever went wrong: a program's own input is its own fault, everything else ours."""
    if isinstance(error, Refused):
        return error
    if isinstance(error, BadInput):
        return Refused(400, str(error), "invalid_value")
    return Refused(500, sentence(error, "The request"), "failed", kind=SERVER)
