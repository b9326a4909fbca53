"""What of the text in a picture was asked for? The error, the total, a phone number, the second line, a button's place.

The question is words that a person says; the answer is one sentence, read from the lines, and honest where nothing of
it was found. Nothing that stands in the picture is followed: it is only read.
"""

import re
from collections.abc import Callable, Sequence

from localvoice.events import Line, View
from localvoice.vision.layout import BUTTONS, ERROR, paragraphs, where
from localvoice.vision.placed import Size
from localvoice.vision.reading import FIGURE, Row, Table, lined, rows, tables

NOTHING = "I can't read any text there."
WORDS = 40  # that are read at once
KINDS = {  # what can be known by its form alone: what it is called → how it looks
    "phone number": (r"(?:tele)?phone(?: number)?|mobile(?: number)?|number to call", r"\+?\(?\d[\d\s().-]{6,}\d"),
    "email address": (r"e-?mail(?: address)?", r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    "web address": (r"link|url|web ?(?:site|page|address)|address of the (?:page|site)|domain",
                    r"(?:https?://|www\.)\S+[\w/]|\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|dev|de|uk|eu|gov|edu)\b\S*"),
    "price": (r"price|cost|amount|sum", r"(?:[$€£¥]\s?\d[\d.,]*|\d[\d.,]*\s?(?:[$€£¥]|EUR|USD|GBP|dollars|euros))"),
    "date": (r"date|day", r"\b(?:\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{2,4}"
             r"|(?:\d{1,2}(?:st|nd|rd|th)?\s)?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
             r"(?:\s\d{1,2}(?:st|nd|rd|th)?\b)?(?:,?\s\d{4})?)"),
    "time": (r"time", r"\b\d{1,2}[:.]\d\d(?::\d\d)?(?:\s?[AaPp]\.?[Mm]\.?)?"),
    "percentage": (r"percent(?:age)?", r"\d[\d.,]*\s?%"),
    "version": (r"version(?: number)?", r"\bv?\d+\.\d+(?:\.\d+)*\b"),
}  # fmt: skip
NTH_WORDS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
NTH = {word: at for at, word in enumerate(NTH_WORDS)} | {"last": -1, "next to last": -2, "second to last": -2}
NTH |= {"second last": -2, "top": 0, "bottom": -1}
ASK = (
    r"(?:what(?:'s| is| was| are)|tell me|read(?: me)?(?: out)?|give me|find|show me|how much is|which is|do you see"
    r"|what|which)"
)
FILLED = re.compile(
    r"^(?:please|hey|okay|ok|so|now|and|can you|could you|would you|will you|just|um|uh)\b[ ,]*"
    r"|\b(?:please|for me|to me|again|aloud|out loud|there|here|written|right now|at the moment"
    r"|(?:on|in|at|of|from) (?:(?:the|this|that|my)\s)?(?:screen|page|window|picture|image|photo|document|clipboard"
    r"|file|there|here|it|receipt|invoice|bill))$|[?!.]+$"
)
SMALL = frozenset(
    {"a", "an", "the", "of", "for", "on", "in", "at", "to", "is", "are", "it", "this", "that", "my", "your", "there"}
    | {"and", "or", "any", "some", "does", "do", "me", "many", "much"}
)
END = re.compile(r"(?<=[.!?])\s+(?=[A-Z“\"(\d])")
HOW_MANY = ("quantity", "qty", "count", "number")


def answer(question: str, lines: Sequence[Line], size: Size, view: View | None = None) -> str:
    """`lines` as they were read; `size`: width and height of the picture; `view`: what `layout` made of it.

    "" where the question asks for all of it, or is none about text.
    """
    if not lines:
        return NOTHING
    asked = _bare(question)
    for form, find in FORMS:
        if found := re.search(form, asked):
            return find(found, Read(lines, size, view))
    return ""


class Read:
    """The text of one picture, in the ways in which it is asked for."""

    def __init__(self, lines: Sequence[Line], size: Size, view: View | None = None) -> None:
        self.size, self.lines = size, lines
        self.blocks = view.blocks if view else ()
        self.rows: list[Row] = rows(lines)
        self.tables: list[Table] = tables(self.rows)
        self.told = lined(lines)  # from the top, as it is read

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.told)

    @property
    def sentences(self) -> list[str]:
        """What one would read as one: rows of tables, lines that end nowhere with those that go on with them."""
        parts = paragraphs(self.told)
        return [each for part in parts for each in END.split(" ".join(line.text for line in part)) if each]

    def value(self, label: str) -> str:
        """What stands behind or beside a label, below it in a table or after its colon; "" for nothing."""
        wanted = _stems(label)
        for table in self.tables:
            if found := _in_table(table, wanted):
                return found
        for row in sorted(self.rows, key=lambda row: -_fit(row.text, wanted)):
            if _fit(row.text, wanted) < len(wanted):
                break
            if found := _in_row(row, wanted):
                return found
        return ""


