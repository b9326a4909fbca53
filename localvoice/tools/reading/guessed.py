"""What could be asked for, when nobody understands the words? The likeliest request, with what can be read in them.

It is only good enough to be asked about. Names are not read: nobody knows where they end.
"""

from collections import Counter
from collections.abc import Mapping, Sequence

from localvoice.tools import schema
from localvoice.tools.reading.held import is_read, stretches
from localvoice.tools.reading.likely import likely
from localvoice.tools.reading.normal import spoken
from localvoice.tools.skill import Call, Intent

SURE = 0.25  # share of the likeliest request: of 191 garbled free wordings 142 were the likeliest, and two another one
ALONE = 0.5  # and in the text that an ear thinks likeliest, whatever the others say; set by hand


def guessed(intents: Mapping[str, Intent], texts: Sequence[str]) -> Call | None:
    """None where no request is likely enough, or nothing that it needs is said in any of the texts."""
    intent = intents.get(_likeliest(intents, texts, SURE) or _likeliest(intents, texts[:1], ALONE))
    if intent is None or not intent.slots:
        return Call(intent.name, {}, {}) if intent and intent.wish else None
    for text in texts:
        heard = [word.text for word in spoken(text)]
        arguments = {slot: words for slot in intent.slots if (words := _only(intent, slot, heard))}
        if arguments and len({*arguments.values()}) == len(arguments):  # no words are two arguments
            return schema.call(intent, arguments)
    return None


def _only(intent: Intent, slot: str, heard: Sequence[str]) -> str:
    """The words that the slot reads; "" where there are none, or several."""
    found = [each for each in stretches(intent.slots[slot], heard) if is_read(intent.slots[slot], each[2])]
    alone = intent.slots[slot].about and len({repr(value) for _, _, value in found}) == 1
    return " ".join(heard[found[0][0] : found[0][1]]) if alone else ""


def _likeliest(intents: Mapping[str, Intent], texts: Sequence[str], least: float) -> str:
    """The request that several texts of the same words speak of; "" where its share is smaller than that."""
    shares: Counter[str] = Counter()
    for text in texts:
        shares.update(likely().shares(text))
    name, share = shares.most_common(1)[0]
    intent = intents.get(name)
    return name if intent and not intent.question and share >= least * len(texts) else ""
