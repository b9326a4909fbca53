"""What waits for the person's yes? What a language model wants to change, in each of their conversations that go on.

A yes by a click on their own page counts as much as a spoken one. It is for one question: an answer that comes when
another stands open, or none, does nothing.
"""

from typing import Any

from localvoice.app.resident import House
from localvoice.errors import BadInput
from localvoice.tools.toolbox import Toolbox

GONE = "That does not wait for an answer any more: look at what waits now."


def waiting(house: House) -> dict[str, Any]:
    """The open questions."""
    return {
        "waiting": [
            {"id": _id(toolbox), "text": toolbox.asked, "tool": ", ".join(toolbox.proposed)}
            for toolbox in house.toolboxes
            if toolbox.proposed
        ]
    }


async def answer(house: House, id: str, yes: bool) -> dict[str, Any]:
    """What came of it, in a sentence. Raises BadInput where it does not wait any more."""
    for toolbox in house.toolboxes:
        if toolbox.proposed and _id(toolbox) == id:
            return {"text": (await toolbox.answer_proposal(yes)).text}
    raise BadInput(GONE)


def _id(toolbox: Toolbox) -> str:
    return f"{id(toolbox):x}-{toolbox.proposals}"
