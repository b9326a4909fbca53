"""What can it do? One sentence, made from what the persona's skills say of themselves; the rest when asked for."""

from collections.abc import Sequence
from typing import Any

from localvoice.tools import phrasing
from localvoice.tools.skill import Answer, Intent, World

ABOUT = ""
EXAMPLE = 'Try "set a timer for ten minutes", "remind me to call mom at six" or "add milk to my shopping list".'


ALL_WORDS = 30  # that are heard at once; more deeds are told in two answers
FIRST_WORDS = 27  # of the first of those


def tell(slots: dict[str, Any], world: World) -> Answer:
    first = _first(world.skills)
    more = " Ask what else I can do." if len(first) < len(world.skills) else ""
    return Answer(f"I can {phrasing.joined(first)}.{more}")


def tell_more(slots: dict[str, Any], world: World) -> Answer:
    rest = world.skills[len(_first(world.skills)) :]
    return Answer(f"I can also {phrasing.joined(rest)}." if rest else "That is all that I can do.")


def _first(skills: Sequence[str]) -> Sequence[str]:
    """As many of these as one listens to; all, where they are few."""
    words = [len(" ".join(skills[:count]).split()) for count in range(1, len(skills) + 1)]
    if not words or words[-1] <= ALL_WORDS:
        return skills
    return skills[: max(1, sum(each <= FIRST_WORDS for each in words))]


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
