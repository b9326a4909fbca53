"""How does a page see and change the settings? By a table of what each may be, and in the person's own file.

settings.toml is theirs: only the named keys change in it, comments and order stay. Nothing is written that a start
would refuse.
"""

import os
import re
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Any, get_args, get_type_hints, is_typeddict

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Table

from localvoice import strict
from localvoice.app.resident import House
from localvoice.errors import BadInput, StoreError
from localvoice.settings import AUTO, Flag, Settings, override
from localvoice.store.catalogue import chosen, known
from localvoice.strict import Form, Within
from localvoice.tools.persona import names, persona

FILE = "settings.toml"  # in the data folder
KINDS: dict[Any, str] = {str: "text", int: "number", float: "number", bool: "bool"}
WORDS = r"\w+(\|\w+)+"  # a form that is nothing but a choice of words
# What runs programs, or lets tools do more, is written by hand: whoever got hold of the page could do that otherwise.
FIXED = ("mcp", "tools", "lm_hosts")
AEC = ("auto", "webrtc", "off")  # of `audio.echo.canceller`


def settings(house: House) -> dict[str, Any]:
    """What it was started with, what the file says, and what each may be. Raises BadInput, StoreError."""
    file = house.data / FILE
    return {
        "settings": asdict(house.settings),
        "typed": dict(house.typed),
        "written": _read(file).unwrap(),
        "file": str(file),
        "data": str(house.data),
        "table": list(_table(Settings, _choices(house))),
    }


def change(house: House, values: dict[str, Any]) -> dict[str, Any]:
    """Write these settings; None takes one out. Raises BadInput for what cannot be, StoreError."""
    file = house.data / FILE
    if fixed := [name for name in values if name in FIXED]:
        raise BadInput(f"The page may not set {' and '.join(fixed)}, which can run programs: write it in {file}.")
    document = _read(file)
    before = document.unwrap()
    for name, value in values.items():
        _put(document, name, value)
    text = tomlkit.dumps(document)
    _check(text, house.data)
    _write(file, text)
    after = tomllib.loads(text)
    changed = [name for name in values if before.get(name) != after.get(name)]
    typed = [name for name in changed if name in house.typed]
    return {"written": after, "changed": changed, "restart": changed, "typed": typed}


def _read(file: Path) -> tomlkit.TOMLDocument:
    try:
        return tomlkit.parse(file.read_text("utf-8"))
    except FileNotFoundError:
        return tomlkit.document()
    except OSError as error:
        raise StoreError(f"{file} cannot be read ({error.strerror}): make it readable.") from error
    except (UnicodeDecodeError, TOMLKitError) as error:
        raise BadInput(f"{file} cannot be read as TOML ({error}): mend it in an editor.") from error


def _put(document: tomlkit.TOMLDocument, name: str, value: Any) -> None:
    """Raises BadInput for a value that no TOML file can hold."""
    if value is None:
        document.pop(name, None)
        return
    there = document.get(name)
    try:
        if isinstance(there, Table) and isinstance(value, dict):
            for key in [*there]:
                if value.get(key) is None:
                    there.remove(key)
            for key, each in value.items():
                if each is not None:
                    there[key] = each
            return
        document[name] = value
    except (TOMLKitError, ValueError) as error:
        raise BadInput(f"The setting {name[:40]} cannot be written as TOML: give text, or a number.") from error


def _check(text: str, data: Path) -> None:
    """Would it be started with them? Raises BadInput."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"The settings cannot be written as TOML ({error}): use shorter, plainer text.") from error
    made = override(Settings(profile=AUTO), table, "The page")
    persona(made.persona)
    every = chosen(made, data)
    if made.profile != AUTO:
        every.profile(made.profile)
    if made.aec not in AEC:
        raise BadInput(f"The page sets aec to '{made.aec:.40}'; it must be one of {', '.join(AEC)}.")


def _write(file: Path, text: str) -> None:
    """The whole file or nothing; one that is a link stays a link. Raises StoreError."""
    place = file.resolve()
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        mode = place.stat().st_mode & 0o777 if place.exists() else 0o600
        descriptor, new = tempfile.mkstemp(dir=place.parent, prefix=f".{place.name}.")
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as opened:
                opened.write(text)
                opened.flush()
                os.fsync(opened.fileno())
            os.chmod(new, mode)
            os.replace(new, place)
        except BaseException:
            os.unlink(new)
            raise
    except OSError as error:
        raise StoreError(f"{file} cannot be written ({error.strerror}): free space, or make it writable.") from error


def _choices(house: House) -> dict[str, list[str]]:
    profiles = [AUTO, *known(house.data).profiles]
    return {"persona": names(), "profile": profiles, "aec": list(AEC)}


def _table(kind: type, choices: dict[str, list[str]]) -> Iterator[dict[str, Any]]:
    """What each key may be."""
    default = asdict(Settings()) if kind is Settings else {}
    for name, hint in get_type_hints(kind, include_extras=True).items():
        plain, notes, _ = strict.plain(hint)
        about = next((note.about for note in notes if isinstance(note, Flag)), "")
        limits = next((note for note in notes if isinstance(note, Within)), None)
        form = next((note for note in notes if isinstance(note, Form)), None)
        words = form.pattern.split("|") if form and re.fullmatch(WORDS, form.pattern) else choices.get(name)
        yield {
            "name": name,
            "kind": "choice" if words else _kind(plain),
            "about": about,
            "default": default.get(name),
            "choices": words,
            "min": limits.low if limits else None,
            "max": limits.high if limits else None,
            "whole": plain is int,
            "fixed": name in FIXED,
            "form": form.called if form else None,
            "inside": list(_table(inside, {})) if (inside := _inside(plain)) else None,
        }


def _kind(plain: Any) -> str:
    return "table" if _inside(plain) is plain else KINDS.get(plain, "list")


def _inside(plain: Any) -> Any:
    """The table that it is, or that each of its list is; None for no table."""
    each = next(iter(get_args(plain)), plain)
    return each if is_typeddict(each) or is_dataclass(each) else None
