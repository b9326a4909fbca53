"""A scene for the simulated room, as a person writes it: TOML with the acoustics and the lines of the person.

[room]            # all optional
delay_ms = 40     # loudspeaker → microphone
gain_db = -12     # of the echo
noise_db = -66
impulse = "room.wav"
noise = "street.wav"

[[line]]
say = "What time is it?"   # or wav = "question.wav"
after = "answer_end"       # or "answer_start", "quiet", or at_s = 3.5
delay_ms = 700
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from localvoice.errors import BadInput

ROOM_KEYS = {"delay_ms", "gain_db", "noise_db", "impulse", "noise", "latency_ms"}
LINE_KEYS = {"say", "wav", "voice", "after", "at_s", "delay_ms", "name"}
EVENTS = ("answer_end", "answer_start", "quiet")


@dataclass(frozen=True)
class SceneLine:
    say: str = ""  # to be spoken by the simulated person's voice
    wav: Path | None = None  # or a recording
    voice: str = ""  # of espeak-ng; "" for the scene's own
    after: Literal["answer_end", "answer_start", "quiet"] = "answer_end"
    at_s: float | None = None
    delay_s: float = 0.7
    name: str = ""


@dataclass(frozen=True)
class Scene:
    lines: tuple[SceneLine, ...]
    delay_s: float = 0.040
    gain_db: float = -12.0
    noise_db: float = -66.0
    latency_s: float = 0.020  # written sample → loudspeaker
    impulse: Path | None = None
    noise: Path | None = None


def read(file: Path) -> Scene:
    """The scene in a TOML file; paths in it count from its own folder. Raises BadInput."""
    try:
        table = tomllib.loads(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInput(f"The scene {file} cannot be read ({error}); give a TOML file with [[line]] tables.") from error
    return of(table, file)


def of(table: dict[str, Any], file: Path) -> Scene:
    """The scene in the table of a TOML file. Raises BadInput."""
    room, lines = table.get("room", {}), table.get("line", [])
    _known(set(table), {"room", "line"}, file, "the scene")
    _known(set(room), ROOM_KEYS, file, "[room]")
    if not lines:
        raise BadInput(f"The scene {file} has no [[line]]; nobody would speak in it.")
    try:
        return Scene(
            lines=tuple(_line(line, file) for line in lines),
            delay_s=float(room.get("delay_ms", 40)) / 1000,
            gain_db=float(room.get("gain_db", -12)),
            noise_db=float(room.get("noise_db", -66)),
            latency_s=float(room.get("latency_ms", 20)) / 1000,
            impulse=_path(room.get("impulse"), file),
            noise=_path(room.get("noise"), file),
        )
    except (TypeError, ValueError) as error:
        raise BadInput(f"The scene {file} has a value of the wrong kind ({error}).") from error


def _line(line: dict[str, Any], file: Path) -> SceneLine:
    _known(set(line), LINE_KEYS, file, "a [[line]]")
    if ("say" in line) == ("wav" in line):
        raise BadInput(f"Each [[line]] of {file} needs either say = “…” or wav = “…”.")
    after = line.get("after", "answer_end")
    if after not in EVENTS:
        raise BadInput(f"A [[line]] of {file} comes after {after!r}; it must be one of {', '.join(EVENTS)}.")
    return SceneLine(
        say=str(line.get("say", "")),
        wav=_path(line.get("wav"), file),
        voice=str(line.get("voice", "")),
        after=after,
        at_s=float(line["at_s"]) if "at_s" in line else None,
        delay_s=float(line.get("delay_ms", 700)) / 1000,
        name=str(line.get("name", "")),
    )


def _path(name: str | None, file: Path) -> Path | None:
    return file.parent / name if name else None


def _known(names: set[str], known: set[str], file: Path, where: str) -> None:
    if extra := sorted(names - known):
        raise BadInput(f"{file}: {where} has unknown {extra}; allowed are {sorted(known)}.")
