"""The person's own conversation on a page: their lists, timers, tools and memory, where a program gets nothing of them.

It is a served conversation like any program's (`app.served`), with the person's toolbox, their persona's mind, and a
diary. Timers ring in the room, where somebody hears them; here only when there is no sound in the room.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace

from localvoice.app.assistant import TRACE
from localvoice.app.diary import Diary
from localvoice.app.keeping import Keeping
from localvoice.app.person import thinker, tools
from localvoice.app.resident import House
from localvoice.app.sight import Eyes
from localvoice.engine.lane import Lane
from localvoice.memory.conversations import CONVERSATIONS, Conversations, Exchanged
from localvoice.settings import Settings
from localvoice.tools.toolbox import Toolbox
from localvoice.trace import Turn
from localvoice.traces.journal import Journal
from localvoice.understanding.mind import Known
from localvoice.understanding.thinking import Thinker


class Own:
    """What such a session has; `diary` is to be told what happens."""

    def __init__(
        self, house: House, settings: Settings, toolbox: Toolbox, diary: Diary, past: Sequence[Exchanged]
    ) -> None:
        self.toolbox, self.diary = toolbox, diary
        self._house, self._settings, self._past = house, settings, past

    @property
    def lane(self) -> Lane:
        """Theirs, before all other programs."""
        return self._house.engine.lane

    def rings(self) -> bool:
        """Is there nobody else to say that a timer is due?"""
        return bool(self._house.assistant.trouble)

    async def thinker(self) -> Thinker | None:
        """Who answers what no skill explains, and knows what was said lately; None where the profile has nobody."""
        made = await thinker(self._house.engine, self._settings, self.toolbox)
        if made:
            for heard, said in self._past:
                made.note(heard, said, Known())
            await made.warm()
            made.settle()
        return made


@contextmanager
def own(house: House, persona: str, shown: Callable[[Turn], None]) -> Iterator[Own]:
    """A session of the person's; `persona`: "" for the settings'. Raises BadInput for an unknown one, StoreError."""
    settings = replace(house.settings, persona=persona or house.settings.persona)
    with ExitStack() as stack:
        toolbox = stack.enter_context(tools(settings, house.data, house.tell, offered=house.offered))
        toolbox.world.eyes = Eyes(house.engine, settings, house.data)
        kept = stack.enter_context(Conversations(house.data / CONVERSATIONS, house.tell))
        journal = stack.enter_context(Journal(house.data / TRACE, house.tell))
        stack.enter_context(house.engine.watched(journal.step))

        def show(turn: Turn) -> None:
            shown(turn)
            if turn.ended_at:
                house.show(turn)

        diary = Diary(Keeping(kept, toolbox.private), journal, show, house.clock.now_s, settings.budget_ms)
        stack.callback(diary.end)
        stack.enter_context(house.opened(toolbox))
        yield Own(house, settings, toolbox, diary, kept.turns())
