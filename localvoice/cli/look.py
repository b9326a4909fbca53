"""The command that looks: at a picture in a file, the screen, a window, the clipboard or through the camera."""

from pathlib import Path
from typing import Annotated

import typer

from localvoice.cli.ending import note, show
from localvoice.cli.options import Given
from localvoice.cli.signals import run
from localvoice.cli.speech import speak
from localvoice.errors import BadInput

What = Annotated[
    list[str] | None,
    typer.Argument(metavar="[FILE] [QUESTION]", help="A picture; and what to find out, such as “what is the total”."),
]
AtScreen = Annotated[bool, typer.Option("--screen", help="Look at the screen, as without a file.")]
AtWindow = Annotated[str, typer.Option("--window", help="Look at the window of this name; front: the one in front.")]
AtClipboard = Annotated[bool, typer.Option("--clipboard", help="Look at the picture that was copied.")]
AtCamera = Annotated[bool, typer.Option("--camera", help="Look through the camera.")]
Say = Annotated[bool, typer.Option("--say", help="Speak the answer as well.")]
FRONT = "front"
PICTURES = {".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff", ".avif", ".heic", ".heif", ".pdf"}


def look(
    given: Given,
    what: What = None,
    screen: AtScreen = False,
    window: AtWindow = "",
    clipboard: AtClipboard = False,
    camera: AtCamera = False,
    say: Say = False,
) -> None:
    """Say what is on the screen or in a picture. Or find something out in it; nothing of it is stored."""
    words = list(what or ())
    file = Path(words.pop(0)) if words and _is_picture(words[0]) else None
    places = [name for name, wanted in (("screen", screen), ("clipboard", clipboard), ("camera", camera)) if wanted]
    places += ["window" if window == FRONT else f"window {window}"] if window else []
    if len(places) + bool(file) > 1:
        raise BadInput("Name one thing to look at: a file, --screen, --window, --clipboard or --camera.")
    from localvoice.app.sight import once

    where = places[0] if places else "screen"
    seen = run(once, given.settled(), given.folder, note, where, file, " ".join(words))
    show(seen, given.json, lambda found: found["answer"])
    if say:
        speak(given, seen["answer"], None)


def _is_picture(word: str) -> bool:
    """A file, whether it is there or not."""
    path = Path(word)
    return path.suffix.lower() in PICTURES or path.is_file()


COMMANDS = (look,)
