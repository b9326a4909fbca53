"""`/v1/audio/transcriptions`: what is said in a recording, in the five forms of the API, whole or part by part."""

from collections.abc import Sequence
from typing import Any

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from localvoice.app.resident import House
from localvoice.app.served import Programs, Said
from localvoice.daemon.web.bodies import form_body
from localvoice.daemon.web.refusals import missing, unfit
from localvoice.daemon.web.streaming import EVENTS, Put, Stream, event

HINT_CHARACTERS = 2000  # more than any model reads of it
FORMS = ("json", "text", "srt", "verbose_json", "vtt")


async def transcriptions(house: House, programs: Programs, request: Request) -> Response:
    fields = await form_body(request)
    try:
        file = fields.get("file")
        if not isinstance(file, UploadFile):
            raise missing("file")
        form, streams = _form(fields), fields.get("stream") == "true"
        hint = str(fields.get("prompt") or "")[:HINT_CHARACTERS]
        language = str(fields.get("language") or "")
        programs.check_language(language)
        name, content = file.filename or "file", await file.read()
    finally:
        await fields.close()

    async def stream(put: Put) -> None:
        told: list[Said] = []
        async with house.awake(), programs.hearing(name, content, language, hint) as (parts, seconds):
            async for said in parts:
                delta = f" {said.text}" if told else said.text
                told.append(said)
                await put(event({"type": "transcript.text.delta", "delta": delta}))
        await put(event({"type": "transcript.text.done", "text": _text(told), "usage": _usage(seconds)}))

    if streams:
        if form != "json":
            raise unfit("stream", "it needs the response_format json.")
        return Stream(EVENTS, stream)
    async with house.awake(), programs.hearing(name, content, language, hint) as (parts, seconds):
        said = [part async for part in parts]
    return _response(form, said, seconds)


def _form(fields: FormData) -> str:
    form = fields.get("response_format") or "json"
    if form not in FORMS:
        raise unfit("response_format", f"supported are {', '.join(FORMS)}.")
    if "word" in fields.getlist("timestamp_granularities[]"):
        raise unfit("timestamp_granularities", "there are times of segments only.")
    return str(form)


def _response(form: str, said: Sequence[Said], seconds: float) -> Response:
    match form:
        case "text":
            return PlainTextResponse(f"{_text(said)}\n")
        case "srt":
            return PlainTextResponse(_subtitles(said, ",", numbered=True))
        case "vtt":
            return PlainTextResponse(f"WEBVTT\n\n{_subtitles(said, '.', numbered=False)}")
        case "verbose_json":
            language = next((part.language for part in said if part.language), "en")
            segments = [_segment(number, part) for number, part in enumerate(said)]
            about = {"task": "transcribe", "language": language, "duration": round(seconds, 3)}
            return JSONResponse({**about, "text": _text(said), "segments": segments, "usage": _usage(seconds)})
    return JSONResponse({"text": _text(said), "usage": _usage(seconds)})


def _usage(seconds: float) -> dict[str, Any]:
    return {"type": "duration", "seconds": round(seconds)}


def _text(said: Sequence[Said]) -> str:
    return " ".join(part.text for part in said)


def _segment(number: int, part: Said) -> dict[str, Any]:
    """What is not known here has the value that says nothing; clients want the fields."""
    unknown = {"seek": 0, "tokens": [], "temperature": 0.0}
    unknown |= {"avg_logprob": 0.0, "compression_ratio": 1.0, "no_speech_prob": 0.0}
    times = {"start": round(part.start_s, 3), "end": round(part.end_s, 3)}
    return {"id": number, **times, "text": part.text, **unknown}


def _subtitles(said: Sequence[Said], point: str, numbered: bool) -> str:
    blocks = []
    for number, part in enumerate(said, 1):
        times = f"{_time(part.start_s, point)} --> {_time(part.end_s, point)}"
        blocks.append("\n".join([*([str(number)] if numbered else []), times, part.text, ""]))
    return "\n".join(blocks)


def _time(seconds: float, point: str) -> str:
    whole, ms = divmod(round(1000 * seconds), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}{point}{ms:03}"
