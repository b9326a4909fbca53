"""What is done for a person beside a model that talks with them by itself? What a skill fully explains, nothing else.

The model hears and answers everything too; whoever is asked beside it answers only what the model cannot do.
"""

from collections.abc import Callable
from dataclasses import replace

import anyio

from localvoice.understanding.mind import Exchange, Mind, Occasion, Out, Partial, Said, Told, Understood


class Beside:
    """A `Mind` that lets another one answer what it accepts, and is silent otherwise."""

    def __init__(self, mind: Mind, model_speaks: Callable[[], bool]) -> None:
        """`model_speaks`: does it now? Then the person is heard as one who interrupts, of whom less is believed."""
        self._mind, self._model_speaks = mind, model_speaks
        self.rate_hz = mind.rate_hz

    def begin(self, said: Said, occasion: Occasion) -> "Aside":
        interrupting = occasion.interrupting or self._model_speaks()
        return Aside(self._mind.begin(said, replace(occasion, interrupting=interrupting)))

    async def announce(self, text: str, out: Out) -> None:
        await self._mind.announce(text, out)


class Aside:
    """One turn: see `mind.Exchange`."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    async def run(self, out: Out) -> None:
        """As `mind.Exchange` says. What is not accepted is told to be so, without words, and goes no further."""
        scope, accepted = anyio.CancelScope(), False

        def tell(told: Told) -> None:
            nonlocal accepted
            if scope.cancel_called:
                return
            if isinstance(told, Understood) and not told.accepted:
                scope.cancel()
                out.tell(Understood("", False, ending=told.ending))
                return
            accepted = accepted or isinstance(told, Understood)
            if accepted or isinstance(told, Partial):
                out.tell(told)

        with scope:
            await self._exchange.run(replace(out, tell=tell))
        if scope.cancel_called:
            self._exchange.take_back()  # nobody has heard that something was not understood

    def take_back(self) -> None:
        self._exchange.take_back()

    def cut(self, heard: str) -> None:
        self._exchange.cut(heard)
