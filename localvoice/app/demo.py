"""A scripted conversation in the simulated room: what was said, how fast, as numbers, sound and a picture."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from localvoice.app.choice import settle
from localvoice.app.folder import data_folder
from localvoice.app.report import report
from localvoice.app.talk import Notice, Talk, Tell, talk
from localvoice.audio.simulated import scene
from localvoice.audio.simulated.room import Room
from localvoice.audio.simulated.scene import Scene
from localvoice.audio.wav import side_by_side, write_wav
from localvoice.errors import BadInput, LocalvoiceError, StoreError
from localvoice.events import RATE_HZ
from localvoice.settings import Settings
from localvoice.tools.persona import persona
from localvoice.trace import Turn
from localvoice.traces.page import page
from localvoice.traces.waterfall import terminal

TITLE = "localvoice: where the milliseconds of each turn went"
NOTE = (
    "Simulated room: the person is a synthetic voice, loudspeaker and microphone are arithmetic (echo 12 dB down after "
    "40 ms, 20 ms output latency). Recognition, skills and speech really ran, and their time is in the figures."
)


@dataclass(frozen=True)
class Shown:
    """A demo that ran."""

    text: str  # the waterfall of its turns, for a terminal
    json: dict[str, Any]


async def demo(settings: Settings, data: Path, folder: Path, tell: Tell) -> Shown:
    """Run the persona's scene with its own empty memory in `data`; write demo.wav and demo.html to `folder`."""
    turns: list[Turn] = []

    def keep(told: Any) -> None:
        if isinstance(told, Turn):
            turns.append(told)
        tell(told)

    shown = scene_of(settings.persona)
    settings, why = settle(settings, data_folder())
    if why:
        tell(Notice(why))
    room = await talk(settings, data, Talk(fast=True, models=data_folder()), keep, scene=shown)
    if not isinstance(room, Room):
        raise LocalvoiceError("The demo ran outside its room; please report it.")
    turns = [true_times(turn, room) for turn in turns]
    write_wav(folder / "demo.wav", side_by_side(room.person, room.assistant), RATE_HZ)
    try:
        (folder / "demo.html").write_text(page(turns, TITLE, NOTE), "utf-8")
    except OSError as error:
        raise StoreError(
            f"{folder / 'demo.html'} cannot be written ({error.strerror}); choose another --out."
        ) from error
    return Shown(terminal([turn for turn in turns if not turn.unasked]), report(turns, NOTE))


def scene_of(name: str) -> Scene:
    """The scene of a persona. Raises BadInput when it has none."""
    chosen = persona(name)
    if not chosen.scene:
        raise BadInput(f"The persona {chosen.name} has no scene to be shown in; give {chosen.file} a [[scene.line]].")
    return scene.of(chosen.scene, chosen.file, ("scene",))


def true_times(turn: Turn, room: Room) -> Turn:
    """The turn with the room's own truth in place of what the microphone could tell: last voiced sample of the
    person, first audible sample of the loudspeaker."""
    if turn.unasked or not room.spoken:
        return turn
    line = min(room.spoken, key=lambda line: abs(line.last_voiced_s - turn.speech_end_s))
    first_s = room.first_audible_s(line.last_voiced_s) if turn.first_audio_s is not None else None
    spans = tuple(replace(s, start_s=line.last_voiced_s) if s.name == "endpoint" else s for s in turn.spans)
    return replace(turn, speech_end_s=line.last_voiced_s, first_audio_s=first_s, spans=spans)
