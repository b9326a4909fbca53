"""What matters first on a screen? Dialogs and errors, then the text as one reads it, then buttons, and menus last.

Lines that were read become blocks: what stands together is one, with its kind and its place. A dialog is a surface
of its own that lies over others and has a button on it.
"""

import re
from collections.abc import Sequence
from statistics import median

import numpy as np

from localvoice.events import Block, Line, Thing, View
from localvoice.vision.panels import Panel, around
from localvoice.vision.wrapped import joined, wrapped

BUTTON_BEGINS = """
    ok okay cancel close save yes no allow deny retry quit delete install later open back next finish done apply accept
    decline submit send skip ignore restart update help agree disagree print replace keep discard eject connect join try
    continue search stop remove enable disable login logout browse choose select upgrade reload dismiss confirm don not
    sign log learn move
"""
BUTTONS = frozenset(BUTTON_BEGINS.split())  # words that the name of a button begins with
BUTTON_WORDS = 4  # that a button has at most
ERROR = re.compile(
    r"\b(?:errors?|failed|fails|failure|warning"
    r"|(?:cannot|can't)(?! (?:be )?undo)|couldn't|could not|unable|invalid|denied|refused|not found"
    r"|no such|(?:not|n't|never) exist(?:s|ed)?|crashed|unexpectedly|expired|incorrect|wrong|problem|no longer"
    r"|not available|fatal|exception|traceback|panicked|timed out|segmentation fault|out of memory"
    r"|(?-i:[A-Z]\w*(?:Error|Exception)))\b",
    re.I,
)
# kinds of blocks, and where in the order they come; what is equal comes as one reads it
ORDER = {"alert": 0, "dialog": 0, "choice": 1, "error": 2, "heading": 3, "text": 3, "button": 4, "menu": 5}
HEADING = 1.2  # times as high as the usual line, with the margins that readers of text leave around lines
BAR_SHARE, BAR_ITEMS = 0.06, 3  # of the picture's height where a bar of menus is, and things in it
DIALOG_SHARES = (0.004, 0.5)  # of the picture that a dialog fills
DIALOG_WIDTH = 0.85
HEADING_WORDS = 14
GAP = 0.9  # line heights between lines of a paragraph, at most
FRAME_HIGH, FRAME_WIDE = 1.2, 8.0  # line heights that the frame of a button is away from its text, above and beside
COLUMNS, ROWS = ("left", "middle", "right"), ("top", "middle", "bottom")


def view(source: str, pixels: np.ndarray, lines: Sequence[Line], things: Sequence[Thing] = ()) -> View:
    """`pixels` (height, width, 3) uint8; `lines` have their spaces and are in the order in which they are read."""
    size = pixels.shape[1], pixels.shape[0]
    known = [line for line in lines if line.text.strip()]
    names = tuple(thing.name for thing in things)
    if not known:
        return View(source, (), names)
    framed = [line for line in known if _is_framed(pixels, line)]
    dialog = _dialog(pixels, known, framed)
    inside = [line for line in known if dialog and dialog.holds(line.box)]
    outside = [line for line in known if line not in inside]
    blocks = [*_of_dialog(inside, framed, size), *_of_page(outside, framed, size)]
    return View(source, tuple(sorted(blocks, key=lambda block: ORDER[block.kind])), names)


def _is_framed(pixels: np.ndarray, line: Line) -> bool:
    """Is it short, and on a small surface of its own?"""
    if len(line.text.split()) > BUTTON_WORDS:
        return False
    left, top, right, bottom = line.box
    high = bottom - top
    wide, tall = (FRAME_WIDE + 1) * high, (FRAME_HIGH + 1) * high
    at_x, at_y = max(0, int(left - wide)), max(0, int(top - tall))
    near = pixels[at_y : int(bottom + tall), at_x : int(right + wide)]
    found = around(near, (left - at_x, top - at_y, right - at_x, bottom - at_y)).box
    above, below = top - (at_y + found[1]), at_y + found[3] - bottom
    before, behind = left - (at_x + found[0]), at_x + found[2] - right
    return max(above, below) <= FRAME_HIGH * high and max(before, behind) <= FRAME_WIDE * high


def _dialog(pixels: np.ndarray, lines: Sequence[Line], framed: Sequence[Line]) -> Panel | None:
    """The surface of a dialog, the one that is nearest to the middle; None where there is none."""
    height, width = pixels.shape[:2]
    found: list[Panel] = []
    for line in reversed(lines):
        named = " ".join(re.findall(r"\w+", line.text.lower()))
        short = len(named.split()) <= BUTTON_WORDS
        if not (short and BUTTONS & set(named.split())) or any(panel.holds(line.box) for panel in found):
            continue
        button = around(pixels, line.box) if line in framed else None
        found.append(around(pixels, button.box, outside=True) if button else around(pixels, line.box))
    good = [panel for panel in found if _is_dialog(panel, lines, framed, (width, height))]
    return min(good, key=lambda panel: abs(sum(panel.box[::2]) / 2 - width / 2), default=None)


def _is_dialog(panel: Panel, lines: Sequence[Line], framed: Sequence[Line], size: tuple[int, int]) -> bool:
    width, height = size
    left, top, right, bottom = panel.box
    edges = sum((left == 0, top == 0, right == width, bottom == height))
    low, high = (share * width * height for share in DIALOG_SHARES)
    says = any(panel.holds(line.box) and line not in framed for line in lines)
    return low <= panel.area <= high and right - left <= DIALOG_WIDTH * width and edges < 2 and says


