"""Which of several texts was meant? The one whose call a tiny language model makes of most of them.

One that refuses them all is told the request that they speak of, by a second opinion: a small model that has begun a
call rightly ends it rightly more often than it begins it.
"""

from collections.abc import Callable, Generator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

from localvoice.engine.lane import Lane
from localvoice.models.roles import Chat, Sampling, ToolCall
from localvoice.tools.skill import Call
from localvoice.tools.toolbox import Toolbox
from localvoice.understanding.doubt import Doubt
from localvoice.understanding.voting import agreed, meant

# The call, as far as a text speaks of it, which is known where the model was told the request
Kept = Callable[[Call, str, Doubt, bool], Call | None]


@dataclass(frozen=True)
class Meant:
    text: str
    how: Sampling | None = None  # the model has to answer it, where it was told the request
    perhaps: Call | None = None  # what it makes of most of the texts, where the words hardly speak of it


class Poll:
    """Nothing is done or said, and the conversation stays as it was."""

    def __init__(
        self,
        lane: Lane,
        chat: Chat,
        toolbox: Toolbox,
        how: Sampling,
        told: Callable[[str], str],
        kept: Kept,
        thinking: Callable[[], AbstractContextManager[None]],
    ) -> None:
        """`told`: what the model reads of a text; `thinking`: while this is entered, nothing else uses the chat."""
        self._lane, self._chat, self._how = lane, chat, how
        self._toolbox = toolbox
        self._told, self._kept, self._thinking = told, kept, thinking

    async def of(self, texts: Sequence[str], doubt: Doubt) -> Meant:
        """Of texts that an ear heard with nearly the same likelihood, the likeliest first, the one that was meant."""
        made = await self._calls(texts)
        calls = self._held(made, texts, doubt, False)
        if any(calls):
            return Meant(meant(texts, calls))
        if name := self._toolbox.likeliest(texts):
            told = replace(self._how, must_call=True, opening=f'{{"name": "{name}", "arguments": {{')
            calls = self._held(await self._calls(texts, told), texts, doubt, True)
            calls = [each if each and each.intent == name else None for each in calls]
            if any(calls):
                return Meant(meant(texts, calls), told)
        return Meant(texts[0], perhaps=agreed(self._held(made, texts, doubt, True)))

    def _held(self, calls: Sequence[Call | None], texts: Sequence[str], doubt: Doubt, sure: bool) -> list[Call | None]:
        return [call and self._kept(call, text, doubt, sure) for call, text in zip(calls, texts, strict=True)]

    async def _calls(self, texts: Sequence[str], how: Sampling | None = None) -> list[Call | None]:
        """What the model makes of each text. `how`: it was told the request."""
        wanted: list[ToolCall | None] = []

        def steps() -> Generator[object, None, None]:
            with self._thinking():
                for text in texts:
                    wanted.append(None)
                    for told in self._chat.reply(self._told(text), how or self._how):
                        if isinstance(told, ToolCall):
                            wanted[-1] = wanted[-1] or told
                        yield told
                    self._chat.retract()

        async with self._lane.stream("think", steps, lambda: 0.0) as told:
            async for _ in told:
                pass
        return [self._toolbox.call(each.name, each.arguments) if each else None for each in wanted]
