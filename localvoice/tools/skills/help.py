"""What can it do? What the persona's skills say of themselves, a few at a time; more when asked what else."""

from collections.abc import Sequence
from typing import Any

from localvoice.tools import phrasing
from localvoice.tools.skill import Answer, Intent, World

ABOUT = ""
EXAMPLE = 'Try "set a timer for ten minutes", "remind me to call mom at six" or "add milk to my shopping list".'


WORDS = 27  # that are heard at once; more deeds are told in as many answers as that takes
ELSE = "Ask what else I can do."


def tell(slots: dict[str, Any], world: World) -> Answer:
    return _told(_pages(world.skills), 0)


def tell_more(slots: dict[str, Any], world: World) -> Answer:
    """What comes after the deeds that were told last."""
    pages = _pages(world.skills)
    last = next((at for at, page in enumerate(pages) if phrasing.joined(page) in world.said), 0)
    return _told(pages, last + 1) if last + 1 < len(pages) else Answer("That is all that I can do.")


def _told(pages: Sequence[Sequence[str]], number: int) -> Answer:
    more = f" {ELSE}" if number + 1 < len(pages) else ""
    return Answer(f"I can {'also ' if number else ''}{phrasing.joined(pages[number])}.{more}")


def _pages(skills: Sequence[str]) -> list[Sequence[str]]:
    """These, as many at a time as one listens to."""
    pages: list[list[str]] = [[]]
    for skill in skills:
        if pages[-1] and len(" ".join([*pages[-1], skill]).split()) > WORDS:
            pages.append([])
        pages[-1].append(skill)
    return [tuple(page) for page in pages]


def show(slots: dict[str, Any], world: World) -> Answer:
    return Answer(EXAMPLE)


INTENTS = (
    Intent(
        "help",
        (
            "what (can|do) you do [for me]",
            "help [me]",
            "what are you (good for|able to do)",
            "what (can|should) i (ask|ask you|say) [to you]",
            "how can you help [me]",
            "what are your skills",
            "what do you (know|understand)",
        ),
        tell,
        "Tell what the assistant can do.",
        wish="tell you what I can do",
    ),
    Intent(
        "help_more",
        (
            "what else (can|do) you do [for me]",
            "what else (can|should) i (ask|say|ask you)",
            "what else are you good for",
        ),
        tell_more,
        "Tell what else the assistant can do.",
        typed=("what else",),
    ),
    Intent(
        "help_example",
        ("give me (an example|some examples|examples)", "(for example|like what)"),
        show,
        "Give examples of what to say.",
        wish="give you examples",
    ),
)
