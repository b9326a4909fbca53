"""What of a piece of written text is for the ear? Its words: marks of lists and tables become words, the rest goes.

"1. Boil it" becomes "First, boil it.", the next item "Then …"; a table's row is said with its headings; of an address
the site's name is left; stage directions, names of speakers and everything from "Sources:" on go. Markdown inside a
line is `spoken.markup`'s.
"""

import re
from collections.abc import Iterator

from localvoice.wording.manners.marks import HOST, SMILEY, SOURCES, SPEAKER, STAGE, URL
from localvoice.wording.phrases import Cut
from localvoice.wording.spoken.markup import BULLET, DIVIDER, ENDED, NUMBERED, ROW

WRITES_BOTH = re.compile(r"[*_]*(?:user|human)[*_]*\s*:", re.IGNORECASE)
ITEM = re.compile(r"(?<=[.!?:;,\"”)*]\s)(?:(\d{1,2})[.)]|[*•])\s+(?=\S)")
SMILES = re.compile(SMILEY)
HEAD = re.compile(r"\s{0,3}#{1,6}\s|\*\*[^*]+\*\*:?\s*$|.*:[*_ ]*$", re.DOTALL)  # a list may begin after it
NEW_LINE = re.compile(r"\n\s*(?=[^\W\d_]|[¿¡])(?![a-zà-öø-ÿ])")  # after an item, a sentence that is no part of it
CELL_MARKS = re.compile(r"^[*_`]+|[*_`]+$")
# How a step begins; in a sentence such a word is small, a name is not
STEPS = frozenset({
    "layer", "drape", "cross", "loop", "slide", "twist", "flip", "bend", "breathe", "inhale", "exhale", "scoop",
    "crack", "toast", "soften", "arrange",
    "repeat", "switch", "scroll", "tap", "swipe", "sign", "log", "visit", "note", "trim",
    "add", "adjust", "apply", "ask", "attach", "bake", "beat", "begin", "blend", "boil", "book", "break", "bring",
    "brush", "bury", "buy", "call", "carry", "change", "check", "chill", "choose", "chop", "clean", "click", "close",
    "combine", "connect", "cook", "cool", "cover", "create", "crush", "cut", "decide", "dice", "dip", "discuss",
    "divide", "do", "dissolve", "drain", "draw", "drink", "drive", "drop", "dry", "eat", "enjoy", "enter", "fill",
    "find", "finish", "fold", "follow", "fry", "get", "give", "go", "grate", "grill", "heat", "hold", "identify",
    "insert", "install", "join", "keep", "knead", "learn", "leave", "let", "lift", "line", "look", "loosen", "lower",
    "make", "mark", "measure", "melt", "mix", "move", "open", "pack", "peel", "pick", "place", "plan", "plant", "play",
    "plug", "pour", "practise", "practice", "prepare", "press", "pull", "push", "put", "raise", "read", "reduce",
    "remove", "rest", "restart", "rinse", "roll", "rub", "save", "season", "select", "send", "serve", "set", "share",
    "sift", "simmer", "sit", "slice", "soak", "speak", "spread", "sprinkle", "squeeze", "stand", "start", "stay",
    "steam", "stir", "stop", "store", "strain", "take", "talk", "taste", "tell", "tie", "tighten", "toss", "touch",
    "try", "turn", "type", "unplug", "unscrew", "use", "wait", "walk", "wash", "wear", "whisk", "wipe", "work",
    "wrap", "write",
})  # fmt: skip


