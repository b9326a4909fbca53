"""What of the text in a picture was asked for? The error, the total, a phone number, the second line, a button's place.

The question is words that a person says; the answer is one sentence, read from the lines, and honest where nothing of
it was found. Nothing that stands in the picture is followed: it is only read.
"""

import re
from collections.abc import Callable, Sequence

from localvoice.events import Block, Line, View
from localvoice.vision import finding, parcels, signers, states
from localvoice.vision.bare import bare
from localvoice.vision.columns import columns
from localvoice.vision.faults import fault
from localvoice.vision.kinds import FORMAL, KINDS, MISSED
from localvoice.vision.layout import is_named_button, paragraphs, where
from localvoice.vision.likeness import stems
from localvoice.vision.most import most
from localvoice.vision.placed import Size
from localvoice.vision.reading import FIGURE, Row, Table, in_order, rows, tables
from localvoice.vision.units import ITEM, NUMBERED, Unit, units

NOTHING = "I can't read any text there."
NOT_THERE = "I read nothing about that there."
CLAUSE = re.compile(r"\b(?:is|are|was|were|do|does|did|has|have|can|will|should|i|we|you|they)\b")  # it is no name
WORDS = 40  # that are read at once
NTH_WORDS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
NTH = {word: at for at, word in enumerate(NTH_WORDS)} | {"last": -1, "next to last": -2, "second to last": -2}
NTH |= {"second last": -2, "top": 0, "bottom": -1}
ASK = (
    r"(?:what(?:'s| is| was| are)|tell me|read(?: me)?(?: out)?|give me|find|show me|how much is|which is|do you see"
    r"|what|which)"
)
WISH = r"\b(?:would like|wants?|asks?|is (?:asking|requesting|trying)|needs?|requests?) (?:\w+ )?(?:to|for|your)\b"
HOW_MANY = ("quantity", "qty", "count", "number")


def answer(question: str, lines: Sequence[Line], size: Size, view: View | None = None) -> str:
    """`lines` as they were read; `size`: width and height of the picture; `view`: what `layout` made of it.

    "" where the question asks for all of it, or is none about text.
    """
    if not lines:
        return NOTHING
    asked = bare(question)
    read = Read(lines, size, view, asked)
    if told := most(asked, read.units) or states.in_state(asked, read.units):
        return _sentence(told)
    for form, find in FORMS:
        if found := re.search(form, asked):
            return find(found, read)
    return ""


class Read:
    """The text of one picture, in the ways in which it is asked for."""

    def __init__(self, lines: Sequence[Line], size: Size, view: View | None, asked: str) -> None:
        self.size, self.lines = size, lines
        self.asked = asked  # the question, without what says nothing
        self.blocks: Sequence[Block] = view.blocks if view else ()
        self.columns = columns(lines)
        of_columns = [rows(column) for column in self.columns]
        self.rows: list[Row] = [row for every in of_columns for row in every]
        self.tables: list[Table] = [table for every in of_columns for table in tables(every)]
        self.told = [line for every in of_columns for line in in_order(every)]  # as it is read
        self.units: list[Unit] = units(self.columns)
        self.buttons = {line.text for line in lines if is_named_button(line)}

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.told)

    @property
    def sentences(self) -> list[str]:
        """What one would read as one: rows of tables, and lines that end nowhere with those that go on with them."""
        of_tables = [unit.said for unit in self.units if unit.kind != "stack"]
        pieces = [(piece, unit) for unit in self.units if unit.kind == "stack" for piece in unit.pieces]
        return of_tables + [finding.whole(piece, unit) for piece, unit in pieces]

    def found(self, form: re.Pattern[str] | None = None) -> str:
        """What answers the question, in its own words; `form`: only what looks so. "" for nothing."""
        wanted = finding.asked(self.asked, (form,) if form else ())
        said = [unit for unit in self.units if {piece.text for piece in unit.pieces} - self.buttons]
        return next(filter(None, (finding.find(wanted, known, form is not None) for known in (said, self.units))), "")

    def value(self, label: str) -> str:
        """What stands behind or beside a label, below it in a table or after its colon; "" for nothing."""
        wanted = stems(label)
        if not any(word.isalpha() for word in wanted):
            return ""
        for table in self.tables:
            if found := _in_table(table, wanted):
                return found
        return ""

    def newest(self, label: str) -> str:
        """The last of a column that is called so: "Balance, in the last row: 2,484.67"; "" for none."""
        wanted = stems(label)
        for table in self.tables:
            for name in table.header.cells if table.header else ():
                cells = [cell for row in table.rows for cell in row.cells if table.named(cell) == name.text]
                if cells and stems(name.text) == wanted:
                    return f"{name.text}, in the last row: {cells[-1].text}"
        return ""


