"""Greetings, thanks and a few friendly words."""

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


JOKES = (
    "I would tell you a joke about timers, but it is not time yet.",
    "My shopping list and I have much in common: nobody reads us until the milk is gone.",
    "I know a good joke about silence.",
    "I flipped a coin to choose a joke. It landed on its edge.",
)
INTENTS = (
    Intent(
        "greeting",
        ("(hello|good morning|good afternoon|good evening|hi there|hello there|hey there)",),
        greet,
        "Greet back.",
        typed=("(hi|hey|howdy)",),
    ),
    Intent(
        "thanks",
        (
            "(thanks|thank you) [a lot|very much|so much]",
            "(great|good|perfect|okay|wonderful|excellent) [thanks|thank you|job|work]",
            "well done",
            "that's (great|perfect|all|all i need)",
        ),
        says("You're welcome.", "Any time.", "My pleasure."),
        "Accept thanks or praise.",
        typed=("(cool|nice|awesome) [thanks|thank you|job|work]",),
    ),
    Intent(
        "goodbye",
        ("(goodbye|bye bye|see you later|good night|talk to you later|see you tomorrow)",),
        says("Goodbye.", "See you.", "Bye for now."),
        "Say goodbye.",
        typed=("(bye|good bye|see you)",),
    ),
    Intent(
        "how_are_you",
        ("(how are you|how's it going|how is it going|how do you do|how are things) [doing] [today]",),
        says("I'm fine, thanks.", "Very well, thank you.", "All my timers are ticking, thanks."),
        "Say how it is.",
        typed=("what's up",),
    ),
    Intent(
        "who_are_you",
        (
            "(who|what) are you",
            "(<whats>|tell me) your name",
            "what (do i call you|should i call you)",
            "are you (a robot|a computer|human|real|a person|alive|a machine)",
            "introduce yourself",
        ),
        says("I'm localvoice, an assistant that lives on this computer and nowhere else."),
        "Say who it is.",
    ),
    Intent(
        "private",
        (
            "are you (listening|spying on me|recording me|online|connected to the internet)",
            "(do you|are you going to) (send|share) my (data|voice) [to anyone|anywhere]",
            "where do my words go",
        ),
        says("I listen while I run, and nothing that you say leaves this computer."),
        "Say that nothing leaves this computer.",
    ),
    Intent(
        "joke",
        ("tell me a joke", "(say something|make me) (funny|laugh)", "do you know (a joke|any jokes)"),
        says(*JOKES),
        "Tell a joke.",
    ),
    Intent(
        "praise",
        ("(i (love|like) you|you're (great|funny|the best|awesome|smart)|good (boy|girl|robot))",),
        says("That's kind of you.", "I like you too."),
        "Take a compliment.",
    ),
    Intent("sorry", ("(i'm sorry|sorry|my mistake|my bad)",), says("No problem.", "Never mind."), "Accept an apology."),
)