def _in_table(table: Table, wanted: set[str]) -> str:
    """The value of a row, of a column named as well; "" for none."""
    for row in table.rows:
        head = table.header.cells if table.header else ()
        column = {word for name in head for word in _stems(name.text)} & wanted
        here = _stems(row.cells[0].text) & wanted
        if here and not wanted - here - column:
            named = [cell for cell in row.cells[1:] if _stems(table.named(cell)) & column] if column else []
            cells = named or [cell for cell in row.cells[1:] if FIGURE.match(cell.text)] or row.cells[1:]
            return f"{row.cells[0].text}: {cells[0].text if named else _last(cells)}"
    return ""


def _last(cells: Sequence[Line]) -> str:
    """Of several figures the one at the end of the row, where sums stand."""
    return cells[-1].text


def _in_row(row: Row, wanted: set[str]) -> str:
    """ "Total $48.50" of a row that names the label."""
    at = next((at for at, cell in enumerate(row.cells) if _stems(cell.text) & wanted), None)
    if at is None or row.text.rstrip().endswith(":"):
        return ""  # the value stands in the next line
    cell, behind = row.cells[at], row.cells[at + 1 :]
    if len(cell.text.split()) > len(wanted) + 1 or ":" in cell.text.rstrip(": "):
        return cell.text
    return f"{cell.text.rstrip(': ')}: {behind[0].text}" if behind else ""


def _bare(question: str) -> str:
    asked = " ".join(question.lower().replace("’", "'").split())
    while (shorter := " ".join(FILLED.sub("", asked).split()).strip(" ,.?!")) != asked:
        asked = shorter
    return asked


def _stems(text: str) -> set[str]:
    """Its words, without an s at the end, and without what says nothing."""
    words = re.findall(r"\w+", text.lower())
    return {word.removesuffix("s") if len(word) > 3 else word for word in words if word not in SMALL}


def _fit(text: str, wanted: set[str]) -> int:
    return len(_stems(text) & wanted)


def _cut(text: str) -> str:
    words = text.split()
    return text if len(words) <= WORDS else f"{' '.join(words[:WORDS]).rstrip('.,;:')}, and more"


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."


def error(found: re.Match[str], read: Read) -> str:
    """The dialog that tells of it, else the lines that speak of it, with those that go on with them."""
    if alert := next((block.text for block in read.blocks if block.kind == "alert"), ""):
        return _sentence(_cut(alert))
    at = [at for at, line in enumerate(read.told) if ERROR.search(line.text)]
    if not at:
        return "I see no error message there."
    first = last = at[0]
    while last + 1 < len(read.told) and last - first < 2 and _goes_on(read.told[last], read.told[last + 1]):
        last += 1
    return _sentence(_cut(" ".join(line.text for line in read.told[first : last + 1])))


def _goes_on(line: Line, below: Line) -> bool:
    high = line.box[3] - line.box[1]
    ended = line.text.rstrip().endswith((".", "!", "?"))
    return not ended and below.box[1] - line.box[3] < high and abs(below.box[0] - line.box[0]) < 3 * high


