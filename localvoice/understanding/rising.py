"""Was a statement meant as a question? "My timer is at ten minutes", with a rising end, wants an answer, not a deed.

An order stays an order however it ends: many people raise the end of every sentence, out of politeness or by habit
("could you turn that off?", "I'd like a latte?"). Where the tone belongs to the words, as in Chinese, it asks nothing.
"""

import re
from dataclasses import replace

from localvoice.events import Note

TONAL = frozenset({"zh", "yue", "nan", "wuu", "vi", "th", "lo", "my", "bo", "pa", "yo", "ig", "ha"})
_OTHERS = r"(?!(?:what|who|whose|where|when|why|which|how|please)\b)\w+(?= (?:is|are|was|were|will|has)\b)"
_SUBJECT = rf"(?:my|your|our|the|this|that|these|those|there|it|he|she|they|we|you|i|{_OTHERS})"
_STATE = (
    r"(?:'(?:s|re|ve|m|ll)|\b(?:is|are|was|were|has|have|had|am|will|won't|gets?|got|goes|put|set|said|bought|forgot"
    r"|(?:is|are|was|were|has|have|had)n't|\w+ed))"
)
STATEMENT = re.compile(
    rf"(?:(?:so|and|oh|okay|ok|well|but|right|wait|hang on),?\s+)?{_SUBJECT}\b[\w' ]{{0,40}}?{_STATE}\b", re.I
)
WISH = re.compile(r"\b(?:i|we|you)(?:'d|'ll| would| will| could| can| should| need| want| have to| must)\b", re.I)


def asks(words: str, language: str) -> bool:
    """Are these words, said with a rising end, a question that does not look like one? `language`: their tag."""
    known = language.split("-")[0]
    return known not in TONAL and states(words)


def states(words: str) -> bool:
    """Do they say how things are? English; in other languages nobody tells."""
    told = words.strip().replace("’", "'")
    return not told.endswith("?") and STATEMENT.match(told) is not None and not WISH.search(told)


def meant(note: Note, words: str, served: bool) -> Note:
    """What is told of how these words were said: nothing of the rise of an order, which no question is.

    `served`: a skill explains all of them.
    """
    told = words.strip().replace("’", "'")
    order = (served or WISH.match(told) is not None) and not states(words)
    return replace(note, rising=None) if order else note


def as_question(words: str) -> str:
    """The words as somebody would write them who asks."""
    return f"{words.rstrip(' .!')}?"
