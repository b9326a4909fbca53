"""A mind whose model hears the sound itself, and perhaps speaks: its skills still answer what they fully explain.

Here is what outlives turns; one turn is a `NativeExchange`. What skills say is spoken by the model's own voice, where
it can read a text aloud, so that all of it sounds like one person; else by the profile's voice.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from localvoice.clock import Clock
from localvoice.engine.budget import BUDGET_MS
from localvoice.engine.costs import Costs
from localvoice.engine.lane import Lane
from localvoice.models.native import NativeChat
from localvoice.models.roles import Chat, Recogniser, Sampling, Voice
from localvoice.tools.toolbox import Toolbox
from localvoice.understanding.cascade import Cascade, Models
from localvoice.understanding.mind import Known, Occasion, Said
from localvoice.understanding.native_exchange import TALK, NativeExchange
from localvoice.understanding.native_talk import Means, Talker
from localvoice.understanding.thinking import Thinker


@dataclass(frozen=True, eq=False)
class NativeModels:
    """What it runs on, loaded in its lane."""

    recogniser: Recogniser  # with the skills' grammar
    voice: Voice  # of the skills' answers: the model's own, or a profile's
    chat: NativeChat
    rate_hz: int  # of its own sound; 0: it only hears
    how: Sampling = Sampling()  # noqa: RUF009 (frozen)
    mind: Chat | None = None  # that questions are handed to
    mind_how: Sampling = Sampling()  # noqa: RUF009 (frozen)


class NativeMind(Cascade):
    """A recogniser for the skills, and a model that hears everything else, all run by one lane."""

    def __init__(
        self,
        lane: Lane,
        clock: Clock,
        models: NativeModels,
        toolbox: Toolbox,
        costs: Costs,
        budget_ms: float = BUDGET_MS,
        notice: Callable[[str], None] = lambda text: None,
    ) -> None:
        """`notice` gets one sentence when something fails that nobody waits for."""
        super().__init__(
            lane, clock, Models(models.recogniser, models.voice, also=TALK), toolbox, costs, budget_ms, notice
        )
        mind = Thinker(lane, clock, models.mind, toolbox, models.mind_how, notice) if models.mind else None
        means = Means(models.rate_hz, costs, mind)
        self._talker = Talker(lane, clock, models.chat, toolbox, models.how, notice, means)
        self._lasting.thinker = self._talker

    def begin(self, said: Said, occasion: Occasion) -> NativeExchange:
        """The exchange of a turn that begins."""
        return NativeExchange(self._lasting, said, occasion)

    def remember(self, past: Sequence[tuple[str, str]]) -> None:
        """What was heard and said before, oldest first; what nobody has written down of the person is left out."""
        for heard, said in past:
            self._talker.note(heard, said, Known())
        if past:
            self._talker.settle()
