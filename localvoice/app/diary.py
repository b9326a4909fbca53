"""What is kept of the person's own conversation on a page? As of one in the room: what was heard, and how long it took.

The page plays the sound. What it has played is known from what it cuts; what it does not cut was heard once so much
time has gone by. Times are on the conversation's clock, and an answer counts from where its first sound leaves.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from localvoice.app.keeping import Keeping
from localvoice.trace import Span, Turn
from localvoice.traces.journal import Journal
from localvoice.understanding.mind import Understood

UNDERSTOOD = 8  # exchanges at most that are begun for nothing before one is wanted
LATE_S = 1.0  # a page's own delay at most; what it has not cut until then was heard


@dataclass
class Exchange:
    """One question and its answer, while it goes on."""

    number: int
    item_id: str  # of the person's words; "": nobody asked
    heard: str
    started_s: float
    ended_s: float  # the last voiced sample, or when it was typed
    over_s: float  # when that was known to be all
    respond_id: str = ""
    asked_s: float = 0.0
    phrase_s: float | None = None
    first_s: float | None = None  # its first sound
    sound_s: float = 0.0  # that was made
    intent: str = ""
    text: str = ""
    places: list[tuple[int, int]] = field(default_factory=list)  # where words begin, in the text and at which ms
    answered: bool = False
    cut: bool = False


class Diary:
    """One conversation; `shown` gets each turn when its first sound leaves, and again when it has been heard."""

    def __init__(
        self,
        keeping: Keeping,
        journal: Journal,
        shown: Callable[[Turn], None],
        now_s: Callable[[], float],
        budget_ms: float,
    ) -> None:
        self._keeping, self._journal, self._shown = keeping, journal, shown
        self._now_s, self._budget_ms = now_s, budget_ms
        self._spoken = 0.0, 0.0, 0.0  # the last turn of the person: start, last voiced sample, known to be over
        self._exchange: Exchange | None = None
        self._understood: deque[Understood] = deque(maxlen=UNDERSTOOD)  # of guesses, too
        self._count = 0

    def spoken(self, started_s: float, ended_s: float) -> None:
        """The person has said something, and it is over."""
        self._spoken = started_s, ended_s, self._now_s()

    def asked(self, response_id: str, item_id: str, heard: str, said_before: str, unasked: bool) -> None:
        """An answer to these words is wanted; `said_before`: what was heard of the answer before them."""
        known = self._exchange
        if known and known.item_id == item_id and not unasked:  # once more
            known.respond_id, known.answered, known.cut = response_id, False, False
            return
        self.end(said_before if known and known.item_id and not unasked else None)
        now_s = self._now_s()
        spoken, self._spoken = self._spoken, (0.0, 0.0, 0.0)
        times = spoken if spoken[2] and not unasked else (now_s, now_s, now_s)
        self._count += 1
        self._exchange = Exchange(self._count, "" if unasked else item_id, "" if unasked else heard, *times)
        self._exchange.respond_id, self._exchange.asked_s = response_id, now_s

    def understood(self, told: Understood) -> None:
        """What words were taken for, perhaps for a guess that is taken back."""
        self._understood.append(told)

    def phrase(self, response_id: str, text: str) -> None:
        """More of the answer's text."""
        if one := self._of(response_id):
            if not one.text:
                self._begin(one)
            one.text += text
            one.phrase_s = self._now_s() if one.phrase_s is None else one.phrase_s

    def sound(self, response_id: str, seconds: float, places: Sequence[tuple[int, int]]) -> None:
        """More of its sound leaves for the page."""
        one = self._of(response_id)
        if one is None:
            return
        one.sound_s += seconds
        one.places += places
        if one.first_s is None and seconds:
            one.first_s = self._now_s()
            self._shown(self._turn(one, one.text))

    def answered(self, response_id: str) -> None:
        """It is whole."""
        if one := self._of(response_id):
            one.answered = True

    def cut(self, response_id: str) -> None:
        """No more of it is wanted."""
        if (one := self._of(response_id)) and not one.answered:
            one.answered = one.cut = True

    def tick(self) -> None:
        """Time has passed."""
        one = self._exchange
        if one and one.answered and not one.cut and self._now_s() >= (one.first_s or 0.0) + one.sound_s + LATE_S:
            self.end(one.text)

    def end(self, said: str | None = None) -> None:
        """The exchange is over; `said`: what was heard of its answer, None: as much as there was time for."""
        one, self._exchange = self._exchange, None
        if one is None:
            return
        heard = self._played(one) if said is None else said
        turn = replace(self._turn(one, heard), barged_in=len(heard.strip()) < len(one.text.strip()))
        kept = self._keeping.take(turn, self._journal)
        assert isinstance(kept, Turn)
        self._shown(kept)

    def _begin(self, one: Exchange) -> None:
        """It is being answered, so it is known what it was taken for."""
        for told in reversed(self._understood):
            if told.text == one.heard:
                one.intent = told.intent
                self._keeping.take(told, self._journal)
                return

    def _of(self, response_id: str) -> Exchange | None:
        return self._exchange if self._exchange and self._exchange.respond_id == response_id else None

    def _played(self, one: Exchange) -> str:
        if one.first_s is None:
            return "" if one.sound_s else one.text
        played_ms = 1000 * (self._now_s() - one.first_s)
        later = [start for start, at_ms in one.places if at_ms > played_ms]
        return one.text[: later[0]].rstrip() if later else one.text

    def _turn(self, one: Exchange, said: str) -> Turn:
        begun = one.phrase_s or one.first_s or self._now_s()
        spans = [Span("endpoint", one.ended_s, one.over_s), Span("recognise", one.over_s, one.asked_s)]
        spans.append(Span("think", one.asked_s, begun))
        if one.first_s is not None:
            spans.append(Span("say", begun, one.first_s))
        return Turn(
            number=one.number,
            heard=one.heard,
            said=said.strip(),
            intent=one.intent,
            speech_start_s=one.started_s,
            speech_end_s=one.ended_s,
            first_audio_s=one.first_s,
            said_end_s=None if one.first_s is None else one.first_s + one.sound_s,
            unasked=not one.item_id,
            spans=tuple(span for span in spans if span.end_s > span.start_s),
            budget_ms=self._budget_ms,
            lag_s=0.0,
        )
