"""What a person may set once and for all: one table of frozen values, for settings.toml and for the commands' flags."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache
from pathlib import Path
from typing import Annotated, Any, NamedTuple, TypedDict, get_args, get_type_hints

from localvoice import strict
from localvoice.errors import BadInput
from localvoice.events import TONES
from localvoice.strict import Form, Within

STAYS = "start restart install"  # commands of what is always there; they take what `talk` takes, too
AUTO = "auto"  # a profile that leaves the choice to `app.choice`


class Flag(NamedTuple):
    """How a setting is given to commands; the flag is its name with hyphens."""

    about: str  # one sentence for --help
    commands: str  # that take it


class Sampling(TypedDict, total=False):
    """How a language model chooses its words; the names and the defaults are those of `models.roles.Sampling`."""

    temperature: Annotated[float, Within(0.0, 2.0)]
    top_p: Annotated[float, Within(0.01, 1.0)]
    top_k: Annotated[int, Within(0, 1000)]
    min_p: Annotated[float, Within(0.0, 1.0)]
    repetition_penalty: Annotated[float, Within(1.0, 2.0)]
    max_tokens: Annotated[int, Within(1, 1000)]  # a thousand are minutes of speech


@dataclass(frozen=True)
class Tools:
    """The table [tools]: what a language model may use besides the skills. Names may be patterns: "files_*"."""

    functions: tuple[str, ...] = ()  # files of Python functions, or folders of such files; beside the settings, or ~
    tools_shown: Annotated[int, Within(0, 1000)] = (
        12  # of more than these a model sees the names, and asks for the rest
    )
    allow: tuple[str, ...] = ()  # are used without a question
    ask: tuple[str, ...] = ()  # are asked about first, whatever they say of themselves
    never: tuple[str, ...] = ()  # are not used at all


@dataclass(frozen=True)
class Mcp:
    """One [[mcp]]: a server of the Model Context Protocol, started as a command or reached on this machine."""

    name: Annotated[str, Form("[a-z][a-z0-9_-]*", "short name in small letters")]
    command: str = ""  # "" with `url`
    args: tuple[str, ...] = ()
    env: dict[str, str] = field(default_factory=dict)  # besides what every program gets
    url: str = ""  # on this machine
    # Of all its tools, whatever they say of themselves; "": as they say, and where they do not, they are asked about
    permission: Annotated[str, Form("read|write|never|", "word: read, write or never")] = ""


TONE = f"-?({'|'.join(TONES)})"  # "-": not that one
TAG = "[a-z]{2,3}(-[A-Z]{2})?"  # of a language


@dataclass(frozen=True)
class Settings:
    mic: Annotated[str, Flag("Microphone: name, index, default, headset, or a sound file.", "talk translate")] = (
        "default"
    )
    speaker: Annotated[
        str, Flag("Loudspeaker: name, index, default, or a .wav to write.", "talk translate ask say")
    ] = "default"
    persona: Annotated[str, Flag("Who answers: assistant, cafe or a file.", "talk demo hear ask skills compare")] = (
        "assistant"
    )
    profile: Annotated[  # of weights.toml; or AUTO
        str,
        Flag(
            "Which models: auto, starter, tiny, light, … (see doctor).",
            "talk translate demo hear ask say look voices compare",
        ),
    ] = "starter"
    voice: Annotated[  # "": the voice model's own choice
        str,
        Flag(
            "A voice of the profile (see voices): heart; of espeak-ng en-us, en-gb+f3, …",
            "talk translate demo ask say look compare",
        ),
    ] = ""
    recogniser: Annotated[  # a model of weights.toml; "": the profile's; so with the next two
        str, Flag("A recogniser in place of the profile's (see models).", "talk translate demo hear compare")
    ] = ""
    lm: Annotated[  # or the address of a server: is_server
        str,
        Flag(
            "A language model in place of the profile's, or a server's address here.",
            "talk translate demo ask look compare",
        ),
    ] = ""
    # Machines of the local network in which, beside this one, the model of `lm` runs; () for this one alone. A table
    # [lm] would have made `lm` two things, for it is a name or an address on the command line.
    lm_hosts: tuple[str, ...] = ()
    voice_model: Annotated[
        str, Flag("A model that speaks in place of the profile's.", "talk translate demo ask say voices compare")
    ] = ""
    language: Annotated[  # "": as heard
        str,
        Form(f"({TAG}(, ?{TAG})*)?", "tag such as de or de-DE, several of them (de, en), or empty"),
        Flag("What you speak, such as de or de,en; without it the recogniser finds out.", "talk hear"),
    ] = ""
    camera: str = "default"  # which one: default, its number, or a video file that stands in for one
    translate_to: Annotated[  # "": the persona's own
        str, Form(f"({TAG})?", "tag such as fr")
    ] = ""
    aec: Annotated[str, Flag("Echo cancellation: auto, webrtc or off.", "talk translate")] = "auto"
    patience: Annotated[float, Within(0.0, 10.0)] = 1.0  # factor on the silence beyond the shortest that ends a turn
    end_word: Annotated[
        str,
        Form("([a-z']+( [a-z']+)*)?", "word in small letters, such as over"),
        Flag("A word that ends what you say, such as over, where it is never quiet.", "talk"),
    ] = ""
    tone: Annotated[
        str,
        Form(
            f"all|none|{TONE}(, ?{TONE})*", f"list of tones ({', '.join(TONES)}), all, none, or all but some (-rising)"
        ),
        Flag(
            "Your tones that change the answer: all, none, some (whispered,fast), all but some (-rising).",
            "talk translate",
        ),
    ] = "all"
    budget_ms: Annotated[
        float,
        Within(0.0, 60_000.0),
        Flag("Milliseconds from your last word to the answer's first sound.", "talk demo"),
    ] = 400.0
    listen: Annotated[
        str,
        Form("press|always|wake", "word: press, always or wake"),
        Flag("When to listen: press (a key or `press`), always, or wake (the wake word).", STAYS),
    ] = "press"
    wake_word: Annotated[str, Flag("The wake word, with --listen wake.", STAYS)] = "okay nabu"
    follow_up_s: Annotated[  # chosen
        float, Within(0.0, 120.0), Flag("Seconds that it listens on after an answer, without key or word.", STAYS)
    ] = 6.0
    idle_free_min: Annotated[
        float, Within(0.0, 10_080.0), Flag("Minutes without use until models leave the memory; 0: never.", STAYS)
    ] = 30.0
    host: Annotated[str, Flag("Address where other programs reach it.", STAYS)] = "127.0.0.1"
    port: Annotated[int, Within(0, 65_535), Flag("Port of the realtime protocol; 0: none.", STAYS)] = 8765
    wyoming_port: Annotated[int, Within(0, 65_535), Flag("Port for Home Assistant's Wyoming; 0: none.", STAYS)] = 0
    zeroconf: Annotated[bool, Flag("Make the Wyoming server known on the network.", STAYS)] = False
    sampling: Sampling = field(default_factory=Sampling)
    documents: str = ""  # a folder of texts that may be asked about; "": none; beside the settings, or ~
    tools: Tools = Tools()
    mcp: tuple[Mcp, ...] = ()


def is_server(lm: str) -> bool:
    """Is this the address of a language server, and no model's name?"""
    return "://" in lm


@cache
def flags(command: str) -> Mapping[str, tuple[type, Flag]]:
    """Name of the setting → its kind and flag, for every setting that the command takes."""
    found, like = {}, {command, "talk"} if command in STAYS.split() else {command}
    for name, hint in get_type_hints(Settings, include_extras=True).items():
        for note in getattr(hint, "__metadata__", ()):
            if isinstance(note, Flag) and like & {*note.commands.split()}:
                found[name] = (get_args(hint)[0], note)
    return found


def read(path: Path, default: Settings) -> Settings:
    """The settings in `path`; the default ones where it is silent or missing. Raises BadInput."""
    try:
        return override(default, strict.toml(path), str(path))
    except strict.Missing:
        return default
    except strict.Unfit as error:
        raise BadInput(f"{path} {error}; mend or delete it.") from error


def override(settings: Settings, values: dict[str, Any], source: str) -> Settings:
    """`settings` with `values` in place of its own; `source` is who says so. Raises BadInput for what cannot be."""
    try:
        given = strict.made(Settings, values)
    except strict.Unfit as error:
        raise BadInput(f"{source} {error}.") from error
    return replace(settings, **{one.name: getattr(given, one.name) for one in fields(Settings) if one.name in values})
