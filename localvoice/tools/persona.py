"""Who is speaking? A persona: a name, the skills it has, and how it greets."""

from dataclasses import dataclass
from importlib import import_module

from localvoice.errors import BadInput
from localvoice.tools.skill import Intent

TALK = ("manners", "help", "courtesy", "smalltalk")  # skills that are conversation


@dataclass(frozen=True)
class Persona:
    name: str
    skills: tuple[str, ...]  # modules of tools.skills, most specific first
    greeting: str  # said when a conversation begins; "" for nothing
    unknown: str  # the honest answer to what no skill understands

    def intents(self) -> tuple[Intent, ...]:
        """What all its skills understand. Loads their modules."""
        return tuple(intent for skill in self.skills for intent in _module(skill).INTENTS)

    def tools(self) -> tuple[Intent, ...]:
        """What a language model needs them for: it speaks, asks and is polite by itself."""
        skills = (skill for skill in self.skills if skill not in TALK)
        return tuple(intent for skill in skills for intent in _module(skill).INTENTS if intent.tool)

    def abouts(self) -> tuple[str, ...]:
        """What its skills are good for, each a short spoken clause; skills that need no mention give none."""
        return tuple(about for skill in self.skills if (about := _module(skill).ABOUT))


def _module(skill: str):
    return import_module(f"localvoice.tools.skills.{skill}")


PERSONAS = {
    "assistant": Persona(
        name="assistant",
        skills=(
            *("clock", "timers", "alarms", "reminders", "lists", "notes", "arithmetic", "conversion", "chance"),
            *("manners", "help", "courtesy", "smalltalk"),
        ),
        greeting="Hello. What can I do for you?",
        unknown="Sorry, I did not understand that. Ask me what I can do.",
    ),
    "cafe": Persona(
        name="cafe",
        skills=("cafe", "manners", "courtesy"),
        greeting="Hi, what can I get you?",
        unknown="Sorry, I did not catch that. What would you like to drink?",
    ),
}


def persona(name: str) -> Persona:
    """The persona of that name. Raises BadInput, which lists the valid names."""
    if name not in PERSONAS:
        raise BadInput(f"there is no persona '{name}': choose one of {', '.join(sorted(PERSONAS))}.")
    return PERSONAS[name]
