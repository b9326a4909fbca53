"""What is said first of what was seen? A dialog or an error, then what it is about and how much there is to read."""

from localvoice.events import Block, View
from localvoice.tools.page.page import Page, named, paragraphs
from localvoice.tools.phrasing import counted, joined

QUOTED = 24  # words of a dialog that are said at once
BEGIN = 14  # words of a page without a heading
WORDS_A_MINUTE = 160  # of a voice at its usual pace; counted on hibari's
NOTHING = "I can read nothing there."
FIRST = {"dialog": "A dialog", "alert": "An error", "error": "An error"}


def first(page: Page) -> str:
    """Two or three short sentences; one where the person wants it brief, or a screen reader speaks as well."""
    view = page.view
    if not view.blocks:
        return f"{NOTHING} I see {joined([_article(thing) for thing in view.things])}." if view.things else NOTHING
    said = [urgent(block, view) for block in view.blocks if block.kind in ("dialog", "alert")][:1]
    said = said or [urgent(block, view) for block in view.blocks if block.kind == "error"][:1]
    if said and page.brief:
        return said[0]
    return " ".join([*said, _page(view, bool(said), page.brief)]).strip()


def urgent(block: Block, view: View) -> str:
    """A dialog with its buttons, an error with its place."""
    dialog = block.kind in ("dialog", "alert")
    name = "An error in a dialog" if block.kind == "alert" else FIRST[block.kind]
    buttons = named(view, "choice") if dialog else ""
    own = f" Buttons: {buttons}." if buttons else ""
    return f"{name}, {block.where}: {shortened(block.text, QUOTED)}{own}"


def shortened(text: str, most: int) -> str:
    """So many words, and a stop; "and so on" where there are more."""
    words = text.split()
    if len(words) > most:
        return f"{' '.join(words[:most]).rstrip('.,;:')}, and so on."
    return text if text.endswith((".", "!", "?", "…")) else f"{text}."


def _page(view: View, behind: bool, brief: bool) -> str:
    """What it is about, and how much there is."""
    texts = [block for block in paragraphs(view) if not (behind and block.kind == "error")]
    if not texts:
        buttons = named(view, "button")
        return f"Buttons: {buttons}." if buttons and not behind else ""
    head = next((block for block in texts if block.kind == "heading"), None)
    text = head.text.rstrip(".") if head else shortened(texts[0].text, BEGIN).rstrip(".")
    over = any(block.kind in ("dialog", "alert") for block in view.blocks)
    begins = f"{'Behind it: ' if over else 'Besides: ' if behind else ''}{text}."
    words = sum(len(block.text.split()) for block in texts)
    if brief or words <= BEGIN + 2:
        return begins
    return f"{begins} {amount(words).capitalize()} more to read." if not behind else begins


def length(page: Page) -> str:
    """How long is it, and how much is left?"""
    words = sum(len(piece.split()) for piece in page.pieces)
    left = sum(len(piece.split()) for piece in page.left)
    if not words:
        return NOTHING
    blocks = counted(len(paragraphs(page.view)), "paragraph")
    if page.at == 0:
        return f"{blocks}, {amount(words)}."
    return f"{amount(left).capitalize()} left of {words}." if left else "That was all of it."


def amount(words: int) -> str:
    """ "80 words, half a minute"."""
    seconds = 60 * words / WORDS_A_MINUTE
    time = "a few seconds" if seconds < 15 else "half a minute" if seconds < 45 else "a minute"
    return f"{counted(words, 'word')}, {time if seconds < 90 else f'{round(seconds / 60)} minutes'}"


def _article(name: str) -> str:
    return f"{'an' if name[:1] in 'aeiou' else 'a'} {name}"
