"""How does a timer make itself heard? With a chime and its text, a few times over, until somebody speaks."""

from collections.abc import Callable

import numpy as np

from localvoice.errors import sentence
from localvoice.understanding.mind import Jingle, Mind, Out

TIMES, GAP_S = 3, 1.5  # it rings so often, with so much silence between; both were chosen
POLL_S = 0.25  # how often timers are looked at while nobody speaks


class Bell:
    """Looks at the timers. `complain` gets one sentence when they cannot be read, once until they could be again."""

    def __init__(self, rings: Callable[[], list[str]], complain: Callable[[str], None]) -> None:
        self._rings, self._complain = rings, complain
        self._next_s, self._complaint = 0.0, ""

    def due(self, now_s: float) -> list[str]:
        """The texts that ring now; `now_s` on the sample clock."""
        if now_s < self._next_s:
            return []
        self._next_s = now_s + POLL_S
        try:
            texts, self._complaint = self._rings(), ""
        except Exception as error:  # a request ends here: the disk may serve the next one
            texts, complaint = [], sentence(error, "Looking at the timers")
            if complaint != self._complaint:
                self._complain(complaint)
            self._complaint = complaint
        return texts


Chime = Callable[[], np.ndarray]  # its sound at the present volume, (samples,) at the mind's rate


async def ring(mind: Mind, chime: Chime | None, text: str, out: Out) -> None:
    """`out` as for `Mind.announce`."""
    gap = Jingle(np.zeros(round(GAP_S * mind.rate_hz), np.float32))
    for time in range(TIMES):
        if time:
            out.tell(gap)
        if chime is not None:
            out.tell(Jingle(chime()))
        await mind.announce(text, out)
