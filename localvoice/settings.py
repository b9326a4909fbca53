"""What a person may set once and for all: a few frozen values, read strictly from settings.toml."""

import tomllib
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from localvoice.errors import BadInput

AUTO = "auto"  # a profile that leaves the choice to `app.choice`


@dataclass(frozen=True)
class Settings:
    mic: str = "default"  # device name, index, "default", or a sound file
    speaker: str = "default"
    persona: str = "assistant"
    profile: str = "starter"  # of weights.toml: which models; or AUTO
    voice: str = ""  # of the profile's voice; "": its own choice
    aec: str = "auto"  # echo cancellation: "auto", "webrtc" or "off"
    patience: float = 1.0  # factor on the silence beyond the shortest that ends a turn, for people who pause a lot
    budget_ms: float = 400.0  # from the last voiced to the first audible sample


def read(path: Path, default: Settings) -> Settings:
    """The settings in `path`; the default ones where it is silent or missing."""
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return default
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadInput(f"{path} cannot be read as TOML ({error}); mend or delete it.") from error
    return override(default, table, str(path))


def override(settings: Settings, values: dict[str, Any], source: str) -> Settings:
    """`settings` with `values` in place of its own; unknown names and wrong types are refused."""
    kinds = {field.name: type(getattr(settings, field.name)) for field in fields(settings)}
    if extra := sorted(set(values) - set(kinds)):
        raise BadInput(f"{source} has unknown settings {extra}; allowed are {sorted(kinds)}.")
    for name, value in values.items():
        fits = isinstance(value, (int, float) if kinds[name] is float else kinds[name])
        if not fits or isinstance(value, bool):
            raise BadInput(f"{source} sets {name} to {value!r}; it must be a {kinds[name].__name__}.")
    return replace(settings, **values)
