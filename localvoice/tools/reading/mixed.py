"""Does free text hold more than one thing: a change of mind, or another request? "leave at four, no wait, at five".

What is to be done or bought may not swallow it, since it would then neither be heeded nor seen.
"""

import re

from localvoice.tools.reading.timelike import NUMBER

CHANGE = re.compile(
    r"\bno,? (?:wait|sorry|actually|rather)\b|\b(?:wait|sorry|oh|actually|or),? (?:no|rather)\b"
    r"|[,;.-] ?(?:no|nope|wait|sorry)(?=[,;.]| (?:on|at|in|\d+|today|tonight|tomorrow|\w+day)\b)"
    r"|[,;] ?(?:actually|make (?:it|that))\b|^nope?(?=[,;.]|$| i\b)"
    r"|\bi mean(?:t)?\b(?! (?:it|that)\b)|\bscratch that\b|\bon second thoughts?\b",
    re.I,
)
ALSO = r"(?:and|then)(?: then| also| please| could you| can you)*"
ANOTHER = re.compile(
    rf"\b{ALSO} (?:(?:set|start|cancel|stop|make) (?:a|an|the|my|another) (?:\S+ ){{0,4}}(?:timer|alarm|reminder)s?"
    rf"|(?:remind|wake) me|at (?:\d|{NUMBER}).* to|(?:tomorrow|tonight|on \w+day)\b.* to"
    rf"|what(?:'?s| is| time)|tell me (?:a joke|the time))\b",
    re.I,
)


def mixed(text: str) -> bool:
    """Is there a change of mind or a second request in this text, as it was typed or heard?"""
    return CHANGE.search(text) is not None or ANOTHER.search(text) is not None
