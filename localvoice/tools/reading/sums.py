"""What does a sum come to? "Fifteen percent of eighty plus five", "open bracket two plus three close bracket squared".

A sign belongs to its number ("minus three squared" is nine), powers are taken from the right and before times, percent
and shares of something before plus. Operators and brackets are words here; `normal` has spelled the signs out.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from localvoice.tools.phrasing import figure
from localvoice.tools.reading.numbers import FRACTIONS, number

OPERATORS: dict[str, str] = {
    "plus": "plus", "minus": "minus", "less": "minus", "times": "times", "multiplied by": "times",
    "divided by": "divided by", "over": "divided by", "to the power of": "to the power of",
    "raised to the power of": "to the power of",
}  # fmt: skip
APPLY: dict[str, Callable[[float, float], float]] = {
    "plus": lambda a, b: a + b,
    "minus": lambda a, b: a - b,
    "times": lambda a, b: a * b,
    "divided by": lambda a, b: a / b,
    "to the power of": lambda a, b: float(a) ** b,  # overflows at once, where whole numbers would grow for minutes
}
POWER = "to the power of"
TIGHTEST_FIRST = ((POWER,), ("times", "divided by"), ("plus", "minus"))
AFTER = {"squared": 2, "cubed": 3}
OPEN, CLOSE = "open bracket", "close bracket"
ROOT = "the square root of"
MARKS = {word: word for word in (*AFTER, OPEN, CLOSE, ROOT, "percent of", "of")} | OPERATORS
MARKS |= {f"{side} {name}": f"{side} bracket" for side in ("open", "close") for name in ("brackets", "parenthesis")}
MARKS |= {"left bracket": OPEN, "right bracket": CLOSE, "left parenthesis": OPEN, "right parenthesis": CLOSE}
MARKS |= {"square root of": ROOT, "the root of": ROOT}
MARK = re.compile(rf"\b({'|'.join(sorted(MARKS, key=len, reverse=True))})\b")
LONGEST = 40  # words
DEEPEST = 5  # brackets within brackets


@dataclass(frozen=True)
class Sum:
    """A sum that was said; `value()` raises ArithmeticError, or is complex, when it comes to nothing real."""

    said: str  # as it is said back
    value: Callable[[], float]


def evaluated(numbers: list[float], operators: list[str]) -> float:
    """Powers from the right, then times and divided by, then plus and minus, each from the left."""
    values, left = list(numbers), list(operators)
    for together in TIGHTEST_FIRST:
        places = [at for at, operator in enumerate(left) if operator in together]
        while places:
            at = places.pop() if POWER in together else places.pop(0)
            values[at : at + 2] = [APPLY[left.pop(at)](values[at], values[at + 1])]
            places = places if POWER in together else [place - 1 for place in places]
    return values[0]


def read(words: str) -> Sum | None:
    """The sum in words that `normal` spelled out; None when it is none, or only a number."""
    if len(words.split()) > LONGEST or MARK.search(words) is None:
        return None
    parts = [part.strip() for part in MARK.split(words)]
    reader = _Reader([MARKS.get(part, part) for part in parts if part])
    found = reader.chain(0)
    return found if found and reader.at == len(reader.parts) else None


class _Reader:
    """One sum, read from left to right."""

    def __init__(self, parts: list[str]) -> None:
        self.parts = parts
        self.at = 0

    def chain(self, depth: int) -> Sum | None:
        """Operands with operators between them."""
        operands, operators = [self._operand(depth)], list[str]()
        while operands[-1] and self._next() in APPLY:
            operators.append(self._take())
            operands.append(self._operand(depth))
        whole = [each for each in operands if each]
        if len(whole) < len(operands):
            return None
        said = whole[0].said + "".join(f" {op} {each.said}" for op, each in zip(operators, whole[1:], strict=True))
        return Sum(said, lambda: evaluated([each.value() for each in whole], operators)) if operators else whole[0]

    def _operand(self, depth: int) -> Sum | None:
        """A number, what stands in brackets, a root or a share of something; squared or cubed."""
        found = self._signed(depth)
        while found and self._next() in AFTER:
            found = _raised(found, self._take())
        return found

    def _signed(self, depth: int) -> Sum | None:
        if self._next() != "minus":
            return self._atom(depth)
        self._take()
        found = self._atom(depth)
        if found is None:
            return None
        said = f"-{found.said}" if found.said[0].isdigit() else f"minus {found.said}"
        return Sum(said, lambda: -found.value())

    def _atom(self, depth: int) -> Sum | None:
        part = self._take()
        if part == ROOT:
            inner = self._signed(depth)
            return inner and Sum(f"{ROOT} {inner.said}", lambda: math.sqrt(inner.value()))
        if part == OPEN:
            inner = self.chain(depth + 1) if depth < DEEPEST else None
            if inner is None or self._take() != CLOSE:
                return None
            return replace(inner, said=f"{OPEN} {inner.said} {CLOSE}")
        value = number(part)
        if value is None:
            return None
        said = part if any(share in part for share in FRACTIONS) else figure(value)
        if self._next() in ("percent of", "of"):
            return self._share(depth, said, value, self._take())
        return Sum(said, lambda: value)

    def _share(self, depth: int, said: str, value: float, joint: str) -> Sum | None:
        """ "15 percent of …", "three quarters of …"."""
        whole = self._operand(depth)
        percent = joint == "percent of"
        share = value / 100 if percent else value
        fraction = percent or not isinstance(value, int)
        return Sum(f"{said} {joint} {whole.said}", lambda: whole.value() * share) if whole and fraction else None

    def _next(self) -> str:
        return self.parts[self.at] if self.at < len(self.parts) else ""

    def _take(self) -> str:
        self.at += 1
        return self.parts[self.at - 1] if self.at <= len(self.parts) else ""


def _raised(base: Sum, word: str) -> Sum:
    return Sum(f"{base.said} {word}", lambda: APPLY[POWER](base.value(), AFTER[word]))
