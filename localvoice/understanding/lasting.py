"""What outlives the turns of a conversation: its ears, skills, languages and voice, and who thinks in it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from localvoice.clock import Clock
from localvoice.engine.costs import Costs
from localvoice.tools.toolbox import Toolbox
from localvoice.understanding import backchannel
from localvoice.understanding.language import Tongues
from localvoice.understanding.mind import Out
from localvoice.understanding.outlook import Forecast
from localvoice.wording.phrase import Phrase

if TYPE_CHECKING:  # whoever has them has loaded them; a typed question that a skill explains needs none
    from localvoice.understanding.both_ears import BothEars
    from localvoice.understanding.listening import Listener
    from localvoice.understanding.mouth import Mouth
    from localvoice.understanding.mute import Mute
    from localvoice.understanding.thinking import Thinker


@dataclass(eq=False)
class Lasting:
    """What outlives turns."""

    clock: Clock
    costs: Costs
    listener: "Listener | None"  # None: everything is typed
    both_ears: "BothEars | None"  # None: the listener's ear is the only one
    toolbox: Toolbox
    tongues: Tongues
    mouth: "Mouth | Mute"
    forecast: Forecast
    thinker: "Thinker | None"
    end_word: str = ""  # that the person ends their turns with; "": none
    misses: int = 0  # in a row
    waits_until_s: float = 0.0  # somebody has asked to wait

    async def prepare(self, out: Out) -> None:
        """Let the recogniser learn the answers to the question that is open now, before somebody gives one."""
        if self.listener:
            for more in ((), backchannel.SENTENCES):
                await self.listener.prepare(more, out.due_s)

    def timed(self, say: Callable[[Phrase], None]) -> Callable[[Phrase], None]:
        """`say`; how long the first phrase took is remembered."""
        first, began_s = True, self.clock.now_s()

        def timed(phrase: Phrase) -> None:
            nonlocal first
            if first:
                self.costs.learn("think", len(phrase.text.split()), 1000 * (self.clock.now_s() - began_s))
                first = False
            say(phrase)

        return timed
