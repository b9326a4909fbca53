"""The commands: parse, call, print. Nothing heavy is imported before a command needs it."""

import json as json_module
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from localvoice import __version__
from localvoice.errors import BadInput, LocalvoiceError, ungrouped

if TYPE_CHECKING:
    from localvoice.settings import Settings

app = typer.Typer(
    help="A voice assistant that answers like a person, on a laptop, offline.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # drawing boxes would cost 0.2 s of every --help
)

Json = Annotated[bool, typer.Option("--json", help="One JSON document on standard output, all else on standard error.")]
Data = Annotated[Path | None, typer.Option(help="Folder of timers, lists and settings.")]
Persona = Annotated[str | None, typer.Option(help="Who answers: assistant or cafe.")]
Profile = Annotated[str | None, typer.Option(help="Which models: auto, starter, tiny, light, … (see doctor).")]
Voice = Annotated[str | None, typer.Option(help="A voice of the profile; of espeak-ng en-us, en-gb+f3, …")]
Recogniser = Annotated[str | None, typer.Option(help="A recogniser in place of the profile's (see models).")]
Lm = Annotated[str | None, typer.Option(help="A language model in place of the profile's.")]
VoiceModel = Annotated[str | None, typer.Option(help="A model that speaks in place of the profile's.")]
Language = Annotated[str | None, typer.Option(help="What you speak, such as de; without it the recogniser finds out.")]
Mic = Annotated[str | None, typer.Option(help="Microphone: name, index, default, or a sound file.")]
Speaker = Annotated[str | None, typer.Option(help="Loudspeaker: name, index, default, or a .wav to write.")]
Budget = Annotated[float | None, typer.Option(help="Milliseconds from your last word to the answer's first sound.")]


def main() -> None:
    """The console script."""
    app()


@contextmanager
def reporting(json: bool) -> Iterator[None]:
    """One sentence and exit code 1 for what went wrong; Ctrl-C is no error of anybody's."""
    try:
        with ungrouped():
            yield
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader left: nothing more to say
        raise typer.Exit(1) from None
    except LocalvoiceError as error:
        if json:
            document({"error": str(error), "kind": type(error).__name__})
        note(f"localvoice: {error}")
        raise typer.Exit(1) from None


def document(value: Any) -> None:
    print(json_module.dumps(value, indent=2, ensure_ascii=False), flush=True)


def show(value: Any, json: bool, text: Callable[[Any], str]) -> None:
    document(value) if json else print(text(value))