def _in_table(table: Table, wanted: set[str]) -> str:
    """The value of a row, of a column named as well; "" for none."""
    for row in table.rows:
        head = table.header.cells if table.header else ()
        column = {word for name in head for word in stems(name.text)} & wanted
        here = stems(row.cells[0].text) & wanted
        if here and not wanted - here - column:
            named = [cell for cell in row.cells[1:] if stems(table.named(cell)) & column] if column else []
            cells = named or [cell for cell in row.cells[1:] if FIGURE.match(cell.text)] or row.cells[1:]
            return f"{row.cells[0].text}: {cells[0 if named else -1].text}"  # sums stand at the end
    return ""


def _cut(text: str) -> str:
    words = text.split()
    return text if len(words) <= WORDS else f"{' '.join(words[:WORDS]).rstrip('.,;:')}, and more"


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."


def error(found: re.Match[str], read: Read) -> str:
    """The dialog that tells of it, else the lines that speak of it, with those that go on with them."""
    if alert := next((block.text for block in read.blocks if block.kind == "alert"), ""):
        return _sentence(_cut(alert))
    return _sentence(_cut(fault(read.asked, read.units) or "I see no error message there"))


def why(found: re.Match[str], read: Read) -> str:
    """The error is why something cannot be done."""
    told = error(found, read) if re.search(r"n't\b|\bnot\b|\bfail|\bstop|\bquit|\bcrash", read.asked) else ""
    return told if told and not told.startswith("I see no") else loosely(found, read)


def sender(found: re.Match[str], read: Read) -> str:
    """Of a mail, as it says itself."""
    said = next((text for text in read.sentences if re.match(r"(?:from|sender|by)\b", text, re.I)), "")
    return _sentence(_cut(said)) if said else otherwise(found, read)


def dialog(found: re.Match[str], read: Read) -> str:
    """What it says and which buttons it has; "" where there is none."""
    says = " ".join(_sentence(block.text) for block in read.blocks if block.kind in ("alert", "dialog"))
    names = [block.text for block in read.blocks if block.kind == "choice"]
    return f"{_cut(says)} {_sentence(f'I see {_listed(names)}') if names else ''}".strip() if says else ""


def asks(found: re.Match[str], read: Read) -> str:
    """The dialog; where none is known by its surface, what says that something is wanted, or is a question."""
    if told := dialog(found, read):
        return told
    wish = next((text for text in read.sentences if re.search(WISH, text)), "")
    wish = wish or max((text for text in read.sentences if text.endswith("?")), key=len, default="")
    return _sentence(_cut(wish)) if wish and read.buttons else otherwise(found, read)


def signer(found: re.Match[str], read: Read) -> str:
    name = signers.signer([line.text for line in read.told])
    return _sentence(name) if name else sender(found, read)


def nth(found: re.Match[str], read: Read) -> str:
    at, kind = NTH[found["nth"]], found["kind"]
    if kind in ("row", "place") and read.tables:
        every = [table.said(row) for table in read.tables for row in table.rows]
    elif kind in ("point", "item", "step", "bullet", "entry") and (items := _items(read)):
        every = items
    elif kind in ("word", "letter"):
        every = read.text.split()
    else:
        every = [line.text for line in read.told]
    if at >= len(every) or -at > len(every):
        return f"There {'is' if len(every) == 1 else 'are'} only {len(every)} {kind}{'' if len(every) == 1 else 's'}."
    return _sentence(_cut(every[at]))


def _items(read: Read) -> list[str]:
    """Those of a list, by their numbers or marks; else the lines of the longest stack, the rows of a table."""
    every = [piece.text for unit in read.units if unit.kind == "stack" for piece in unit.pieces]
    for mark in (NUMBERED, ITEM):
        if len(marked := [ITEM.sub("", each) for each in every if mark.match(each)]) > 1:
            return marked
    if read.tables:
        return [table.said(row) for table in read.tables for row in table.rows]
    longest = max(read.units, key=lambda unit: len(unit.pieces) if unit.kind == "stack" else 0)
    return [piece.text for piece in longest.pieces]


def numbered(found: re.Match[str], read: Read) -> str:
    """The one that has this number in print, else so many from the top."""
    number = int(found["number"])
    marked = re.compile(rf"^{number}[.):]?\s")
    known = (*(line.text for line in read.told), *(row.text for row in read.rows))
    told = next((text for text in known if marked.match(text)), "")
    every = _items(read) if found["kind"] in ("point", "step", "item") else [line.text for line in read.told]
    if told or 0 < number <= len(every):
        return _sentence(_cut(told or every[number - 1]))
    return f"There are only {len(every)} {found['kind']}s."


