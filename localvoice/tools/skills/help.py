"""What can it do? One sentence, made from what the persona's skills say of themselves."""

from typing import Any

from localvoice.tools import phrasing
from localvoice.tools.skill import Answer, Intent, World

ABOUT = ""
EXAMPLE = 'Try "set a timer for ten minutes", "remind me to call mom at six" or "add milk to my shopping list".'


def tell(slots: dict[str, Any], world: World) -> Answer:
    return Answer(f"I can {phrasing.joined(world.skills)}.")


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
    ),
    Intent(
        "help_example",
        ("give me (an example|some examples|examples)", "(for example|like what)"),
        show,
        "Give examples of what to say.",
    ),
)