def note(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _settings(data: Path | None, **options: Any) -> "tuple[Settings, Path]":
    from localvoice.app.assistant import data_folder
    from localvoice.app.choice import settle
    from localvoice.settings import AUTO, Settings, override, read

    folder = data or data_folder()
    given = {name: value for name, value in options.items() if value is not None}
    wanted = override(read(folder / "settings.toml", Settings(profile=AUTO)), given, "the command line")
    settled, why = settle(wanted, folder) if "profile" in options else (wanted, "")
    if why:
        note(why)
    return settled, folder


@app.command()
def talk(
    mic: Mic = None,
    speaker: Speaker = None,
    persona: Persona = None,
    profile: Profile = None,
    voice: Voice = None,
    recogniser: Recogniser = None,
    lm: Lm = None,
    voice_model: VoiceModel = None,
    language: Language = None,
    aec: Annotated[str | None, typer.Option(help="Echo cancellation: auto, webrtc or off.")] = None,
    room: Annotated[Path | None, typer.Option(help="A simulated room with a scripted person (TOML).")] = None,
    fast: Annotated[bool, typer.Option("--fast", help="As fast as possible; for files and rooms.")] = False,
    push_to_talk: Annotated[bool, typer.Option("--push-to-talk", help="Speak between two presses of space.")] = False,
    budget_ms: Budget = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """Talk: a live conversation through microphone and loudspeaker, until Ctrl-C."""
    import anyio

    from localvoice.app.demo import report
    from localvoice.app.talk import Talk
    from localvoice.app.talk import talk as converse
    from localvoice.screen import Screen, single_keys, space_bar
    from localvoice.trace import Turn

    screen, turns = Screen(sys.stderr if json else sys.stdout), []

    def tell(told: Any) -> None:
        turns.extend([told] if isinstance(told, Turn) else [])
        screen.show(told)

    with reporting(json):
        options = {"mic": mic, "speaker": speaker, "persona": persona, "voice": voice, "aec": aec, "language": language}
        models = {"profile": profile, "recogniser": recogniser, "lm": lm, "voice_model": voice_model}
        settings, folder = _settings(data, **options, **models, budget_ms=budget_ms)
        how = Talk(fast, room, push_to_talk)
        try:
            if push_to_talk and not sys.stdin.isatty():
                raise BadInput("--push-to-talk needs a terminal to press the space bar in.")
            if push_to_talk:
                with single_keys():
                    anyio.run(converse, settings, folder, how, tell, space_bar())
            else:
                anyio.run(converse, settings, folder, how, tell)
        except KeyboardInterrupt:
            note("\nGoodbye.")
        if json:
            document(report(turns))


@app.command()
def demo(
    out: Annotated[Path, typer.Option(help="Folder for demo.wav and demo.html.")] = Path(),
    persona: Persona = None,
    profile: Profile = None,
    voice: Voice = None,
    recogniser: Recogniser = None,
    lm: Lm = None,
    voice_model: VoiceModel = None,
    budget_ms: Budget = None,
    json: Json = False,
) -> None:
    """Show a scripted conversation in a simulated room: no microphone, no loudspeaker, no download."""
    import tempfile

    import anyio

    from localvoice.app.demo import demo as run
    from localvoice.screen import Screen
    from localvoice.settings import Settings, override

    screen = Screen(sys.stderr if json else sys.stdout)
    models = {"profile": profile, "recogniser": recogniser, "lm": lm, "voice_model": voice_model}
    given = {"persona": persona, "voice": voice, "budget_ms": budget_ms, **models}
    options = {name: value for name, value in given.items() if value is not None}
    with reporting(json), tempfile.TemporaryDirectory() as memory:
        shown = anyio.run(run, override(Settings(), options, "the command line"), Path(memory), out, screen.show)
        if json:
            document(shown.json)
        else:
            print(f"\n{shown.text}\n\nmedian {shown.json['median_latency_ms']} ms. {shown.json['simulated']}")
        note(f"wrote {out / 'demo.wav'} and {out / 'demo.html'}")


@app.command()
def hear(
    files: Annotated[list[Path], typer.Argument(help="Sound files, one turn each.")],
    persona: Persona = None,
    profile: Profile = None,
    recogniser: Recogniser = None,
    language: Language = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """Hear what is said in sound files, and what it would be taken for; nothing is done about it."""
    import anyio

    from localvoice.app import once

    with reporting(json):
        settings, folder = _settings(data, persona=persona, profile=profile, recogniser=recogniser, language=language)
        show(anyio.run(once.hear, files, settings, folder), json, once.heard_text)


@app.command()
def ask(
    text: Annotated[str, typer.Argument(help="What you would say.")],
    then: Annotated[list[str] | None, typer.Option(help="What you would say next; may be repeated.")] = None,
    aloud: Annotated[bool, typer.Option("--aloud", help="Speak the answer as well.")] = False,
    persona: Persona = None,
    profile: Profile = None,
    voice: Voice = None,
    lm: Lm = None,
    voice_model: VoiceModel = None,
    speaker: Speaker = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """Ask by text, get the answer printed or spoken."""
    import anyio

    from localvoice.app import once

    with reporting(json):
        models = {"profile": profile, "lm": lm, "voice_model": voice_model}
        settings, folder = _settings(data, persona=persona, voice=voice, speaker=speaker, **models)
        first, *more = anyio.run(once.ask, [text, *(then or ())], settings, folder)
        if json:
            document(first | {"then": more} if more else first)
        else:
            print(*(turn["answer"] for turn in (first, *more)), sep="\n")
        if aloud and (answers := " ".join(turn["answer"] for turn in (first, *more)).strip()):
            anyio.run(once.play, *anyio.run(once.say, answers, settings, folder), settings)


@app.command()
def say(
    text: Annotated[str, typer.Argument(help="What to say; Markdown, numbers and the like are made speakable.")],
    out: Annotated[Path | None, typer.Option("-o", "--out", help="Write a WAV file instead of playing.")] = None,
    profile: Profile = None,
    voice: Voice = None,
    voice_model: VoiceModel = None,
    speaker: Speaker = None,
    data: Data = None,
    json: Json = False,
) -> None:
    """Say a text aloud, or into a file."""
    import anyio

    from localvoice.app import once

    with reporting(json):
        settings, folder = _settings(data, profile=profile, voice=voice, voice_model=voice_model, speaker=speaker)
        pcm, rate_hz = anyio.run(once.say, text, settings, folder)
        if not len(pcm):
            raise BadInput("There is nothing to say in this text.")
        if out:
            once.save(out, pcm, rate_hz)
        else:
            anyio.run(once.play, pcm, rate_hz, settings)
        if json:
            document({"text": text, "seconds": round(len(pcm) / rate_hz, 3), "file": str(out) if out else None})


@app.command()
def trace(
    file: Annotated[Path | None, typer.Argument(help="File for --html or --chrome.", show_default=False)] = None,
    last: Annotated[int, typer.Option(min=1, help="How many turns.")] = 10,
    html: Annotated[bool, typer.Option("--html", help="Write a page, to FILE or trace.html.")] = False,
    chrome: Annotated[bool, typer.Option("--chrome", help="Write a Chrome trace, to FILE or trace.json.")] = False,
    data: Data = None,
    json: Json = False,
) -> None:
    """Show where the milliseconds of the last turns went: waterfall, percentiles, page, Chrome trace."""
    from localvoice.app import trace as recorded

    with reporting(json):
        if file and html == chrome:
            raise BadInput(f"{file} needs one of --html and --chrome, to say what to write to it.")
        _, folder = _settings(data)
        found = recorded.look(folder, last)
        if found.damaged:
            note(f"{found.damaged} damaged lines in {folder / recorded.TRACE} were skipped.")
        if html:
            recorded.write_page(found.turns, file or Path("trace.html"))
            note(f"wrote {file or 'trace.html'}")
        if chrome:
            recorded.write_chrome(found.turns, file or Path("trace.json"))
            note(f"wrote {file or 'trace.json'}: open it at ui.perfetto.dev or chrome://tracing")
        if json:
            document(found.json)
        elif not (html or chrome):
            print(found.text)


@app.command()
def devices(json: Json = False) -> None:
    """List microphones and loudspeakers."""
    from localvoice.app import doctor as look

    with reporting(json):
        show(look.devices(), json, look.devices_text)


@app.command()
def skills(persona: Persona = None, json: Json = False) -> None:
    """Show what can be said, with examples."""
    from localvoice.app import skills as look

    with reporting(json):
        show(look.skills(persona or "assistant"), json, look.skills_text)


@app.command()
def voices(profile: Profile = None, voice_model: VoiceModel = None, data: Data = None, json: Json = False) -> None:
    """List the voices of a profile, for --voice."""
    from localvoice.app.voices import voices as find

    with reporting(json):
        found = find(*_settings(data, profile=profile, voice_model=voice_model))
        show(found, json, lambda found: "\n".join(found["voices"]))


@app.command()
def doctor(
    chip: Annotated[str | None, typer.Option(help="Ask about another Mac, such as m1-pro.")] = None,
    memory: Annotated[float, typer.Option(help="The memory of that Mac in GB.")] = 8,
    data: Data = None,
    json: Json = False,
) -> None:
    """Check this machine: sound, disk, engines, and which profiles fit."""
    from localvoice.app import doctor as look

    with reporting(json):
        found = look.imagined(chip, memory) if chip else look.doctor(*_settings(data))
        show(found, json, look.text)
        if not found.get("ready", True):
            raise typer.Exit(1)


What = Annotated[str | None, typer.Argument(help="Profile or model.")]


@app.command()
def pull(
    what: What = None,
    origin: Annotated[Path | None, typer.Option("--from", help="A folder with the files, in place of the hub.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only show what would be fetched.")] = False,
    data: Data = None,
    json: Json = False,
) -> None:
    """Fetch weights once (by default the profile that suits this machine): the only command that uses the network."""
    from localvoice.app import pull as run

    with reporting(json):
        progress = run.Progress(lambda text: print(text, end="", file=sys.stderr, flush=True))
        show(run.pull(what, _settings(data)[1], origin, dry_run, progress.tell), json, run.pulled_text)


@app.command()
def models(data: Data = None, json: Json = False) -> None:
    """List the models, and which of them are here."""
    from localvoice.app import pull as look

    with reporting(json):
        show(look.models(_settings(data)[1]), json, look.models_text)


@app.command()
def verify(what: What = None, data: Data = None, json: Json = False) -> None:
    """Read every byte of the weights (by default all that are here) and compare it with what was pulled."""
    from localvoice.app import pull as look

    with reporting(json):
        found = look.verify(what, _settings(data)[1])
        show(found, json, look.verified_text)
        if not all(one["ok"] for one in found):
            raise typer.Exit(1)


@app.command()
def remove(
    model: Annotated[str, typer.Argument(help="Name of the model.")],
    forget: Annotated[bool, typer.Option("--forget", help="Forget its hashes: the next pull decides anew.")] = False,
    data: Data = None,
    json: Json = False,
) -> None:
    """Delete a model's weights."""
    from localvoice.app import pull as run

    with reporting(json):
        show(run.remove(model, _settings(data)[1], forget), json, run.removed_text)


@app.command()
def version(json: Json = False) -> None:
    """Print the version."""
    if json:
        document({"version": __version__})
    else:
        print(__version__)
