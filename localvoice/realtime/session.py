"""How is this session set? A frozen value; `session.update` makes the next one of it, or is refused whole."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from localvoice.realtime import errors, functions
from localvoice.realtime.detection import SERVER_VAD, Detection, read_detection
from localvoice.realtime.fields import Fields
from localvoice.realtime.noted import read_include, read_noise, read_noted
from localvoice.realtime.words import Configure, Format

FORMATS: tuple[Format, ...] = ("audio/pcm", "audio/pcmu", "audio/pcma")
PCM_RATE_HZ = 24_000
INSTRUCTIONS_CHARACTERS = 200_000
HINT_CHARACTERS = 2000
TOKENS = 4096  # the API's longest limit


@dataclass(frozen=True)
class Session:
    id: str
    model: str  # as the client asked for it
    kind: Literal["realtime", "transcription"] = "realtime"
    instructions: str = ""
    spoken: bool = True  # answers; False: written
    max_tokens: int | None = None
    tools: tuple[functions.Tool, ...] = ()
    tool_choice: functions.Choice = "auto"
    heard_as: Format = "audio/pcm"
    spoken_as: Format = "audio/pcm"
    detection: Detection | None = SERVER_VAD
    transcription: Mapping[str, Any] | None = None  # as the client set it; None: it wants no transcripts
    voice: str = ""
    speed: float = 1.0
    noted: Mapping[str, Any] = field(default_factory=dict)  # set by the client and shown to it, without effect here
    uncalled: str = ""  # why the host calls no functions, in a sentence; "" where it does

    def shown(self) -> dict[str, Any]:
        """The session object of the API. What its schema does not let be null is left out."""
        heard = {
            "format": show_format(self.heard_as),
            "turn_detection": self.detection and self.detection.shown(self.kind == "realtime"),
            **({} if self.transcription is None else {"transcription": dict(self.transcription)}),
            **self._noted("noise_reduction"),
        }
        audio: dict[str, Any] = {"input": heard}
        if self.kind == "transcription":
            head = {"type": self.kind, "object": "realtime.transcription_session", "id": self.id}
            return head | {"audio": audio} | self._noted("include")
        audio["output"] = {"format": show_format(self.spoken_as), "voice": self.voice, "speed": self.speed}
        return {
            "type": self.kind,
            "object": "realtime.session",
            "id": self.id,
            "model": self.model,
            "output_modalities": ["audio" if self.spoken else "text"],
            "instructions": self.instructions,
            "tools": [dict(tool) for tool in self.tools],
            "tool_choice": self.tool_choice,
            "max_output_tokens": show_tokens(self.max_tokens),
            "tracing": self.noted.get("tracing"),
            "prompt": None,
            "truncation": self.noted.get("truncation", "auto"),
            **self._noted("include", "reasoning", "parallel_tool_calls"),
            "audio": audio,
            **({"localvoice": {"notice": self.uncalled}} if self.tools and self.uncalled else {}),
        }

    def _noted(self, *keys: str) -> dict[str, Any]:
        return {key: self.noted[key] for key in keys if self.noted.get(key) is not None}

    @property
    def transcribing(self) -> bool:
        """Does the client want transcripts of what comes in?"""
        return self.transcription is not None or self.kind == "transcription"

    def configure(self) -> Configure:
        """The same for the host."""
        heard = self.transcription or {}
        return Configure(
            model=self.model,
            transcribing_only=self.kind == "transcription",
            instructions=self.instructions,
            tools=self.tools,
            turns=self.detection.turns() if self.detection else None,
            heard_as=self.heard_as,
            spoken_as=self.spoken_as,
            language=heard.get("language") or "",
            hint=", ".join(filter(None, [heard.get("prompt"), *heard.get("keywords", ())])),
            deltas=self.transcribing,
            voice=self.voice,
            speed=self.speed,
        )


def updated(session: Session, fields: Fields, fresh: bool) -> Session:
    """The session that a client wants; what it leaves out stays. Raises errors.Refused.

    `fresh`: nothing has happened in it, so that kind and model may change. Unlike the API's, the voice always may.
    """
    kind: Any = fields.must("type", lambda key: fields.choice(key, ("realtime", "transcription")))
    if kind != session.kind and not fresh:
        raise errors.unfit(fields.name("type"), f"the session is '{session.kind}' and has begun.")
    changes: dict[str, Any] = {"kind": kind}
    noted = dict(session.noted) | read_include(fields)
    if audio := fields.inside("audio"):
        if heard := audio.inside("input"):
            changes |= _heard(heard)
            noted |= read_noise(heard)
            heard.end()
        if kind == "realtime" and (spoken := audio.inside("output")):
            changes |= read_output(spoken)
            changes |= {"speed": speed} if (speed := spoken.number("speed", 0.25, 1.5)) is not None else {}
            spoken.end()
        audio.end()
    if kind == "realtime":
        changes |= _model(session, fields, fresh) | read_answering(fields)
        noted |= read_noted(fields)
    fields.end()
    new = replace(session, noted=noted, **changes)
    functions.check(new.tool_choice, new.tools, fields.name("tool_choice"))
    return new


def read_answering(fields: Fields) -> dict[str, Any]:
    """What a session and a single response may both set about how to answer. Raises errors.Refused."""
    tokens = fields.raw("max_output_tokens")
    found: dict[str, Any] = {
        "instructions": fields.text("instructions", INSTRUCTIONS_CHARACTERS),
        "tools": functions.read_tools(fields),
        "tool_choice": functions.read_choice(fields),
        "max_tokens": None if tokens == "inf" else fields.whole("max_output_tokens", 1, TOKENS),
    }
    changes = {key: value for key, value in found.items() if value is not None}
    if tokens == "inf":
        changes["max_tokens"] = None
    if (modalities := fields.list("output_modalities")) is not None:
        if modalities not in (["audio"], ["text"]):
            allowed = "Supported combinations are: ['text'] and ['audio']."
            raise errors.unfit(fields.name("output_modalities"), f"{modalities!s:.100} cannot be had. {allowed}")
        changes["spoken"] = modalities == ["audio"]
    return changes


def read_output(fields: Fields) -> dict[str, Any]:
    """The format and the voice of the sound that goes out. Raises errors.Refused."""
    changes: dict[str, Any] = {}
    if form := fields.inside("format"):
        changes["spoken_as"] = read_format(form)
    voice = fields.raw("voice")
    if isinstance(voice, dict):  # a voice of the client's own has an id
        own = Fields(voice, fields.name("voice"))
        changes["voice"] = own.must("id", own.text)
        own.end()
    elif (name := fields.text("voice", 256)) is not None:
        changes["voice"] = name
    return changes


def read_format(fields: Fields) -> Format:
    """Raises errors.Refused."""
    kind: Any = fields.must("type", lambda key: fields.choice(key, FORMATS))
    if kind == "audio/pcm":
        fields.whole("rate", PCM_RATE_HZ, PCM_RATE_HZ)
    fields.end()
    return kind


def show_format(form: Format) -> dict[str, Any]:
    return {"type": form, "rate": PCM_RATE_HZ} if form == "audio/pcm" else {"type": form}


def show_tokens(most: int | None) -> int | str:
    return "inf" if most is None else most


def _heard(fields: Fields) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if form := fields.inside("format"):
        changes["heard_as"] = read_format(form)
    if fields.given("transcription"):
        wanted = fields.inside("transcription")
        changes["transcription"] = wanted and _transcription(wanted)
    if fields.given("turn_detection"):
        found = fields.inside("turn_detection")
        changes["detection"] = found and read_detection(found)
    return changes


def _transcription(fields: Fields) -> dict[str, Any]:
    found = {
        "model": fields.text("model", 256),
        "language": fields.text("language", 16),
        "prompt": fields.text("prompt", HINT_CHARACTERS),
        "delay": fields.choice("delay", ("minimal", "low", "medium", "high", "xhigh")),
        "keywords": _texts(fields, "keywords"),
        "languages": _texts(fields, "languages"),
    }
    fields.end()
    return {key: value for key, value in found.items() if value is not None}


def _texts(fields: Fields, key: str) -> list[str] | None:
    found = fields.list(key, 100)
    for place, one in enumerate(found or ()):
        if not isinstance(one, str):
            raise errors.wrong_type(errors.path(fields.name(key), place), "a string", one)
    return found


def _model(session: Session, fields: Fields, fresh: bool) -> dict[str, Any]:
    model = fields.text("model", 256)
    if model and model != session.model and not fresh:
        message = f"the session's model is '{session.model}' and stays so; open another for '{model}'."
        raise errors.unfit(fields.name("model"), message)
    return {"model": model} if model else {}
