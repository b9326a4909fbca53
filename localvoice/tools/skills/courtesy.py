"""Good manners between strangers: greetings, thanks, goodbye."""

from collections.abc import Callable
from typing import Any

from localvoice.tools.skill import Answer, Intent, World

ABOUT = ""


def says(*answers: str) -> Callable[[dict[str, Any], World], Answer]:
    """One of these, at random."""

    def run(slots: dict[str, Any], world: World) -> Answer:
        return Answer(world.random.choice(answers))

    return run


def greet(slots: dict[str, Any], world: World) -> Answer:
    hour = world.now().hour
    part = "morning" if 4 <= hour < 12 else "afternoon" if hour < 18 else "evening"
    return Answer(world.random.choice((f"Good {part}. What can I do for you?", "Hello. What can I do for you?")))


INTENTS = (
    Intent(
        "greeting",
        ("(hello|good morning|good afternoon|good evening|hi there|hello there|hey there)",),
        greet,
        "Greet back.",
        request=False,
        typed=("(hi|hey|howdy)",),
    ),
    Intent(
        "thanks",
        (
            "(thanks|thank you) [a lot|very much|so much]",
            "(great|good|perfect|wonderful|excellent) [thanks|thank you|job|work]",
            "okay (thanks|thank you)",
            "well done",
            "that's (great|perfect|all|all i need)",
        ),
        says("You're welcome.", "Any time.", "My pleasure."),
        "Accept thanks or praise.",
        request=False,
        typed=(
            "(cool|nice|awesome) [thanks|thank you|job|work]",
            "(ta|cheers) [very much|a lot|mate]",
            "many thanks",
        ),
    ),
    Intent(
        "goodbye",
        ("(goodbye|bye bye|see you later|good night|talk to you later|see you tomorrow)",),
        says("Goodbye.", "See you.", "Bye for now."),
        "Say goodbye.",
        request=False,
        typed=(
            "(bye|good bye|see you)",
            "(thanks|thank you) [very much|so much|a lot] [and] (bye [bye]|goodbye|see you) [then|soon|later]",
        ),
    ),
    Intent(
        "sorry",
        ("(i'm sorry|sorry|my mistake|my bad)",),
        says("No problem.", "Never mind."),
        "Accept an apology.",
        request=False,
    ),
)
