"""What do the words beside a match tell? Where a sentence ends, what describes a noun, what is a result."""

import re

# Words that begin a sentence far more often than a name
STARTERS = frozenset({
    "A", "After", "All", "Also", "Although", "An", "And", "Are", "As", "At", "Because", "Before", "But", "Can", "Did",
    "Do", "Does", "Each", "Even", "Every", "For", "From", "Go", "Have", "He", "Her", "Here", "His", "How", "However",
    "I", "I'd", "I'll", "I'm", "I've", "If", "In", "Is", "It", "Its", "It's", "Let", "Let's", "Many", "Maybe", "Most",
    "My", "Next", "No", "Not", "Now", "Of", "On", "Once", "One", "Or", "Our", "Please", "She", "Should", "Since", "So",
    "Some", "Take", "That", "That's", "The", "Their", "Then", "There", "There's", "These", "They", "They're", "This",
    "Those", "To", "Today", "Turn", "Was", "We", "We're", "Were", "What", "When", "Where", "Which", "While", "Who",
    "Why", "Will", "With", "Would", "Yes", "Yet", "You", "You're", "Your",
})  # fmt: skip
REACH = 80  # characters to either side; enough for a few words, and keeps long texts from costing their square
ARTICLE = re.compile(r"\b(?:a|an|another)\s$", re.IGNORECASE)
NOUN = re.compile(r"[\s-](?!(?:is|was|for|per|in|and|or|of|to|from|at|on|an?|the|more|less|later|ago|away)\b)[a-z]")
# "1500 people" counts, "1500 was a leap year" does not
COUNTED = re.compile(
    r"\s+(?:people|men|women|children|percent|of\b|more|times|(?!(?:was|is|has|its|this|as|us)\b)[a-z]{2,}s\b)"
)
RESULT = re.compile(
    r"(?:\b(?:equals|plus|minus|times|by|(?:answer|result|sum|total|makes?)(?: is)?)|=|\+|\*|×"
    r"|(?:\b(?:times|plus|minus|divided by|squared|cubed|percent|root|power)\b|[\^²³])[^.?!]*\b(?:is|are|makes))\s$",
    re.IGNORECASE,
)
NEXT = re.compile(r"[\"”’')\]*_]*(?:\s*(?P<end>\n|$)|\s+[\"“‘'(\[*_]*(?P<word>[A-Z][\w’']*))")
NO_SENTENCE = re.compile(r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|(?:Eastern|Central|Pacific|Mountain)\b")


def before(match: re.Match[str]) -> str:
    return match.string[max(0, match.start() - REACH) : match.start()]


def after(match: re.Match[str]) -> str:
    return match.string[match.end() : match.end() + REACH]


def before_noun(match: re.Match[str]) -> bool:
    return NOUN.match(match.string, match.end()) is not None


def adjective(match: re.Match[str]) -> bool:
    """Does the match stand between "a" and a noun? ("a 5 kg bag": a unit there is said in the singular.)"""
    return ARTICLE.search(before(match)) is not None and before_noun(match)


def result(match: re.Match[str]) -> bool:
    """Does the match stand after an operator, "the answer is" or "12 times 12 is"? Then it is a quantity."""
    return RESULT.search(before(match)) is not None


def kept(match: re.Match[str]) -> str:
    """The stop of a shortened word that is said in full: "." when it ends a sentence, "" when it is all there is."""
    return "." if match.start() and ends_sentence(match, any_capital=True) else ""


def ends_sentence(match: re.Match[str], any_capital: bool = False) -> bool:
    """Does a sentence end with the match? It does before a line's end, or a word that often begins a sentence.

    `any_capital`: any other capital will do too (after "p.m." names are rare).
    """
    follows = NEXT.match(match.string, match.end())
    if not match[0].endswith(".") or not follows:
        return False
    if follows["end"] is not None:
        return True
    word = follows["word"].replace("’", "'")
    return word in STARTERS or (any_capital and not NO_SENTENCE.match(word))
