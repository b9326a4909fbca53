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

from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal

from localvoice import strict
from localvoice.errors import BadInput
from localvoice.strict import Within

Event = Literal["answer_end", "answer_start", "quiet"]
WITHIN_S = 3600.0  # a scene is played to its last line, and nobody waits for one of more than an hour
Pause = Annotated[float, Within(0.0, 1000 * WITHIN_S)]  # milliseconds
Echo = Annotated[float, Within(0.0, 2000.0)]  # milliseconds between loudspeaker and microphone; a cathedral has less
Level = Annotated[float, Within(-120.0, 40.0)]  # decibels


@dataclass(frozen=True)
class SceneLine:
    say: str = ""  # to be spoken by the simulated person's voice
    wav: Path | None = None  # or a recording
    voice: str = ""  # of espeak-ng; "" for the scene's own
    after: Event = "answer_end"
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


@dataclass(frozen=True)
class RoomTable:
    """[room] as it is written."""

    delay_ms: Echo = 40.0
    gain_db: Level = -12.0
    noise_db: Level = -66.0
    latency_ms: Echo = 20.0
    impulse: str = ""
    noise: str = ""


@dataclass(frozen=True)
class LineTable:
    """[[line]] as it is written."""

    say: str | None = None
    wav: str | None = None
    voice: str = ""
    after: Event = "answer_end"
    at_s: Annotated[float, Within(0.0, WITHIN_S)] | None = None
    delay_ms: Pause = 700.0
    name: str = ""


@dataclass(frozen=True)
class SceneTable:
    room: RoomTable = field(default_factory=RoomTable)
    line: tuple[LineTable, ...] = ()


def read(file: Path) -> Scene:
    """The scene in a TOML file; paths in it count from its own folder. Raises BadInput."""
    try:
        table = strict.toml(file)
    except strict.Unfit as error:
        raise BadInput(f"The scene {file} {error}; give a TOML file with [[line]] tables.") from error
    return of(table, file)


def of(table: dict[str, Any], file: Path, where: strict.Place = ()) -> Scene:
    """The scene in the table of a TOML file, which stands there at `where`. Raises BadInput."""
    try:
        written = strict.made(SceneTable, table, where)
    except strict.Unfit as error:
        raise BadInput(f"The scene {file} {error}.") from error
    if not written.line:
        raise BadInput(f"The scene {file} has no [[line]]; nobody would speak in it.")
    room = written.room
    return Scene(
        lines=tuple(_line(line, file) for line in written.line),
        delay_s=room.delay_ms / 1000,
        gain_db=room.gain_db,
        noise_db=room.noise_db,
        latency_s=room.latency_ms / 1000,
        impulse=_path(room.impulse, file),
        noise=_path(room.noise, file),
    )


def _line(line: LineTable, file: Path) -> SceneLine:
    if (line.say is None) == (line.wav is None):
        raise BadInput(f"Each [[line]] of {file} needs either say = “…” or wav = “…”.")
    return SceneLine(
        say=line.say or "",
        wav=_path(line.wav, file),
        voice=line.voice,
        after=line.after,
        at_s=line.at_s,
        delay_s=line.delay_ms / 1000,
        name=line.name,
    )


def _path(name: str | None, file: Path) -> Path | None:
    return file.parent / name if name else None
