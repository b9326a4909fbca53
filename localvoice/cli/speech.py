"""The commands that hear, think and speak: talk, demo, hear, ask, say, and trace, which shows how long that took."""

import sys
from contextlib import ExitStack, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from localvoice.cli.attached import attached
from localvoice.cli.ending import document, note, show
from localvoice.cli.options import Given
from localvoice.cli.signals import run
from localvoice.cli.through import asked, running
from localvoice.errors import BadInput
from localvoice.settings import AUTO, Settings

if TYPE_CHECKING:
    from localvoice.app.report import Turns
    from localvoice.screen import Screen

Room = Annotated[Path | None, typer.Option(help="A simulated room with a scripted person (TOML).")]
Fast = Annotated[bool, typer.Option("--fast", help="As fast as possible; for files and rooms.")]
PushToTalk = Annotated[bool, typer.Option("--push-to-talk", help="Speak between two presses of space.")]
UseCamera = Annotated[bool, typer.Option("--camera", help="Keep the camera open, to be asked what it sees.")]
Watch = Annotated[bool, typer.Option("--watch", help="Tell what changes in front of the camera, until you say stop.")]
DemoFolder = Annotated[Path, typer.Option(help="Folder for demo.wav and demo.html.")]
Files = Annotated[list[Path], typer.Argument(help="Sound files, one turn each.")]
Text = Annotated[str, typer.Argument(help="What you would say.")]
Then = Annotated[list[str] | None, typer.Option(help="What you would say next; may be repeated.")]
Aloud = Annotated[bool, typer.Option("--aloud", help="Speak the answer as well.")]
ToSay = Annotated[str, typer.Argument(help="What to say; Markdown, numbers and the like are made speakable.")]
Out = Annotated[
    Path | None,
    typer.Option(
        "-o", "--out", help="Write a sound file instead of playing; its name says of which kind, - is standard output."
    ),
]
TraceFile = Annotated[Path | None, typer.Argument(help="File for --html or --chrome.", show_default=False)]
Last = Annotated[int, typer.Option(min=1, help="How many turns.")]
Html = Annotated[bool, typer.Option("--html", help="Write a page, to FILE or trace.html.")]
Chrome = Annotated[bool, typer.Option("--chrome", help="Write a Chrome trace, to FILE or trace.json.")]


def talk(
    given: Given,
    room: Room = None,
    fast: Fast = False,
    push_to_talk: PushToTalk = False,
    camera: UseCamera = False,
    watch: Watch = False,
) -> None:
    """Talk live through microphone and loudspeaker, until Ctrl-C."""
    if push_to_talk and not sys.stdin.isatty():
        raise BadInput("--push-to-talk needs a terminal to press the space bar in.")
    with running(given, alone=False) if room is None and not fast else nullcontext() as found:
        if found:
            attached(found, given, push_to_talk, camera or watch)
            return
    from localvoice.app import ahead

    mine, settings = given.settings(), given.settled()
    ahead.begin(settings, given.folder)  # beside all that is imported now
    from localvoice.app.report import kept, report, simulated
    from localvoice.app.talk import Talk
    from localvoice.app.talk import talk as converse
    from localvoice.screen import Screen, single_keys, space_bar

    screen = Screen(sys.stderr if given.json else sys.stdout)
    offers = mine.profile == AUTO and mine.persona == Settings().persona
    how = Talk(fast, room, push_to_talk, camera, watch, offers)
    with ExitStack() as stack:
        turns = stack.enter_context(kept()) if given.json else None
        keys = space_bar(stack.enter_context(single_keys())) if push_to_talk else None
        try:
            run(converse, settings, given.folder, how, lambda told: _tell(told, screen, turns), keys)
        except KeyboardInterrupt:
            note("\nGoodbye.")
        if turns:
            document(report(turns.all(), simulated(settings, room)))


def _tell(told: Any, screen: "Screen", turns: "Turns | None") -> None:
    """Show it, and keep a turn for the document."""
    from localvoice.trace import Turn

    if turns and isinstance(told, Turn):
        turns.keep(told)
    screen.show(told)


def demo(given: Given, out: DemoFolder = Path()) -> None:
    """Show a scripted conversation in a simulated room. No microphone, no loudspeaker, no download."""
    import tempfile

    from localvoice.app.demo import demo as show_all
    from localvoice.screen import Screen

    screen = Screen(sys.stderr if given.json else sys.stdout)
    with tempfile.TemporaryDirectory() as memory:
        shown = run(show_all, given.over(Settings()), Path(memory), out, screen.show)
    show(
        shown.json,
        given.json,
        lambda json: f"\n{shown.text}\n\nmedian {json['median_latency_ms']} ms. {json['simulated']}",
    )
    note(f"wrote {out / 'demo.wav'} and {out / 'demo.html'}")


