"""What does a server want to know before it goes on? A question aloud, its answer from the person's next words.

A refusal and an answer that is none are told to the server too; what cannot be read is asked once more, and then left.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from localvoice.tools.mcp.answers import WORDS, Field, Value, fields
from localvoice.tools.mcp.assent import LEFT, NO, YES, agreed
from localvoice.tools.mcp.names import one_line
from localvoice.tools.reading.slots import LONGEST_TEXT
from localvoice.tools.skill import Answer, Intent, Slot, World

if TYPE_CHECKING:  # they take a while to load, and only one who calls a server's tool needs them
    from localvoice.tools.mcp.running import Asked, Running

ASKED = "asked"  # the question that is open while a server waits for an answer
MESSAGE = 300  # characters of it that are said
GONE = "That question is not open any more."


@dataclass
class Form:
    """What one question wants, and what is known of it so far."""

    server: str
    running: "Running"
    message: str
    wanted: tuple[Field, ...]
    known: dict[str, Value] = field(default_factory=dict)
    missed: bool = False  # the last answer could not be read

    @property
    def next(self) -> Field | None:
        """What is asked now; None where only whether it may go on is."""
        return next((each for each in self.wanted if each.name not in self.known), None)

    def question(self) -> str:
        """The first time the server's own words; then what is still to be said."""
        now = self.next
        first = f"{self.server[:1].upper()}{self.server[1:]} asks: {_ended(self.message)}" if not self.known else ""
        if now is None:
            return f"{first} Yes or no?"
        if now.options:
            return f"{first} {_asked(now) if len(self.wanted) > 1 else ''} Say {now.wanted}.".replace("  ", " ").strip()
        if len(self.wanted) > 1:
            return f"{first} {_asked(now)}".strip()
        return first if first.endswith("?") or now.kind == "string" else f"{first} Say {now.wanted}."


class Asking:
    """The question that is open in one conversation. Use from the loop's thread."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._form: Form | None = None
        words = Slot("words", "<number>", lambda said: said.strip()[:LONGEST_TEXT] or None, open_text=True)
        self.answers = (
            _answer("yes", YES, self._yes),
            _answer("no", NO, self._no),
            _answer("drop", LEFT, self._dropped),
            _answer("words", ("{words}", "[let's] (make it|make that|say) {words}"), self._said, {"words": words}),
        )

    async def go_on(self, server: str, running: "Running") -> Answer:
        """What has come of a call: its result as data, or the question that it asks. Raises ToolError."""
        from mcp_types import CallToolResult

        from localvoice.tools.mcp import results

        if self._form and self._form.running is not running:
            self._leave()
        told = await running.next()
        if isinstance(told, CallToolResult):
            return Answer(results.data(told))
        self._form = _form(server, running, told)
        return Answer(self._form.question(), question=ASKED)

    async def _said(self, slots: dict[str, Any], world: World) -> Answer:
        return await self._take(slots["words"])

    async def _yes(self, slots: dict[str, Any], world: World) -> Answer:
        return await self._take("yes")

    async def _no(self, slots: dict[str, Any], world: World) -> Answer:
        form = self._form
        wants = form.next if form else None
        fits = wants is not None and wants.read("no", self._now()) is not None and wants.wanted != WORDS
        return await (self._take("no") if fits else self._dropped(slots, world))

    async def _dropped(self, slots: dict[str, Any], world: World) -> Answer:
        form, self._form = self._form, None
        return await self._tell(form, "decline") if form else Answer(GONE, failed=True)

    async def _take(self, words: str) -> Answer:
        """Words that are meant for the question."""
        form = self._form
        if form is None or form.running.over:
            self._form = None
            return Answer(GONE, failed=True)
        wants = form.next
        value = wants.read(words, self._now()) if wants else agreed(words)
        if value is None:
            return await self._missed(form)
        if wants is None:
            self._form = None
            return await self._tell(form, "accept" if value else "decline")
        form.known[wants.name], form.missed = value, False
        if form.next:
            return Answer(form.question(), question=ASKED)
        self._form = None
        return await self._tell(form, "accept")

    async def _missed(self, form: Form) -> Answer:
        """Once more; after that the server is told that there is no answer."""
        if not form.missed:
            form.missed = True
            wanted = form.next.wanted if form.next else "yes or no"
            return Answer(f"Sorry, I need {wanted}, or say never mind.", question=ASKED)
        self._form = None
        return await self._tell(form, "cancel")

    async def _tell(self, form: Form, action: Literal["accept", "decline", "cancel"]) -> Answer:
        """Tell the server, and go on with what it makes of that."""
        import mcp_types as types

        content: dict[str, Any] | None = dict(form.known) if action == "accept" else None
        form.running.answer(types.ElicitResult(action=action, content=content))
        return await self.go_on(form.server, form.running)

    def _leave(self) -> None:
        """Another call has come between, so nobody answers any more."""
        form, self._form = self._form, None
        if form:
            form.running.give_up()


def _answer(
    name: str,
    sentences: tuple[str, ...],
    run: Callable[[dict[str, Any], World], Any],
    slots: dict[str, Slot] | None = None,
) -> Intent:
    """An answer cannot be taken back, so it is given when the person has surely finished."""
    about, deed = "The answer to a server's question.", "answer that"
    return Intent(f"asked_{name}", sentences, run, about, slots or {}, ASKED, deed, reversible=False, request=False)


def _form(server: str, running: "Running", asked: "Asked") -> Form:
    return Form(server, running, one_line(asked.message, MESSAGE), fields(asked.requested_schema))


def _asked(field: Field) -> str:
    return f"{field.title[:1].upper()}{field.title[1:].rstrip('?')}?"


def _ended(message: str) -> str:
    return message if message[-1:] in ".!?…" else f"{message}."
