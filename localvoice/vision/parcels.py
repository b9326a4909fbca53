"""Where is what was sent? What a page says of its way, a place rather than that it is under way."""

import re
from collections.abc import Sequence

SENT = re.compile(r"\b(?:parcel|package|delivery|shipment|order)\b")
UNDER_WAY = re.compile(
    r"\b(?:out for delivery|in transit|en route|delivered|dispatched|shipped|ready for (?:collection"
    r"|pick-?up)|left with|at (?:the|our|your) \w+|depot|sorting|customs|handed|collected|being prepared)\b",
    re.I,
)
ON_ITS_WAY = re.compile(r"\bon (?:its|the) way\b", re.I)  # which says no place


def way(question: str, sentences: Sequence[str]) -> str:
    """Where a parcel is that is asked for; the first that says so, as the newest stands first."""
    forms = (UNDER_WAY, ON_ITS_WAY) if SENT.search(question) else ()
    return next((text for form in forms for text in sentences if form.search(text)), "")
