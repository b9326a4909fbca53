"""How is a change told to somebody who cannot see it? In a sentence, people first, with its side; two at most."""

from collections.abc import Sequence

from localvoice.vision.news import Change
from localvoice.vision.placed import WHERE
from localvoice.vision.scene import PEOPLE, counted

MOST = 2  # sentences at once
WORDS = 16  # of a text
ORDER = ("black", "near", "came", "went", "moved", "other", "text", "something", "dark", "light")
MORE = "More has changed."
PLAIN = {
    "dark": "It has become dark.",
    "light": "It has become light.",
    "black": "All is black: perhaps the lens is covered.",
}


def told(changes: Sequence[Change], what: str = "picture") -> str:
    """All of them in at most three short sentences; `what` is watched: "picture" or "screen"."""
    counts: dict[Change, int] = {}
    for change in changes:
        counts[change] = counts.get(change, 0) + 1
    ranked = sorted(counts, key=lambda each: (each.name not in PEOPLE, not each.near, ORDER.index(each.kind)))
    said = list(dict.fromkeys(_sentence(each, counts[each], what) for each in ranked))
    return " ".join(said if len(said) <= MOST else [*said[:MOST], MORE])


def _sentence(change: Change, count: int, what: str) -> str:
    match change.kind:
        case "dark" | "light" | "black":
            return PLAIN[change.kind]
        case "text":
            return f"New text {WHERE[change.side]}: {_begun(change.text)}."
        case "other":
            return f"The {what} shows something else: {_begun(change.text)}."
        case "something":
            return f"Something has changed {WHERE[change.side]}."
    said = _of_thing(change, count)
    return said if change.sure or change.kind != "came" else f"Perhaps {said[0].lower()}{said[1:]}"


def _of_thing(change: Change, count: int) -> str:
    person, place = change.name in PEOPLE, WHERE[change.side]
    some, one = counted(change.name, count), count == 1
    the = f"The {change.name}" if one else f"{some[0].upper()}{some[1:]}"
    match change.kind:
        case "came" if person:
            return f"{some[0].upper()}{some[1:]} {'has' if one else 'have'} come, {_near(change)}{place}."
        case "came":
            return f"There {'is' if one else 'are'} {some} {place} now{', near' if change.near else ''}."
        case "went" if person:
            return f"{the} {place} {'has' if one else 'have'} gone."
        case "went":
            return f"{the} {place} {'is' if one else 'are'} gone."
        case "near":
            return f"{the} {'has' if one else 'have'} come near, {place}."
    return f"{the} {'is' if one else 'are'} {place} now."


def _near(change: Change) -> str:
    return "near, " if change.near else ""


def _begun(text: str) -> str:
    words = text.split()
    return text.rstrip(".") if len(words) <= WORDS else f"{' '.join(words[:WORDS]).rstrip('.,;:')}, and more"
