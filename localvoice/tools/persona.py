"""Who is speaking? A persona, which is one TOML file: a name, a prompt, its skills, how it greets, and perhaps a scene.

Those of this package are in `localvoice/personas`; `--persona FILE` reads any other.
"""

from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Annotated, Any

import localvoice
from localvoice import strict
from localvoice.errors import BadInput
from localvoice.strict import Within
from localvoice.tools import skills
from localvoice.tools.form import offered
from localvoice.tools.form.intents import intents
from localvoice.tools.form.written import Form, checked
from localvoice.tools.skill import Intent, World
from localvoice.tools.tool import Tool

FOLDER = Path(localvoice.__file__).parent / "personas"
TALK = ("manners", "help", "courtesy", "smalltalk")  # skills that are conversation
OTHERS = "*"  # among a persona's skills: all that no persona of the package names


@dataclass(frozen=True)
class Sample:
    """A reply that shows how a persona speaks."""

    said: str
    asked: str = ""  # what it answers


@dataclass(frozen=True)
class Written:
    """A persona as its file has it."""

    name: str
    prompt: str  # who it is, to a language model; how one speaks aloud is added
    greeting: str  # said when a conversation begins; "" for nothing
    unknown: str  # the honest answer to what no skill understands
    skills: tuple[str, ...]  # modules of tools.skills, most specific first; OTHERS among them
    sentences: Annotated[int, Within(0)] = (
        2  # that a language model says at once; then it asks whether to go on; 0: all
    )
    samples: tuple[Sample, ...] = ()  # replies as it should give them; `localvoice persona check` judges them
    procedures: tuple[str, ...] = ()  # files and folders of procedures, beside its own file, for the skill technician
    form: Form | None = None  # what it asks for, field by field, and keeps; see `tools.form.written`
    translate: str = ""  # a language, such as "en": in `talk` everything is interpreted into it, and from it back
    scene: dict[str, Any] = field(default_factory=dict)  # for `demo`, as `audio.simulated.scene` reads it; {}: none


@dataclass(frozen=True)
class Persona(Written):
    file: Path = FOLDER  # where it was read

    def modules(self) -> list[Any]:
        """Its skills, loaded."""
        return [import_module(f"localvoice.tools.skills.{skill}") for skill in _spread(self.skills)]

    def intents(self) -> tuple[Intent, ...]:
        """What all its skills understand; first of all its form."""
        own = intents(self.form) if self.form else ()
        return (*own, *(intent for module in self.modules() for intent in self._of(module)))

    def tools(self) -> tuple[Intent, ...]:
        """What a language model needs them for: it speaks, asks and is polite by itself."""
        modules = (module for module in self.modules() if module.__name__.rpartition(".")[2] not in TALK)
        own = intents(self.form) if self.form else ()
        skilled = (intent for module in modules for intent in self._of(module))
        return tuple(intent for intent in (*own, *skilled) if intent.tool)

    def _of(self, module: Any) -> tuple[Intent, ...]:
        """The intents of a skill; some depend on what the persona's file names."""
        made = getattr(module, "intents", None)
        return made([self.file.parent / each for each in self.procedures]) if made else module.INTENTS

    def offers(self, world: World) -> tuple[Tool, ...]:
        """Tools that are no skills: its form, for a language model."""
        return (offered.tool(self.form, world),) if self.form else ()

    def abouts(self) -> tuple[str, ...]:
        """What its skills are good for, each a short spoken clause; skills that need no mention give none."""
        return tuple(module.ABOUT for module in self.modules() if module.ABOUT)


def names() -> list[str]:
    """The personas of this package."""
    return sorted(file.stem for file in FOLDER.glob("*.toml"))


def persona(name: str) -> Persona:
    """The persona of that name, or in that TOML file. Raises BadInput, which says what is wrong with it."""
    if name in names():
        return _ours(name)
    if name.endswith(".toml"):
        return read(Path(name))
    raise BadInput(f"There is no persona '{name}': choose one of {', '.join(names())}, or give a TOML file.")


def read(file: Path) -> Persona:
    """The persona in a TOML file. Raises BadInput."""
    try:
        written = strict.made(Written, strict.toml(file))
        if written.form:
            checked(written.form)
    except (strict.Unfit, BadInput) as error:
        raise BadInput(f"The persona {file} {error}; mend it, or give another TOML file.") from error
    if strange := [skill for skill in written.skills if skill not in (*_there(), OTHERS)]:
        raise BadInput(f"The persona {file} has unknown skills {strange}; there are {_there()} and {OTHERS!r}.")
    return Persona(**vars(written), file=file)


@cache
def _ours(name: str) -> Persona:
    return read(FOLDER / f"{name}.toml")


def _there() -> list[str]:
    return [module.name for module in iter_modules(skills.__path__)]


def _spread(chosen: tuple[str, ...]) -> list[str]:
    """The skills, with all others in the place of OTHERS."""
    if OTHERS not in chosen:
        return list(chosen)
    named = {skill for name in names() for skill in persona(name).skills}
    at = chosen.index(OTHERS)
    others = [skill for skill in _there() if skill not in named and skill not in chosen]
    return [*chosen[:at], *others, *chosen[at + 1 :]]