def _of_dialog(lines: Sequence[Line], framed: Sequence[Line], size: tuple[int, int]) -> list[Block]:
    """What it says is one block, and each of its buttons is one."""
    choices = [line for line in lines if line in framed or is_named_button(line)]
    said = [line for line in lines if line not in choices]
    top = min((line.box[1] for line in said), default=0.0)
    if any(line.box[1] > top for line in choices):  # what is above is no button, but the name of it all
        choices = [line for line in choices if line.box[1] > top]
        said = [line for line in lines if line not in choices]
    text = " ".join(_ended(_text(part)) for part in paragraphs(said))
    kind = "alert" if ERROR.search(text) else "dialog"
    blocks = [Block(kind, text, where(_hull(lines), size))] if text else []
    return [*blocks, *(Block("choice", line.text.strip(), where(line.box, size)) for line in _by_rows(choices))]


def _of_page(lines: Sequence[Line], framed: Sequence[Line], size: tuple[int, int]) -> list[Block]:
    bar = [line for line in lines if line.box[3] <= BAR_SHARE * size[1]]
    bar = bar if len(bar) >= BAR_ITEMS else []
    buttons = [line for line in lines if line in framed and line not in bar]
    rest = [line for line in lines if line not in bar and line not in buttons]
    usual = median(_height(line) for line in rest) if rest else 0.0
    blocks = [_paragraph(part, text, usual, size) for whole in paragraphs(rest) for part, text in _apart(whole)]
    blocks += [Block("button", line.text.strip(), where(line.box, size)) for line in buttons]
    if bar:
        names = ", ".join(line.text.strip() for line in sorted(bar, key=lambda line: line.box[0]))
        blocks.append(Block("menu", names, where(_hull(bar), size)))
    return blocks


def _paragraph(lines: Sequence[Line], text: str, usual: float, size: tuple[int, int]) -> Block:
    high = median(_height(line) for line in lines) >= HEADING * usual and len(text.split()) <= HEADING_WORDS
    kind = "error" if ERROR.search(text) else "heading" if high else "text"
    return Block(kind, text, where(_hull(lines), size))


def _apart(lines: list[Line]) -> list[tuple[list[Line], str]]:
    """With its text. Of what is no running text, as in a terminal, the lines that tell of an error are one."""
    whole = wrapped(lines)
    errors = [part for part in whole if ERROR.search(joined(part))]
    others = [part for part in whole if part not in errors]
    return [([line for part in parts for line in part], _listed(parts)) for parts in (errors, others) if parts]


def _by_rows(lines: Sequence[Line]) -> list[Line]:
    """From the left, row by row."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: line.box[1] + line.box[3]):
        if rows and line.box[1] + line.box[3] - rows[-1][0].box[1] - rows[-1][0].box[3] < _height(line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [line for row in rows for line in sorted(row, key=lambda line: line.box[0])]


def paragraphs(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines that stand close below each other and begin or end about alike are one, from the top."""
    made: list[list[Line]] = []
    for line in lines:
        above = next((part for part in reversed(made) if _goes_on(part[-1], line)), None)
        if above is None:
            made.append([line])
        else:
            above.append(line)
    return made


def _goes_on(last: Line, line: Line) -> bool:
    high, other = _height(last), _height(line)
    common = min(last.box[2], line.box[2]) - max(last.box[0], line.box[0])
    narrow = min(last.box[2] - last.box[0], line.box[2] - line.box[0])
    alike = max(high, other) <= HEADING * min(high, other)
    below = -0.5 * high <= line.box[1] - last.box[3] <= GAP * high
    return alike and below and common >= 0.5 * narrow


def where(box: tuple[float, float, float, float], size: tuple[int, int]) -> str:
    """ "at the top left", "on the right", "in the middle", in ninths of the picture."""
    column = COLUMNS[_third((box[0] + box[2]) / 2 / max(1, size[0]))]
    row = ROWS[_third((box[1] + box[3]) / 2 / max(1, size[1]))]
    if row == "middle":
        return "in the middle" if column == "middle" else f"on the {column}"
    return f"at the {row}" if column == "middle" else f"at the {row} {column}"


def _third(share: float) -> int:
    return 0 if share < 1 / 3 else 1 if share <= 2 / 3 else 2


def is_named_button(line: Line) -> bool:
    """Does it read as buttons do: "Cancel", "Save as…"?"""
    words = re.findall(r"\w+", line.text.lower())
    text = line.text.rstrip()
    is_sentence = text.endswith((".", "?", "!", ":")) and not text.endswith("..")
    return 0 < len(words) <= BUTTON_WORDS and words[0] in BUTTONS and not is_sentence


def _text(lines: Sequence[Line]) -> str:
    return _listed(wrapped(lines))


def _listed(parts: Sequence[Sequence[Line]]) -> str:
    """Lines that are no running text are sentences of their own."""
    return " ".join([*(_ended(joined(part)) for part in parts[:-1]), joined(parts[-1])])


def _ended(text: str) -> str:
    text = text.strip()
    return text if text.endswith((".", "?", "!", "…", ":")) else f"{text}."


def _height(line: Line) -> float:
    return line.box[3] - line.box[1]


def _hull(lines: Sequence[Line]) -> tuple[float, float, float, float]:
    lefts, tops, rights, bottoms = zip(*(line.box for line in lines), strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)
