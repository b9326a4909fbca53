"""What is a tool? One thing that can be done for a person, whoever offers it: a skill, a server, a client's function.

The toolbox knows nothing else of them. `run` has a boundary here: a failure, or no answer in time, is one sentence, and
an answer that is too long is cut.
"""

import math
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

import anyio

from localvoice.clock import Clock
from localvoice.errors import LocalvoiceError, ungrouped
from localvoice.tools.skill import Answer, Call, Intent, Result

LIMIT_S = 10.0  # longer silence, even covered by a word, is taken for a failure; set by hand
SIZE = 2000  # characters of an answer, about 500 tokens: an eighth of a conversation's context; set by hand
WHY_CHARS = 300  # of a failure: about 20 s
CUT = "… (cut here, because it is longer)"
# read: done as soon as a language model wants it; write: said back, and done after a spoken yes; never: not done at all
Permission = Literal["read", "write", "never"]


@dataclass(frozen=True)
class Tool:
    """One thing that can be done."""

    name: str
    schema: dict[str, Any]  # OpenAI-style function definition; {}: a language model is not told of it
    read: Callable[[dict[str, Any]], Call | None]  # a model's arguments; None when they make no sense
    in_words: Callable[[Call], str]  # what it would do, as it is said back: "add milk to your shopping list"
    run: Callable[[Call], Answer | Awaitable[Answer]]
    # Does it change what outlives the turn? Then it is asked aloud first when a language model wants it.
    changes: Callable[[Call], bool] = lambda call: True
    reversible: bool = False  # by `Shelf.undo`; else it waits until the person's turn is surely over
    limit_s: float = LIMIT_S
    permission: Permission = "write"  # of the whole tool; what it only reads changes nothing, whatever `changes` says
    waits: bool = False  # it may change something and is done unasked, so not before the person's turn is surely over
    size_limit: int = SIZE  # characters of an answer; what is longer is cut, and says so
    # Is its answer data, which a language model reads and puts into words? Else it is said as it stands.
    data: bool = False
    usage: str = ""  # how it is called, for a model that is not told of it from the start
    # What was begun since then (seconds of the conversation's clock) is not wanted: it was taken back, or told to stop
    take_back: Callable[[float], None] = lambda since_s: None
    answers: tuple[Intent, ...] = ()  # to what it asks back; understood while that question is open

    def asks(self, call: Call) -> bool:
        """Is the call asked aloud first when a language model wants it?"""
        return self.permission != "read" and self.changes(call)


async def bounded(tool: Tool, call: Call, clock: Clock) -> Answer:
    """The tool's answer, or one sentence why there is none; what it raises ends here."""
    try:
        answer = tool.run(call)
        answer = answer if isinstance(answer, Answer) else await _within(tool, answer, clock)
    except LocalvoiceError as error:
        return _failed(str(error))
    except Exception as error:  # a tool is somebody else's code: whatever it raises, the conversation goes on
        return _failed(f"{tool.name} failed ({type(error).__name__}: {error}).")
    answer = replace(answer, text=fitted(answer.text, tool.size_limit))
    told = answer.question or answer.failed or answer.results
    return replace(answer, results=(Result(call, answer.text),)) if tool.data and not told else answer


def fitted(text: str, most: int) -> str:
    """At most so many characters; what is longer is cut, and says so."""
    return text if len(text) <= most else text[:most] + CUT


def _failed(why: str) -> Answer:
    line = " ".join(why.split())
    short = line if len(line) <= WHY_CHARS else f"{line[:WHY_CHARS]}…"
    return Answer(f"Sorry, that did not work: {short}", failed=True)


async def _within(tool: Tool, answer: Awaitable[Answer], clock: Clock) -> Answer:
    if tool.limit_s == math.inf:  # it has a limit of its own
        return await answer
    late = _failed(f"{tool.name} gave no answer within {tool.limit_s:g} seconds.")

    async def limit() -> None:
        await clock.until(clock.now_s() + tool.limit_s)
        tasks.cancel_scope.cancel()

    with ungrouped():
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(limit)
            late = await answer
            tasks.cancel_scope.cancel()
    return late
