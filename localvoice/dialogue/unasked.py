"""What is said unasked? A greeting and an offer, unless the person speaks first; timers that ring, and news."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from localvoice.dialogue.ringing import Bell, Chime, ring
from localvoice.understanding.mind import Mind, Out

Act = Callable[[Out], Awaitable[None]]  # a mind's way to speak


@dataclass(frozen=True)
class Unasked:
    """What is said unasked."""

    rings: Callable[[], list[str]] = list  # the texts that are due
    chime: Chime | None = None  # precedes them
    greeting: str = ""
    offer: Callable[[], str] = str  # puts a question of its own after the greeting; "" for none
    news: Callable[[], str] = str  # what is to be said once, "" for nothing


class Announcer:
    """Knows when it is time for one of them. `complain` as for `Bell`."""

    def __init__(self, unasked: Unasked, mind: Mind, complain: Callable[[str], None]) -> None:
        self._mind = mind
        self._chime = unasked.chime
        self._unasked = unasked
        self._greeted = False
        self._bell = Bell(unasked.rings, complain)

    def due(self, now_s: float) -> Act | None:
        """What is to be said now that the floor is open; `now_s` on the sample clock."""
        if not self._greeted:
            self._greeted = True
            if text := f"{self._unasked.greeting} {self._unasked.offer()}".strip():
                return partial(self._mind.announce, text)
        if texts := self._bell.due(now_s):
            return partial(ring, self._mind, self._chime, " ".join(texts))
        news = self._unasked.news()
        return partial(self._mind.announce, news) if news else None

    def spoken_to(self) -> None:
        """The person speaks: from now on a greeting would come too late."""
        self._greeted = True