def ranked(found: re.Match[str], read: Read) -> str:
    """A row of a table, or of a list with numbers; the last of something is rather what is called so."""
    at = NTH[found["nth"]]
    if at < 0 and "kind" in found.groupdict() and (told := loosely(found, read)):
        return told
    every = [table.said(row) for table in read.tables for row in table.rows]
    every = every or [text for text in read.sentences if NUMBERED.match(text)]
    return _sentence(every[at]) if -len(every) <= at < len(every) else otherwise(found, read)


def somewhere(found: re.Match[str], read: Read) -> str:
    """Where something takes place, as the text says; where a name is on the screen."""
    fit = stems(found["text"])
    if told := parcels.way(found["text"], read.sentences):
        return _sentence(_cut(told))
    if not any(stems(line.text) == fit for line in read.lines) and (told := read.found(finding.PLACES)):
        return _sentence(_cut(told))
    return place(found, read)


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
    wanted, fit = found["text"].strip(), stems(found["text"]) or {found["text"].strip()}
    words = [line for line in read.lines if fit <= stems(line.text)]
    if not words:
        return f"I see no {wanted} there."
    best = min(words, key=lambda line: len(line.text.split()))
    return _sentence(f"“{_cut(best.text)}” is {where(best.box, read.size)}")


def buttons(found: re.Match[str], read: Read) -> str:
    names = [block.text for block in read.blocks if block.kind in ("choice", "button")]
    names = names or [line.text for line in read.lines if is_named_button(line)]
    return _sentence(f"I see {_listed(names)}") if names else "I see no buttons that I could name."


def kind(name: str) -> Callable[[re.Match[str], Read], str]:
    """Something of this form: the one that a label names, else the first."""
    form = re.compile(KINDS[name][1])

    def find(found: re.Match[str], read: Read) -> str:
        about = stems(re.sub(KINDS[name][0], "", found.groupdict().get("about") or ""))
        about = about or set(finding.words(re.sub(KINDS[name][0], "", read.asked)))
        for label in (f"{name} {' '.join(about)}", " ".join(about)) if about else ():
            if (value := read.value(label)) and (re.search(r"\d", value) or form.search(value)):
                return _sentence(value)
        if told := read.found(form) or (read.found() if about and name not in FORMAL else ""):
            return _sentence(_cut(told))
        hits = list(dict.fromkeys(hit[0].strip() for line in read.lines for hit in form.finditer(line.text)))
        if not hits or (about and name in MISSED):
            of = f" of {' '.join(sorted(about))}" if about else ""
            only = finding.only(finding.asked(read.asked, (form,)), read.units) if hits else ""
            return _sentence(f"I read no {name}{of} there{f', only: {_cut(only)}' if only else ''}")
        more = f", and {len(hits) - 2} more" if len(hits) > 2 else ""
        return _sentence(f"I read {' and '.join(hits[:2])}{more}")

    return find


def total(found: re.Match[str], read: Read) -> str:
    for label in ("grand total", "total due", "amount due", "total", "balance", "sum", "to pay"):
        if (value := read.value(label)) and re.search(r"\d", value):
            return _sentence(value)
    return "I read no total there." if "total" in found[0] else kind("price")(found, read)


def mentioned(found: re.Match[str], read: Read) -> str:
    wanted = stems(found["text"])
    hits = [one for one in read.sentences if wanted <= stems(one)]
    if not wanted or not hits:
        return f"No, I read nothing about {found['text'].strip()} there."
    return _sentence(f"Yes: {_cut(hits[0])}")


def labelled(found: re.Match[str], read: Read) -> str:
    """Whatever is called so: its value, else the sentence that has most of these words."""
    if value := read.value(found["text"]) or read.newest(found["text"]):
        return _sentence(value)
    named = found["text"].strip()
    return loosely(found, read) or (NOT_THERE if CLAUSE.search(named) else f"I read no {named} there.")


def loosely(found: re.Match[str], read: Read) -> str:
    """What answers it in other words; "" for nothing."""
    told = read.found()
    return _sentence(_cut(told)) if told else ""


def counted(found: re.Match[str], read: Read) -> str:
    """How many there are of it, by a table's own column."""
    for label in HOW_MANY:
        if value := read.value(f"{label} {found['text']}"):
            return _sentence(value)
    return labelled(found, read)


