"""Was what was understood said before it was done? An earlier question named it, or the answer does in the same breath.

A deed counts in words ("add milk to your shopping list"). What a person orders in these very words may be done while it
is said; anything else is asked first, and done after a yes.
"""

import re

from localvoice.wording.spoken import speakable

TODAY = re.compile(r"\b(?:today|tonight)(?:, \w+, \w+ \d+\w*)?,?")  # what nobody need say
SMALL = frozenset({
    "the", "your", "my", "that", "this", "and", "for", "with", "from", "into", "you", "add", "set", "put", "start",
    "make", "remove", "delete", "cancel", "take", "note", "keep", "called", "every", "all", "new", "about",
    "write", "down", "wake", "remind", "turn", "today", "learn", "remember", "forget", "change",
})  # fmt: skip


def unechoed(deed: str, request: str, answer: str, before: str = "") -> str:
    """Why a deed was done too soon, in one sentence; "" where it was not. `before`: the assistant's last answer."""
    wanted, told = _words(TODAY.sub("", deed)), _words(answer)
    if before.rstrip().endswith("?") and wanted <= _words(before):
        return ""
    if missing := wanted - told - _words(before):
        return f"“{deed}” was done, and nothing said so: name {' and '.join(sorted(missing))}."
    if len(wanted & _words(request)) < len(wanted) / 2:  # a day or an hour may have been understood besides
        return f"“{deed}” was done before it was asked: ask first, and do it after a yes."
    return ""


def _words(text: str) -> set[str]:
    """What a text names, as it is said, without the ends that change."""
    words = re.findall(r"[^\W_]+", speakable(text).lower())
    return {re.sub(r"(?:ies|es|s|y)$", "", word) for word in words if len(word) > 2 and word not in SMALL}
