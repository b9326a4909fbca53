"""What would a call do, in words that a person hears before they say yes? The tool's name, and with which arguments."""

from typing import Any

from localvoice.tools.phrasing import joined

MOST_WORDS = 12  # of one argument; nobody keeps more of it in mind
AND_SO_ON = "and so on"


def said_back(name: str, arguments: dict[str, Any]) -> str:
    """ "use set lamp, with room kitchen and on true", as it stands behind "Shall I"."""
    shown = [f"{_words(key)} {_value(value)}".strip() for key, value in arguments.items() if value is not None]
    return f"use {_words(name)}" + (f", with {joined(shown)}" if shown else "")


def _words(name: str) -> str:
    return " ".join(name.replace("_", " ").replace("-", " ").replace(".", " ").split())


def _value(value: Any) -> str:
    match value:
        case bool():
            return "yes" if value else "no"
        case list() | tuple():
            said = joined([_value(each) for each in value]) or "nothing"
        case dict():
            said = joined([f"{_words(str(key))} {_value(each)}" for key, each in value.items()]) or "nothing"
        case _:
            said = str(value) or "nothing"
    words = said.split()
    return " ".join(words) if len(words) <= MOST_WORDS else f"{' '.join(words[:MOST_WORDS])} {AND_SO_ON}"
