"""What is read out, and how far? A page: what was seen, its text in pieces, and which piece comes next. Pure values.

It belongs to one conversation and is on no disk: what stands on somebody's screen is kept nowhere.
"""

import re
from dataclasses import dataclass, replace

from localvoice.events import Block, View
from localvoice.tools.phrasing import joined

WORDS = 40  # of a piece at most, a quarter of a minute; nobody remembers more at once
END = re.compile(r"(?<=[.!?…:;])\s+")


@dataclass(frozen=True)
class Page:
    """What was looked at last."""

    view: View
    pieces: tuple[str, ...]  # all of its text, as it is read out
    at: int = 0  # the piece that comes next
    before: View | None = None  # what was looked at before it
    brief: bool = False  # the person wants short answers

    @property
    def left(self) -> tuple[str, ...]:
        return self.pieces[self.at :]

    def kept(self, unheard: str) -> "Page":
        """Somebody interrupted the last answer: where it was a piece, what they have not heard of it comes next."""
        read = self.pieces[self.at - 1] if self.at else ""
        if not unheard or not plain(read).endswith(plain(unheard)):
            return self
        return replace(self, pieces=(*self.pieces[: self.at - 1], unheard, *self.left), at=self.at - 1)


def page(view: View, before: Page | None = None, brief: bool = False) -> Page:
    """Of a new look."""
    return Page(view, pieces(view), 0, before.view if before else None, before.brief if before else brief)


def pieces(view: View) -> tuple[str, ...]:
    """All of the text in the order in which it matters; names of buttons and menus together at the end of theirs."""
    said = [text for block in view.blocks if block.kind not in ("choice", "button", "menu") for text in cut(block.text)]
    dialog = next((at for at, block in enumerate(view.blocks) if block.kind in ("dialog", "alert")), None)
    choices = named(view, "choice")
    if choices and dialog is not None:
        own = len(cut(view.blocks[dialog].text))
        said.insert(own, f"Its buttons are {choices}.")
    said += [f"Buttons: {named(view, 'button')}."] if named(view, "button") else []
    said += [f"The menu: {block.text}." for block in view.blocks if block.kind == "menu"]
    return tuple(_together(said))


def named(view: View, kind: str) -> str:
    """ "Cancel and Save"; "" where there are none."""
    return joined([block.text for block in view.blocks if block.kind == kind])


def paragraphs(view: View) -> list[Block]:
    """What one counts, from the first on."""
    return [block for block in view.blocks if block.kind in ("text", "error", "heading")]


def cut(text: str, most: int = WORDS) -> list[str]:
    """In pieces at ends of sentences; a sentence that is too long, after so many words."""
    made: list[str] = []
    for sentence in END.split(text.strip()):
        words = sentence.split()
        parts = [" ".join(words[at : at + most]) for at in range(0, len(words), most)]
        for part in parts:
            if made and len(made[-1].split()) + len(part.split()) <= most:
                made[-1] += f" {part}"
            else:
                made.append(part)
    return made


def _together(said: list[str]) -> list[str]:
    """Short ones in one piece, each with an end that is heard."""
    made: list[str] = []
    for text in said:
        text = text if text.endswith((".", "!", "?", "…", ":", ";", ",")) else f"{text}."
        if made and len(made[-1].split()) + len(text.split()) <= WORDS:
            made[-1] += f" {text}"
        else:
            made.append(text)
    return made


def plain(text: str) -> str:
    """To compare."""
    return " ".join(text.split())
