"""Which texts speak of what is asked? Those that hold most of its words, by stem, in an index of SQLite's FTS5.

Each word of the question counts by how rare it is; one that no text has counts most. So the share that a text has of
them, 0..1, says at once which text is nearest and whether any is near: "my wife's name" is not found in what is known
of my wife's birthday. BM25, FTS5's own order, has no such scale: its best is some text, however far.
"""

import re
import sqlite3
from collections import Counter
from collections.abc import Iterable
from math import log

# Words that say nothing of what is asked about.
LITTLE = (
    "a about again all also always am an and any anything are as asked at be been before but by called can could"
    " current currently did do does don't ever for from get give had has have he her here him his how i i'd i'll i'm"
    " i've if in is it it's its just keep kept know known last let like many me mean mind mine more much my need no"
    " not of off ok okay on once one or our out over please really recall remember remembered remind s said saved say"
    " she should so some something t tell than thank thanks that the their them then there they thing things this"
    " those to told too up us user was we were what what's when where which who whom whose why will with without would"
    " yes you you're your yours"
)
EMPTY = frozenset(LITTLE.split())
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
POSSESSIVE = re.compile(r"['’]s?$")
TOKENIZED = "tokenize='porter unicode61 remove_diacritics 2'"  # as every index here is made
MOST_OF = 0.6  # of the words of a fact; with two of three it is told
LONG_NUMBER = 3  # digits; "level 3" and "3 PM" are in many texts
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday AM PM"
MONTHS = "January February March April May June July August September October November December"
DATED = frozenset(f"{DAYS} {MONTHS}".split())
MOST_WORDS = 24  # of a question that are looked for
MOST_TEXTS = 2000  # the newest of them that have a word

Near = tuple[int, float]  # row, and the share of what was asked that it has


def asked(text: str) -> list[str]:
    """The words of a text that say what it is about, each once."""
    words = (POSSESSIVE.sub("", word) for word in WORD.findall(text.lower()))
    return [*dict.fromkeys(word for word in words if word and word not in EMPTY)][:MOST_WORDS]


def nearest(sql: sqlite3.Connection, index: str, texts: int, text: str, least: float) -> list[Near]:
    """The rows of an FTS5 table of so many texts that have at least that share of what is asked; nearest and then
    newest first. Raises sqlite3.Error."""
    shares: dict[int, float] = {}
    whole = 0.0
    for word in asked(text):
        rows = sql.execute(
            f"SELECT rowid FROM {index} WHERE {index} MATCH ? ORDER BY rowid DESC LIMIT {MOST_TEXTS}",
            (_quoted(word),),
        ).fetchall()
        weight = log(1 + (texts + 1) / (len(rows) + 0.5))
        whole += weight
        for (row,) in rows:
            shares[row] = shares.get(row, 0.0) + weight
    near = [(row, share / whole) for row, share in shares.items() if share >= least * whole]
    return sorted(near, key=lambda each: (-each[1], -each[0]))


def holding(sql: sqlite3.Connection, index: str, fact: str) -> set[int]:
    """The rows that tell a fact, whoever worded it: they have most of its words, or a name or a number of it.

    Raises sqlite3.Error.
    """
    words, counts = asked(fact), Counter[int]()
    for word in words:
        counts.update(
            row for (row,) in sql.execute(f"SELECT rowid FROM {index} WHERE {index} MATCH ?", (_quoted(word),))
        )
    most = {row for row, count in counts.items() if count >= MOST_OF * len(words)}
    for word in telling(fact):
        most.update(row for (row,) in sql.execute(f"SELECT rowid FROM {index} WHERE {index} MATCH ?", (_quoted(word),)))
    return most


def telling(fact: str) -> list[str]:
    """The names and numbers in it, by which it would be known alone; days and months are in many texts."""
    words = WORD.findall(fact)
    named = [
        word for word in words[1:] if word[0].isupper() and len(word) > 1 and POSSESSIVE.sub("", word) not in DATED
    ]
    return [POSSESSIVE.sub("", word).lower() for word in named if word.lower() not in EMPTY] + [
        word.lower() for word in words if sum(each.isdigit() for each in word) >= LONG_NUMBER
    ]


def _quoted(word: str) -> str:
    """As FTS5 takes a word that may hold anything."""
    return '"' + word.replace("’", "'") + '"'


class Texts:
    """An index in memory, of texts that are at hand: which of them speak of something?"""

    def __init__(self, texts: Iterable[str]) -> None:
        self._sql = sqlite3.connect(":memory:")
        self._sql.execute(f"CREATE VIRTUAL TABLE texts USING fts5(text, content='', {TOKENIZED})")
        rows = list(enumerate(texts))
        self._count = len(rows)
        self._sql.executemany("INSERT INTO texts (rowid, text) VALUES (?, ?)", rows)

    def close(self) -> None:
        self._sql.close()

    def nearest(self, text: str, least: float) -> list[Near]:
        """As above; the numbers count from 0."""
        return nearest(self._sql, "texts", self._count, text, least)

    def holding(self, fact: str) -> set[int]:
        """As above."""
        return holding(self._sql, "texts", fact)
