"""What becomes of a tool's answer when the person interrupts it? The tool goes on, and what it found is told later.

Unless the turn was taken back, or the person said stop: then what only reads is ended. What changes something is never
ended half way; it is told.
"""

from dataclasses import dataclass, field, replace

import anyio
from anyio.abc import TaskGroup

from localvoice.clock import Clock
from localvoice.tools.skill import Answer, Call
from localvoice.tools.tool import Tool, bounded

BY_THE_WAY = "By the way, about what you asked before:"
PLAIN_CHARS = 200  # that are said as they stand: about 15 s
READY = "By the way, {name} has its answer now. Ask me again if you still want it."


@dataclass(eq=False)
class Work:
    """One call."""

    tool: Tool
    call: Call
    done: anyio.Event = field(default_factory=anyio.Event)
    scope: anyio.CancelScope = field(default_factory=anyio.CancelScope)
    answer: Answer = field(default_factory=lambda: Answer(""))
    began_s: float = 0.0


class Late:
    """The calls of one conversation, which live in `tasks`."""

    def __init__(self, tasks: TaskGroup, clock: Clock) -> None:
        self._tasks, self._clock = tasks, clock
        self._left: list[Work] = []  # nobody waits for these

    def tool(self, tool: Tool) -> Tool:
        """The same tool, whose call outlives the one who waits for it."""

        async def run(call: Call) -> Answer:
            work = Work(tool, call, began_s=self._clock.now_s())
            self._tasks.start_soon(self._do, work)
            try:
                await work.done.wait()
            except anyio.get_cancelled_exc_class():
                self._left.append(work)
                raise
            return work.answer

        return replace(tool, run=run, limit_s=float("inf"), take_back=self.drop)

    def drop(self, since_s: float) -> None:
        """What was begun since then and left is not wanted: end what only reads, and say nothing of it."""
        unwanted = [work for work in self._left if work.began_s >= since_s and not work.tool.asks(work.call)]
        for work in unwanted:
            work.scope.cancel()
        self._left = [work for work in self._left if work not in unwanted]

    def news(self) -> str:
        """What is to be said of one that has come to an end, once; "" for nothing."""
        ended = next((work for work in self._left if work.done.is_set()), None)
        if ended is None:
            return ""
        self._left.remove(ended)
        text = ended.answer.text
        if not text or ended.answer.question or len(text) > PLAIN_CHARS or "{" in text or "[" in text:
            return READY.format(name=" ".join(ended.tool.name.replace("_", " ").split()))
        return f"{BY_THE_WAY} {text}"

    async def _do(self, work: Work) -> None:
        with work.scope:
            work.answer = await bounded(work.tool, work.call, self._clock)
        work.done.set()
