"""What to answer, when no skill explains the words: a language model's phrases as they come, its tools run between.

It reads the partial transcript while the person still speaks. A tool that only tells is run when its call arrives, and
a skill's own answer is said there as it stands: it is true, and a second pass of the model would only take time; but it
is English, so for others the model says it. What somebody else's tool gives back is data: the model reads it and says
what matters, and whatever stands there, what would change something is asked about at the end, and done after a yes.
"""

import math
from collections.abc import Awaitable, Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from anyio.streams.memory import MemoryObjectReceiveStream

from localvoice.clock import Clock
from localvoice.engine.lane import Lane
from localvoice.errors import LocalvoiceError
from localvoice.events import Picture
from localvoice.models.roles import Calling, Chat, Ended, Handover, Sampling, Seeing, Text, ToolCall
from localvoice.models.weighed import Weighing
from localvoice.tools.offered.limits import ENOUGH, READINGS
from localvoice.tools.reading.likely import likely
from localvoice.tools.reading.normal import spoken
from localvoice.tools.skill import Answer, Call
from localvoice.tools.toolbox import Toolbox
from localvoice.understanding.aloud import Aloud, Say, english, sayable
from localvoice.understanding.called import ASKED, NOT_YET, UNUSABLE, Calls
from localvoice.understanding.covering import covered
from localvoice.understanding.doubt import Doubt, bare
from localvoice.understanding.language import Tongue
from localvoice.understanding.later import Later
from localvoice.understanding.mind import Known, Out
from localvoice.understanding.poll import Meant, Poll
from localvoice.understanding.upkeep import Upkeep
from localvoice.wording.manners.telling import Telling
from localvoice.wording.phrases import spoken_phrases

if TYPE_CHECKING:
    from localvoice.models.native import NativeChat

# Thought for speech that is wanted later waits while so much of it is still to be played.
THINK_AHEAD_S = 2.0
READ_DUE_S = 0.05  # reading along is wanted a little later than hearing
# What is said in place of an answer that there is none of
UNSAID = "What comes next is nothing to be said aloud."  # a list of data, a call that nobody can read
DONE = "That is done."
LOST = "Sorry, I lost the thread. Please ask me again."
NOT_DONE, CANNOT = "I have not done that.", "I have not done that, because I cannot."
SOON_S = -1e3  # late already: nothing in the lane comes before it

Use = Callable[[ToolCall], Awaitable[None]]


