"""A live session's mind that hears and speaks at once: a duplex model, and behind it one that takes turns, if there is.

The one behind writes down what the person says, and says what the program wants said: while it speaks, the model is
not heard, though it goes on hearing. The model itself cannot be told anything.
"""

from collections.abc import Awaitable, Callable

import numpy as np

from localvoice.dialogue.live.mind import Manner, Reports, Setting, Spoken
from localvoice.dialogue.live.turns import TurnMind
from localvoice.understanding.asked import Entry

ALONE = "The profile has no mind beside the one that hears and speaks at once, so nothing can be said for you."
DEAF = "The model that hears and speaks at once cannot be told anything while it talks."

Step = Callable[[np.ndarray], Awaitable[Spoken]]


class DuplexMind:
    """`Mind`. `model`: one step of it; `behind`: with `answers=False` and frames as long."""

    def __init__(
        self, model: Step, rate_hz: int, frame_samples: int, reports: Reports, behind: TurnMind | None
    ) -> None:
        self.rate_hz = rate_hz
        self.frame_samples = frame_samples
        self._model = model
        self._reports = reports
        self._behind = behind
        self._noted: set[str] = set()

    async def step(self, pcm: np.ndarray | None) -> Spoken:
        """See `Mind.step`."""
        spoken = await self._model(np.zeros(self.frame_samples, np.float32) if pcm is None else pcm)
        if self._behind:
            said = await self._behind.step(pcm)
            if said.text or said.pcm.any():
                return said
        return spoken

    def stop(self) -> None:
        """See `Mind.stop`. The model stands still for as long as it is not asked."""
        if self._behind:
            self._behind.stop()

    def tell(self, manner: Manner, text: str) -> None:
        """See `Mind.tell`."""
        if manner != "commentary":
            self._note("cannot_be_told", DEAF)
        if self._behind:
            self._behind.tell(manner, text)
        elif manner == "commentary":
            self._note("cannot_be_said", ALONE)

    def acknowledge(self) -> None:
        """See `Mind.acknowledge`. The model speaks when it wants to."""

    def work(self, entries: tuple[Entry, ...]) -> None:
        """See `Mind.work`."""
        if self._behind:
            self._behind.work(entries)
        else:
            self._reports.failed(ALONE)

    def arrange(self, setting: Setting) -> None:
        """See `Mind.arrange`."""
        if self._behind:
            self._behind.arrange(setting)

    def _note(self, code: str, sentence: str) -> None:
        """Once a session."""
        if code not in self._noted:
            self._noted.add(code)
            self._reports.note(code, sentence)
