"""How is the end of a turn found? `server_vad`, `semantic_vad` or not at all, read from a client and shown to it."""

from dataclasses import dataclass
from typing import Any, Literal

from localvoice.realtime.fields import Fields
from localvoice.realtime.words import Turns

Kind = Literal["server_vad", "semantic_vad"]
Eagerness = Literal["low", "medium", "high", "auto"]

# The API's waits at most 8, 4 and 2 s for somebody who may go on; its medium is our gate as it is.
PATIENCE: dict[Eagerness, float] = {"low": 2.0, "medium": 1.0, "high": 0.5, "auto": 1.0}


@dataclass(frozen=True)
class Detection:
    """The fields of the API, with its defaults."""

    kind: Kind = "server_vad"
    threshold: float = 0.5  # of a voice's probability, 0..1
    prefix_ms: int = 300
    silence_ms: int = 500
    idle_ms: int | None = None  # of silence after an answer, after which there is another one
    eagerness: Eagerness = "auto"
    create_response: bool = True  # when a turn is over
    interrupt_response: bool = True  # when one begins

    def turns(self) -> Turns:
        """The same for the host."""
        if self.kind == "server_vad":
            return Turns(self.kind, self.threshold, self.prefix_ms, self.silence_ms)
        return Turns(self.kind, patience=PATIENCE[self.eagerness])

    def shown(self, answering: bool = True) -> dict[str, Any]:
        """`answering`: whether the session is one in which there are answers."""
        if self.kind == "server_vad":
            own: dict[str, Any] = {
                "type": self.kind,
                "threshold": self.threshold,
                "prefix_padding_ms": self.prefix_ms,
                "silence_duration_ms": self.silence_ms,
                **({"idle_timeout_ms": self.idle_ms} if answering else {}),
            }
        else:
            own = {"type": self.kind, "eagerness": self.eagerness}
        automatic = {"create_response": self.create_response, "interrupt_response": self.interrupt_response}
        return own | (automatic if answering else {})


SERVER_VAD = Detection()  # what the API has where nobody says


def read_detection(fields: Fields) -> Detection:
    """What a client sets; what it leaves out has its default. Raises errors.Refused."""
    kind: Any = fields.must("type", lambda key: fields.choice(key, ("server_vad", "semantic_vad")))
    found: dict[str, Any] = {
        "create_response": fields.truth("create_response"),
        "interrupt_response": fields.truth("interrupt_response"),
    }
    if kind == "server_vad":
        found["threshold"] = fields.number("threshold", 0.0, 1.0)
        found["prefix_ms"] = fields.whole("prefix_padding_ms", 0, 5000)
        found["silence_ms"] = fields.whole("silence_duration_ms", 0, 10_000)
        found["idle_ms"] = fields.whole("idle_timeout_ms", 5000, 30_000)
    else:
        found["eagerness"] = fields.choice("eagerness", tuple(PATIENCE))
    fields.end()
    return Detection(kind, **{key: value for key, value in found.items() if value is not None})
