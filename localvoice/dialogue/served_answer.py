"""One answer on its way to another program: held back while it is a guess that it is wanted, then told as it comes.

The program plays it, and nobody reports how far that has come: it is taken to play from the first sound on without a
break, which decides how soon more of it is wanted.
"""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

import anyio

from localvoice.audio.wire import Format, Outgoing
from localvoice.errors import sentence, ungrouped
from localvoice.events import Speech, Word
from localvoice.understanding.answering import Begun
from localvoice.understanding.asked import Asked, Finished, Piece, Wanted, Wrote
from localvoice.understanding.mind import Saying

Place = tuple[int, int]  # where a word begins in all of the answer's text, and in its sound, in ms


class Reports(Protocol):
    """The program's side of a session; none of these waits."""

    def speech_started(self, at_ms: int) -> None:
        """Somebody speaks, surely enough to stop what is being said."""
        ...

    def speech_stopped(self, at_ms: int) -> None:
        """It was no turn."""
        ...

    def turn_over(self, at_ms: int) -> None:
        """It is to be committed."""
        ...

    def heard(self, item_id: str, text: str, language: str, seconds: float) -> None: ...

    def hearing_failed(self, item_id: str, why: str) -> None: ...

    def phrase(self, response_id: str, text: str) -> None:
        """Phrases are joined with nothing between them."""
        ...

    def sound(self, response_id: str, sound: bytes, places: tuple[Place, ...]) -> None: ...

    def called(self, response_id: str, name: str, arguments: str) -> None: ...

    def answered(self, response_id: str, reason: Literal["done", "length"], finished: Finished) -> None: ...

    def rings(self, text: str) -> None:
        """A timer of this session: it is to be said, though nobody has asked."""
        ...

    def failed(self, response_id: str, why: str) -> None: ...


@dataclass(frozen=True)
class Wish:
    """What is to be answered, and how it is to sound."""

    asked: Asked
    spoken_as: Format = "audio/pcm"
    conversation: bool = True  # False: beside the conversation


class Answer:
    """`over` is set when it is surely wanted; `now_s` is a clock."""

    def __init__(
        self, begun: Begun, over: anyio.Event, wish: Wish, rate_hz: int, now_s: Callable[[], float], reports: Reports
    ) -> None:
        self.wish = wish
        self.id = ""  # the program's, when it has asked for it
        self.ended = False
        self._begun = begun
        self._over = over
        self._rate_hz = rate_hz
        self._now_s = now_s
        self._reports = reports
        self._scope = anyio.CancelScope()
        self._waiting: list[Piece | str] = []  # told before it was asked for
        self._out = Outgoing(rate_hz, wish.spoken_as)
        self._text = 0  # characters so far
        self._phrase = Saying("", "")
        self._phrase_at = 0, 0  # its first character in all the text, its first sample in all the sound
        self._samples = 0  # that were made
        self._told = 0  # of them
        self._first_s: float | None = None  # when the first of them was told

    def ahead_s(self) -> float:
        """How much of it is made and not yet played."""
        made_s = self._samples / self._rate_hz
        return made_s if self._first_s is None else max(0.0, made_s - (self._now_s() - self._first_s))

    async def run(self) -> None:
        with self._scope:
            try:
                with ungrouped():
                    await self._begun.run(self._take, self.ahead_s)
            except Exception as error:  # one answer ends here; its program is told, and the session goes on
                self._take(sentence(error, "Answering"))
            self.ended = True

    def release(self, response_id: str) -> None:
        """It is wanted, under this name."""
        self.id = response_id
        self._over.set()
        waiting, self._waiting = self._waiting, []
        for piece in waiting:
            self._tell(piece)

    def drop(self) -> None:
        """It is not wanted (any more). What was done for a guess is undone."""
        self._scope.cancel()
        self._waiting.clear()
        if not self.id:
            self._begun.take_back()

    def _take(self, piece: Piece | str) -> None:
        if isinstance(piece, Speech):
            self._samples += len(piece.pcm)
        if self._scope.cancel_called:
            return
        if self.id:
            self._tell(piece)
        else:
            self._waiting.append(piece)

    def _tell(self, piece: Piece | str) -> None:
        reports = self._reports
        match piece:
            case Saying():
                self._say(piece)
            case Speech():
                if self._first_s is None:
                    self._first_s = self._now_s()
                places = tuple(self._place(word) for word in piece.words)
                if (sound := self._out.feed(piece.pcm)) or places:
                    reports.sound(self.id, sound, places)
                self._told += len(piece.pcm)
            case Wrote():
                reports.phrase(self.id, piece.text)
            case Wanted():
                reports.called(self.id, piece.name, json.dumps(piece.arguments, ensure_ascii=False))
            case Finished():
                if rest := self._out.finish():
                    reports.sound(self.id, rest, ())
                reports.answered(self.id, piece.reason, piece)
            case str():
                reports.failed(self.id, piece)

    def _say(self, phrase: Saying) -> None:
        text = f" {phrase.text}" if self._text else phrase.text
        self._phrase, self._phrase_at = phrase, (self._text + len(text) - len(phrase.text), self._told)
        self._text += len(text)
        self._reports.phrase(self.id, text)

    def _place(self, word: Word) -> Place:
        """Word n of what is said is taken for the word as far along in what is written, where these differ."""
        begin, sample = self._phrase_at
        at_ms = round(1000 * (sample + word.sample) / self._rate_hz)
        if self._phrase.text == self._phrase.spoken:
            return begin + word.start, at_ms
        written = [match.start() for match in re.finditer(r"\S+", self._phrase.text)] or [0]
        said = [match.start() for match in re.finditer(r"\S+", self._phrase.spoken)] or [0]
        number = sum(start <= word.start for start in said) - 1
        return begin + written[max(0, number) * len(written) // len(said)], at_ms
