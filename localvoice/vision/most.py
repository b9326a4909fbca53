"""Which is the cheapest or the largest of what stands in a table or on cards? By the figures that they show."""

import re
from collections.abc import Sequence

from localvoice.vision import likeness
from localvoice.vision.finding import MONEY, words
from localvoice.vision.units import Piece, Unit

# The word → is it the greatest, and what its figures are called in a header.
MOST = {
    "most": (True, ()), "highest": (True, ()), "biggest": (True, ("size",)), "largest": (True, ("size",)),
    "most expensive": (True, ("price", "cost", "amount")), "dearest": (True, ("price", "cost", "amount")),
    "longest": (True, ("length", "time", "duration")), "heaviest": (True, ("weight",)),
    "best": (True, ("score", "points")),
    "least": (False, ()), "fewest": (False, ()), "lowest": (False, ()), "smallest": (False, ("size",)),
    "cheapest": (False, ("price", "cost", "amount")), "least expensive": (False, ("price", "cost", "amount")),
    "shortest": (False, ("length", "time", "duration")), "lightest": (False, ("weight",)),
}  # fmt: skip
ASKED = re.compile(rf"\b(?:{'|'.join(sorted(MOST, key=len, reverse=True))})\b")
MONEY_WORDS = frozenset({"price", "cost", "amount"})
UNITS = {"k": 1e3, "m": 1e6, "g": 1e9, "t": 1e12}  # of what a figure counts, by its first letter: kB, MB, GB
FIGURE = re.compile(r"(?<![\w.])[-+−]?[$€£¥]? ?(\d[\d.,]*)(?: ?([kKMGTmgt])[Bb]?\b)?")
LASTING = re.compile(r"\b\d+:\d\d(?::\d\d)?\b")
LEAST = 2  # that are compared


def most(question: str, units: Sequence[Unit]) -> str:
    """ "old-photos.zip: size 1.7 GB"; "" where nothing of the kind is asked or shown."""
    found = ASKED.search(question)
    if not found:
        return ""
    greatest, called = MOST[found[0]]
    about = [word for word in words(ASKED.sub(" ", question)) if word not in called]
    wanted = [*called, *about]
    figures = [
        (value, unit, piece)
        for unit in units
        if (piece := _of_unit(unit, wanted, bool(MONEY_WORDS & set(called))))
        and (value := _value(piece.text)) is not None
    ]
    about = [word for word in about if not any(likeness.named([word], [piece.name for _, _, piece in figures]))]
    close = [each for each in figures if any(likeness.found(about, piece.text) for piece in each[1].pieces)]
    below = [each for each in figures if likeness.found(about, each[1].section)]
    figures = next((some for some in (close, below) if len(some) >= LEAST), figures)
    if len(figures) < LEAST:
        return ""
    _, unit, piece = (max if greatest else min)(figures, key=lambda each: each[0])
    return f"{_name(unit, piece).text.rstrip(':.')}: {f'{piece.name.lower()} {piece.text}'.strip()}"


def _of_unit(unit: Unit, wanted: Sequence[str], money: bool) -> Piece | None:
    """The figure that counts: below a header that is asked for, or the price on a card."""
    names = likeness.named(wanted, [piece.name for piece in unit.pieces])
    if named := next(
        (piece for piece, meant in zip(unit.pieces, names, strict=True) if meant and _value(piece.text) is not None),
        None,
    ):
        return named
    counted = (one for one in unit.pieces if likeness.found(wanted, one.text) and _value(one.text) is not None)
    if unit.kind == "row" and (found := next(counted, None)):
        return found
    if money and unit.title and any(map(str.isalpha, unit.title.text)):
        return next((piece for piece in unit.pieces if re.search(MONEY, piece.text)), None)
    return None


def _value(text: str) -> float | None:
    if lasting := LASTING.search(text):
        return float(sum(int(part) * 60**at for at, part in enumerate(reversed(lasting[0].split(":")))))
    found = FIGURE.search(text)
    if not found:
        return None
    digits = found[1].rstrip(".,")
    cents = re.search(r"[.,]\d{1,2}$", digits)
    whole = re.sub(r"\D", "", digits[: cents.start()] if cents else digits)
    value = float(f"{whole or 0}.{cents[0][1:] if cents else 0}")
    return (-value if re.match(r"[-−]", found[0]) else value) * UNITS.get((found[2] or "").lower(), 1.0)


def _name(unit: Unit, value: Piece) -> Piece:
    """What the unit is called by: a card by its title, a row by the cell with the most letters."""
    if unit.kind == "stack" and unit.title:
        return unit.title
    others = [piece for piece in unit.pieces if piece is not value]
    return max(others, key=lambda piece: sum(map(str.isalpha, piece.text)), default=value)
