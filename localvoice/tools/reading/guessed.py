"""What could be asked for, when nobody understands the words? The likeliest request, with what can be read in them.

It is only good enough to be asked about. Names are not read: nobody knows where they end.
"""

from collections.abc import Mapping, Sequence

from localvoice.tools import schema
from localvoice.tools.reading.held import is_read, stretches
from localvoice.tools.reading.likely import likely
from localvoice.tools.reading.normal import spoken
from localvoice.tools.skill import Call, Intent

SURE = 0.35  # share of the likeliest request


def guessed(intents: Mapping[str, Intent], text: str) -> Call | None:
    """None where no request is likely enough, or nothing that it needs is said."""
    name, share = max(likely().shares(text).items(), key=lambda each: each[1])
    intent = intents.get(name)
    if intent is None or intent.question or share < SURE:
        return None
    heard = [word.text for word in spoken(text)]
    arguments = {slot: words for slot in intent.slots if (words := _only(intent, slot, heard))}
    return schema.call(intent, arguments) if arguments else None


def _only(intent: Intent, slot: str, heard: Sequence[str]) -> str:
    """The words that the slot reads; "" where there are none, or several."""
    found = [each for each in stretches(intent.slots[slot], heard) if is_read(intent.slots[slot], each[2])]
    alone = intent.slots[slot].about and len({repr(value) for _, _, value in found}) == 1
    return " ".join(heard[found[0][0] : found[0][1]]) if alone else ""