def hear(given: Given, files: Files) -> None:
    """Hear what is said in sound files. And what it would be taken for; nothing is done about it."""
    with running(given) as found:
        if found and all(file.is_file() for file in files):  # a pipe is this process's own
            answer = asked(found, "hear", files=[str(file.absolute()) for file in files])
            heard = [one | {"file": str(file)} for one, file in zip(answer["heard"], files, strict=True)]
        else:
            from localvoice.app.hear import hear as listen

            heard = run(listen, files, given.settled(), given.folder, note)

    def text(heard: Any) -> str:
        from localvoice.app.hear import heard_text

        return heard_text(heard)

    show(heard, given.json, text)


def ask(given: Given, text: Text, then: Then = None, aloud: Aloud = False) -> None:
    """Ask by text, get the answer printed or spoken."""
    with running(given) as found:
        if found:
            turns = asked(found, "ask", text=text, then=then or [])["turns"]
        else:
            from localvoice.app.ask import ask as answer

            turns = run(answer, [text, *(then or ())], given.settled(), given.folder, note)
        first, *more = turns
        answers = [turn["answer"] for turn in turns]
        show(first | {"then": more} if more else first, given.json, lambda _: "\n".join(answers))
        if aloud and (spoken := " ".join(answers).strip()):
            if found:
                asked(found, "say", text=spoken)
            else:
                speak(given, spoken, None)


def say(given: Given, text: ToSay, out: Out = None) -> None:
    """Say a text aloud, or into a file."""
    if given.json and out:
        from localvoice.app.say import is_stdout

        if is_stdout(out):
            raise BadInput("The standard output cannot carry both the sound and --json; write the sound to a file.")
    with running(given) as found:
        if found and not out:
            seconds = asked(found, "say", text=text)["seconds"]
        elif found and out:
            seconds = _save(out, *_sound(asked(found, "say", text=text, sound=True)))
        else:
            seconds = speak(given, text, out)
    if given.json:
        document({"text": text, "seconds": seconds, "file": str(out) if out else None})


def speak(given: Given, text: str, out: Path | None) -> float:
    """Aloud, or into a file; how many seconds that takes."""
    from localvoice.app.say import say as speak

    settings = given.settled()
    pcm, rate_hz = run(speak, text, settings, given.folder, note)
    if not len(pcm):
        raise BadInput("There is nothing in this text that the voice can say: look at the text, or choose a --voice.")
    if out:
        return _save(out, pcm, rate_hz)
    from localvoice.app.play import play

    run(play, pcm, rate_hz, settings.speaker)
    return round(len(pcm) / rate_hz, 3)


def _sound(answer: dict[str, Any]) -> tuple[Any, int]:
    """What came with it, (n,) float32, and its rate."""
    import base64

    import numpy as np

    return np.frombuffer(base64.b64decode(answer["pcm"]), "<f4"), answer["rate_hz"]


def _save(out: Path, pcm: Any, rate_hz: int) -> float:
    from localvoice.app.say import save

    save(out, pcm, rate_hz)
    return round(len(pcm) / rate_hz, 3)


def trace(given: Given, file: TraceFile = None, last: Last = 10, html: Html = False, chrome: Chrome = False) -> None:
    """Show where the milliseconds of the last turns went. As waterfall, percentiles, page or Chrome trace."""
    from localvoice.app import trace as recorded

    if file and html == chrome:
        raise BadInput(f"{file} needs one of --html and --chrome, to say what to write to it.")
    given.settings()  # a mistake in the person's settings is told whatever is asked
    found = recorded.look(given.folder, last)
    if found.damaged:
        note(f"{found.damaged} damaged lines in {given.folder / recorded.TRACE} were skipped.")
    if html:
        recorded.write_page(found.turns, file or Path("trace.html"))
        note(f"wrote {file or 'trace.html'}")
    if chrome:
        recorded.write_chrome(found.turns, file or Path("trace.json"))
        note(f"wrote {file or 'trace.json'}: open it at ui.perfetto.dev or chrome://tracing")
    if given.json or not (html or chrome):
        show(found.json, given.json, lambda _: found.text)


COMMANDS = (talk, demo, hear, ask, say, trace)