class Thinker:
    """A conversation with a language model, in the lane."""

    def __init__(
        self,
        lane: Lane,
        clock: Clock,
        chat: "Chat | NativeChat",
        toolbox: Toolbox,
        how: Sampling = Sampling(),  # noqa: B008
        notice: Callable[[str], None] = lambda text: None,
        plain: bool = False,
    ) -> None:
        """`notice` gets one sentence when something fails that nobody waits for; `plain`: see `told`, and what such a
        model says is the likeliest of what it was taught."""
        self.plain = self._plain = plain
        self._lane = lane
        self._clock = clock
        self._chat: Any = chat
        self.sees = isinstance(chat, Seeing)
        self._toolbox = toolbox
        self._how = replace(how, temperature=0.0) if plain else how
        self._notice = notice
        self._upkeep = Upkeep(chat, toolbox.world)
        self._later = Later()
        self._thinking = 0  # answers that are not complete; counted in the lane

    async def read_along(self, partials: MemoryObjectReceiveStream[str]) -> None:
        """Take in the words so far of a person who is still speaking, the newest ones only.

        Not while an answer is being thought, which would end there: the person may only show that they listen.
        """

        def newer() -> bool:
            return partials.statistics().current_buffer_used > 0

        async for words in partials:
            while newer():
                words = partials.receive_nowait()
            if self._thinking:
                continue
            read = partial(self._chat.prefill, words)
            async with self._lane.stream("read along", read, lambda: READ_DUE_S) as reads:
                async for _ in reads:
                    if newer():
                        break

    def read(self, words: str) -> None:
        """Take in the words so far, when there is time; as `read_along`, for who has them one by one."""

        def steps() -> Generator[object, None, None]:
            if not self._thinking:
                yield from self._chat.prefill(words)

        self._lane.start("read along", steps, lambda: READ_DUE_S, self._failed)

    def see(self, picture: Picture) -> None:
        """It stands before the next words."""
        self._soon("see", lambda: self._chat.see(picture.pixels))

    def told(self, text: str, notes: str) -> str:
        """What the model reads of a person's words: these, and how they were said.

        One that was taught words alone, as they are spoken, makes nothing of digits, signs and notes: only the words.
        """
        if self._plain:
            return " ".join(word.text for word in spoken(text))
        return f"{text} ({notes})" if notes else text

    async def meant(self, texts: Sequence[str], doubt: Doubt | None) -> Meant:
        """Of texts that an ear heard with nearly the same likelihood, the likeliest first, the one that was meant.

        What each asks for is weighed, where the model is small enough.
        """
        if not (self._plain and isinstance(self._chat, Weighing)):
            return Meant(texts[0])
        poll = Poll(
            self._lane, self._chat, self._toolbox, self._how, partial(self.told, notes=""), self._held, self._busy
        )
        return await poll.of(texts, doubt)

    @contextmanager
    def _busy(self) -> Generator[None, None, None]:
        """In the lane: an answer is being thought."""
        self._thinking += 1
        try:
            yield
        finally:
            self._thinking -= 1

    def aloud(self, say: Say, out: Out, first_words: int, tongue: Tongue, request: str = "") -> Aloud:
        """An answer in this conversation to the person's `request`."""
        most = self._toolbox.persona.sentences if out.aloud and not tongue.foreign else 0  # English is what is asked in
        language = tongue.language if tongue.foreign else ""
        return Aloud(
            say,
            self._toolbox.world,
            out.ahead_s,
            Telling(most, first_words, request, not out.aloud, language),
            tongue,
            out.aloud,
            unknown=self._toolbox.persona.unknown,
            guessed=self._guessed,
        )

    async def answer(self, said: str | None, aloud: Aloud, known: Known) -> bool:
        """Say the phrases of the answer to what was said, while it is being thought. Was a tool called for it?

        None: what was said is known, and so is what tools gave back for it.
        """
        turn = Calls(aloud)

        async def use(call: ToolCall) -> None:
            await self._use(call, turn)

        async def refuse(call: ToolCall) -> None:
            self._result(call, UNUSABLE)

        self._toolbox.drop_proposal()
        if said and (perhaps := aloud.meant.perhaps) and self._toolbox.askable(perhaps):
            self._propose([perhaps], aloud, known, said)
            return False
        known.waited = self._later.waiting
        waiting = self._later.take(said or "")
        reason = await self._think(said, aloud, use, known)
        aloud.settle()
        for readings in range(1, READINGS + 1):
            if not turn.unsaid:
                break
            turn.unsaid = False
            reason = await self._think(None, aloud, use if readings < READINGS else refuse, known)
        if not turn.told:
            aloud.tell(english(self._honest(said or "", aloud, reason), aloud.tongue))
        if aloud.telling.cut and reason != "outdated":  # else somebody else knows better what was heard
            self.cut(" ".join(aloud.said))
        if turn.changes:
            self._propose(turn.changes, aloud, known)
        elif waiting and reason == "done" and aloud.free:
            self._ask(waiting[0], aloud, known)
            waiting = waiting[1:]
        self._later.put((*aloud.telling.later, *waiting))
        return turn.used

    def _ask(self, question: str, aloud: Aloud, known: Known) -> None:
        """A question that had to wait."""
        self.note("", question, known)
        aloud.tell(spoken_phrases([question], aloud.tongue.language))

    async def act(self, said: str, run: Callable[[], Awaitable[Answer]], aloud: Aloud, known: Known) -> None:
        """Do what the person has said yes to, or answered, and say what has come of it."""
        answer = await covered(run, aloud, self._clock)
        if not (answer.results and isinstance(self._chat, Calling)):
            aloud.tell(english(sayable(answer), aloud.tongue))
            self.note(said, answer.text, known)
            return
        chat, calls = self._chat, [ToolCall(each.call.intent, each.call.slots) for each in answer.results]

        def called() -> None:
            known.words = True
            chat.called(said, calls)

        self._soon("called", called)
        for call, result in zip(calls, answer.results, strict=True):
            self._result(call, result.text)
        aloud.telling.trusted, aloud.silence = True, DONE
        await self.answer(None, aloud, known)

    async def _use(self, call: ToolCall, turn: Calls) -> None:
        """Run a tool that the model calls, and tell both sides; what it would change is kept for the question."""
        aloud, toolbox = turn.aloud, self._toolbox
        read = toolbox.call(call.name, call.arguments)
        known = aloud.meant.how or not aloud.meant.weighed
        if read and not (read := known and self._held(read, aloud.heard, aloud.doubt, aloud.meant.how is not None)):
            aloud.refused = True
            self._result(call, UNUSABLE)
            return
        turn.used = True
        if read is None and (usage := toolbox.usage(call.name, call.arguments)):
            self._result(call, f"{UNUSABLE} {usage}")
            turn.unsaid = True
        elif read is None:
            self._result(call, UNUSABLE)
            self._say(UNSAID if aloud.said else toolbox.unknown().text, turn)
        elif toolbox.changes(read):
            turn.changes.append(read)
            self._result(call, NOT_YET)
            turn.told = True
        elif not turn.uses.once_more(read.intent):
            self._result(call, ENOUGH)
            turn.unsaid = True
        else:
            aloud.telling.trusted = True
            answer = await covered(partial(toolbox.run, read, aloud.over), aloud, self._clock)
            self._result(call, f"{ASKED} {answer.text}" if answer.question else answer.text)
            turn.unsaid |= bool(answer.results)
            if not answer.results:
                self._say(answer.text, turn)

    def _say(self, text: str, turn: Calls) -> None:
        """What is not the model's; others than English it puts into its own words."""
        if turn.aloud.tongue.foreign:
            turn.unsaid = True
        else:
            turn.aloud.tell(english(text, turn.aloud.tongue))
        turn.told = True

    def _held(self, call: Call, heard: str, doubt: Doubt | None, sure: bool = False) -> Call | None:
        """The call as the words have it; None where they are in doubt and do not speak of it. `sure`: they do.

        Where they are not, arguments may come from what was said before.
        """
        if not heard or not doubt:
            kept = (self._toolbox.held(call, heard) if heard else None) or call
            at_once = self._plain and heard and not sure and bare(kept, heard) and not self._toolbox.changes(kept)
            return None if at_once and not self._toolbox.mentioned(kept, heard) else kept
        kept = self._toolbox.held(call, heard, doubt.said)
        if kept is None or sure:
            return kept
        speaks = kept.slots or self._toolbox.changes(kept) or self._toolbox.mentioned(kept, heard)
        return kept if speaks else None

    def _guessed(self, texts: Sequence[str]) -> str:
        """A question about the likeliest request, in place of a plain model's refusal; "" where none is likely."""
        call = self._toolbox.guessed(texts) if self._plain else None
        return self._toolbox.propose((call,)).text if call and self._toolbox.askable(call) else ""

    def _propose(self, changes: list[Call], aloud: Aloud, known: Known, said: str = "") -> None:
        """`said`: by the person, where the model did not hear it."""
        question = self._toolbox.propose(changes).text
        self.note(said, question, known)
        for phrase in english(question, aloud.tongue):
            aloud.say(phrase)

    def _honest(self, said: str, aloud: Aloud, reason: str) -> str:
        """What has to be said after an answer that called no tool; "" for nothing."""
        telling = aloud.telling
        if telling.claimed:
            telling.cut = True
            hint = self._toolbox.hint(f"{said} {telling.claimed}")
            return f"{NOT_DONE} Say: {hint}." if hint else CANNOT
        if aloud.said:
            return ""
        telling.cut = True
        return LOST if reason == "outdated" else aloud.unknown if aloud.refused else aloud.silence

    async def _think(self, said: str | None, aloud: Aloud, use: Use, known: Known) -> str:
        """Say what the model answers; `use` the tools that it calls, where it calls them, while it thinks on.

        Returns why it ended, as `Ended` has it; "" when it was left.
        """
        telling, language, reason = aloud.telling, aloud.tongue.language, ""

        def reply() -> Generator[object, None, None]:
            known.words |= said is not None
            with self._busy():
                yield from self._reply(said, aloud)

        def due_s() -> float:
            if not aloud.said:
                return 0.0
            ahead_s = aloud.ahead_s()
            return math.inf if ahead_s > THINK_AHEAD_S else ahead_s

        async with self._lane.stream("think", reply, due_s) as told:
            async for each in told:
                if isinstance(each, ToolCall):
                    aloud.tell(spoken_phrases(telling.pause(), language))
                    await use(each)
                elif isinstance(each, Text):
                    aloud.tell(spoken_phrases(telling.feed(each.text), language))
                elif isinstance(each, Handover):
                    aloud.tell([*spoken_phrases(telling.anew(), language), *english(each.text, aloud.tongue)])
                elif isinstance(each, Ended):
                    reason = each.reason
                aloud.offer(self._toolbox)
                if telling.over:
                    break
        aloud.tell(spoken_phrases(telling.end(reason not in ("length", "outdated")), language))
        aloud.offer(self._toolbox)
        return reason

    def _reply(self, said: str | None, aloud: Aloud) -> Generator[object, None, None]:
        """What the model answers."""
        return self._chat.reply(said, (aloud.meant.how if said is not None else None) or self._how)

    def _result(self, call: ToolCall, text: str) -> None:
        self._soon("tool result", partial(self._chat.tool_result, call.name, text))

    def note(self, said: str, answered: str, known: Known) -> None:
        """What was said and answered without the model; "" for `said`: what it did not think of its answer itself."""

        if said:
            self._later.drop()

        def keep() -> None:
            known.words |= said != ""
            self._chat.note(said, answered)

        self._soon("note", keep)

    def cut(self, heard: str) -> None:
        """So much was really heard of the last answer."""
        self._soon("cut the answer", lambda: self._chat.cut(heard))

    def forget(self, known: Known) -> None:
        """The person had not finished: forget the words of this turn and the answer to them, once."""
        self._later.put(known.waited)

        def forget() -> None:
            if known.words:
                known.words = False
                self._chat.retract()

        self._soon("forget half a turn", forget)

    def settle(self) -> None:
        """Prepare for the next turn when there is time."""
        self._lane.start("settle", self._upkeep.steps, lambda: READ_DUE_S, self._failed, upkeep=True)

    async def warm(self) -> None:
        """Go once through everything that is slow the first time."""

        def go_through() -> None:
            for _ in self._chat.warm():
                pass
            if self._plain:
                likely()

        await self._lane.call("warm up", go_through)

    def _soon(self, name: str, work: Callable[[], None]) -> None:
        def once() -> Generator[None, None, None]:
            work()
            yield None

        self._lane.start(name, once, lambda: SOON_S, self._failed)

    def _failed(self, error: LocalvoiceError) -> None:
        self._notice(str(error))
