"""The commands that hear, think and speak: talk, demo, hear, ask, say, and trace, which shows how long that took."""

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

import typer

from localvoice.cli.ending import document, note, show
from localvoice.cli.options import Given
from localvoice.cli.signals import run
from localvoice.errors import BadInput
from localvoice.settings import AUTO, Settings

Room = Annotated[Path | None, typer.Option(help="A simulated room with a scripted person (TOML).")]
Fast = Annotated[bool, typer.Option("--fast", help="As fast as possible; for files and rooms.")]
PushToTalk = Annotated[bool, typer.Option("--push-to-talk", help="Speak between two presses of space.")]
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


def talk(given: Given, room: Room = None, fast: Fast = False, push_to_talk: PushToTalk = False) -> None:
    """Talk: a live conversation through microphone and loudspeaker, until Ctrl-C."""
    if push_to_talk and not sys.stdin.isatty():
        raise BadInput("--push-to-talk needs a terminal to press the space bar in.")
    from localvoice.app import ahead

    mine, settings = given.settings(), given.settled()
    ahead.begin(settings, given.folder)  # beside all that is imported now
    from localvoice.app.report import kept, report, simulated
    from localvoice.app.talk import Talk
    from localvoice.app.talk import talk as converse
    from localvoice.screen import Screen, single_keys, space_bar
    from localvoice.trace import Turn

    screen = Screen(sys.stderr if given.json else sys.stdout)
    how = Talk(fast, room, push_to_talk, offers=mine.profile == AUTO and mine.persona == Settings().persona)
    with ExitStack() as stack:
        turns = stack.enter_context(kept()) if given.json else None
        keys = space_bar(stack.enter_context(single_keys())) if push_to_talk else None

        def tell(told: Any) -> None:
            if turns and isinstance(told, Turn):
                turns.keep(told)
            screen.show(told)

        try:
            run(converse, settings, given.folder, how, tell, keys)
        except KeyboardInterrupt:
            note("\nGoodbye.")
        if turns:
            document(report(turns.all(), simulated(settings, room)))


def demo(given: Given, out: DemoFolder = Path()) -> None:
    """Show a scripted conversation in a simulated room: no microphone, no loudspeaker, no download."""
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
    """Hear what is said in sound files, and what it would be taken for; nothing is done about it."""
    from localvoice.app.hear import hear as listen
    from localvoice.app.hear import heard_text

    show(run(listen, files, given.settled(), given.folder, note), given.json, heard_text)


def ask(given: Given, text: Text, then: Then = None, aloud: Aloud = False) -> None:
    """Ask by text, get the answer printed or spoken."""
    from localvoice.app.ask import ask as answer

    settings = given.settled()
    turns = run(answer, [text, *(then or ())], settings, given.folder, note)
    first, *more = turns
    answers = [turn["answer"] for turn in turns]
    show(first | {"then": more} if more else first, given.json, lambda _: "\n".join(answers))
    if aloud and (spoken := " ".join(answers).strip()):
        from localvoice.app.play import play
        from localvoice.app.say import say as speak

        run(play, *run(speak, spoken, settings, given.folder, note), settings.speaker)


def say(given: Given, text: ToSay, out: Out = None) -> None:
    """Say a text aloud, or into a file."""
    from localvoice.app.say import is_stdout, save
    from localvoice.app.say import say as speak

    if given.json and out and is_stdout(out):
        raise BadInput("The standard output cannot carry both the sound and --json; write the sound to a file.")
    settings = given.settled()
    pcm, rate_hz = run(speak, text, settings, given.folder, note)
    if not len(pcm):
        raise BadInput("There is nothing in this text that the voice can say: look at the text, or choose a --voice.")
    if out:
        save(out, pcm, rate_hz)
    else:
        from localvoice.app.play import play

        run(play, pcm, rate_hz, settings.speaker)
    if given.json:
        document({"text": text, "seconds": round(len(pcm) / rate_hz, 3), "file": str(out) if out else None})


def trace(given: Given, file: TraceFile = None, last: Last = 10, html: Html = False, chrome: Chrome = False) -> None:
    """Show where the milliseconds of the last turns went: waterfall, percentiles, page, Chrome trace."""
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
