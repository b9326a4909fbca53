"""A few friendly words: how it is, who it is, a joke."""

from localvoice.tools.skill import Intent
from localvoice.tools.skills.courtesy import says

ABOUT = ""

JOKES = (
    "I would tell you a joke about timers, but it is not time yet.",
    "My shopping list and I have much in common: nobody reads us until the milk is gone.",
    "I know a good joke about silence.",
    "I flipped a coin to choose a joke. It landed on its edge.",
)
INTENTS = (
    Intent(
        "how_are_you",
        ("(how are you|how's it going|how is it going|how do you do|how are things) [doing] [today]",),
        says("I'm fine, thanks.", "Very well, thank you.", "All my timers are ticking, thanks."),
        "Say how it is.",
        request=False,
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
        wish="tell you who I am",
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
        wish="tell you who hears what you say",
    ),
    Intent(
        "joke",
        ("tell me a joke", "(say something|make me) (funny|laugh)", "do you know (a joke|any jokes)"),
        says(*JOKES),
        "Tell a joke.",
        wish="tell you a joke",
    ),
    Intent(
        "praise",
        ("(i (love|like) you|you're (great|funny|the best|awesome|smart)|good (boy|girl|robot))",),
        says("That's kind of you.", "I like you too."),
        "Take a compliment.",
        request=False,
    ),
)
