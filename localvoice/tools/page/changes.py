"""What has changed since the last look? What is new first, dialogs before text, then what is gone; two things of many.

Text is read a little differently each time, so what stood there nearly so before is not new.
"""

from localvoice.events import Block, View
from localvoice.tools.guiding.checking import bare, within
from localvoice.tools.page.page import END
from localvoice.tools.page.summary import shortened, urgent
from localvoice.tools.phrasing import counted

SAME = "Nothing has changed that I can read."
FIRST_LOOK = "I have not looked before. Ask me again when something may have changed."
TOLD = 2  # new things that are told one by one
WORDS = 16  # of each of them
URGENT = ("dialog", "alert")


def changed(before: View | None, after: View) -> str:
    """In two or three sentences."""
    if before is None:
        return FIRST_LOOK
    here = f"Now {after.source.removeprefix('window ')} is looked at. " if before.source != after.source else ""
    fresh, gone = news(before, after), news(after, before)
    dialog = [block for block in fresh if block.kind in URGENT]
    ended = [block for block in gone if block.kind in URGENT and not dialog]
    rest = [block for block in fresh if block.kind not in (*URGENT, "choice")]
    said = [f"New: {urgent(block, after)[0].lower()}{urgent(block, after)[1:]}" for block in dialog[:1]]
    said += ["The dialog is gone." for _ in ended[:1]]
    said += [f"New, {block.where}: {shortened(block.text, WORDS)}" for block in rest[: TOLD if not dialog else 0]]
    more = len(rest) - TOLD if not dialog else 0
    said += [f"And {counted(more, 'more thing')}."] if more > 0 else []
    lost = [block for block in gone if block.kind not in (*URGENT, "choice")]
    if not said and lost:
        said = [f"Gone: {shortened(lost[0].text, WORDS)}"]
    return f"{here}{' '.join(said)}".strip() if said else f"{here}{SAME if not here else ''}".strip()


def news(before: View, after: View) -> list[Block]:
    """What is to be read now and was not; of a text only its new sentences."""
    known = bare(" ".join(block.text for block in before.blocks))
    kinds = {block.kind for block in before.blocks}
    found: list[Block] = []
    for block in after.blocks:
        fresh = [sentence for sentence in END.split(block.text) if not within(bare(sentence), known)]
        if fresh or (block.kind in URGENT and not kinds & set(URGENT)):
            text = block.text if block.kind in URGENT else " ".join(fresh)
            found.append(Block(block.kind, text, block.where))
    return found
