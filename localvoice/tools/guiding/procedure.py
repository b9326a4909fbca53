"""What is a procedure? Steps that a person does one after the other, each with what is seen when it is done: one file.

TOML as the dataclasses have it; or Markdown: a heading, and a numbered list, where a line `Seen: …` below a step
says what `seen` would.
"""

import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from localvoice import strict
from localvoice.errors import BadInput
from localvoice.strict import Form
from localvoice.tools.reading.templates import read as template
from localvoice.tools.reading.templates import words

Text = Annotated[str, Form(r"[^\n]*\S[^\n]*", "text of one line")]
SUFFIXES = (".toml", ".md")
SYSTEMS = {"darwin": "mac", "linux": "linux"}  # sys.platform → as procedures have it
HEADING, NUMBERED = re.compile(r"#\s+(.+)"), re.compile(r"\d+[.)]\s+(.+)")
NAMED = re.compile(r"(?:[-*]\s+)?(asked|called|look|system|end|seen|gone|things|hint|good)\s*:\s*(.+)", re.I)
MANY = ("asked", "called", "seen", "gone", "things")  # several, with commas between


@dataclass(frozen=True)
class Step:
    """One thing to do."""

    say: Text  # what to do
    seen: tuple[Text, ...] = ()  # texts that are all there when it is done; "On|Connected": either of them
    gone: tuple[Text, ...] = ()  # texts of which none is there then
    things: tuple[Text, ...] = ()  # that are all in the picture then: "cup"
    hint: str = ""  # helps who does not find it
    good: str = ""  # what one notices when it is done: "A list of networks opens."

    @property
    def checked(self) -> bool:
        """Can one see that it is done?"""
        return bool(self.seen or self.gone or self.things)


@dataclass(frozen=True)
class Procedure:
    """What is done in order, and how one asks for it."""

    title: Text  # as one speaks of it: "the Wi-Fi on a Mac"
    step: tuple[Step, ...]
    asked: tuple[Text, ...] = ()  # sentences that ask for it, written as a skill's: "(the|my) printer [is] jammed"
    called: tuple[Text, ...] = ()  # names besides the title, in words: "go on with the router"
    look: Literal["screen", "window", "camera"] = "screen"  # where what is done can be seen
    system: Literal["", "mac", "linux"] = ""  # where it is of use; "": everywhere
    end: str = ""  # said when all is done

    @property
    def names(self) -> tuple[str, ...]:
        """What it may be called, in plain words."""
        return tuple(dict.fromkeys(plain(name) for name in (*self.called, self.title) if plain(name)))

    @property
    def words(self) -> tuple[str, ...]:
        """All that are said to ask for it."""
        said = (words(template(sentence)) for sentence in (*self.asked, *self.names))
        return tuple(sorted(set().union(*said)))


def plain(text: str) -> str:
    """In small letters, without signs and article: "the Wi-Fi on a Mac" → "wifi on a mac"."""
    words = " ".join(re.findall(r"[^\W_]+(?:['’][^\W_]+)*", text.lower()))
    return re.sub(r"^(?:the|my|a|an) ", "", re.sub(r"\bwi fi\b", "wifi", words))  # which is one word of dictionaries


def here(places: Iterable[Path], system: str = sys.platform) -> tuple[Procedure, ...]:
    """Those in these files and folders that are of use on this system; a folder may be missing. Raises BadInput."""
    files = [file for place in places for file in ([place] if place.suffix in SUFFIXES else sorted(_inside(place)))]
    every = [read(file) for file in files]
    return tuple(each for each in every if each.system in ("", SYSTEMS.get(system, system)))


def read(file: Path) -> Procedure:
    """The one in a file. Raises BadInput, which says what is wrong with it."""
    try:
        made = strict.made(Procedure, _table(file))
        if not made.step:
            raise strict.Unfit("has no step")
        for sentence in (*made.asked, *made.names):
            template(sentence)
    except (strict.Unfit, BadInput) as error:
        raise BadInput(f"The procedure {file} {error}; mend it, or take it out of its folder.") from error
    return made


def _inside(folder: Path) -> list[Path]:
    return [file for file in folder.glob("*") if file.suffix in SUFFIXES]


def _table(file: Path) -> dict[str, Any]:
    if file.suffix == ".toml":
        return strict.toml(file)
    try:
        return markdown(file.read_text("utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise strict.Unfit(f"cannot be read ({error})") from error


def markdown(text: str) -> dict[str, Any]:
    """The table that a Markdown text stands for. What is neither heading, step nor named line goes on with a step."""
    made: dict[str, Any] = {"step": []}
    for line in filter(None, map(str.strip, text.splitlines())):
        inside = made["step"][-1] if made["step"] else made
        if found := NUMBERED.fullmatch(line):
            made["step"].append({"say": found[1]})
        elif found := NAMED.fullmatch(line):
            name = found[1].lower()
            inside[name] = [part.strip() for part in found[2].split(",")] if name in MANY else found[2]
        elif found := HEADING.fullmatch(line):
            made.setdefault("title", found[1])
        elif inside is not made:
            inside["say"] += f" {line}"
    return made
