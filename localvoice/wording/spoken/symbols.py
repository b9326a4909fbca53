"""What is left when everything with a meaning of its own has been said? Signs become words or go."""

import re

WORDS = {
    "&": "and", "%": "percent", "@": "at", "+": "plus", "=": "equals", "×": "times", "÷": "divided by",
    "±": "plus or minus", "≈": "about", "≠": "is not equal to", "≤": "at most", "≥": "at least", "√": "square root of",
    "∞": "infinity", "→": "to", "⇒": "so", "§": "section", "°": "degrees", "#": "hash", "$": "dollar", "€": "euro",
    "£": "pound", "¥": "yen", "₩": "won", "₹": "rupee", "¢": "cents", "‰": "per mille", "µ": "micro", "^": "to the",
}  # fmt: skip
COMPARED = {
    "<=": "at most", ">=": "at least", "!=": "is not equal to", "==": "equals", "->": "to", "=>": "so",
    "<": "less than", ">": "greater than",
}  # fmt: skip
SIGNS = re.compile("[" + re.escape("".join(WORDS)) + "]")
COMPARE = re.compile(r"(?<![^\w\s():,\"“])(?:<=|>=|!=|==|->|=>|<|>)(?=[\w\s(-])")
OPENERS, CLOSERS = tuple('(["“'), tuple(".,;:!?)")
RAISED = {"²": " squared", "³": " cubed"}
EITHER = re.compile(r"\b(and|s?he|his|him|her)/(or|s?he|hers?|him|his)\b", re.IGNORECASE)
DROPPED = re.compile(r"[*_`~|\\{}<>\[\]©®™•·⁰¹⁴⁵⁶⁷⁸⁹]+")


def say(text: str) -> str:
    text = EITHER.sub(lambda m: f"{m[1]} {'' if m[2].lower() == 'or' else 'or '}{m[2]}", text)
    text = re.sub(r"(?<=\w)[²³]", lambda m: RAISED[m[0]], text)
    text = COMPARE.sub(lambda m: _word(m, COMPARED[m[0]]), text)
    text = re.sub(r"(?<=\b[CFJ])#(?!\w)", " sharp", text)
    text = SIGNS.sub(lambda m: _word(m, WORDS[m[0]]), text)
    text = re.sub(r"(?<=[\w\s])/(?=[\w\s]|$)", lambda m: _word(m, "slash"), text)
    return bare(text)


def bare(text: str) -> str:
    """Without the signs that nobody says."""
    return DROPPED.sub(" ", text)


def _word(match: re.Match[str], word: str) -> str:
    """The sign's word, apart from words beside it but not from the punctuation after it."""
    before, after = match.string[match.start() - 1 : match.start()], match.string[match.end() : match.end() + 1]
    return ("" if before in OPENERS else " ") + word + ("" if after in CLOSERS else " ")


def tidy(text: str) -> str:
    """One line, single spaces."""
    return re.sub(r"\s+", " ", text).strip()
