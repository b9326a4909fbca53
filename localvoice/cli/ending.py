"""How a command ends: with what it found, with one sentence of what went wrong, or because somebody ended it."""

import json as json_module
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from io import StringIO, TextIOWrapper
from typing import Any, NoReturn, TextIO

import typer
from typer.core import TyperGroup

from localvoice.errors import LocalvoiceError, ungrouped


class Commands(TyperGroup):
    """All commands; whichever of them runs, it ends here."""

    def main(self, args: Sequence[str] | None = None, *rest: Any, standalone_mode: bool = True, **how: Any) -> NoReturn:
        given = list(sys.argv[1:] if args is None else args)
        options = given[: given.index("--")] if "--" in given else given
        with writing(), reporting("--json" in options):
            code = super().main(given, *rest, standalone_mode=False, **how)
            if sys.stdout:
                sys.stdout.flush()
            sys.exit(code or 0)


@contextmanager
def reporting(json: bool) -> Iterator[None]:
    """One sentence and exit code 1 for what went wrong; Ctrl-C is no error of anybody's."""
    try:
        with ungrouped():
            yield
    except KeyboardInterrupt:
        sys.exit(130)
    except LocalvoiceError as error:
        if json:
            document({"error": str(error), "kind": type(error).__name__})
        note(f"localvoice: {error}")
        sys.exit(1)
    except typer.TyperException as error:
        if json:
            document({"error": error.format_message(), "kind": "BadInput"})
        told = StringIO()
        error.show(told)  # pyright: ignore[reportAttributeAccessIssue]  what comes out of `main` is click's
        note(told.getvalue().rstrip())
        sys.exit(error.exit_code)


@contextmanager
def writing() -> Iterator[None]:
    """One sentence where standard output takes no more; where its reader has left there is nothing more to say."""
    try:
        yield
    except OSError as error:
        if not isinstance(sys.stdout, Printed) or sys.stdout.refused is not error:
            raise
        _nowhere(sys.stdout)
        if not isinstance(error, BrokenPipeError):
            note(f"localvoice: The output cannot be written ({error.strerror}); free some space, or send it elsewhere.")
        sys.exit(1)


class Printed(TextIOWrapper):
    """Standard output that knows what it was refused; what its encoding lacks becomes a question mark."""

    refused: OSError | None = None

    def write(self, text: str, /) -> int:
        with self._noting():
            return super().write(text)

    def flush(self) -> None:
        with self._noting():
            super().flush()

    @contextmanager
    def _noting(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            self.refused = error
            raise


def prepare_output() -> None:
    """Let standard output and error be what `writing` and `note` need."""
    if isinstance(sys.stdout, TextIOWrapper):
        encoding, lines = sys.stdout.encoding, sys.stdout.line_buffering
        sys.stdout = Printed(sys.stdout.detach(), encoding=encoding, errors="replace", line_buffering=lines)
    if isinstance(sys.stderr, TextIOWrapper):
        sys.stderr.reconfigure(errors="replace")


def document(value: Any) -> None:
    """One JSON document; escaped where the output's encoding would lose characters."""
    unicode = (sys.stdout.encoding or "").lower().startswith("utf") if sys.stdout else True
    print(json_module.dumps(value, indent=2, ensure_ascii=not unicode), flush=True)


def show(value: Any, json: bool, text: Callable[[Any], str]) -> None:
    """What a command found, as one document or for a person."""
    document(value) if json else print(text(value), flush=True)


def note(text: str, end: str = "\n") -> None:
    """For the person, beside the output; where nobody can be told, nobody is."""
    try:
        print(text, end=end, file=sys.stderr, flush=True)
    except OSError:
        _nowhere(sys.stderr)


def _nowhere(stream: TextIO) -> None:
    """Let nobody write to it again: Python would fail at its exit with what it still holds."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
