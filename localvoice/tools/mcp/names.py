"""What are a server's tools called here? A function's name that a model can write, and words that a person can hear.

Names and descriptions come from the server, so they are data: one line, of bounded length, without invisible signs.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable

LONGEST = 64  # characters of a function's name, as chat templates and servers of models take it
UNSEEN = {"Cc", "Cf", "Co", "Cs", "Cn"}  # Unicode categories of what nobody sees, but a model reads


def seen(text: str) -> str:
    """The text without signs that nobody sees, lines and tabs apart."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(each for each in text if each in "\n\t" or unicodedata.category(each) not in UNSEEN)


def one_line(text: str, most: int) -> str:
    """The text on one line, cut at so many characters."""
    line = " ".join(seen(text[: 8 * most]).split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def named(server: str, names: Iterable[str], taken: Collection[str] = ()) -> dict[str, str]:
    """A server's own name of each tool → the function's name; the same ones always, in whatever order they are given.

    `taken`: names that are others'. The server's name stands in front, so that two servers never meet.
    """
    found: dict[str, str] = {}
    used = set(taken)
    for name in sorted(set(names)):
        front, own = _plain(server), _plain(name)
        whole = own if own == front or own.startswith(f"{front}_") else f"{front}_{own}".strip("_")
        whole = whole if whole[:1].isalpha() else f"tool_{whole}"
        whole = _free(whole.strip("_"), used)
        used.add(whole)
        found[name] = whole
    return found


def _free(name: str, used: Collection[str]) -> str:
    """The name, or with a number behind it."""
    name = name[:LONGEST].rstrip("_")
    count = 2
    free = name
    while free in used:
        free = f"{name[: LONGEST - 4]}_{count}"
        count += 1
    return free


def _plain(name: str) -> str:
    """ASCII letters and digits, lower case, joined by "_": "createEvent (v2)" → "create_event_v2"."""
    parts = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name[: 2 * LONGEST])
    letters = unicodedata.normalize("NFKD", parts).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", letters.lower()).strip("_")


def said(name: str, title: str = "") -> str:
    """A tool's name as words: its title where that is short and plain, else its own name."""
    plain = one_line(title, 40)
    if plain and re.fullmatch(r"[\w' -]+", plain):
        return plain[:1].lower() + plain[1:]
    return (_plain(name).replace("_", " ") or one_line(name, 40))[:60]
