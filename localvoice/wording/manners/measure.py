"""How much can be heard at once? So many words a sentence; a longer sentence is parted where it takes a breath."""

import re

SENTENCES = 2  # said at once, unless more was asked for
WORDS = 15  # of a sentence, as a measure: so many sentences' words may also be said in more, shorter ones
WALL = 20  # words of a sentence on average: longer ones are a wall, however few
LEAST = 8  # words of a sentence that is parted off
BREATH = re.compile(
    r"[,;—–]\s+(?=(?:and|but|so|which|while|whereas|because|although|though|where|who|or|yet|since|as well as)\b)"
    r"|;\s+|\s[—–]\s+"
)
LEADS = re.compile(r"^(?:and|but|so|or|yet)\s+", re.IGNORECASE)


def count_words(text: str) -> int:
    """Words and figures, as written; a sign is none. What is written without spaces counts by two signs a word."""
    close = len(re.findall(r"[\u3040-\u30ff\u4e00-\u9fff]", text))
    return len(re.findall(r"[^\W\u3040-\u30ff\u4e00-\u9fff][\w.,:'’/-]*", text)) + close // 2


def parted(sentence: str, given: int, most: int) -> tuple[str, str] | None:
    """A wall in two sentences, of which the first, longer than `given` characters, can be heard; None where it is none.

    `most`: sentences that may be said at once.
    """
    if count_words(sentence) <= WALL * most:
        return None
    for breath in reversed(list(BREATH.finditer(sentence))):
        head, tail = sentence[: breath.start()].strip(), sentence[breath.end() :].strip()
        few = LEAST <= count_words(head) <= WALL * most
        if few and len(head) > given and count_words(tail) >= LEAST and head.count("(") == head.count(")"):
            return f"{head}.", tail[0].upper() + tail[1:]
    return None
