"""Who goes on when a machine of the ring has gone? The small model of this one, with the same conversation.

It is in memory all the time and has read the prompt, so it begins at once. It says first, once in a conversation, that
it is another that speaks now; then it answers what the large one was asked. With the next start the large one is back.
"""

from collections.abc import Callable, Generator, Sequence
from typing import Any

from localvoice.errors import EngineError
from localvoice.models.lm.conversation import LmChat
from localvoice.models.lm.conversation import Told as Answered
from localvoice.models.lm_ring.conversation import RingLm
from localvoice.models.lm_ring.ring import RingGone
from localvoice.models.roles import Ended, Entry, Handover, LanguageModel, Sampling, Text, ToolCall

GONE = "The other Mac is gone; I go on with the small model."
ONE_GONE = "One of the other Macs is gone; I go on with the small model."
STOPPED = "The large model has stopped; I go on with the small one."
ENDS = (".", "!", "?", "…")

Told = Answered | Handover


class Spread:
    """A model in several machines, and one for when they are not there; see `models.roles.LanguageModel`."""

    def __init__(self, large: RingLm, small: LanguageModel | None, small_takes_tools: bool = True) -> None:
        """Both are freed by who made them."""
        self.large, self.small, self._small_takes_tools = large, small, small_takes_tools

    def close(self) -> None:
        """Nothing is held here."""

    def open(self, system: str, tools: list[dict[str, Any]], budget_tokens: int = 4096) -> Any:
        few = tools if self._small_takes_tools else []
        small = self.small.open(system, few, budget_tokens) if self.small else None
        if self.large.ring.gone and small:
            return small
        return SpreadChat(self.large, self.large.open(system, tools, budget_tokens), small, self._small_takes_tools)

    @property
    def gone(self) -> str:
        """Why the large one cannot be used any more; "" while it can."""
        return self.large.ring.gone


class SpreadChat:
    """One conversation; see `models.roles.Chat`. What was said is with the one that answers now."""

    def __init__(self, lm: RingLm, large: LmChat, small: Any, small_takes_tools: bool) -> None:
        self._lm, self._large = lm, large
        self._small, self._small_takes_tools = small, small_takes_tools
        self._now: Any = large
        self._unsaid = False  # that another speaks now
        self._prompt: tuple[str, list[dict[str, Any]]] | None = None  # when it is another one than the small one knows
        self._facts = ""

    def prefill(self, said: str) -> Generator[Told, None, None]:
        yield from self._going_on(lambda now: now.prefill(said))

    def settle(self) -> Generator[Told, None, None]:
        yield from self._going_on(lambda now: now.settle())

    def compact(self, faithful: Callable[[str, str], bool]) -> Generator[Told, None, None]:
        yield from self._going_on(lambda now: now.compact(faithful))

    def warm(self) -> Generator[Told, None, None]:
        if self._small:
            yield from self._small.warm()
        yield from self._going_on(lambda now: now.warm() if now is self._large else iter(()))

    def reply(self, said: str | None, how: Sampling) -> Generator[Told, None, None]:
        before = self._entries()
        told: list[Text | ToolCall] = []
        try:
            for one in self._now.reply(said, how):
                if isinstance(one, Text | ToolCall):
                    yield from self._news()
                    told.append(one)
                yield one
            return
        except RingGone as gone:
            text = "".join(one.text for one in told if isinstance(one, Text))
            calls = tuple(one for one in told if isinstance(one, ToolCall) and one.name)
            heard = [Entry("user", said)] if said is not None else []
            answered = [Entry("assistant", text, calls)] if calls else []
            self._go_on([*before, *heard, *answered] if calls else before, gone)
        if text.strip() and not text.rstrip().endswith(ENDS):
            yield Text(". ")
        yield from self._news()
        if calls:  # their results come next, and then it goes on
            yield Ended("done", 0)
        else:
            yield from self._now.reply(said, how)

    def become(self, system: str, tools: list[dict[str, Any]], entries: Sequence[Entry]) -> None:
        self._prompt = system, tools
        self._now.become(system, self._tools(tools), entries)

    def tool_result(self, name: str, text: str) -> None:
        self._now.tool_result(name, text)

    def called(self, said: str, calls: Sequence[ToolCall]) -> None:
        self._now.called(said, calls)

    def note(self, said: str, answered: str) -> None:
        self._now.note(said, answered)

    def cut(self, heard: str) -> None:
        self._now.cut(heard)

    def retract(self) -> None:
        self._now.retract()

    def remind(self, facts: str) -> None:
        self._facts = facts
        self._now.remind(facts)

    def forget(self) -> bool:
        try:
            return self._now.forget()
        except RingGone as gone:
            self._go_on([], gone)
            return True

    def _going_on(self, do: Callable[[Any], Any]) -> Generator[Told, None, None]:
        """`do` it; where the ring is lost meanwhile, with the small one."""
        try:
            yield from do(self._now)
            return
        except RingGone as gone:
            self._go_on(self._entries(), gone)
        yield from do(self._now)

    def _entries(self) -> list[Entry]:
        return self._large.entries() if self._now is self._large else []

    def _go_on(self, entries: Sequence[Entry], gone: RingGone) -> None:
        """From here on with the small one. Raises EngineError where there is none."""
        if self._small is None:
            raise EngineError(
                f"{gone}, and this profile has no small language model to go on with: start localvoice again when all "
                "machines are there."
            ) from gone
        self._now, self._unsaid = self._small, True
        system, tools = self._prompt or self._large.prompt
        self._small.become(system, self._tools(tools), entries)
        if self._facts:
            self._small.remind(self._facts)

    def _tools(self, tools: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return tools if self._now is self._large or self._small_takes_tools else []

    def _news(self) -> Generator[Handover, None, None]:
        if self._unsaid:
            self._unsaid = False
            ring = self._lm.ring
            yield Handover(STOPPED if not ring.elsewhere else GONE if ring.size == 2 else ONE_GONE)
