"""Which piece of what is on a screen answers a question in whatever words? The one that has most of them, of its form.

A piece has its own words and, worth a little less, those of what it belongs to: a cell those of its row and of its
header, a line those of the name above it. "When" wants a time, "how much" an amount, "who" a name. What has too few of
the words is no answer.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from localvoice.vision import likeness
from localvoice.vision.units import ITEM, Piece, Unit, ended

MONTHS = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
DAYS = r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?s?\b|\b(?:yesterday|today|tomorrow|tonight)\b"
TIME = r"\b\d{1,2}[:.]\d\d(?![\d%])|\b\d{1,2} ?[ap]\.?m\b|\bnoon\b|\bmidnight\b|\bhalf past\b"
DATE = (
    rf"\b\d{{4}}-\d\d-\d\d|\b\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}}|\b\d{{1,2}}(?:st|nd|rd|th)? {MONTHS}\b"
    rf"|\b{MONTHS} \d"
)
LASTING = r"\b\d[\d.,]*\+? ?-?(?:s|sec(?:ond)?s?|min(?:ute)?s?|h|hours?|hrs?|days?|weeks?|months?|years?)\b"
MONEY = r"[$€£¥] ?\d|\d ?[$€£¥]|\d[.,]\d\d(?!\d)|\d (?:EUR|USD|GBP|CHF|kr|pounds?|dollars?|euros?)\b"
PHONE = r"\+?\(?\d[\d\s().-]{6,}\d"
CODE = r"\d[\d ./-]{3,}\d|[A-Z]{2,}[-/]?\d"
MEASURE = r"\d ?(?:[kMGT]i?B?|bytes|litres?|ml|l|[cmk]?m|k?g|lbs?|oz|inch(?:es)?|ft|feet|px|%|°[CF]?|mph|km/h)\b|\d[%°]"
NAME = rf"(?i:^(?!{DAYS}|{DATE}))(?:[A-Z][\w.'’-]*)(?: (?:[A-Z][\w.'’-]*|de|van|von|of|and|&)){{0,3}}$"
PLACE = (
    r"\b(?:at|in|by|near|on|opposite|behind|outside|under|to|from|via)(?: the)? "
    r"[“\"]?(?!its|your|their|time)[A-Za-z]{3,}"
    r"|(?i:\b(?:room|floor|hall|street|road|lane|gate|platform|desk|shelf|aisle)\b)"
)
PLACES = re.compile(PLACE)
OTHER = re.compile(r"\b[A-Z][A-Za-z]{2,}\b(?<!day)(?<!Today)(?<!Mon)(?<!Tue)(?<!Wed)(?<!Thu)(?<!Fri)(?<!Sat)(?<!Sun)")
NUMBER = r"\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|forty|fifty|hundred)\b"
COUNTED = r"^how (?:many|old)\b"
SIZED = r"^how (?:big|large|heavy|high|tall|far|fast|wide|hot|warm|cold|strong|deep|loud|bright)\b"
# What a question wants → how that looks; the better first.
WANTED = tuple(
    (re.compile(how), tuple(re.compile(form if "A-Z" in form else f"(?i:{form})") for form in forms))
    for how, forms in (
        (r"\bnumber\b.*\b(?:ring|call|phone|dial|reach)\b|\b(?:phone|mobile) number\b|\btelephone\b", (PHONE,)),
        (r"\b(?:what|which) time\b|\bwhat hour\b|\bhow late\b", (TIME,)),
        (r"\bhow long\b", (LASTING, rf"\d+:\d\d|{TIME}")),
        (
            r"^(?:(?:since|until|from|by) )?when\b|\b(?:what|which) (?:date|day)\b",
            (f"{TIME}|{DATE}", rf"{DAYS}|{LASTING}|^\d{{1,2}}$"),
        ),
        (r"^how much (?:\w+ )?(?:space|room|memory|storage|data|is (?:free|left|used))\b", (MEASURE, r"\d")),
        (r"^how much\b|\bpric|\bcosts?\b|\bpay\b|\bowe\b|\bspen[dt]\b", (MONEY, r"(?<![\d:])\d+(?![\d:])")),
        (SIZED, (MEASURE, r"\d")),
        (COUNTED, (NUMBER,)),
        (r"^how full\b|\bpercent", (r"\d ?%", r"\d")),
        (r"^(?:what|which)\b.*\b(?:number|code|reference)$", (CODE, r"\d")),
        (r"^who\b|^whose\b|\bby whom\b", (NAME, r"[A-Z][\w.'’-]+ [A-Z][\w.'’-]+")),
        (r"^where\b", (PLACE, NAME)),
    )
)
ASKING = re.compile(
    r"^(?:so|and|now|um|please|tell me|read me|can you (?:tell|read|see)|do you (?:know|see)|i want to know|i need)\b ?"
    r"|\b(?:what(?:'s)?|which|who(?:'s|se)?|when(?:'s)?|where(?:'s)?|why|how|is|was|were|am|be|been|will|would|can|could"
    r"|should|shall|did|has|have|had|i|you|we|they|he|she|us|them|its|their|his|her|our|with|about|from|by|up|out|into"
    r"|as|so|if|now|currently|not|one|ones|no|got|get|give|tell|say|says|read|see|show|please|most|more|than|just"
    r"|right|still|only|need|needs|want|wants|supposed|going|gonna|kind|sort|thing|things|called|page|screen|here|there|these|those)\b"
)
OFTEN_LEFT_OUT = """
    time number price cost date day leave go start begin send sent pay paid use using run running put write wrote come
    take took make made open close happen work ring call dial phone name named file line mail email message train
    long size amount left last first new old percent percentage money owe spend spent
    set turn turned on off code space room gram kilo litre
