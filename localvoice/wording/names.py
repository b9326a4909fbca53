"""Which words does only this person use? Names and jargon: how each is written, said, misheard."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, Protocol

from localvoice.strict import Form

MARK = "_"  # in the word that stands for a name in a grammar, so that it is no other word
LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")


@dataclass(frozen=True)
class Name:
    """One of them."""

    written: Annotated[str, Form(r"(?=.*[^\W\d_])[^\n]{1,60}", "name of at most 60 characters with a letter in it")]
    # in ordinary English letters, such as "kuh senya"; "": as it is written
    said: Annotated[str, Form(r"[A-Za-z' -]{0,100}", "words in English letters")] = ""
    heard: tuple[str, ...] = ()  # what recognisers write instead
    kind: Annotated[str, Form("person|thing|", "word: person, thing, or empty for both")] = ""

    @cached_property
    def token(self) -> str:
        """The one word that stands for it in a grammar; another one when it is said otherwise."""
        return MARK.join("".join(filter(str.isalnum, text.lower())) for text in (self.written, self.said))

    @property
    def spoken(self) -> str:
        """How it is said, in letters."""
        return self.said or self.written

    @property
    def hearable(self) -> bool:
        """Does anybody know how it is said?"""
        return LATIN.search(self.spoken) is not None


@dataclass(frozen=True)
class Names:
    """All that are known."""

    all: tuple[Name, ...] = ()

    def tokens(self, kind: str) -> tuple[str, ...]:
        """The words that stand for names of that kind, as far as they can be heard; those without one are of each."""
        return tuple(name.token for name in self.all if name.hearable and name.kind in ("", kind))

    @cached_property
    def spoken(self) -> tuple[tuple[str, str], ...]:
        """Each word that stands for one, and how that is said."""
        return tuple((name.token, name.spoken) for name in self.all if name.hearable)

    def written(self, text: str) -> str:
        """What ears made of a text, with the names as they are written; everything else stays."""
        return self._heard[1].sub(self._put, text) if self.all else text

    def said(self, text: str) -> str:
        """A text that is about to be spoken, with the names as they are said."""
        for name, pattern in self._voiced:
            text = pattern.sub(lambda found, name=name: name.said, text)
        return text

    @cached_property
    def _heard(self) -> tuple[dict[str, str], re.Pattern[str]]:
        forms = {_plain(form): name.written for name in self.all for form in (name.token, *name.heard) if _plain(form)}
        return forms, _whole(sorted(forms, key=len, reverse=True))

    def _put(self, found: re.Match[str]) -> str:
        return self._heard[0][_plain(found[0])]

    @cached_property
    def _voiced(self) -> list[tuple[Name, re.Pattern[str]]]:
        """What is written in small letters may begin a sentence; a name with a capital is meant with it."""
        said = sorted((name for name in self.all if name.said), key=lambda name: -len(name.written))
        return [(name, _whole([name.written], re.I if name.written.islower() else 0)) for name in said]


class Kept(Protocol):
    """Where names are kept."""

    @property
    def names(self) -> Names: ...

    def add(self, name: Name) -> None:
        """One more, in place of the one that is written alike."""
        ...

    def forget(self, written: str) -> bool:
        """Was it there?"""
        ...


class AtHand:
    """Names in memory alone."""

    def __init__(self, names: Sequence[Name] = ()) -> None:
        self.names = Names(tuple(names))

    def add(self, name: Name) -> None:
        self.names = Names((*_others(self.names, name.written), name))

    def forget(self, written: str) -> bool:
        before, self.names = self.names, Names(tuple(_others(self.names, written)))
        return len(self.names.all) < len(before.all)


def _others(names: Names, written: str) -> Iterator[Name]:
    return (name for name in names.all if name.written.casefold() != written.casefold())


def _plain(text: str) -> str:
    return " ".join(text.lower().split())


def _whole(forms: list[str], flags: int = re.I) -> re.Pattern[str]:
    """Any of these, where whole words of a text are; spaces may be any white space."""
    each = (r"\s+".join(map(re.escape, form.split())) for form in forms)
    return re.compile(rf"(?<!\w)(?:{'|'.join(each)})(?!\w)", flags)