def nth(found: re.Match[str], read: Read) -> str:
    at, kind = NTH[found["nth"]], found["kind"]
    if kind == "row" and read.tables:
        every = [table.said(row) for table in read.tables for row in table.rows]
    elif kind in ("word", "letter"):
        every = read.text.split()
    else:
        every = [line.text for line in read.told]
    if at >= len(every) or -at > len(every):
        return f"There {'is' if len(every) == 1 else 'are'} only {len(every)} {kind}{'' if len(every) == 1 else 's'}."
    return _sentence(_cut(every[at]))


def title(found: re.Match[str], read: Read) -> str:
    """The largest of the upper lines, with those that go on with it."""
    of_tables = {id(row) for table in read.tables for row in (*table.rows, table.first) if row}
    every = [cell for row in read.rows if id(row) not in of_tables for cell in row.cells] or list(read.lines)
    upper = [line for line in every if line.box[1] < read.size[1] / 2] or every
    best = max(upper, key=lambda line: (round((line.box[3] - line.box[1]) / 3), -line.box[1]))
    whole = next(part for part in paragraphs(every) if best in part)
    return _sentence(_cut(" ".join(line.text for line in whole)))


def place(found: re.Match[str], read: Read) -> str:
    """Where a button or a word is; the shortest line with it, which is a button rather than a sentence."""
    wanted, fit = found["text"].strip(), _stems(found["text"]) or {found["text"].strip()}
    words = [line for line in read.lines if fit <= _stems(line.text)]
    if not words:
        return f"I see no {wanted} there."
    best = min(words, key=lambda line: len(line.text.split()))
    return _sentence(f"“{_cut(best.text)}” is {where(best.box, read.size)}")


def buttons(found: re.Match[str], read: Read) -> str:
    names = [block.text for block in read.blocks if block.kind in ("choice", "button")]
    names = names or [line.text for line in read.lines if _is_button(line)]
    return _sentence(f"I see {', '.join(names)}") if names else "I see no buttons that I could name."


def _is_button(line: Line) -> bool:
    words = re.findall(r"\w+", line.text.lower())
    return 0 < len(words) <= 4 and words[0] in BUTTONS and not line.text.rstrip().endswith((".", "?", "!", ":"))


def kind(name: str) -> Callable[[re.Match[str], Read], str]:
    """Something of this form: the one that a label names, else the first."""
    form = re.compile(KINDS[name][1])

    def find(found: re.Match[str], read: Read) -> str:
        about = _stems(re.sub(KINDS[name][0], "", found.groupdict().get("about") or ""))
        for label in (f"{name} {' '.join(about)}", " ".join(about)) if about else ():
            if value := read.value(label):
                return _sentence(value)
        hits = list(dict.fromkeys(hit[0].strip() for line in read.lines for hit in form.finditer(line.text)))
        if not hits or about:
            of = f" of {' '.join(sorted(about))}" if about else ""
            return f"I read no {name}{of} there."
        more = f", and {len(hits) - 2} more" if len(hits) > 2 else ""
        return _sentence(f"I read {' and '.join(hits[:2])}{more}")

    return find


def total(found: re.Match[str], read: Read) -> str:
    for label in ("grand total", "total due", "amount due", "total", "balance", "sum", "to pay"):
        if (value := read.value(label)) and re.search(r"\d", value):
            return _sentence(value)
    return "I read no total there." if "total" in found[0] else kind("price")(found, read)


def mentioned(found: re.Match[str], read: Read) -> str:
    wanted = _stems(found["text"])
    hits = [one for one in read.sentences if wanted <= _stems(one)]
    if not wanted or not hits:
        return f"No, I read nothing about {found['text'].strip()} there."
    return _sentence(f"Yes: {_cut(hits[0])}")


def labelled(found: re.Match[str], read: Read) -> str:
    """Whatever is called so: its value, else the sentence that has most of these words."""
    if value := read.value(found["text"]):
        return _sentence(value)
    return loosely(found, read) or f"I read no {found['text'].strip()} there."