class Plain:
    """One answer's pieces, one after the other."""

    def __init__(self, language: str = "") -> None:
        """`language`: in others than English ("") items keep their own words alone."""
        self._english = language in ("", "en")
        self._number = 0  # of the item of a list that was said last
        self._heads: list[str] = []  # of a table's columns
        self._rows = 0  # of that table, said so far
        self._inside = False  # the sentence of the last piece goes on
        self.changed = False  # something was left out or put in other words
        self.over = False  # what follows is for nobody's ears

    def take(self, cut: Cut) -> Iterator[Cut]:
        """What is to be said in its place; a piece without words only tells that its sentence has ended."""
        for each in self._items(cut):
            yield from self._take(each)

    def _items(self, cut: Cut) -> list[Cut]:
        """A piece, parted where items of a list stand in one line: "so: 1. boil it. 2. wait"."""
        number, edges = self._number, [0]
        for item in ITEM.finditer(cut.text):
            here = int(item[1] or number + 1)
            if self._english and here in (1, number + 1) and item.start() and "`" not in cut.text:
                edges.append(item.start())
                number = here
        if NUMBERED.match(cut.text.split("\n")[0]) or BULLET.match(cut.text.split("\n")[0]):
            edges += [line.end() for line in NEW_LINE.finditer(cut.text)]
            edges.sort()
        parts = [part.strip() for part in map(cut.text.__getitem__, map(slice, edges, [*edges[1:], None]))]
        return [*(Cut(part, True) for part in parts[:-1]), Cut(parts[-1], cut.ends)]

    def _take(self, cut: Cut) -> Iterator[Cut]:
        begins, self._inside = not self._inside, not cut.ends
        if begins and (WRITES_BOTH.match(cut.text) or SOURCES.match(cut.text)):
            self.over = self.changed = True
        if self.over:
            return
        if begins and not cut.text.startswith("|"):
            yield from self._header()
        text = self._row(cut.text) if begins and cut.text.startswith("|") else self._sentence(cut, begins)
        if text is None:
            self.changed, self._inside = True, False
            return
        self.changed |= text != cut.text
        yield Cut(text, cut.ends)

    def end(self) -> Iterator[Cut]:
        """Nothing follows."""
        yield from self._header()

    def _sentence(self, cut: Cut, begins: bool) -> str:
        text = STAGE.sub("", SPEAKER.sub("", cut.text) if begins else cut.text)
        text = SMILES.sub("", text)
        text = URL.sub(lambda address: HOST.sub(lambda host: host[1], address[0].split("/?")[0], count=1), text)
        text = URL_PATH.sub(r"\1", text)
        if begins:
            self._number = 0 if HEAD.match(text) else self._number
            text = self._item(text, cut.ends)
        return re.sub(r"[ \t]{2,}", " ", text).strip() if text != cut.text else text

    def _item(self, text: str, ends: bool) -> str:
        """An item of a list as a sentence; any other text as it is."""
        numbered, bullet = NUMBERED.match(text), BULLET.match(text)
        number = int(numbered[1]) if numbered else self._number + 1
        said = (numbered[2] if numbered else bullet[1] if bullet else "").strip()
        if not re.search(r"\w", said) or number not in (1, self._number + 1) or "\n" in text.strip():
            return text
        self._number = number
        if not self._english:
            return f"{said}." if ends and not ENDED.search(said) else said
        word = re.match(r"[A-Za-z]+", said)
        if word and word[0].lower() in STEPS:
            said = said[0].lower() + said[1:]
        said = f"{'First,' if number == 1 else 'Then'} {said}"
        return f"{said}." if ends and not ENDED.search(said) else said

    def _row(self, text: str) -> str | None:
        """A table's row; None for what says nothing by itself."""
        row = ROW.match(text)
        if row is None or DIVIDER.match(text):
            return None
        cells = [CELL_MARKS.sub("", cell.strip()) for cell in row[1].split("|")]
        if not self._heads:
            self._heads, self._rows = cells, 0
            return None
        self._rows += 1
        heads = self._heads if len(self._heads) == len(cells) else [""] * len(cells)
        said = ", ".join(f"{head} {cell}".strip() for head, cell in zip(heads, cells, strict=True) if cell)
        return said if ENDED.search(said) else f"{said}."

    def _header(self) -> Iterator[Cut]:
        """A table has ended; its headings alone are a row."""
        heads, self._heads = self._heads, []
        if heads and not self._rows:
            yield Cut(", ".join(filter(None, heads)) + ".", True)


URL_PATH = re.compile(r"((?<![\w@.])(?:[\w-]+\.)+[a-z]{2,6})/[^\s<>\"”’)\]]*(?<![.,;:!?])")