def otherwise(found: re.Match[str], read: Read) -> str:
    """Where nothing of it was found, a short text may be read; a long one is no answer."""
    if told := loosely(found, read):
        return told
    if told := finding.only(finding.asked(read.asked), read.units):
        return _sentence(f"I read: {_cut(told)}")
    return "" if len(read.text.split()) <= WORDS else NOT_THERE


def whole(found: re.Match[str], read: Read) -> str:
    """All of it is asked for; of a message, what the dialog says."""
    return dialog(found, read) if re.search(r"\b(?:message|box|ask|want)", read.asked) else ""


_NTH = "|".join(sorted(NTH, key=len, reverse=True))
_WHOLE = (
    r"(?:everything|all(?: of it)?|it(?: all)?|this|that|the (?:text|screen|page|window|sign|label|picture|image|note"
    r"|letter|menu|card|box|message|whole (?:thing|page|screen)|table)|text|me)"
)
_APP = r"(?:app|computer|program|system|site|website|web ?page|phone|dialog|box)"
_A = r"(?:the |a |an |my |any |your )?"
_ON = r"(?:button|link|field|icon|tab|menu|switch|box|bar)"
FORMS: tuple[tuple[str, Callable[[re.Match[str], Read], str]], ...] = (
    (
        r"\b(?:buttons|choices|options|can i (?:click|press|tap))\b"
        r"|^what can i (?:choose|pick|select)\b|^(?:what|which)\b.*\bbutton\b",
        buttons,
    ),
    (r"\b(?:dialog|pop-?up|alert|message box|notification)\b(?! button)", dialog),
    (
        rf"^what (?:is|does|do) (?:it|this|that|they|(?:the|this|that) {_APP}) (?:ask|want|need)\w*\b"
        rf"|^(?:which|what) {_APP} (?:is |does )?(?:ask|want|request)",
        asks,
    ),
    (r"^who(?: has)? (?:signed\b|wrote (?:the |this )?(?:article|story|post|page|letter|it|this)$)", signer),
    (r"\b(?:error|warning|problem|went wrong|wrong|missing|failed|exception|traceback)s?\b(?! code| number)", error),
    (r"^why\b", why),
    (r"^who(?:'s| is| was| sent| wrote)? (?:it|this|that)(?: from| by)?$", sender),
    (rf"\b(?P<nth>{_NTH}) (?P<kind>line|row|word|sentence|item|entry|point|step|bullet|place)\b", nth),
    (r"\b(?P<kind>line|row|point|step|item) (?:number )?(?P<number>\d+)\b", numbered),
    (
        rf"^(?:who|which \w+|what)(?: is|'s| are)? (?:at |in |on )?(?:the )?(?P<nth>{_NTH})"
        r"(?: (?:of|in) (?:the )?(?:table|list|league))?$",
        ranked,
    ),
    (rf"\bthe (?P<nth>{_NTH}) (?P<kind>\w+)$", ranked),
    (r"\b(?:title|heading|headline|header|subject)\b|^what(?:'s| is) (?:it|this|that) called$", title),
    (rf"\b(?:where(?:'s| is| are| do i find)|find|locate) {_A}(?P<text>.+?) {_ON}$", place),
    (rf"\b(?:is there|do you see|can you see|are there) {_A}(?P<text>.+?) {_ON}$", place),
    (rf"\b(?:where(?:'s| is| are| do i find)|find|locate) {_A}(?P<text>.+?)$", somewhere),
    (
        r"\b(?:total|altogether|in all)\b|\bhow much (?:is it|is this|do i (?:have to )?(?:pay|owe)|is that"
        r"|does (?:it|this) (?:cost|come to))$|^how much$",
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
    (r"\b(?:(?:what|which) time|is there a time|what(?:'s| is) the time)\b(?P<about>.*)$", kind("time")),
    (
        r"\b(?:say|says|mention|mentions|read|have|anything|something)(?: anything| something| a word)? about"
        rf" {_A}(?P<text>.+)$",
        mentioned,
    ),
    (rf"^(?:is|are) there {_A}(?P<text>.+)$", mentioned),
    (
        rf"^{ASK} {_WHOLE}(?: says?| saying)?$|^what (?:does|do|did) {_WHOLE} (?:say|says|ask|want|read)$|^describe\b"
        r"|^what (?:do|can) you|^what am i$|^look\b|^read$|^$",
        whole,
    ),
    (r"^how many (?P<text>.+)$", counted),
    (rf"^{ASK} {_A}(?P<text>.+)$", labelled),
    (r"", otherwise),
)
