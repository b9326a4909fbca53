"""Do words end with the word that a person ends their turns with, such as "over"? Then what is left without it."""

import re


def taken_off(text: str, end_word: str) -> tuple[str, bool]:
    """The words without it, and whether it was there; "" is no word, and its punctuation goes with it."""
    if not end_word:
        return text, False
    words = r"[\W_]+".join(map(re.escape, end_word.split()))
    found = re.search(rf"(?:^|[\W_]+){words}[\W_]*$", text, re.IGNORECASE)
    return (text[: found.start()], True) if found else (text, False)
