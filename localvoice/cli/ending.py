"""How a command ends: with what it found, with one sentence of what went wrong, or because somebody ended it."""

import json as json_module
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn

import typer
from typer.core import TyperGroup

from localvoice.errors import LocalvoiceError, ungrouped


class Commands(TyperGroup):
    """All commands; whichever of them runs, it ends here."""

    def main(self, args: Sequence[str] | None = None, *rest: Any, standalone_mode: bool = True, **how: Any) -> NoReturn:
        given = list(sys.argv[1:] if args is None else args)
        with reporting("--json" in given):
            code = super().main(given, *rest, standalone_mode=False, **how)
            sys.exit(code or 0)


@contextmanager
def reporting(json: bool) -> Iterator[None]:
    """One sentence and exit code 1 for what went wrong; Ctrl-C is no error of anybody's."""
    try:
        with ungrouped():
            yield
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader left: nothing more to say
        sys.exit(1)
    except LocalvoiceError as error:
        if json:
            document({"error": str(error), "kind": type(error).__name__})
        note(f"localvoice: {error}")
        sys.exit(1)
    except typer.TyperException as error:
        if json:
            document({"error": error.format_message(), "kind": "BadInput"})
        error.show()  # pyright: ignore[reportAttributeAccessIssue]  what comes out of `main` is click's
        sys.exit(error.exit_code)


def document(value: Any) -> None:
    print(json_module.dumps(value, indent=2, ensure_ascii=False), flush=True)


def show(value: Any, json: bool, text: Callable[[Any], str]) -> None:
    """What a command found, as one document or for a person."""
    document(value) if json else print(text(value), flush=True)


def note(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
