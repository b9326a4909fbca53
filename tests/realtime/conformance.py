"""Is an event one of the API's? Judged by the `openai` package's classes and, where it is there, by the OpenAPI text.

Both leave unknown keys alone; here they are faults too, so that a misspelt key is found.
"""

import re
from functools import cache
from pathlib import Path
from typing import Annotated, get_args, get_origin

import jsonschema
import openai.types.realtime as api
import pytest
import yaml
from pydantic import BaseModel

OPENAPI = Path(__file__).parents[3] / "shared/data/conformance-openai-openapi/openapi.yaml"
needs_openapi = pytest.mark.skipif(not OPENAPI.is_file(), reason="needs ../shared/data/conformance-openai-openapi")


@cache
def classes(of="RealtimeServerEvent"):
    """Each event's class by the name of its type."""
    union = getattr(api, of)
    union = get_args(union)[0] if get_origin(union) is Annotated else union
    return {
        get_args(one.model_fields["type"].annotation)[0]: one for one in get_args(union) if "type" in one.model_fields
    }


@cache
def sections():
    """The text of each schema, by its name."""
    text = OPENAPI.read_text("utf-8").split("\n  schemas:\n")[1].split("\n  securitySchemes:")[0]
    parts = re.split(r"^    ([\w.-]+):\n", text, flags=re.M)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@cache
def schema(name):
    return yaml.load(sections()[name], yaml.CSafeLoader)


def closed(found):
    """The same schema with `$ref` resolved, descriptions left out."""
    if isinstance(found, list):
        return [closed(one) for one in found]
    if not isinstance(found, dict):
        return found
    if "$ref" in found:
        return closed(schema(found["$ref"].rsplit("/", 1)[1]))
    return {key: closed(one) for key, one in found.items() if key not in ("description", "x-oaiMeta", "discriminator")}


@cache
def names():
    """Each server event's schema by the name of its type."""
    every = {re.search(r"enum:\n +- (\S+)", text)[1]: name for name, text in sections().items() if is_event(name)}
    assert len(every) == 46
    return every


def is_event(name):
    return re.fullmatch(r"RealtimeServerEvent(?!Transcription)\w+", name)


@cache
def validator(kind):
    return jsonschema.Draft202012Validator(closed(schema(names()[kind])))


def unknown_keys(model, where=""):
    """Keys that the API's classes do not have."""
    for key in model.model_extra or ():
        yield f"{where}{key}"
    for key, value in model:
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, BaseModel):
                yield from unknown_keys(one, f"{where}{key}.")


SESSIONS = {
    "realtime": api.RealtimeSessionCreateResponse,
    "transcription": api.RealtimeTranscriptionSessionCreateResponse,
}


def check_class(event):
    model = classes()[event["type"]].model_validate(event)
    unknown = set(unknown_keys(model))
    if session := event.get(
        "session"
    ):  # the events' classes have it as a client sends it; with an id it is another class
        unknown &= set(unknown_keys(SESSIONS[session["type"]].model_validate(session), "session."))
    assert not unknown, (event, unknown)


def check_openapi(event):
    if OPENAPI.is_file():
        validator(event["type"]).validate(event)


def check(event):
    check_class(event)
    check_openapi(event)
