"""What may a language model use besides the skills? The person's own functions and the servers, as the settings say."""

from collections.abc import AsyncIterator, Callable, Collection, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import anyio
from anyio.abc import TaskGroup

from localvoice.clock import Clock, RealClock
from localvoice.errors import ungrouped
from localvoice.settings import Settings
from localvoice.settings import Tools as Rules
from localvoice.tools.mcp.servers import Servers, servers
from localvoice.tools.offered.late import Late
from localvoice.tools.offered.log import Log
from localvoice.tools.offered.own import own
from localvoice.tools.offered.permission import permitted, strangers
from localvoice.tools.offered.shown import shown
from localvoice.tools.persona import persona
from localvoice.tools.tool import Tool

LOG, SEEN = "tools.jsonl", "mcp"  # in the data folder: the calls, and the folder of what servers listed
NO_MODEL = (
    "The settings name tools, and only a language model of some size uses them, which the profile {profile} does not "
    "have: choose another with --profile."
)
SKILL = "Your function {name} is not used, because a skill has that name: give it another one."

Tell = Callable[[str], None]


class Offered:
    """It lives as long as whoever uses it; each conversation takes the tools for itself."""

    def __init__(
        self, found: Sequence[Tool], servers: Servers, rules: Rules, log: Log, tasks: TaskGroup, clock: Clock
    ) -> None:
        self._found, self._servers, self._rules = found, servers, rules
        self._log, self._tasks, self._clock = log, tasks, clock

    def every(self, taken: Collection[str] = ()) -> tuple[Tool, ...]:
        """All of them, with the permissions that the person gives; `taken`: names that skills have."""
        mine = [tool for tool in self._found if tool.name not in taken]
        names = {*taken, *(tool.name for tool in mine)}
        return tuple(permitted(tool, self._rules) for tool in (*mine, *self._servers.tools(names)))

    async def heard(self) -> None:
        """Return when each server has listed its tools, or failed; for who has the time."""
        await self._servers.heard()

    def conversation(self, taken: Collection[str] = ()) -> tuple[tuple[Tool, ...], Callable[[], str]]:
        """The tools of one conversation, and what is to be told of a call that was interrupted, once; "" for nothing.

        A language model is shown some of them whole, or the names of many; see `shown`.
        """
        late = Late(self._tasks, self._clock)
        tools = [late.tool(self._log.tool(tool, self._clock)) for tool in self.every(taken)]
        return shown(tools, self._rules.tools_shown), late.news


@asynccontextmanager
async def offered(
    settings: Settings,
    data: Path,
    tell: Tell,
    clock: Clock = RealClock(),  # noqa: B008
    thinks: bool = True,
    prints: bool = False,
) -> AsyncIterator[Offered | None]:
    """What the settings name, for all conversations until it is left; None for nothing, which costs nothing.

    `tell` gets a sentence about each thing that cannot be used; `thinks`: is there a language model? `prints`: what own
    functions print is shown. Raises BadInput.
    """
    rules = settings.tools
    if not (rules.functions or settings.mcp):
        yield None
        return
    if not thinks:
        tell(NO_MODEL.format(profile=settings.profile))
        yield None
        return
    with ungrouped():
        async with servers(settings.mcp, tell, data / SEEN) as others, anyio.create_task_group() as tasks:
            found = await own(paths(rules, data), prints=prints)
            skills = {intent.name for intent in persona(settings.persona).intents()}
            named = [tool.name for tool in found.tools]
            for problem in (*found.problems, *(SKILL.format(name=name) for name in named if name in skills)):
                tell(problem)
            if not settings.mcp:  # else nobody knows yet what there will be
                for sentence in strangers(rules, named):
                    tell(sentence)
            try:
                yield Offered(found.tools, others, rules, Log(data / LOG, tell), tasks, clock)
            finally:
                tasks.cancel_scope.cancel()


def paths(rules: Rules, data: Path) -> list[Path]:
    """Where the person's functions are; a path that begins nowhere begins in the data folder, beside the settings."""
    return [data / Path(each).expanduser() for each in rules.functions]
