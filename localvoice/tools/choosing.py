"""Which of two was it? A question about the one word in which two requests differ, and its short answer."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from localvoice.tools.confirm import NO
from localvoice.tools.reading.slots import spelled
from localvoice.tools.skill import Answer, Call, Intent, Slot, World

EITHER = "either"  # the question
AFTER = "minutes|seconds|hours|percent|minute|second|hour|times|of them"
WORD = Slot("word", "<below_hundred>", lambda words: spelled(words) or None)


@dataclass(frozen=True)
class Choice:
    """Requests by the word that tells them apart."""

    calls: Mapping[str, Call] = field(default_factory=dict)

    def question(self) -> str:
        """ "Fifteen or fifty?" """
        return f"{' or '.join(self.calls).capitalize()}?"


def choosing(choose: Callable[[str], Awaitable[Answer]]) -> tuple[Intent, ...]:
    """The answers to that question; `choose` gets the word."""

    async def chosen(slots: dict[str, Any], world: World) -> Answer:
        return await choose(slots["word"])

    def neither(slots: dict[str, Any], world: World) -> Answer:
        return Answer("All right, I left it.")

    said = (f"[no|it was] [i (said|meant|want)] [for] {{word}} [{AFTER}]",)
    return (
        Intent("either_word", said, chosen, "Which of the two was meant.", {"word": WORD}, EITHER),
        Intent("either_no", (*NO, "neither [of them]"), neither, "Neither of the two.", question=EITHER),
    )
