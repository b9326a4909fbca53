"""What is a skill? Sentence templates with slots, and what to do when one was said.

A skill is a module of `tools/skills` with `ABOUT: str` (what it is good for, in a short spoken clause) and
`INTENTS: tuple[Intent, ...]`. The same templates become the recogniser's grammar, the instant text matcher and the
JSON schema for a language model (`tools.toolbox`).
"""

import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from localvoice.events import Found, Item, Picture, View
from localvoice.tools.page.page import Page
from localvoice.wording.names import AtHand, Kept


@dataclass(frozen=True)
class Slot:
    """A kind of thing that may be said inside a sentence."""

    name: str  # "duration"
    rule: str  # what may be said, in words, as a template: "(a|one) minute|…"; may use `<rule>`s of tools.rules
    parse: Callable[[str], Any]  # the words as a value; None when they make no sense
    about: str = ""  # for the JSON schema; "" for what only the ear needs, a second name for another slot of the intent
    open_text: bool = False  # typed text may hold any words here (the recogniser still hears only `rule`)
    as_typed: bool = False  # `parse` gets typed words of `rule` as they are, not spelled out: "May 3rd"
    sure: bool = False  # `parse` reads every word or refuses, so that typed words are worth nearly what `rule` has


@dataclass(frozen=True)
class Intent:
    name: str  # "timer_set"
    sentences: tuple[str, ...]  # templates: "[please] set [a] timer for {duration}"
    # Parsed slots in, answer out. What takes more than a few milliseconds is awaited, so that everything else goes on;
    # it may be cancelled there, so a skill that waits changes nothing, or is not reversible.
    run: "Callable[[dict[str, Any], World], Answer | Awaitable[Answer]]"
    about: str  # one line for the JSON schema
    slots: dict[str, Slot] = field(default_factory=dict)  # slot name in the templates → its kind
    question: str = ""  # "" always active, else only while an answer that asked this question stands open
    # What it changes that outlives the turn, as it is said back: "set a timer for {duration}"; "" for nothing. A part
    # in brackets is for slots that may be missing. What the skill itself asks about first is no change yet.
    deed: str = ""
    # What it tells or does for this turn alone, said in the same way where it was hardly heard, so that it is asked
    # about first: "tell you the time"; "" where it is not, or asks back by itself.
    wish: str = ""
    reversible: bool = True  # what it changes lies on the shelf, so that it can be undone while the turn may go on
    typed: tuple[str, ...] = ()  # more templates, for text only: what would cost the recogniser more than it brings
    request: bool = True  # may begin with "please" or "could you" by ear; greetings and the like do not
    # Would these slots only make it ask back ("when exactly?"), so that nothing is changed yet?
    unclear: "Callable[[dict[str, Any], World], bool]" = lambda slots, world: False
    fits: "Callable[[World], bool]" = lambda world: True  # is it understood now?
    tool: bool = True  # language models are told of it; not where another intent does the same, or it only asks back
    # Can it be answered now? Else the words may mean something else, or are for a language model.
    applies: "Callable[[dict[str, Any], World], bool]" = lambda slots, world: True
    data: bool = False  # its answer is what a language model, where there is one, puts into words
    coined: tuple[str, ...] = ()  # words of its sentences that no dictionary need have, as the person writes them
    heard: str = ""  # HEARD_OPENLY, HEARD_IN_WORDS, or as anything else is
    private: bool = False  # what was said, and its answer, are not kept: it speaks of what is to be forgotten

    @property
    def templates(self) -> tuple[str, ...]:
        """All of them."""
        return self.sentences + self.typed


# Of an answer: any words may be it, as a name is, so what a grammar hears counts little; or it is asked for word by
# word, so what the grammar hears counts although it is unsure.
HEARD_OPENLY, HEARD_IN_WORDS = "openly", "in words"


@dataclass(frozen=True)
class Call:
    """A sentence understood: which intent, with which parsed slots."""

    intent: str
    slots: dict[str, Any]
    words: dict[str, str]  # the slots in the speaker's own words


@dataclass(frozen=True)
class Volume:
    level: float  # linear gain, 0..1


@dataclass(frozen=True)
class Pace:
    factor: float  # 0.5..2, on the voice's normal speed


@dataclass(frozen=True)
class Hush:
    """Say nothing (more); drop what is being said."""


@dataclass(frozen=True)
class Wait:
    """Say nothing, and listen on; a question that is open stays so."""


Effect = Volume | Pace | Hush | Wait


@dataclass(frozen=True)
class Result:
    """What a tool has given back for a call: data, whatever it says."""

    call: Call
    text: str


@dataclass(frozen=True)
class Answer:
    text: str  # to be said; "" for nothing
    effects: tuple[Effect, ...] = ()
    question: str = ""  # the question that is open now: intents with this `question` become active for the next turn
    results: tuple[Result, ...] = ()  # what `text` consists of, where a language model had better say it
    failed: bool = False  # `text` is the sentence why there is no answer


