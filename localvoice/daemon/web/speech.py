"""`/v1/audio/speech`: a text as sound, sent while it is made."""

import base64
from typing import Any

from starlette.requests import Request

from localvoice.app.resident import House
from localvoice.app.served import KINDS, Encoder, Programs
from localvoice.daemon.web.bodies import json_body, number, taken
from localvoice.daemon.web.refusals import missing, unfit
from localvoice.daemon.web.streaming import EVENTS, Put, Stream, event

MOST_CHARACTERS = 4096  # the API's own limit
NO_TOKENS = {"input_tokens": 0, "output_tokens": 0, "total_tokens": 0}  # there are none here; clients want the numbers
# the API's own voices
THEIRS = (
    "alloy",
    "ash",
    "ballad",
    "cedar",
    "coral",
    "echo",
    "fable",
    "marin",
    "nova",
    "onyx",
    "sage",
    "shimmer",
    "verse",
)
SHOWN = 12  # voices that are named to who asks for another
SLOWEST, FASTEST = 0.5, 2.0  # what voices can; the API allows more


async def speech(house: House, programs: Programs, request: Request) -> Stream:
    fields = await json_body(request)
    text = _text(fields)
    kind = taken(fields, "response_format", str, "mp3")
    if kind not in KINDS:
        raise unfit("response_format", f"supported are {', '.join(KINDS)}.")
    form = taken(fields, "stream_format", str, "audio")
    if form not in ("audio", "sse"):
        raise unfit("stream_format", "supported are audio, sse.")
    pace = min(FASTEST, max(SLOWEST, number(fields, "speed", 0.25, 4.0) or 1.0))
    name = await _voice(fields, programs)

    async def write(put: Put) -> None:
        async with house.awake(), programs.speech(text, name, pace) as (pieces, rate_hz):
            encoder = Encoder(kind, rate_hz)
            async for pcm in pieces:
                if some := encoder.feed(pcm):
                    await put(_shown(some, form))
            if rest := encoder.finish():
                await put(_shown(rest, form))
        if form == "sse":
            await put(event({"type": "speech.audio.done", "usage": NO_TOKENS}))

    return Stream(EVENTS if form == "sse" else KINDS[kind], write)


async def _voice(fields: dict[str, Any], programs: Programs) -> str:
    """A voice of the profile's, "" for the settings' own, by which the names of the API's go, too. Raises Refused."""
    voice = fields.get("voice") or ""
    name = voice.get("id") if isinstance(voice, dict) else voice
    if not isinstance(name, str):
        raise unfit("voice", "it must be a name.", "invalid_type")
    known = await programs.voices()
    if name in known:
        return name
    if not name or name in THEIRS or name == programs.own_voice:
        return ""
    more = f" and {len(known) - SHOWN} more (see localvoice voices)" if len(known) > SHOWN else ""
    there = ", ".join(known[:SHOWN]) + more or f"{programs.own_voice} alone"
    raise unfit(
        "voice", f"'{name:.40}' is none of this profile's, which are {there}; the API's own names speak as ours."
    )


def _text(fields: dict[str, Any]) -> str:
    text = taken(fields, "input", str, "")
    if not text.strip():
        raise missing("input")
    if len(text) > MOST_CHARACTERS:
        raise unfit("input", f"at most {MOST_CHARACTERS} characters, but got {len(text)}.", "string_above_max_length")
    return text


def _shown(some: bytes, form: str) -> bytes:
    if form == "audio":
        return some
    return event({"type": "speech.audio.delta", "audio": base64.b64encode(some).decode()})
