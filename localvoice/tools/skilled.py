"""How is a skill's intent offered as a tool? With its schema, its deed in words, and what it changes."""

from functools import partial
from typing import Any

from localvoice.tools import schema
from localvoice.tools.deed import in_words
from localvoice.tools.skill import Intent, World
from localvoice.tools.tool import Tool


def as_tool(intent: Intent, shown: dict[str, Any], world: World) -> Tool:
    """An intent as a tool."""
    return Tool(
        name=intent.name,
        schema=shown,
        read=partial(schema.call, intent),
        in_words=lambda call: in_words(intent.deed or intent.wish, call, world.now()),
        run=lambda call: intent.run(call.slots, world),
        changes=lambda call: bool(intent.deed) and not intent.unclear(call.slots, world),
        reversible=intent.reversible,
        data=intent.data,
    )