def loosely(found: re.Match[str], read: Read) -> str:
    """The sentence that has most of these words, and half of them; "" for none."""
    wanted = _stems(found["text"])
    best = max(read.sentences, key=lambda one: (_fit(one, wanted), -len(one)))
    return _sentence(_cut(best)) if wanted and 2 * _fit(best, wanted) >= len(wanted) else ""


def counted(found: re.Match[str], read: Read) -> str:
    """How many there are of it, by a table's own column."""
    for label in HOW_MANY:
        if value := read.value(f"{label} {found['text']}"):
            return _sentence(value)
    return labelled(found, read)


def whole(found: re.Match[str], read: Read) -> str:
    """All of it is asked for."""
    return ""


_NTH = "|".join(sorted(NTH, key=len, reverse=True))
_WHOLE = (
    r"(?:everything|all(?: of it)?|it(?: all)?|this|that|the (?:text|screen|page|window|sign|label|picture|image|note"
    r"|letter|menu|card|box|message|whole (?:thing|page|screen)|table)|text|me)"
)
_A = r"(?:the |a |an |my |any |your )?"
FORMS: tuple[tuple[str, Callable[[re.Match[str], Read], str]], ...] = (
    (r"\b(?:error|warning|problem|went wrong|failed|exception|traceback)s?\b(?! code| number)", error),
    (rf"\b(?P<nth>{_NTH}) (?P<kind>line|row|word|sentence|item|entry)\b", nth),
    (r"\b(?:title|heading|headline|called|header)\b", title),
    (
        rf"\b(?:where(?:'s| is| are| do i find)|find|locate) {_A}(?P<text>.+?)(?: button| link| field| icon| tab"
        r"| menu)?$",
        place,
    ),
    (rf"\b(?:is there|do you see|can you see|are there) {_A}(?P<text>.+?) (?:button|link|field|icon|tab)$", place),
    (r"\b(?:buttons|choices|options|can i (?:click|press))\b", buttons),
    (
        r"\b(?:total|altogether|in all|how much (?:is it|is this|do i (?:have to )?(?:pay|owe)|does (?:it|this) (?:cost"
        r"|come to)|is that))\b|^how much$",
        total,
    ),
    *(
        (rf"\b(?:{called})s?\b(?P<about>.*)$", kind(name))
        for name, (called, _) in KINDS.items()
        if name not in ("date", "time", "price")
    ),
    (rf"\bhow much (?:is|are|does|do|for) {_A}(?P<about>.+?)(?: cost)?$", kind("price")),
    (r"\b(?:price|cost)s?\b(?P<about>.*)$", kind("price")),
    (r"\b(?:what|which|is there a|the|what's the) (?:date|day)\b(?P<about>.*)$", kind("date")),
    (r"\b(?:what|which) time\b|\bis there a time\b|\bwhat(?:'s| is) the time\b(?P<about>.*)$", kind("time")),
    (
        r"\b(?:say|says|mention|mentions|read|have|anything|something)(?: anything| something| a word)? about"
        rf" {_A}(?P<text>.+)$",
        mentioned,
    ),
    (rf"^(?:is|are) there {_A}(?P<text>.+)$", mentioned),
    (
        rf"^{ASK} {_WHOLE}(?: says?| saying)?$|^what (?:does|do|did) .+ (?:say|says|ask|want|read)$|^describe\b"
        r"|^what (?:do|can) you|^what am i\b|^look\b|^read$",
        whole,
    ),
    (r"^how many (?P<text>.+)$", counted),
    (r"^how much (?P<text>.+?)$", labelled),
    (rf"^{ASK} {_A}(?P<text>.+)$", labelled),
    (r"^(?:when|who|how (?:long|old)) (?:does|do|is|are|did|was) (?:the |it |a )?(?P<text>.+)$", labelled),
    (r"(?P<text>.+)", loosely),
)
