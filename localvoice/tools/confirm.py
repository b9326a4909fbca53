"""Shall it really be done? The yes and the no to a question that a skill has asked."""

from collections.abc import Awaitable, Callable
from typing import Any

from localvoice.tools.skill import Answer, Intent, World

YES = (
    "(yes|yeah|yep|sure|okay|absolutely|definitely) [do it|go ahead|i am|of course|clear it|delete it]",
    "(do it|go ahead|of course|correct|that's right|that's correct|i am sure|i'm sure|yes i'm sure|confirm)",
)
NO = (
    "(no|nope|no no) [don't|don't do it|leave it|keep it|i changed my mind|cancel|stop]",
    "(don't|don't do it|do not|leave it|keep it|not now|no way|cancel|better not|i changed my mind)",
    "(no thanks|no thank you|nah|not really)",
)


def confirmed(
    question: str, run: Callable[[dict[str, Any], World], Answer | Awaitable[Answer]], about: str
) -> tuple[Intent, Intent]:
    """The intents `<question>_yes`, which runs `run`, and `<question>_no`, which leaves everything as it is."""
    return (
        Intent(f"{question}_yes", YES, run, f"Yes: {about}.", question=question, deed=about),
        Intent(f"{question}_no", NO, _left, f"No, do not: {about}.", question=question),
    )


def _left(slots: dict[str, Any], world: World) -> Answer:
    return Answer(world.random.choice(("All right, I left it as it is.", "Okay, nothing was changed.")))
