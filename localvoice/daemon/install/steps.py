"""What is done to install something, as data: folders, files and commands, undone in reverse where one fails."""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from localvoice.errors import LocalvoiceError, StoreError

COMMAND_S = 120.0  # somebody may have to answer a question meanwhile
Run = Callable[[Sequence[str]], tuple[int, str]]  # a command → its exit code, and what it said


@dataclass(frozen=True)
class Folder:
    """Is there afterwards; undone, it is gone with all that is in it, where it was not there before."""

    path: Path


@dataclass(frozen=True)
class Write:
    """Is there afterwards with this content; undone, it is as it was."""

    path: Path
    content: bytes
    mode: int = 0o644


@dataclass(frozen=True)
class Gone:
    """A file, or a folder with all that is in it; is not undone."""

    path: Path


@dataclass(frozen=True)
class Command:
    """Something that another program does."""

    argv: tuple[str, ...]
    why: str = ""  # one sentence for the person when it fails; "": what it said
    undo: tuple[str, ...] = ()
    may_fail: bool = False


@dataclass(frozen=True)
class Either:
    """The first steps, or where one of them fails the second ones, and what is told then."""

    first: "tuple[Step, ...]"
    second: "tuple[Step, ...]"
    told: str


@dataclass(frozen=True)
class Say:
    """One sentence for the person, before what follows."""

    text: str


Step = Folder | Write | Gone | Command | Either | Say
Undo = Callable[[], object]


def run(argv: Sequence[str]) -> tuple[int, str]:
    """Really; 127 for a program that there is not."""
    try:
        done = subprocess.run(argv, capture_output=True, text=True, errors="replace", timeout=COMMAND_S, check=False)
    except FileNotFoundError:
        return 127, f"there is no {argv[0]}"
    except (OSError, subprocess.TimeoutExpired) as error:
        return 126, str(error)
    return done.returncode, (done.stderr.strip() or done.stdout.strip())


def carry_out(steps: Sequence[Step], tell: Callable[[str], None], run: Run = run) -> None:
    """All of them, in order. Raises LocalvoiceError, in one sentence, when one fails; what was done is undone then."""
    done: list[Undo] = []
    try:
        for step in steps:
            _do(step, done, tell, run)
    except BaseException:
        for undo in reversed(done):
            with contextlib.suppress(OSError):  # what is left is less than what would be lost by stopping here
                undo()
        raise


def _do(step: Step, done: list[Undo], tell: Callable[[str], None], run: Run) -> None:
    try:
        match step:
            case Folder(path):
                if not path.is_dir():
                    top = next(each for each in (path, *path.parents) if each.parent.is_dir())
                    done.append(lambda: shutil.rmtree(top))
                    path.mkdir(parents=True)
            case Write(path):
                done.append(_as_it_was(path))
                _write(step)
            case Gone(path):
                _remove(path)
            case Command():
                _command(step, done, run)
            case Say(text):
                tell(text)
            case Either(first, second, told):
                _either(first, second, told, done, tell, run)
    except OSError as error:
        where = error.filename or getattr(step, "path", "")
        raise StoreError(f"{where} cannot be written ({error.strerror}): make its folder writable.") from error


def _either(
    first: Sequence[Step],
    second: Sequence[Step],
    told: str,
    done: list[Undo],
    tell: Callable[[str], None],
    run: Run,
) -> None:
    mine: list[Undo] = []
    try:
        for step in first:
            _do(step, mine, tell, run)
        done += mine
    except LocalvoiceError:
        for undo in reversed(mine):
            with contextlib.suppress(OSError):
                undo()
        tell(told)
        for step in second:
            _do(step, done, tell, run)


def _command(step: Command, done: list[Undo], run: Run) -> None:
    code, said = run(step.argv)
    if code and not step.may_fail:
        raise LocalvoiceError(step.why or f"{step.argv[0]} failed ({said}): mend that, and try again.")
    if step.undo:
        done.append(lambda: run(step.undo))


def _as_it_was(path: Path) -> Undo:
    if not path.exists():
        return lambda: path.unlink(missing_ok=True)
    before, mode = path.read_bytes(), path.stat().st_mode & 0o777
    return lambda: _write(Write(path, before, mode))


def _write(file: Write) -> None:
    """Whole, or not at all."""
    new = file.path.with_name(f"{file.path.name}.new")
    new.write_bytes(file.content)
    new.chmod(file.mode)
    os.replace(new, file.path)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
