"""What cannot ring while nothing runs: the timers, alarms and reminders that are set in the person's data."""

from pathlib import Path

from localvoice.app.person import MEMORY
from localvoice.errors import StoreError
from localvoice.memory.shelf import SqliteShelf
from localvoice.tools.phrasing import joined

KINDS = ("timer", "alarm", "reminder")


def silent(data: Path) -> str:
    """One sentence about it; "" where nothing waits, or nobody can tell."""
    if not (data / MEMORY).exists():
        return ""
    try:
        with SqliteShelf(data / MEMORY) as shelf:
            counts = {kind: sum(item.due is not None for item in shelf.all(kind)) for kind in KINDS}
    except StoreError:
        return ""
    named = [_counted(count, kind) for kind, count in counts.items() if count]
    if not named:
        return ""
    told = joined(named)
    one = sum(counts.values()) == 1
    verbs = ("is", "rings") if one else ("are", "ring")
    return f"{told[0].upper()}{told[1:]} {verbs[0]} set, and {verbs[1]} only while localvoice runs."


def _counted(count: int, kind: str) -> str:
    article = "an" if kind[0] in "aeiou" else "a"
    return f"{article} {kind}" if count == 1 else f"{count} {kind}s"
