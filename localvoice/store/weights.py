"""What does weights.toml say? Which models there are, and which of them a profile uses for each role."""

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, TypeVar

from localvoice.errors import BadInput, StoreError


@dataclass(frozen=True)
class Model:
    family: str  # module of localvoice.models that runs it
    roles: list[str]
    licence: str  # SPDX expression
    languages: list[str]


@dataclass(frozen=True)
class Profile:
    about: str
    recogniser: str  # names of models
    voice: str


@dataclass(frozen=True)
class Weights:
    models: dict[str, Model]
    profiles: dict[str, Profile]

    def profile(self, name: str) -> Profile:
        if name not in self.profiles:
            raise BadInput(f"There is no profile “{name}”; choose one of {', '.join(sorted(self.profiles))}.")
        return self.profiles[name]


T = TypeVar("T", Model, Profile)


def path() -> Path:
    """weights.toml: beside the package in a checkout, inside it in a wheel."""
    package = Path(__file__).parents[1]
    inside = package / "weights.toml"
    return inside if inside.exists() else package.parent / "weights.toml"


def read(file: Path) -> Weights:
    """Everything in `file`; unknown or missing keys and dangling names are refused."""
    try:
        table = tomllib.loads(file.read_text("utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise StoreError(f"{file} cannot be read ({error}); install localvoice again.") from error
    models = {name: _entry(Model, f"models.{name}", entry) for name, entry in table.get("models", {}).items()}
    profiles = {name: _entry(Profile, f"profiles.{name}", entry) for name, entry in table.get("profiles", {}).items()}
    for name, profile in profiles.items():
        for role in ("recogniser", "voice"):
            model = models.get(getattr(profile, role))
            if model is None or role not in model.roles:
                raise StoreError(f"[profiles.{name}] names {getattr(profile, role)!r} as {role}; no such model fits.")
    return Weights(models, profiles)


def _entry(kind: type[T], where: str, entry: dict[str, Any]) -> T:
    known = {field.name for field in fields(kind)}
    if extra := sorted(set(entry) - known):
        raise StoreError(f"[{where}] has unknown {extra}; allowed are {sorted(known)}.")
    if missing := sorted(known - set(entry)):
        raise StoreError(f"[{where}] lacks {missing}.")
    return kind(**entry)
