"""What does a text promise that no skill of the persona does? Deeds by their verbs, unless its skills speak of them."""

import re
from dataclasses import fields

from localvoice.tools.persona import Persona, Written

DEEDS = frozenset({
    "book", "reserve", "order", "buy", "purchase", "pay", "send", "e-mail", "email", "mail", "text", "call",
    "phone", "dial", "search", "browse", "google", "download", "play", "stream", "control", "unlock", "lock",
    "deliver", "ship", "post", "tweet", "publish", "print", "navigate", "schedule", "reschedule", "cancel", "turn",
    "switch", "dim", "transfer", "charge", "refund", "look", "check", "fetch", "read", "scan", "take", "record",
    "film", "upload", "open", "start", "launch", "hire", "rent", "sell",
})  # fmt: skip
CLAIM = re.compile(
    r"\b(?:you|i|we|it)(?:(?: can| could| will| are able to| is able to| may)|['’](?:ll|re able to))(?: also| even|"
    r" now| always)? (?P<deeds>[^.?!;:]+)"
    r"|\b(?:able to|know how to|lets? (?:you|people|guests|users)) (?P<more>[^.?!;:]+)",
    re.IGNORECASE,
)
NO = re.compile(r"\b(?:cannot|can['’]t|not|never|no)\b", re.IGNORECASE)
SMALL = frozenset({
    "the", "a", "an", "any", "some", "your", "their", "his", "her", "for", "to", "with", "from", "of", "in", "on",
    "at", "by", "up", "out", "about", "them", "it", "you", "me", "and", "or", "as",
})  # fmt: skip


def promised(sentence: str, persona: Persona) -> list[str]:
    """The deeds, as "book flights"; [] where there are none, or a skill's words have them."""
    found = [match["deeds"] or match["more"] for match in CLAIM.finditer(sentence) if not NO.search(match[0])]
    parts = [part.strip() for deeds in found for part in re.split(r",\s*(?:and |or )?|\s+(?:and|or)\s+", deeds)]
    deeds = [part for part in parts if part and part.split()[0].lower() in DEEDS]
    known = _known(persona) if deeds else set()
    return [" ".join(deed.split()[:4]) for deed in deeds if not _stems(" ".join(deed.split()[1:4])) & known]


def _known(persona: Persona) -> set[str]:
    """The words of all that its skills understand, and of what else its file has."""
    own = {"prompt", "greeting", "name", "unknown", "scene"}
    told = [str(getattr(persona, field.name)) for field in fields(Written) if field.name not in own]
    for intent in persona.intents():
        told += [intent.name.replace("_", " "), *intent.sentences, *intent.typed, intent.about]
    return _stems(" ".join([*told, *persona.abouts()]))


def _stems(text: str) -> set[str]:
    words = re.findall(r"[a-z]{3,}", text.lower())
    return {re.sub(r"(?:ies|es|s|ing|ed|y)$", "", word) for word in words if word not in SMALL}
