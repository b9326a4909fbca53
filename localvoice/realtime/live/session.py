"""How is a Live session set? A frozen value: `session.start` makes it, `session.update` changes its back end alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from localvoice.realtime import errors
from localvoice.realtime.fields import Fields
from localvoice.realtime.live.backend import read_backend, read_setting, shown_backend
from localvoice.realtime.live.words import Backend, Form, Message, Open, Target

INSTRUCTIONS_CHARACTERS = 131_072  # the API's limit is 16,384 tokens
MESSAGES = 128  # the API's own limit
HISTORY_CHARACTERS = 65_536  # the API's limit is 8,192 tokens
VOICE = "marin"  # the API's own default
DELAY_MS = 0  # the API's own default
LONGEST_DELAY_MS = 60_000
SESSION_S = 24 * 3600  # then it has expired
RATES_HZ = {"audio/pcm": (16_000, 24_000), "audio/pcmu": (8_000,), "audio/pcma": (8_000,)}
ROLES = ("developer", "user", "assistant")
NO_DECISIONS = "this server has no Decisions model; delegate to 'client' or 'responses'."


@dataclass(frozen=True)
class Session:
    id: str
    expires_at: int  # Unix time
    model: str
    instructions: str = ""
    voice: Any = VOICE  # a name, or an object with an id
    form: Form = Form()  # noqa: RUF009 (frozen)
    history: tuple[Message, ...] = ()
    target: Target = "client"
    delay_ms: int = DELAY_MS  # before a delegation is acknowledged aloud
    backend: Mapping[str, Any] = field(default_factory=dict)  # as the client set it; empty: there is none
    noted: Mapping[str, Any] = field(default_factory=dict)  # set by the client and shown to it, without effect here

    def shown(self) -> dict[str, Any]:
        """The session object of the API."""
        delegation: dict[str, Any] = {"type": self.target, "acknowledgement_delay_ms": self.delay_ms}
        if self.target == "responses":
            delegation["responses"] = shown_backend(self.backend)
        form = {"type": self.form.kind, "rate": self.form.rate_hz}
        return {
            "id": self.id,
            "status": "active",
            "expires_at": self.expires_at,
            "model": self.model,
            "instructions": self.instructions,
            "audio": {"format": form, "output": {"voice": self.voice}},
            "delegation": delegation,
            "input": [_shown_message(one) for one in self.history],
            "store": False,  # nothing of a session is kept here, whatever was asked
            "triggers": [],
            **self.noted,
        }

    def open(self) -> Open:
        """The same for the host."""
        voice = self.voice if isinstance(self.voice, str) else self.voice["id"]
        backend = self.asked_backend() if self.target == "responses" else None
        return Open(self.model, self.instructions, voice, self.form, self.history, self.target, backend)

    def asked_backend(self) -> Backend:
        """The back end for the host."""
        return read_setting(self.backend)


def started(fields: Fields, session_id: str, now_unix_s: int) -> Session:
    """The session that a client begins. Raises errors.Refused."""
    model = fields.must("model", lambda key: fields.text(key, 256))
    changes: dict[str, Any] = _audio(fields)
    if fields.raw("client") is not None:
        raise errors.unfit(fields.name("client"), "it belongs to WebRTC sessions, and this is a WebSocket.")
    session = Session(session_id, now_unix_s + SESSION_S, model)
    if asked := fields.inside("delegation"):
        changes |= _delegation(session, asked, fresh=True)
    _no_triggers(fields)
    fields.truth("store")
    changes["history"] = _history(fields)
    changes["instructions"] = fields.text("instructions", INSTRUCTIONS_CHARACTERS) or ""
    safety = fields.text("safety_identifier", 512)
    changes["noted"] = {} if safety is None else {"safety_identifier": safety}
    fields.end()
    return replace(session, **changes)


def updated(session: Session, fields: Fields) -> Session:
    """The session that a client wants; what it leaves out stays. Raises errors.Refused."""
    asked = fields.inside("delegation")
    changes = _delegation(session, asked, fresh=False) if asked else {}
    _no_triggers(fields)
    fields.end()
    return replace(session, **changes)


def _delegation(session: Session, fields: Fields, fresh: bool) -> dict[str, Any]:
    kind: Any = fields.must("type", lambda key: fields.choice(key, ("client", "responses", "decisions")))
    if kind == "decisions":
        raise errors.unfit(fields.name("type"), NO_DECISIONS)
    if not fresh and kind != session.target:
        raise errors.unfit(fields.name("type"), f"the session delegates to '{session.target}' and has begun.")
    changes: dict[str, Any] = {"target": kind}
    delay_ms = fields.whole("acknowledgement_delay_ms", 0, LONGEST_DELAY_MS)
    if delay_ms is not None or fresh:
        changes["delay_ms"] = DELAY_MS if delay_ms is None else delay_ms
    if kind == "responses":
        asked = fields.must("responses", fields.inside) if fresh else fields.inside("responses")
        changes["backend"] = read_backend(session.backend, asked) if asked else session.backend
    fields.end()
    return changes


def _no_triggers(fields: Fields) -> None:
    if fields.list("triggers"):
        raise errors.unfit(fields.name("triggers"), NO_DECISIONS)


def _audio(fields: Fields) -> dict[str, Any]:
    audio = fields.inside("audio")
    if audio is None:
        return {}
    changes: dict[str, Any] = {}
    if form := audio.inside("format"):
        changes["form"] = _form(form)
    if output := audio.inside("output"):
        changes |= {"voice": voice} if (voice := _voice(output)) else {}
        output.end()
    audio.end()
    return changes


def _form(fields: Fields) -> Form:
    kind: Any = fields.must("type", lambda key: fields.choice(key, tuple(RATES_HZ)))
    rate_hz = fields.must("rate", fields.whole)
    if rate_hz not in RATES_HZ[kind]:
        allowed = " or ".join(map(str, RATES_HZ[kind]))
        raise errors.unfit(fields.name("rate"), f"{kind} comes with {allowed} Hz, not {rate_hz}.")
    fields.end()
    return Form(kind, rate_hz)


def _voice(fields: Fields) -> str | dict[str, str] | None:
    if not isinstance(fields.raw("voice"), dict):
        return fields.text("voice", 256)
    inside = Fields(fields.raw("voice"), fields.name("voice"))
    voice = {"id": inside.must("id", lambda key: inside.text(key, 256))}
    inside.end()
    return voice


def _history(fields: Fields) -> tuple[Message, ...]:
    every = tuple(_message(one, place) for place, one in enumerate(fields.tables("input", MESSAGES) or ()))
    found = sum(len(one.text) for one in every)
    if found > HISTORY_CHARACTERS:
        raise errors.too_long(fields.name("input"), HISTORY_CHARACTERS, found)
    return every


def _message(fields: Fields, place: int) -> Message:
    fields.choice("type", ("message",))
    fields.choice("status", ("incomplete", "completed"))
    item_id = fields.text("id", 512) or f"input_{place}"
    role: Any = fields.must("role", lambda key: fields.choice(key, ROLES))
    parts = fields.must("content", fields.tables)
    if len(parts) != 1:
        raise errors.unfit(fields.name("content"), f"expected exactly one part, but got {len(parts)}.")
    (part,) = parts
    part.choice("type", ("text", "output_text") if role == "assistant" else ("input_text",))
    text = part.must("text", part.text)
    part.end()
    fields.end()
    return Message(item_id, "system" if role == "developer" else role, text)


def _shown_message(one: Message) -> dict[str, Any]:
    kind = "output_text" if one.role == "assistant" else "input_text"
    role = "developer" if one.role == "system" else one.role
    return {"type": "message", "id": one.item_id, "role": role, "content": [{"type": kind, "text": one.text}]}
