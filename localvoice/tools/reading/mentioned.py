"""Does a sentence speak of what a call without arguments is about? By the words that few other intents have."""

from collections import Counter
from collections.abc import Sequence

from localvoice.tools.reading.normal import spoken
from localvoice.tools.reading.templates import read, words
from localvoice.tools.skill import Call, Intent

# Intents of the assistant that may share a word which tells what is meant. Of the tiny model's calls that change
# nothing, for the sentences of scripts/benches/tiny_held_out.txt, 97 % of the right ones are spoken of (96 % where
# words were misheard), and 36 % of the wrong ones, where words were misheard, are not; with 12: 92, 91 and 44 %.
FEW = 20

# Who is spoken of, where nothing is asked for: nobody asks an assistant for anything without saying what of them.
OTHERS = {"he", "him", "his", "himself", "she", "her", "herself", "they", "them", "their", "themselves"}


class Mentioned:
    """The words that belong to each of a set of intents."""

    def __init__(self, intents: Sequence[Intent]) -> None:
        own = {intent.name: _words(intent) for intent in intents}
        counts = Counter(word for each in own.values() for word in each)
        self._own = {name: {word for word in each if counts[word] <= FEW} for name, each in own.items()}

    def by(self, call: Call, text: str) -> bool:
        """Is it spoken of? One of the intent's own words has to be there, and nobody else may be meant."""
        heard = {word.text for word in spoken(text)}
        own = self._own.get(call.intent, heard)
        return not heard.isdisjoint(own) and heard.isdisjoint(OTHERS - own)


def _words(intent: Intent) -> set[str]:
    return set[str]().union(*(words(read(template, intent.slots)) for template in intent.templates))
