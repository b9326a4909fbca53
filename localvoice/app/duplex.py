"""Who talks with the person? The profile's mind in turns; in `talk` also a model without turns, or an interpreter."""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

from localvoice.app.conversation import Client, client
from localvoice.app.engine import Engine
from localvoice.app.interpreter import InterpreterClient, interpreter, interprets, refuse_duplex
from localvoice.audio.loudspeaker import Loudspeaker
from localvoice.dialogue.duplex import Duplexed
from localvoice.dialogue.session import Tell
from localvoice.models.duplex import Duplex
from localvoice.settings import Settings
from localvoice.tools.tool import Tool
from localvoice.tools.toolbox import Toolbox
from localvoice.understanding.at_once import AtOnce
from localvoice.understanding.beside import Beside


@dataclass(frozen=True, eq=False)
class DuplexClient:
    """As `Client`, for a talk without turns."""

    engine: Engine
    model: Duplex
    own: Client  # the person's tools, and who answers with them

    @property
    def rate_hz(self) -> int:
        """Of everything that is played."""
        return self.model.rate_hz

    @property
    def toolbox(self) -> Toolbox:
        return self.own.toolbox

    def session(
        self, loudspeaker: Loudspeaker, tell: Tell, offer: Callable[[], str] = str, news: Callable[[], str] = str
    ) -> Duplexed:
        """A talk with the person; nobody greets, for the model speaks when it likes."""
        own, clock = self.own, self.engine.clock
        talk = Duplexed(AtOnce(self.model, self.engine.lane, clock), loudspeaker, clock, tell, own.rate_hz)
        beside = replace(own, mind=Beside(own.mind, lambda: talk.speaks))
        talk.with_session(beside.session(talk.aside.loudspeaker, talk.beside, offer=offer, news=news, greets=False))
        return talk


Talker = Client | DuplexClient | InterpreterClient


@asynccontextmanager
async def talker(engine: Engine, settings: Settings, more: Sequence[Tool] = ()) -> AsyncIterator[Talker]:
    """Whom the profile has, warm; an interpreter, where the persona is one. As `client`."""
    if interprets(settings) and engine.has("duplex"):
        refuse_duplex(settings, engine.data)
    elif interprets(settings):
        async with interpreter(engine, settings) as own:
            yield own
        return
    model = await engine.duplex()
    async with client(engine, settings, more=more) as own:
        yield own if model is None else DuplexClient(engine, model, own)
