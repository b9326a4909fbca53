"""The command that interprets: translate, live through the microphone, or what is said in a sound file."""

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Any

import typer

from localvoice.cli.ending import document, note
from localvoice.cli.options import Given
from localvoice.cli.signals import run
from localvoice.cli.through import running
from localvoice.errors import BadInput

File = Annotated[Path | None, typer.Argument(help="A sound file; without one, the microphone.", show_default=False)]
Into = Annotated[str, typer.Option("--to", help="Into which language, such as fr; and from it back.")]
From = Annotated[str, typer.Option("--from", help="From which, such as de; without it as heard.")]
Wav = Annotated[Path | None, typer.Option("--wav", help="Write the translation's sound to a file.")]


def translate(given: Given, file: File = None, to: Into = "", from_: From = "", wav: Wav = None) -> None:
    """Interpret live, clause by clause, both ways. Or a sound file; each line with its lag."""
    from dataclasses import replace

    settings = given.settled()
    persona = settings.persona if settings.persona.endswith(".toml") else "interpreter"
    settings = replace(settings, persona=persona, translate_to=to or settings.translate_to, language=from_ or "")
    from localvoice.app.interpreter import pair

    pair(settings)  # what cannot be is said before anything is done
    if wav and not file:
        settings = replace(settings, speaker=str(wav))
    if file:
        settings = replace(settings, mic=str(file.absolute()), speaker=str(wav.absolute()) if wav else "none")
    if file and not file.is_file():
        raise BadInput(f"{file} is no sound file that is there: give another, or none for the microphone.")
    if not file:
        with running(given) as found:
            if found:
                raise BadInput("The localvoice that runs has the microphone: end it by `localvoice stop` first.")
    _converse(given, settings, fast=file is not None)


def _converse(given: Given, settings: Any, fast: bool) -> None:
    import tempfile

    from localvoice.app.report import kept, lags
    from localvoice.app.talk import Talk
    from localvoice.app.talk import talk as converse
    from localvoice.screen import Screen
    from localvoice.trace import Turn

    screen = Screen(sys.stderr if given.json else sys.stdout)
    with ExitStack() as stack:
        turns = stack.enter_context(kept())
        data = Path(stack.enter_context(tempfile.TemporaryDirectory())) if fast else given.folder

        def tell(told: Any) -> None:
            if isinstance(told, Turn):
                turns.keep(told)
            screen.show(told)

        try:
            run(converse, settings, data, Talk(fast=fast, models=given.folder), tell)
        except KeyboardInterrupt:
            note("\nGoodbye.")
        report = lags(turns.all())
    if given.json:
        document(report)
    elif report["clauses"]:
        note(f"{len(report['clauses'])} clauses, lag {report['p50_ms']} ms (median), {report['p95_ms']} ms (95 %).")


COMMANDS = (translate,)
