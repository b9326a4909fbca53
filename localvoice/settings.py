"""What a person may set once and for all: a few frozen values, read strictly from settings.toml."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from localvoice.errors import BadInput

AUTO = "auto"  # a profile that leaves the choice to `app.choice`
# What [sampling] may set, and from where to where; what it leaves out is as in `models.roles.Sampling`, whose names
# these are. A thousand tokens are minutes of speech.
SAMPLING: Mapping[str, tuple[float, float]] = {
    "temperature": (0.0, 2.0),
    "top_p": (0.01, 1.0),
    "top_k": (0, 1000),
    "min_p": (0.0, 1.0),
    "repetition_penalty": (1.0, 2.0),
    "max_tokens": (1, 1000),
}
LANGUAGE = re.compile("|[a-z]{2,3}(-[A-Z]{2})?")  # nothing, or "de", or "de-DE"
KINDS = {str: "text", float: "number", int: "whole number", dict: "table"}


@dataclass(frozen=True)
class Settings:
    mic: str = "default"  # device name, index, "default", or a sound file
    speaker: str = "default"
    persona: str = "assistant"
    profile: str = "starter"  # of weights.toml: which models; or AUTO
    voice: str = ""  # of the profile's voice; "": its own choice
    recogniser: str = ""  # a model of weights.toml in place of the profile's; "": the profile's
    lm: str = ""
    voice_model: str = ""
    language: str = ""  # the person's, such as "de"; "": as heard
    aec: str = "auto"  # echo cancellation: "auto", "webrtc" or "off"
    patience: float = 1.0  # factor on the silence beyond the shortest that ends a turn, for people who pause a lot
    budget_ms: float = 400.0  # from the last voiced to the first audible sample
    sampling: Mapping[str, Any] = field(default_factory=dict)  # of the language model: some of SAMPLING


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
        if not _fits(value, kinds[name]):
            raise BadInput(f"{source} sets {name} to {value!r}; it must be a {KINDS[kinds[name]]}.")
    if not LANGUAGE.fullmatch(tag := values.get("language", "")):
        raise BadInput(f"{source} sets language to {tag!r}; it must be a tag such as de or de-DE, or empty.")
    for name, value in values.get("sampling", {}).items():
        if name not in SAMPLING:
            raise BadInput(f"{source} has an unknown {name} in [sampling]; allowed are {sorted(SAMPLING)}.")
        low, high = SAMPLING[name]
        if not (_fits(value, type(low)) and low <= value <= high):
            kind = KINDS[type(low)]
            raise BadInput(
                f"{source} sets {name} in [sampling] to {value!r}; it must be a {kind} from {low} to {high}."
            )
    return replace(settings, **values)


def _fits(value: Any, kind: type) -> bool:
    return isinstance(value, (int, float) if kind is float else kind) and not isinstance(value, bool)
