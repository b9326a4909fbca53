"""How is it spelt? Letter by letter, capitals and signs by name."""

SIGNS = {
    ".": "dot", ",": "comma", "-": "dash", "_": "underscore", "@": "at", "/": "slash", "\\": "backslash", ":": "colon",
    ";": "semicolon", "'": "apostrophe", "’": "apostrophe", '"': "quote", "“": "quote", "”": "quote",
    "!": "exclamation mark", "?": "question mark", "#": "hash", "$": "dollar", "%": "percent", "&": "ampersand",
    "*": "star", "+": "plus", "=": "equals", "(": "open bracket", ")": "close bracket",
    "[": "open square bracket", "]": "close square bracket",
    "~": "tilde", "|": "bar", "<": "less than", ">": "greater than", "€": "euro", "£": "pound",
}  # fmt: skip
MOST = 40  # signs that are spelt at once


def spelt(text: str) -> str:
    """ "capital P, A, 7, dash"; the words of several one after the other."""
    words = [_word(word) for word in text.split()]
    return f"{', then '.join(words)}." if words else ""


def _word(word: str) -> str:
    signs = [SIGNS.get(sign) or (f"capital {sign}" if sign.isupper() else sign.upper()) for sign in word[:MOST]]
    whole = word.isupper() and len(word) > 1 and word.isalpha()
    return f"all capitals, {', '.join(word[:MOST])}" if whole else ", ".join(signs)


def bare_word(word: str) -> str:
    """Without the signs of the sentence around it."""
    return word.strip(" .,;:!?…“”\"'()[]") or word
