"""Where may a growing text be cut so that speech can begin? Sentences, list items, and for the first phrase clauses.

Cutting happens on the written text, before `speakable`; only white space is lost between phrases. Markdown blocks
(items, headings, table rows) are phrases of their own, a block of code is one phrase.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from localvoice.wording.phrase import FIRST_WORDS, Phrase
from localvoice.wording.sentences import NEVER_LAST, inside_bracket, sentence_end
from localvoice.wording.spoken import speakable

CLAUSE_WORDS = 2  # "Of course," is worth saying at once; a single word is over before the next phrase can be ready
LONG_CHARS = 280  # a sentence longer than this is cut at a clause: about 18 s of speech, below Kokoro's 510 phonemes
HARD_CHARS = 600  # not even white space so far (a URL may be long): cut anywhere

FENCE = re.compile(r"(?P<mark>`{3,}(?=[^`\n]*(?:\n|$))|~~~)")  # "```x``` y" is a line of text
# Models begin a block of code in the middle of a line, too
INSIDE = re.compile(r"`{3,}[^`\n]+`{3,}|(?P<fence>`{3,})[^`\n]*\n|(?P<partly>`{1,2}$|`{3,}[^`\n]*`{0,2}$)")
PARTIAL_FENCE = re.compile(r"[`~]{1,2}")
LINE_BLOCK = re.compile(r"#{1,6}\s|\||[-*_=]{3,}\s*$", re.MULTILINE)  # ends with its line
MARKER = re.compile(r"[ \t]*(?:[-+*•‣◦]\s|\d{1,3}[.)](?:\s|$)|#{1,6}\s|>|\||`{3}|~{3}|[-*_=]{3,}[ \t]*(?:\n|$))")
PARTIAL_MARKER = re.compile(r"[ \t]*(?:[-*_=]+[ \t]*|[+•‣◦]|\d{1,3}[.)]?|#{1,6}|[`~]{1,2})?")
CLAUSE = re.compile(r"(?:(?<=\S)[,;:…]|\s[-–—])[\"'”’)\]*_]*(?=\s+\S)|—(?=\w)")
GAP = re.compile(r"(?<=\S)(?=\s+\S)")
# Belongs to what stands before the comma; or may, when its word is complete
NO_CLAUSE = re.compile(r"(?:Jr|Sr|Inc|Ltd|LLC|etc|PhD|MD)\b|(?:J|S|In?|Lt?|LL|et?|Ph?|M)$")
LAST_WORD = re.compile(r"([\w.’']+)\W*$")
LINKING = re.compile(
    r"\s+(?:and|or|but|that|which|who|where|when|while|because|so|if|with|for|from|to|in|on|at|of|by|as|than|into|about)\b"
)


@dataclass(frozen=True)
class Cut:
    """A phrase as written."""

    text: str
    ends: bool  # its sentence, or block, ends with it


class Cutter:
    """Cuts a text that arrives in pieces; the phrases do not depend on how it was chopped.

    `first_words`: the first phrase may end at a clause, or after this many words; 0 makes it a whole sentence.
    """

    def __init__(self, first_words: int = FIRST_WORDS) -> None:
        self._first_words = first_words
        self._begin()

    def feed(self, delta: str) -> list[str]:
        """Take the next piece of text; return the phrases that are complete now, as written."""
        return [cut.text for cut in self.cuts(delta)]

    def end(self) -> list[str]:
        """The text is complete: return what is left of it, and be ready for another one."""
        return [cut.text for cut in self.last_cuts()]

    def cuts(self, delta: str) -> list[Cut]:
        """As `feed`, with what each phrase ends."""
        found: list[Cut] = []
        for char in delta:
            self._rest += char
            if not self._rest[-2:].isalnum() or len(self._rest) == 1:  # inside a word nothing is decided
                found += self._cut(ended=False)
        return found

    def last_cuts(self) -> list[Cut]:
        """As `end`."""
        found = list(self._cut(ended=True))
        self._begin()
        return found

    def again(self) -> None:
        """What was cut so far is not said: the next phrase is the first one."""
        self._words = self._first_words

    def _begin(self) -> None:
        self._rest = ""
        self._line_start = True  # `_rest` begins where a line begins
        self._words = self._first_words  # 0: no early cut (any more)

    def _cut(self, ended: bool) -> Iterator[Cut]:
        while True:
            rest = self._rest.lstrip()
            self._line_start |= "\n" in self._rest[: len(self._rest) - len(rest)]
            self._rest = rest
            found = next_cut(rest, self._line_start, self._words, ended) if rest else None
            if found is None:
                return
            at, ends = found
            yield Cut(rest[:at].rstrip(), ends)
            self._rest, self._line_start, self._words = rest[at:], False, 0


def next_cut(rest: str, line_start: bool, first_words: int, ended: bool) -> tuple[int, bool] | None:
    """How many characters are the next phrase, and does its sentence end there? None: that depends on what follows.

    `rest` begins with a character that is no white space; `first_words` > 0 allows a clause.
    """
    if line_start and not ended and PARTIAL_FENCE.fullmatch(rest):
        return None
    if line_start and (fence := FENCE.match(rest)):
        return _whole(_code_end(rest, fence["mark"], ended))
    if not line_start and (inside := _fence(rest, ended)) and inside.start() == 0:
        return _whole(_code_end(rest, inside["fence"], ended)) if inside["fence"] else None
    end, closed = _block_end(rest, line_start, ended)
    block = rest[:end]
    at = None
    if not (line_start and LINE_BLOCK.match(block)):
        if whole := sentence_end(block):
            return whole, True
        at = (first_words and _early(block, first_words)) or None
    if at is None and len(block) > LONG_CHARS:
        at = _part(block)
    return (at, at == end and closed) if at else _whole(end if closed else None)


def _whole(at: int | None) -> tuple[int, bool] | None:
    return (at, True) if at else None


def _code_end(rest: str, mark: str, ended: bool) -> int | None:
    """A block ends with its closing marks; those of backticks may stand anywhere, as models go on in the same line."""
    first = rest.find("\n") + 1 or len(rest)
    if mark[0] == "`":
        closing = re.compile(f"{mark}`*").search(rest, first)
        return closing.end() if closing and (ended or closing.end() < len(rest)) else len(rest) if ended else None
    if not ended and rest[-1] != "\n":
        return None
    closing = re.compile(rf"\n[ \t]*{mark}[`~]*[ \t]*(?:\n|$)").search(rest)
    return closing.end() if closing else len(rest) if ended else None


def _fence(rest: str, ended: bool) -> re.Match[str] | None:
    """Where a block of code of backticks begins, or may begin."""
    found = (each for each in INSIDE.finditer(rest) if each["fence"] or (each["partly"] and not ended))
    return next(found, None)


def _block_end(rest: str, line_start: bool, ended: bool) -> tuple[int, bool]:
    """How much of the text surely belongs to the first block, and does the block end there?"""
    if (inside := _fence(rest, ended)) and inside.start():
        return _block_end(rest[: inside.start()], line_start, inside["fence"] is not None)
    alone = line_start and LINE_BLOCK.match(rest) is not None
    quote = rest.startswith(">")
    for newline in re.finditer(r"\n", rest):
        after = rest[newline.end() :]
        if alone or re.match(r"[ \t\r]*\n", after):
            return newline.start(), True
        if (marker := MARKER.match(after)) and not (quote and marker[0].endswith(">")):
            if not ended and PARTIAL_MARKER.fullmatch(after):
                return newline.start(), False
            return newline.start(), True
        if not ended and PARTIAL_MARKER.fullmatch(after):
            return newline.start(), False
    return len(rest), ended


def _early(block: str, first_words: int) -> int | None:
    """Where a first phrase may end before its sentence does."""
    for clause in CLAUSE.finditer(block):
        if len(block[: clause.end()].split()) >= CLAUSE_WORDS and _may_part(block, clause.end(), comma=True):
            return clause.end()
    gaps = [gap.end() for gap in GAP.finditer(block)]  # gaps[n - 1] comes after n words
    if len(gaps) < first_words:
        return None
    linked = [gap for gap in gaps[first_words // 2 : first_words] if LINKING.match(block, gap)]
    free = [gap for gap in [*reversed(linked), *gaps[first_words - 1 :]] if _may_part(block, gap)]
    return free[0] if free else None


def _part(block: str) -> int | None:
    """Where a very long sentence may be cut: the last clause that fits, else the last gap, else anywhere."""
    for pattern in (CLAUSE, GAP):
        places = [m.end() for m in pattern.finditer(block) if LONG_CHARS // 4 <= m.end() <= LONG_CHARS]
        free = [at for at in places if _may_part(block, at, comma=pattern is CLAUSE)]
        if free:
            return free[-1]
    later = [gap.end() for gap in GAP.finditer(block) if gap.end() > LONG_CHARS]
    return later[0] if later else HARD_CHARS if len(block) > HARD_CHARS else None


def _may_part(block: str, at: int, comma: bool = False) -> bool:
    """Do the words on both sides make sense apart? Not inside brackets or code, not beside figures or abbreviations."""
    before, after = block[:at], block[at:].lstrip()
    word = LAST_WORD.search(before)
    if inside_bracket(before) or before.count("`") % 2 or (word and word[1].rstrip(".") in NEVER_LAST):
        return False
    near, next_ = (word[1][-1:] if word else ""), after[:1]
    if comma:
        return not NO_CLAUSE.match(after) and not (near.isdigit() and next_.isdigit())
    return not (near.isdigit() or next_.isdigit() or near == "." or next_ in "$£€¥&+=/%")


def phrases(text: str, first_words: int = FIRST_WORDS) -> Iterator[str]:
    """A whole text cut into phrases, as written."""
    cutter = Cutter(first_words)
    yield from cutter.feed(text)
    yield from cutter.end()


def speak_phrases(text: str | Iterable[str], first_words: int = FIRST_WORDS, language: str = "") -> Iterator[Phrase]:
    """The phrases of a text, or of the pieces of one, with what is said; those with nothing to say are left out."""
    cutter = Cutter(first_words)
    for delta in [text] if isinstance(text, str) else text:
        yield from spoken_phrases(cutter.feed(delta), language)
    yield from spoken_phrases(cutter.end(), language)


def spoken_phrases(texts: Iterable[str], language: str = "") -> Iterator[Phrase]:
    """Cut texts with what is said; those with nothing to say are left out."""
    for text in texts:
        if said := speakable(text, language):
            yield Phrase(text, said, language)