class Shelf(Protocol):
    """Where skills keep things; each call is on disk when it returns (`memory.shelf` is SQLite)."""

    def put(self, kind: str, text: str, due: datetime | None = None, data: dict[str, Any] | None = None) -> Item:
        """`due`: aware for an instant, which nothing moves; naive for what the clock on the wall will show, wherever
        the person is then. It comes back as an instant."""
        ...

    def all(self, kind: str = "") -> list[Item]:
        """Items of a kind ("" = every kind), oldest first."""
        ...

    def change(
        self, item: Item, *, text: str | None = None, due: datetime | None = None, data: dict[str, Any] | None = None
    ) -> Item:
        """Replace the given fields; None leaves a field as it is."""
        ...

    def remove(self, item: Item) -> None: ...

    def mark(self) -> None:
        """From here on changes can be undone."""
        ...

    def undo(self) -> None:
        """Take back every change since the latest `mark`; a second time nothing."""
        ...


class Memory(Protocol):
    """What is known of a person beside their lists; `app.memory`. All of it raises StoreError."""

    @property
    def facts(self) -> Shelf:
        """Items of the kind FACT: `due` is where one ends, data["always"] that a language model is always told it."""
        ...

    def known(self) -> list[Item]:
        """The facts that have not ended, oldest first."""
        ...

    def near(self, words: str, limit: int) -> list[tuple[Item, float]]:
        """Those that speak of this, and how surely, 0..1, the surest first; none where nothing surely does."""
        ...

    def search(self, words: str, limit: int) -> list[Found]:
        """The same in facts, past conversations and documents, so many of each."""
        ...

    def documents(self, words: str, limit: int) -> list[Found] | None:
        """The same in the person's documents alone; None where they named no folder."""
        ...

    def between(self, start: datetime, end: datetime, limit: int) -> list[Found]:
        """What the person said then, oldest first, the last so many."""
        ...

    def count(self) -> int:
        """How many turns of past conversations there are."""
        ...

    def erasures(self) -> int:
        """A number that is another one after every time that something was forgotten, by whichever process."""
        ...

    async def forget(self, facts: Sequence[Item]) -> None:
        """Leave nothing of these facts in any file. It cannot be undone."""
        ...

    async def forget_everything(self) -> None:
        """Leave nothing of facts, conversations, what was read of documents, traces and logs. It cannot be undone."""
        ...


class Eyes(Protocol):
    """Who looks at something for a skill."""

    @property
    def brief(self) -> bool:
        """Does a screen reader speak as well, so that answers had better be short?"""
        ...

    @property
    def fresh(self) -> bool:
        """Was something looked at a short while ago, so that "it" means that?"""
        ...

    async def view(self, where: str) -> View:
        """What is to be seen there now: "screen", "window", "camera", "clipboard", "window NAME"; "again": the last
        picture; "": that one while it is fresh, else what is at hand. Nothing of it is kept.

        Raises LocalvoiceError, whose sentence says why nothing can be seen there.
        """
        ...

    async def look(self, where: str, question: str = "") -> str:
        """The same in words: a description, or what was asked for. Raises LocalvoiceError."""
        ...

    async def keep(self) -> str:
        """Store the last picture; says where. Raises StoreError."""
        ...

    def given(self, picture: Picture) -> None:
        """Somebody shows this: it is the last picture from now on. Nobody looks at it before that is wanted."""
        ...


class Watching(Protocol):
    """Whoever looks at the camera or the screen all the time; `app.narrating`. Each gives what to answer."""

    def begin(self, source: str, wish: str) -> str:
        """Watch the "camera", the "screen", or whatever there is (""), and say what changes from now on.

        `wish`: only say when this comes, once: "person", or a word of the text that will be read; "" for everything.
        """
        ...

    def end(self) -> str: ...

    def status(self) -> str: ...


@dataclass
class World:
    """What a skill may see and touch."""

    shelf: Shelf
    now: Callable[[], datetime]  # aware, in the zone where the person is
    random: random.Random
    said: str = ""  # the assistant's last answer
    rest: str = ""  # of it, where the person asked to wait
    unheard: str = ""  # of it, where somebody interrupted it, from the beginning of that sentence
    volume: float = 1.0
    pace: float = 1.0
    names: Kept = field(default_factory=AtHand)  # that only this person uses
    skills: tuple[str, ...] = ()  # ABOUT of every active skill, for "what can you do"
    memory: Memory | None = None  # None: nothing is remembered here
    hears_all: bool = True  # any words, by ear; False: only those that the skills know
    eyes: Eyes | None = None  # None: nobody looks
    page: Page | None = None  # what was looked at last in this conversation
    watching: Watching | None = None  # None: nothing can be watched here
    thinks: bool = False  # a language model answers what no skill does, and may look things up in the memory
