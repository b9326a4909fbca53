"""How would a voice have said this? By rule: a reply as `telling` tells it, a greeting with one question."""

import re

from localvoice.wording.manners.judging import GREETS, split
from localvoice.wording.manners.measure import SENTENCES, count_words
from localvoice.wording.manners.portions import offer
from localvoice.wording.manners.questions import questions
from localvoice.wording.manners.telling import Telling
from localvoice.wording.phrases import spoken_phrases

GREETING_WORDS = 12  # of a greeting: a longer one is only its beginning
COMMON = re.compile(r"\b(?:the|is|are|you|your|and|what|how|with|of|it|that|here|for)\b", re.IGNORECASE)
OPEN = re.compile(
    r"\b(?:what (?:can|may|could|shall) i|how (?:can|may|could) i|what would you like|what do you (?:want|need)|"
    r"was (?:kann|darf|möchten)|"
    r"que (?:puis|voulez|désirez)|qué (?:puedo|desea|quiere))",
    re.IGNORECASE,
)


def better(text: str, request: str = "", most: int = SENTENCES) -> str:
    """A reply as it would be said, in words that can be said; the rest is offered."""
    telling = Telling(most, 0, request, language="" if _english(text) else "another")
    telling.trusted = True  # what was done is not known here
    phrases = [*telling.feed(text), *telling.end(True)]
    if telling.rest:
        phrases.append(offer(bool(telling.question)))
    return " ".join(phrase.spoken for phrase in spoken_phrases(phrases, "as written"))


def _english(text: str) -> bool:
    """Are its words English, as far as that shows? Letters of others without one of the commonest words are not."""
    return text.isascii() or COMMON.search(text) is not None


def better_greeting(text: str) -> str:
    """One greeting and one question, in the text's own words; "" where neither is found."""
    sentences = split(better(text, most=0)) if text.strip() else []
    asked = [part for sentence in split(text) for part in questions(sentence)]
    hello = next((sentence for sentence in sentences if GREETS.match(sentence)), "")
    hello = hello or next((each for each in sentences[:1] if not questions(each)), "")
    question = next(filter(OPEN.search, asked), asked[0] if asked else "")
    if hello and (count_words(hello) > GREETING_WORDS or questions(hello)):
        clause = re.split(r"[,!.;:?–—]|\s(?:I['’]m|I am)\s", hello)[0].strip()
        hello = f"{clause if count_words(clause) <= GREETING_WORDS else clause.split(' and ')[0]}."
    return " ".join(filter(None, (hello, better(question) if question else "")))
