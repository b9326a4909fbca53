"""What of a source does its translation leave out? Numbers, times, a denial, days, names: what must not get lost."""

import re
from collections.abc import Iterable

from localvoice.understanding.interpreting.figures import missing
from localvoice.understanding.interpreting.tongues import denies, plain_words, tongue

ALIKE = 3  # letters that a name has in common with what stands for it: Brückner, Brucknerová
# English writes these with a capital, and other languages have other words for them
CALENDAR = re.compile(
    r"\w+day|january|february|march|april|may|june|july|august|september|october|november|december|i(?:['’]\w+)?"
    r"|english|german|french|spanish|italian|dutch",
    re.I,
)
NAME = re.compile(r"[^\W\d_][\w'’-]+")


def left_out(source: str, spoken: str, target: str, into: str, names: Iterable[str] = ()) -> list[str]:
    """Each as one would name it to the translator: "25", "not", "Thursday", "Ksenia"; [] where all is there.

    `names`: that only this person uses, as they are written; of others those of the source that look like names.
    """
    found = list(missing(source, spoken, target, into))
    if denies(source, spoken) and denies(target, into) is False:
        found.append("not")
    found += _days(source, spoken, target, into)
    own = [name for name in names if name.lower() in source.lower()]
    found += [name for name in own if name.lower() not in target.lower()]
    if len(found) == 0 and spoken not in ("de", "ja", "zh", "ko"):  # there every noun has a capital, or none has
        found += [name for name in _capitals(source) if not _stands(name, target)]
    return found


def numbers_of(left: Iterable[str]) -> list[str]:
    """Those of what was left out that can be said behind a translation."""
    return [each for each in left if each[:1].isdigit()]


def _days(source: str, spoken: str, target: str, into: str) -> list[str]:
    """Days of the week that are not there, by their places in both tables; "today" may be said in many ways."""
    theirs, ours = tongue(spoken).days.split("|")[:7], tongue(into).days.split("|")[:7]
    if len(theirs) < 7 or len(ours) < 7:
        return []
    said = plain_words(source)
    heard = target.lower()
    return [
        theirs[at].capitalize()
        for at in range(7)
        if any(word.removesuffix("s") == theirs[at].removesuffix("s") for word in said)
        and ours[at].removesuffix("s") not in heard
    ]


def _capitals(source: str) -> list[str]:
    """Words with a capital that do not begin a sentence."""
    words = NAME.finditer(source)
    return [
        word[0]
        for word in words
        if word[0][0].isupper()
        and not CALENDAR.fullmatch(word[0])
        and word.start()
        and source[: word.start()].rstrip()[-1:] not in ".?!:„“\"'¿¡«-"
    ]


def _stands(name: str, target: str) -> bool:
    stem = name[:ALIKE].lower()
    return any(word[:ALIKE].lower() == stem for word in NAME.findall(target)) or (
        not target.isascii() and not re.search(r"[A-Za-zÀ-ɏ]", target)
    )