"""
SOFT = frozenset(OFTEN_LEFT_OUT.split())  # words that count where they stand, and are not missed where they do not
CONTEXT = {"table": 0.9, "row": 0.55, "stack": 0.6}  # what a word of the unit counts, beside one of the piece
CLOSE, PAIR, CLOSELY = 3, 2, 0.8  # pieces of a small stack and of a small row, and what a word of it counts
EXACT = 0.3  # what it counts that the piece is just what is asked for
REST_WORDS = 30  # of what stands below a name
NAMED = 0.9  # what a word of the header, or of the name above a stack counts
SOFTLY = 0.3
FITS = 0.5  # what it counts, for each word, that the piece is of the form that is asked for
TITLED = 6  # pieces of a stack at most, whose first one is the name of all
NAME_WORDS = 3
TURNS = 2  # of a talk, in which a question is answered
HALF = 0.5  # of the words that an answer has at least


@dataclass(frozen=True)
class Asked:
    """A question, as it is looked for."""

    words: tuple[str, ...]  # in their order; these have to stand there
    soft: tuple[str, ...]  # these may
    forms: tuple[re.Pattern[str], ...]  # of the answer, the best first


@dataclass(frozen=True)
class Hit:
    """A piece that may be the answer."""

    unit: Unit
    piece: Piece
    score: float
    fits: bool  # it is of the form that was asked for
    whole: bool  # all the words stand there


def asked(question: str, forms: Sequence[re.Pattern[str]] = ()) -> Asked:
    """`forms`: those of the answer, where they are known otherwise."""
    known = tuple(forms) or next((each for how, each in WANTED if how.search(question.lower())), ())
    every = words(question)
    hard = tuple(word for word in every if word not in SOFT and not word[0].isdigit() and len(word) > 1)
    return Asked(hard or tuple(every), tuple(word for word in every if word not in hard) if hard else (), known)


def words(question: str) -> list[str]:
    """Those that say what is asked about, in their order."""
    text = ASKING.sub(" ", question.lower().replace("’", "'"))
    return list(dict.fromkeys(stem for word in text.split() for stem in likeness.stems(word)))


def find(wanted: Asked, units: Sequence[Unit], fitting: bool = False) -> str:
    """The answer in as few words as say it; "" for none. `fitting`: only what has the form that is asked for."""
    hits = [hit for unit in units for hit in _hits(wanted, unit) if hit.fits or not fitting]
    told = [(hit, _told(hit, wanted)) for hit in hits]
    told = [(hit, text) for hit, text in told if _answers(hit, text, wanted)]
    best, text = max(told, key=lambda each: _order(*each), default=(None, ""))
    if best and wanted.forms and not best.fits and best.piece.text.endswith("?"):
        return _answered(best.unit, wanted, units) or text
    return text


def _answers(hit: Hit, told: str, wanted: Asked) -> bool:
    """Does it tell more than was asked, and what has not all of the words at least in the form that is asked for?"""
    formed = not wanted.forms or hit.whole or any(form.search(told) for form in wanted.forms)
    every = (*wanted.words, *wanted.soft)
    return formed and any(not any(likeness.same(word, stem) for word in every) for stem in likeness.stems(told))


def only(wanted: Asked, units: Sequence[Unit]) -> str:
    """What alone has the form that is asked for, whatever it is about; "" for none, or several."""
    form = wanted.forms[0] if wanted.forms else None
    if form is None or "A-Z" in form.pattern:  # names are of many things
        return ""
    told = {piece.text for unit in units for piece in unit.pieces if form.search(piece.text)}
    return min(told) if len(told) == 1 else ""


def _order(hit: Hit, told: str) -> tuple[float, bool, bool, int, int, int]:
    at = next(at for at, piece in enumerate(hit.unit.pieces) if piece is hit.piece)
    first = -at if hit.unit.kind == "table" else 0
    return round(hit.score, 3), hit.fits, _tells(told), _rank(hit.unit), first, -len(told)


def _rank(unit: Unit) -> int:
    """Of what says as much, the cell of a table is told, then what stands below its name, then what is beside it."""
    return {"table": 3, "row": 1}.get(unit.kind, 2 if len(unit.pieces) <= CLOSE else 0)


def _answered(unit: Unit, wanted: Asked, units: Sequence[Unit]) -> str:
    """What comes behind a question on the screen, as in a talk."""
    at = next(at for at, each in enumerate(units) if each is unit)
    behind = (piece.text for each in units[at + 1 : at + 1 + TURNS] for piece in each.pieces)
    return next((text for text in behind if wanted.forms[0].search(text)), "")


def _hits(wanted: Asked, unit: Unit) -> Iterator[Hit]:
    every = (*wanted.words, *wanted.soft)
    inside = {word for piece in unit.pieces for word in likeness.found(every, piece.text)}
    if not inside and unit.kind != "table":
        return
    title = likeness.found(every, unit.title.text) if unit.title and unit.kind == "stack" else set()
    names = likeness.named([word for word in every if word not in inside], [piece.name for piece in unit.pieces])
    if inside and unit.kind == "table":  # "the photos drive": below Volume stands what the row is called by
        inside |= next((meant for one, meant in zip(unit.pieces, names, strict=True) if one is unit.title), set())
    close = unit.kind != "table" and len(unit.pieces) <= (CLOSE if unit.kind == "stack" else PAIR)
    close = close or (unit.kind == "row" and _all_fit(wanted, unit.pieces[1:]))
    for piece, above in zip(unit.pieces, names, strict=True):
        own = likeness.found(every, piece.text)
        near = unit.kind != "stack" or len(unit.pieces) <= (TITLED if unit.title else CLOSE)
        above |= title - own if near else set()
        around = inside - own - above if near else set()
        known = (own | above | around) & set(wanted.words)
        if not known or len(known) < HALF * len(wanted.words):
            continue
        context = CLOSELY if close else CONTEXT[unit.kind]
        score = _worth(own, wanted) + NAMED * _worth(above, wanted) + context * _worth(around, wanted)
        text = ITEM.sub("", piece.text)
        fits = next((at for at, form in enumerate(wanted.forms) if form.search(text)), None)
        if not likeness.stems(text) - set(every):
            fits = None  # a name is not its own value
        if fits is not None and unit.kind == "row" and not own and OTHER.search(wanted.forms[fits].sub("", text)):
            fits = None  # it is the time of something else that stands beside it
        if not inside and (fits != 0 or len(wanted.forms) == 1):
            continue  # of a column alone, only what looks as nothing else does
        score += EXACT if unit.kind == "stack" and likeness.stems(piece.text) == set(wanted.words) else 0.0
        count = len(known) if close or unit.kind != "stack" else 1
        score += FITS * max(1, count) / (1 + fits) if fits is not None else 0.0
        yield Hit(unit, piece, score, fits is not None, len(known) == len(wanted.words))


def _all_fit(wanted: Asked, pieces: Sequence[Piece]) -> bool:
    """Are they of the form that is asked for, as behind the name of a stop are its times?"""
    return bool(wanted.forms) and all(wanted.forms[0].search(piece.text) for piece in pieces)


def _worth(known: set[str], wanted: Asked) -> float:
    return sum(SOFTLY if word in wanted.soft else 1.0 for word in known)


def _told(hit: Hit, wanted: Asked) -> str:
    """ "Holm United: pts 28"; the piece alone where it says what it is."""
    unit, piece = hit.unit, hit.piece
    every = (*wanted.words, *wanted.soft)
    if unit.kind == "stack":
        return _of_stack(hit, every)
    anchor = max(unit.pieces, key=lambda one: len(likeness.found(every, one.text)))
    if piece is not anchor:
        alike = [one for one in unit.pieces if hit.fits and wanted.forms[0].search(one.text)]
        if unit.kind == "row" and len(alike) > 1:
            return unit.said  # which of them is not known
        return f"{anchor.text.rstrip(':')}: {f'{piece.name.lower()} {piece.text}'.strip()}"
    headed = any(one.name for one in unit.pieces)
    return piece.text if hit.fits or (_tells(piece.text) and not headed) else unit.said


def _of_stack(hit: Hit, every: Sequence[str]) -> str:
    unit, piece = hit.unit, hit.piece
    if hit.fits and len(unit.pieces) <= CLOSE:
        anchor = max(unit.pieces, key=lambda one: len(likeness.found(every, one.text)))
        return piece.text if likeness.found(every, piece.text) else f"{anchor.text.rstrip(':.')}: {piece.text}"
    if piece is unit.title and not hit.fits:
        return f"{piece.text.rstrip(':.')}: {_rest(unit)}"
    titled = unit.title and len(unit.pieces) <= TITLED and likeness.found(every, unit.title.text)
    new = likeness.stems(piece.text) - set(every)
    if titled and unit.title and not all(any(likeness.same(word, stem) for word in every) for stem in new):
        return f"{unit.title.text.rstrip(':.')}: {piece.text}"
    dated = unit.pieces[0].text.isdigit() and len(unit.pieces) <= CLOSE  # a day of a calendar
    return unit.said if dated and not new else whole(piece, unit)


def _rest(unit: Unit) -> str:
    """What stands below the name: a value, else all of it that is short."""
    said = unit.pieces[1].text
    if len(said.split()) <= NAME_WORDS and len(unit.pieces) > CLOSE:
        return said
    for piece in unit.pieces[2:] if len(unit.pieces) <= TITLED else ():
        if len(f"{said} {piece.text}".split()) > REST_WORDS:
            break
        said = f"{ended(said)} {piece.text}"
    return said


def whole(piece: Piece, unit: Unit) -> str:
    """With the next one of a stack, where this is its name."""
    at = next(at for at, each in enumerate(unit.pieces) if each is piece)
    named = piece.text.endswith(":") and at + 1 < len(unit.pieces) and not unit.pieces[at + 1].text.endswith(":")
    return f"{piece.text} {unit.pieces[at + 1].text}" if named else piece.text


def _tells(text: str) -> bool:
    """More than a name does?"""
    return len(text.split()) > NAME_WORDS or any(letter.isdigit() for letter in text)
