"""Typed sentences, answered as the conversation would answer them: each is an exchange like a spoken one.

Nothing is heard and nothing is said aloud, so neither a recogniser nor a voice is needed; the language model is asked
for only when no skill explains a sentence, and is then told what was said before.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from localvoice.clock import Clock
from localvoice.engine.costs import Costs
from localvoice.tools.toolbox import Toolbox
from localvoice.understanding.exchange import Exchange
from localvoice.understanding.language import Tongues
from localvoice.understanding.lasting import Lasting
from localvoice.understanding.mind import Known, Occasion, Out, Said, Saying, Tell, Told, Understood
from localvoice.understanding.mute import Mute
from localvoice.understanding.outlook import Forecast

if TYPE_CHECKING:  # loaded when one is asked
    from localvoice.understanding.thinking import Thinker


class Written:
    """One typed conversation. `think` gives the one who thinks for it; None where the profile has no such model."""

    def __init__(
        self,
        toolbox: Toolbox,
        clock: Clock,
        costs: Costs,
        think: Callable[[], Awaitable["Thinker | None"]],
        spoken: bool = False,
    ) -> None:
        """`spoken`: answer in the words that would be said aloud."""
        self._lasting = Lasting(clock, costs, None, None, toolbox, Tongues(None), Mute(), Forecast(costs), None)
        self._think, self._spoken = think, spoken
        self._past: list[tuple[str, str]] = []  # said and answered, which the language model does not know of yet

    async def ask(self, text: str, tell: Tell = lambda told: None) -> Understood:
        """Answer a sentence; what a skill does is really done. `tell` gets each thing as it comes.

        Raises StoreError, EngineError, BadInput.
        """
        lasting, told = self._lasting, list[Told]()

        def take(each: Told) -> None:
            told.append(each)
            tell(each)

        if lasting.thinker is None and lasting.toolbox.match(text) is None:
            await self._wake()
        await Exchange(lasting, Said(text=text), Occasion()).run(Out(take, aloud=self._spoken))
        understood = next(one for one in told if isinstance(one, Understood))
        answer = understood.answer or " ".join(one.text for one in told if isinstance(one, Saying))
        if lasting.thinker is None and understood.accepted and answer:
            self._past.append((text, answer))
        return replace(understood, answer=answer)

    async def _wake(self) -> None:
        self._lasting.thinker = thinker = await self._think()
        if thinker:
            for said, answered in self._past:
                thinker.note(said, answered, Known())
            self._past.clear()
