"""What may be typed after a command: its own arguments, and the settings that it takes, from the table of settings."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from localvoice.cli.ending import Commands, note
from localvoice.errors import BadInput
from localvoice.settings import AUTO, Settings, flags, override, read

COMMAND_LINE = "the command line"
JSON = Annotated[bool, typer.Option("--json", help="One JSON document on standard output, all else on standard error.")]
DATA = Annotated[Path | None, typer.Option(help="Folder of timers, lists and settings.")]
WITHOUT_DATA = {"demo", "persona", "skills", "devices", "version"}  # commands that touch nobody's data


@dataclass(frozen=True)
class Given:
    """What was typed beside a command's own arguments."""

    values: Mapping[str, Any]  # of settings, those that were given
    data: Path | None  # None: the platform's folder
    json: bool

    @property
    def folder(self) -> Path:
        """The person's data. Raises BadInput where a file is named."""
        from localvoice.app.folder import data_folder

        if self.data and self.data.exists() and not self.data.is_dir():
            raise BadInput(f"--data {self.data} is a file: name a folder.")
        return self.data or data_folder()

    def over(self, settings: Settings) -> Settings:
        """`settings` with what was typed in place of its own. Raises BadInput."""
        return override(settings, dict(self.values), COMMAND_LINE)

    def settings(self) -> Settings:
        """The person's settings, with what was typed. Raises BadInput."""
        return self.over(read(self.folder / "settings.toml", Settings(profile=AUTO)))

    def settled(self) -> Settings:
        """The same with a profile; which and why is said, where there was a choice."""
        from localvoice.app.choice import settle

        settings, why = settle(self.settings(), self.folder)
        if why:
            note(why)
        return settings


def commands(*functions: Callable[..., None]) -> typer.Typer:
    """The program. A function's name is the command's, its first argument `Given`, its docstring the help; it gets the
    flags of the settings that it takes."""
    app = typer.Typer(
        cls=Commands,
        help="A voice assistant that answers like a person, on a laptop, offline.",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,  # drawing boxes would cost 0.2 s of every --help
    )
    for function in functions:
        app.command(function.__name__)(_with_flags(function))
    return app


def _with_flags(function: Callable[..., None]) -> Callable[..., None]:
    _, *own = inspect.signature(function).parameters.values()
    shared = list(_shared(function.__name__))
    settings = flags(function.__name__)

    def command(**typed: Any) -> None:
        values = {name: typed.pop(name) for name in settings}
        values = {name: value for name, value in values.items() if value is not None}
        function(Given(values, typed.pop("data", None), typed.pop("json")), **typed)

    command.__doc__ = function.__doc__
    every = [*own, *shared]
    command.__signature__ = inspect.Signature(every)  # pyright: ignore[reportFunctionMemberAccess]
    command.__annotations__ = {one.name: one.annotation for one in every}
    return command


def _shared(name: str) -> Iterator[inspect.Parameter]:
    """The flags of the settings that a command takes, and those of every command."""
    for setting, (kind, flag) in flags(name).items():
        yield _keyword(setting, Annotated[kind | None, typer.Option(help=flag.about)], None)
    if name not in WITHOUT_DATA:
        yield _keyword("data", DATA, None)
    yield _keyword("json", JSON, False)


def _keyword(name: str, annotation: Any, default: Any) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
