"""An answer on its way to be said: its phrases, held while it is in doubt whether the words were understood at all."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import anyio

from localvoice.tools.skill import Answer, World
from localvoice.tools.toolbox import Toolbox
from localvoice.understanding.doubt import HELD, Doubt, refuses
from localvoice.understanding.language import Tongue
from localvoice.understanding.poll import Meant
from localvoice.wording.manners.telling import Telling
from localvoice.wording.phrase import Phrase
from localvoice.wording.phrases import speak_phrases

Say = Callable[[Phrase], None]

EMPTY = "Sorry, I have no answer to that."
SAYABLE_CHARS = 200  # of data that nobody puts into words: about 15 s
UNWORDED = "That is done; what it gave back is nothing to be said aloud."


@dataclass(eq=False)
class Aloud:
    """An answer on its way to be said; from now on it is what is said again when somebody asks for that."""

    say: Say
    world: World
    ahead_s: Callable[[], float] = lambda: 0.0  # how much of it is still to be played
    telling: Telling = field(default_factory=Telling)  # of what the model writes
    tongue: Tongue = Tongue()  # noqa: RUF009 (frozen)
    covers: bool = True  # a tool that takes long is covered by a word
    said: list[str] = field(default_factory=list)
    heard: str = ""  # the person's own words, where they are English
    unknown: str = ""  # what the persona says to what it does not understand
    doubt: Doubt | None = None  # in the words; while there is, the first phrases wait
    guessed: Callable[[Sequence[str]], str] = lambda texts: ""  # asked instead of a refusal, or ""
    refused: bool = False  # nothing was done, or known
    _held: list[Phrase] = field(default_factory=list)
    offered: bool = False  # to go on
    meant: Meant = Meant("")  # noqa: RUF009 (frozen)
    over: anyio.Event | None = None  # set when the person's turn is surely over; some tools wait for it
    silence: str = EMPTY  # what is said where the model says nothing

    def tell(self, phrases: Iterable[Phrase]) -> None:
        if self.doubt:
            self._held += phrases
            if len(self._held) > HELD:
                self.settle()
            return
        for phrase in phrases:
            self.said.append(phrase.text)
            self.world.said = " ".join(self.said)
            self.say(phrase)

    @property
    def free(self) -> bool:
        """Was nothing asked that the person has to answer?"""
        telling = self.telling
        return not (telling.question or self.offered or telling.claimed or self.refused) and bool(self.said)

    def offer(self, toolbox: Toolbox) -> None:
        """Ask, once, whether what is left of the answer is wanted."""
        if self.telling.rest and not self.offered:
            self.offered = True
            asked = bool(self.telling.question)
            self.tell(english(toolbox.offer(self.telling.rest, asked).text, self.tongue))
        toolbox.unfinished = self.offered and self.telling.stopped

    def settle(self) -> None:
        """Say what was held: it is no refusal, or what was heard is said in its place."""
        doubt, self.doubt = self.doubt, None
        held, self._held = self._held, []
        self.refused = self.refused or refuses([phrase.text for phrase in held], self.unknown)
        if doubt and self.refused:
            self.telling.cut = True
            held = list(english(self.guessed(doubt.texts or [self.heard]) or doubt.unserved(), self.tongue))
        self.tell(held)


def sayable(answer: Answer) -> str:
    """The answer as it stands, where no model puts it into words."""
    data = "".join(result.text for result in answer.results)
    return UNWORDED if len(data) > SAYABLE_CHARS or "{" in data or "[" in data else answer.text


def english(text: str, tongue: Tongue) -> Iterator[Phrase]:
    """The phrases of what a skill says."""
    return speak_phrases(text, language=tongue.english)
