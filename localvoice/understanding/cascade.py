"""Recognise → think → say, overlapped: recognition runs while the person speaks, the voice phrase by phrase.

Here is what outlives turns; one turn is an `Exchange`.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass

from localvoice.clock import Clock
from localvoice.engine.budget import BUDGET_MS
from localvoice.engine.costs import Costs
from localvoice.engine.lane import Lane
from localvoice.events import Frame, Transcript
from localvoice.grammar import Grammar, ended
from localvoice.models.roles import Chat, Recogniser, Sampling, Voice
from localvoice.tools.toolbox import Toolbox
from localvoice.understanding import backchannel
from localvoice.understanding.both_ears import BothEars
from localvoice.understanding.cold import COLD
from localvoice.understanding.exchange import Exchange
from localvoice.understanding.language import Tongues
from localvoice.understanding.lasting import Lasting
from localvoice.understanding.listening import Listener
from localvoice.understanding.mind import Known, Occasion, Out, Said
from localvoice.understanding.mouth import Mouth
from localvoice.understanding.open_ear import OpenEar
from localvoice.understanding.outlook import Forecast
from localvoice.understanding.thinking import Thinker


@dataclass(frozen=True, eq=False)
class Models:
    """What a cascade runs on, loaded in its lane."""

    recogniser: Recogniser
    voice: Voice
    chat: Chat | None = None  # a conversation with a language model, where the profile has one
    how: Sampling = Sampling()  # noqa: RUF009 (frozen)
    open_ear: Recogniser | None = None  # of open speech, behind a recogniser that follows a grammar
    plain: bool = False  # the language model was taught words alone, as they are spoken
    also: tuple[str, ...] = ()  # sentences that may be said besides the skills'
    end_word: str = ""  # may be said after each sentence; "": none


class Cascade:
    """A recogniser, the skills, perhaps a language model, and a voice, all run by one lane."""

    def __init__(
        self,
        lane: Lane,
        clock: Clock,
        models: Models,
        toolbox: Toolbox,
        costs: Costs | None = None,
        budget_ms: float = BUDGET_MS,
        notice: Callable[[str], None] = lambda text: None,
    ) -> None:
        """`notice` gets one sentence when something fails that nobody waits for."""
        costs, voice, chat = costs or Costs(COLD), models.voice, models.chat
        self._notice = notice
        tongues = Tongues(voice)

        def grammar(more: tuple[str, ...]) -> Grammar:
            known = toolbox.grammar((*models.also, *more))
            return ended(known, models.end_word) if models.end_word else known

        self._listener = Listener(lane, clock, models.recogniser, grammar, costs, tongues.expected, toolbox.written)
        self._mouth = Mouth(lane, clock, voice, costs, toolbox.world, notice)
        ears = None
        if models.open_ear and self._listener.follows_grammar:
            ears = BothEars(OpenEar(lane, clock, models.open_ear, models.recogniser, costs, toolbox.written), toolbox)
            ears.ear.end_word = models.end_word
        self._lasting = Lasting(
            clock,
            costs,
            self._listener,
            ears,
            toolbox,
            tongues,
            self._mouth,
            Forecast(costs, budget_ms),
            Thinker(lane, clock, chat, toolbox, models.how, notice, models.plain) if chat else None,
            models.end_word,
        )
        self.rate_hz = voice.rate_hz

    def begin(self, said: Said, occasion: Occasion) -> Exchange:
        """The exchange of a turn that begins."""
        return Exchange(self._lasting, said, occasion)

    async def announce(self, text: str, out: Out) -> None:
        """Say something unasked; the language model never hears of it."""
        mouth, language = self._mouth, self._lasting.tongues.past.english
        for phrase in mouth.phrases(text, language):
            await mouth.say(phrase, mouth.manner(phrase.language), out)
        if self._lasting.toolbox.question:  # it was put just now
            await self._lasting.prepare(out)

    async def recognise(self, frames: AsyncIterator[Frame]) -> Transcript:
        """The transcript of one turn; nothing is done about it."""
        exchange = self.begin(Said(frames), Occasion())
        transcript, _ = await exchange.recognise(frames, Out(lambda told: None))
        return transcript

    def remember(self, past: Sequence[tuple[str, str]]) -> None:
        """What was heard and said before, oldest first: the language model is told, and reads it when there is time."""
        if past and (thinker := self._lasting.thinker):
            for heard, said in past:
                thinker.note(heard, said, Known())
            thinker.settle()

    async def warm(self) -> None:
        """Go once through everything that is slow the first time, and make the acknowledgement."""
        await self._listener.warm()
        self._listener.warm_for_interruptions(backchannel.SENTENCES, lambda error: self._notice(str(error)))
        await self._mouth.warm()
        self._lasting.toolbox.match("what can you do")
        if self._lasting.thinker:
            await self._lasting.thinker.warm()
        if ears := self._lasting.both_ears:
            ears.ready(lambda error: self._notice(str(error)))
