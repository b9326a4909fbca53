"""`/v1/models`: what the profile is made of; programs may ask for any name, and get this. `/healthz`: it is alive."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse

from localvoice.app.resident import House
from localvoice.app.served import Programs
from localvoice.daemon.web.refusals import Refused

OWNER = "localvoice"


async def models(house: House, programs: Programs, request: Request) -> JSONResponse:
    return JSONResponse({"object": "list", "data": [_model(name) for name in programs.names()]})


async def model(house: House, programs: Programs, request: Request) -> JSONResponse:
    name = request.path_params["name"]
    if name not in programs.names():
        raise Refused(404, f"The model '{name[:100]}' does not exist.", "model_not_found", "model")
    return JSONResponse(_model(name))


async def health(house: House, programs: Programs, request: Request) -> JSONResponse:
    return JSONResponse({"status": "ok"})


def _model(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": 0, "owned_by": OWNER}
