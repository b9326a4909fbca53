"""How does a timer make itself heard? With a chime and its text, a few times over, until somebody speaks."""

from collections.abc import Callable

import numpy as np

from localvoice.understanding.mind import Jingle, Mind, Tell

TIMES, GAP_S = 3, 1.5  # it rings so often, with so much silence between; both were chosen


async def ring(mind: Mind, chime: np.ndarray | None, text: str, ahead_s: Callable[[], float], tell: Tell) -> None:
    """`chime`: (samples,) at the mind's rate; `ahead_s` and `tell` as for `Mind.announce`."""
    gap = Jingle(np.zeros(round(GAP_S * mind.rate_hz), np.float32))
    for time in range(TIMES):
        if time:
            tell(gap)
        if chime is not None:
            tell(Jingle(chime))
        await mind.announce(text, ahead_s, tell)
