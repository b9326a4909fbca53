"""Does a text keep the manners of a voice? Each fault with its place and its reason in plain words; none: it does.

The same rules by which `telling` lets a model speak, asked about a text that is whole.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from localvoice.wording.manners import marks, openings
from localvoice.wording.manners.asked import ALL, sentences
from localvoice.wording.manners.fillers import is_filler
from localvoice.wording.manners.measure import SENTENCES, WALL, WORDS, count_words
from localvoice.wording.manners.portions import OFFERS, last_offered
from localvoice.wording.manners.questions import asked as questions_of
from localvoice.wording.manners.questions import demands
from localvoice.wording.phrases import Cutter

BARE = re.compile(
    r"(?:(?:okay|ok|sure|alright|all right|yes|great)\W+)*(?:done|all set|all done|noted|it(?:['’]s| is) done|"
    r"that(?:['’]s| is) done|consider it done|i(?:['’]ve| have)? (?:done|did) (?:it|that)|got it)\W*",
    re.IGNORECASE,
)
HALF = re.compile(  # last words after which more must come
    r"\b(?:(?:the|a|an|of|and|or|but|until|because|with|from|into|its|their|his|my|your|which|than|if|as|by|at|for)"
    r"|(?:until|because|that|when|if|and|but|which|as|than|where) (?:it|they|he|she|we|you|i|there|this|that))\s*$",
    re.IGNORECASE,
)
SHORT_REQUEST = 3  # words: "yes, do it" needs no echo
MORE_TO_ORDER = re.compile(r"(?:and )?anything else\W*$", re.IGNORECASE)  # asks on, where things are named one by one
GREETS = re.compile(r"^\W*(?:hi|hello|hey|good (?:morning|afternoon|evening|day)|welcome|greetings)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong with a text."""

    rule: str  # its name: "question", "list", "opening" …
    why: str  # a whole sentence for a person
    start: int  # of the place, in characters; the text's own length and 0 where all of it is meant
    end: int


def judge(text: str, request: str = "", most: int = SENTENCES) -> list[Fault]:
    """What is wrong with a spoken answer, by its place. `request`: what it answers, "" where that is not known.

    `most`: sentences that may be said at once, 0 for any number.
    """
    faults = [*_marks(text), *_opening(text, request), *_ending(text), *_questions(text), *_length(text, request, most)]
    faults += [*_echo(text, request), *_whole(text)]
    return sorted(faults, key=lambda fault: (fault.start, fault.end))


def split(text: str) -> list[str]:
    """A text's sentences and blocks, as written."""
    cutter, whole, part = Cutter(0), list[str](), ""
    for cut in [*cutter.cuts(text), *cutter.last_cuts()]:
        part = f"{part} {cut.text}".strip()
        if cut.ends:
            whole.append(part)
            part = ""
    return [*whole, part] if part else whole


def _marks(text: str) -> Iterator[Fault]:
    taken: list[tuple[int, int]] = []
    for kind, start, end in marks.found(text):
        if not any(start < until and end > begun for begun, until in taken):
            taken.append((start, end))
            yield Fault(kind.rule, f"“{shown(text[start:end])}” {kind.why}.", start, end)


def _opening(text: str, request: str) -> Iterator[Fault]:
    first, *more = split(text) or [""]
    rest = openings.without(first, request)
    found = (
        first if more and openings.empty(first, request) else first[: len(first) - len(rest)] if rest != first else ""
    )
    if found.strip():
        start = text.find(found.strip())
        why = f"“{shown(found)}” says nothing: begin with the answer."
        yield Fault("opening", why, start, start + len(found.strip()))


def _ending(text: str) -> Iterator[Fault]:
    *before, last = split(text) or [""]
    asks_on = MORE_TO_ORDER.match(last) or last.rstrip() in OFFERS
    if before and is_filler(last) and not asks_on and not (len(before) == 1 and GREETS.match(before[0])):
        start = text.rfind(last)
        yield Fault("ending", f"“{shown(last)}” asks about nothing: leave it out.", start, start + len(last))


def _questions(text: str) -> Iterator[Fault]:
    whole = split(text)
    found = questions_of(whole)
    if len(found) <= 1:
        wanted = [(sentence, demands(sentence)) for sentence in whole]
        found += [sentence for sentence, count in wanted for _ in range(count) if sentence not in found]
    if len(found) > 1:
        second = text.find(found[1].strip("?？ ")[1:])
        why = f"asks {len(found)} things at once: ask one, and the next when it was answered."
        yield Fault("question", f"The text {why}", max(0, second), len(text))


def _length(text: str, request: str, most: int) -> Iterator[Fault]:
    most = sentences(request, most)
    if most == ALL:
        return
    text = text.rstrip()
    text = text.removesuffix(last_offered(text))
    said, words = split(text), count_words(text)
    if len(said) > most and words > WORDS * most:
        start = text.find(said[most])
        why = f"{len(said)} sentences, {words} words: too much at once; say {most} and ask whether to go on."
        yield Fault("length", why, max(0, start), len(text))
    elif words > WALL * most:
        yield Fault(
            "length",
            f"{words} words in {len(said)} sentence{'s' * (len(said) > 1)} are a wall: {WORDS * most} are enough.",
            0,
            len(text),
        )


def _echo(text: str, request: str) -> Iterator[Fault]:
    if len(request.split()) > SHORT_REQUEST and BARE.fullmatch(text.strip()):
        yield Fault("echo", f"“{shown(text)}” does not say what was understood: name it.", 0, len(text))


def _whole(text: str) -> Iterator[Fault]:
    """Each sentence once, and to its end."""
    said = split(text)
    plain = [re.findall(r"\w+", sentence.lower()) for sentence in said]
    for number, words in enumerate(plain):
        if len(words) > 2 and words in plain[:number]:
            start = text.rfind(said[number])
            yield Fault("again", f"“{shown(said[number])}” was said already.", start, start + len(said[number]))
            break
    if said and (half := HALF.search(said[-1])):
        start = len(text.rstrip()) - len(half[0])
        yield Fault("half", f"“…{shown(half[0])}” ends in the middle of a sentence.", start, len(text.rstrip()))


def shown(text: str, most: int = 60) -> str:
    """A place as it is quoted to a person, in one line."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def worst(faults: Sequence[Fault]) -> str:
    """The names of the rules that were broken, in the order of the text."""
    return ", ".join(dict.fromkeys(fault.rule for fault in faults))
