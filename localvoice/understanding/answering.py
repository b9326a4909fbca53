"""Who answers another program? The language model, told the program's whole conversation; else the persona's skills.

A program brings its own instructions and tools, so the model gets neither the persona nor its tools; where there is no
model, the skills answer the person's last words, and a program's tools are never called.
"""

from collections.abc import Awaitable, Callable, Generator, Sequence
from dataclasses import replace
from functools import partial
from typing import Protocol

import anyio

from localvoice.engine.lane import Lane
from localvoice.errors import EngineError, LocalvoiceError
from localvoice.events import Speech
from localvoice.models.roles import Chat, Ended, Entry, Sampling, Seeing, Text, ToolCall
from localvoice.settings import Tools
from localvoice.tools.offered.limits import CALLS, READINGS, Uses
from localvoice.tools.offered.program import Functions
from localvoice.tools.tool import SIZE, fitted
from localvoice.tools.toolbox import Toolbox
from localvoice.understanding import shown
from localvoice.understanding.asked import SILENT, Asked, Elsewhere, Finished, Piece, Wanted, Wrote
from localvoice.understanding.exchange import Exchange
from localvoice.understanding.lasting import Lasting
from localvoice.understanding.manner import first_words
from localvoice.understanding.mind import Occasion, Said, Saying, Told, Understood
from localvoice.understanding.mouth import Mouth
from localvoice.understanding.mute import Mute
from localvoice.wording.manners.telling import Telling
from localvoice.wording.phrase import Phrase
from localvoice.wording.phrases import spoken_phrases

READ_DUE_S = 0.05  # reading in advance is wanted a little later than hearing
WRITTEN_TOKENS = 1024  # of an answer that nobody hears, where nobody says; one that is heard follows the settings
STILL_THERE = "Are you still there?"
UNREADABLE = "The language model wrote a call of a tool that nobody can read; ask again."

NOBODY_CALLS = "A function has to be called, and the profile has no language model that could: let it be `auto`."
TOO_OFTEN = f"The language model called {{name}} more than {CALLS} times for one turn, which is enough; ask again."
NO_CALL = "The language model called no function, though one had to be called; ask again, or let it choose."

Tell = Callable[[Piece], None]
Mouths = Callable[[str], Awaitable[Mouth]]  # by the name of a voice, "": the settings' own


class Begun(Protocol):
    """An answer that was asked for."""

    async def run(self, tell: Tell, ahead_s: Callable[[], float]) -> None:
        """Tell it, piece by piece, `Finished` at last; `ahead_s`: how much of its speech is not played yet.

        Raises EngineError, BadInput.
        """
        ...

    def take_back(self) -> None:
        """It was begun for nothing: undo what was done."""
        ...


class Answering(Protocol):
    def begin(self, asked: Asked, over: anyio.Event) -> Begun:
        """`over`: set when it is surely wanted; what cannot be undone waits for that."""
        ...

    def read(self, asked: Asked, words: str = "") -> None:
        """Take in, when there is time, what will be asked, and `words` of the person who still speaks."""
        ...


class Author:
    """A conversation with a language model, in the lane; `notice` hears of failures that nobody waits for."""

    def __init__(
        self,
        lane: Lane,
        chat: Chat,
        mouths: Mouths,
        how: Sampling,
        notice: Callable[[str], None],
        rules: Tools = Tools(),  # noqa: B008 (frozen)
    ) -> None:
        """`rules`: the person's, for what any program's functions may do."""
        self.lane = lane
        self.rules = rules
        self.chat = chat
        self.mouths = mouths
        self.how = how
        self.busy = 0  # answers that are being thought
        self._notice = notice

    def begin(self, asked: Asked, over: anyio.Event) -> "Thought":
        return Thought(self, asked)

    def read(self, asked: Asked, words: str = "") -> None:
        if self.busy:  # whose answer would end there
            return

        def steps() -> Generator[object, None, None]:
            if not self.busy:
                self.chat.become(asked.system, Functions(asked.tools, self.rules).schemas, self.fitting(asked.entries))
                yield from self.chat.prefill(words) if words or not asked.entries else self.chat.settle()

        self.lane.start("read along", steps, lambda: READ_DUE_S, self._failed)

    @property
    def sees(self) -> bool:
        return isinstance(self.chat, Seeing)

    def fitting(self, entries: Sequence[Entry]) -> list[Entry]:
        """The entries as the model reads them, with what tools gave back cut to the size that any tool's may have."""
        seen = shown.as_seen(entries, self.sees)
        return [replace(entry, text=fitted(entry.text, SIZE)) if entry.role == "tool" else entry for entry in seen]

    def _failed(self, error: LocalvoiceError) -> None:
        self._notice(str(error))


class Thought:
    """`Begun`, by a language model."""

    def __init__(self, author: Author, asked: Asked) -> None:
        self._author, self._asked = author, asked
        self._functions, self._uses = Functions(asked.tools, author.rules), Uses()
        for call in called_since_said(asked.entries):
            self._uses.once_more(call.name)
        self._calls = 0

    async def run(self, tell: Tell, ahead_s: Callable[[], float]) -> None:
        admitted = shown.admitted(self._asked.entries, self._author.sees)
        if not self._asked.aloud:
            for text in filter(None, (admitted,)):
                tell(Wrote(f"{text} "))
            tell(await self._think(tell, lambda text: tell(Wrote(text)), lambda: 0.0))
            return
        mouth = await self._author.mouths(self._asked.voice)
        send, receive = anyio.create_memory_object_stream[Phrase | Wanted](float("inf"))
        out, finished, begun = Elsewhere(tell, ahead_s), Finished(), False

        def due_s() -> float:
            return ahead_s() if begun else 0.0

        def put(piece: Phrase | Wanted) -> None:
            nonlocal begun
            begun = True
            send.send_nowait(piece)

        async def think() -> None:
            nonlocal finished
            with send:
                finished = await self._think_aloud(admitted, put, due_s)

        async with anyio.create_task_group() as tasks:
            tasks.start_soon(think)
            with receive:
                async for piece in receive:
                    if isinstance(piece, Wanted):  # after what was said before it
                        tell(piece)
                        continue
                    manner = mouth.manner(piece.language, self._asked.note)
                    await mouth.say(piece, replace(manner, pace=manner.pace * self._asked.pace), out)
        tell(finished)

    def take_back(self) -> None:
        """Nothing was done; the conversation is told anew each time."""

    async def _think_aloud(
        self, admitted: str, put: Callable[[Phrase | Wanted], None], due_s: Callable[[], float]
    ) -> Finished:
        """The answer's text as phrases that can be said, and before it what has to be."""
        telling, language = Telling(0, first_words(self._asked.note), written=True), self._asked.language
        telling.trusted, telling.brief = True, False  # the program knows what was done, and how it wants to end

        def phrases(texts: Sequence[str]) -> None:
            for phrase in spoken_phrases(texts, language):
                put(phrase)

        def want(wanted: Wanted) -> None:
            phrases(telling.pause())
            put(wanted)

        phrases([admitted] if admitted else [])
        finished = await self._think(want, lambda text: phrases(telling.feed(text)), due_s, lambda: telling.over)
        phrases(telling.end(finished.reason == "done"))
        return finished

    async def _think(
        self,
        want: Callable[[Wanted], None],
        write: Callable[[str], None],
        due_s: Callable[[], float],
        over: Callable[[], bool] = lambda: False,
    ) -> Finished:
        """`write` what the model answers until it calls tools, which end it, or until it is `over`."""
        author, wrote, why = self._author, False, ""
        finished = Finished()
        async with author.lane.stream("think", self._steps, due_s) as told:
            async for each in told:
                if isinstance(each, ToolCall):
                    call = self._functions.read(each.name, each.arguments)
                    if call and self._uses.once_more(call.intent):
                        self._calls += 1
                        want(Wanted(call.intent, call.slots))
                    else:
                        why = TOO_OFTEN.format(name=call.intent) if call else UNREADABLE
                elif isinstance(each, Text) and each.text and not self._calls:
                    wrote = True
                    write(each.text)
                elif isinstance(each, Ended):
                    finished = _finished(each)
                if over():
                    break
        if why and not (wrote or self._calls):
            raise EngineError(why)
        if self._asked.must_call and not self._calls:
            raise EngineError(NO_CALL)
        return finished

    def _steps(self) -> Generator[object, None, None]:
        author, asked = self._author, self._asked
        most = asked.max_tokens or (author.how.max_tokens if asked.aloud else WRITTEN_TOKENS)
        temperature = author.how.temperature if asked.temperature is None else asked.temperature
        author.busy += 1
        try:
            author.chat.become(asked.system, self._functions.schemas, author.fitting(asked.entries))
            how = replace(author.how, max_tokens=most, temperature=temperature, stop=asked.stop)
            how = replace(how, must_call=asked.must_call and bool(asked.tools))
            readings = 1
            while (yield from self._answer(how)) and readings < READINGS:
                readings += 1
        finally:
            author.busy -= 1

    def _answer(self, how: Sampling) -> Generator[object, None, bool]:
        """What the model tells the program; False unless it only asked how a function is called, and goes on."""
        chat, ended = self._author.chat, None
        asks = tells = False
        for each in chat.reply(None, how):
            call = self._functions.read(each.name, each.arguments) if isinstance(each, ToolCall) else None
            if isinstance(each, ToolCall) and call and self._functions.asks(call):
                asks = True
                chat.tool_result(each.name, self._functions.told(call))
                continue
            tells |= isinstance(each, ToolCall)
            ended = each if isinstance(each, Ended) else ended
            if each is not ended:
                yield each
        goes_on = asks and not tells and (ended is None or ended.reason == "done")
        if ended and not goes_on:
            yield ended
        return goes_on


class Reciter:
    """The persona's skills, which answer the person's last words; and `lasting.thinker`, who knows the conversation."""

    def __init__(
        self, lasting: Lasting, mouths: Mouths, understood: Callable[[Understood], None] = lambda told: None
    ) -> None:
        """`understood` gets what words were taken for, before anything is said to them."""
        self.lasting, self.mouths = lasting, mouths
        self.understood = understood
        self.last: Recital | None = None  # that was not taken back

    def begin(self, asked: Asked, over: anyio.Event) -> "Recital":
        return Recital(self, asked, over)

    def read(self, asked: Asked, words: str = "") -> None:
        if words and self.lasting.thinker:
            self.lasting.thinker.read(words)


class Recital:
    """`Begun`, by the skills."""

    def __init__(self, reciter: Reciter, asked: Asked, over: anyio.Event) -> None:
        self._reciter, self._asked, self._over = reciter, asked, over
        self._exchange: Exchange | None = None
        self._before: Recital | None = None
        self._said: list[str] = []

    async def run(self, tell: Tell, ahead_s: Callable[[], float]) -> None:
        asked, toolbox = self._asked, self._reciter.lasting.toolbox
        if asked.must_call:
            raise EngineError(NOBODY_CALLS)
        mouth = await self._reciter.mouths(asked.voice) if asked.aloud else Mute()
        out = Elsewhere(partial(self._pass, tell), ahead_s)
        said, picture = last_words(asked.entries, toolbox), shown.newest(asked.entries)
        unasked = asked.unasked or (STILL_THERE if said == SILENT else "")
        if unasked or said is None:
            for phrase in mouth.phrases(unasked or toolbox.persona.greeting, ""):
                await mouth.say(phrase, mouth.manner(phrase.language), out)
        elif asked.entries[-1].role == "user":
            self._before, self._reciter.last = self._reciter.last, self
            if self._before:
                self._before.cut(asked.entries)
            lasting = replace(self._reciter.lasting, mouth=mouth)
            self._exchange = Exchange(
                lasting,
                Said(text=said or shown.LOOK, picture=picture),
                Occasion(over=self._over, note=lambda words: asked.note),
            )
            await self._exchange.run(out)
        tell(Finished())

    def take_back(self) -> None:
        if self._reciter.last is self:
            self._reciter.last = self._before
        if self._exchange:
            self._exchange.take_back()

    def cut(self, entries: Sequence[Entry]) -> None:
        """The program tells what was heard of this answer: a language model is told where that was not all."""
        heard = heard_before(entries)
        if self._exchange and len(heard) < len(" ".join(self._said)):
            self._exchange.cut(heard)

    def _pass(self, tell: Tell, told: Told) -> None:
        """What a program gets to know of what an exchange tells."""
        if isinstance(told, Understood):
            self._reciter.understood(told)
        if isinstance(told, Saying):
            self._said.append(told.text)
        if isinstance(told, Saying) and not self._asked.aloud:
            tell(Wrote(told.text))
        elif isinstance(told, Saying | Speech):
            tell(told)


class Reading:
    """`Begun`: a text that is known, said as the answer would be."""

    def __init__(self, mouths: Mouths, asked: Asked, text: str) -> None:
        self._mouths, self._asked, self._text = mouths, asked, text

    async def run(self, tell: Tell, ahead_s: Callable[[], float]) -> None:
        mouth, out = await self._mouths(self._asked.voice), Elsewhere(tell, ahead_s)
        note = self._asked.note
        for phrase in mouth.phrases(self._text, self._asked.language, note):
            await mouth.say(phrase, mouth.manner(phrase.language, note), out)
        tell(Finished())

    def take_back(self) -> None:
        """Nothing was done."""


def last_words(entries: Sequence[Entry], toolbox: Toolbox) -> str | None:
    """What the person said last; both halves where they were interrupted and only both make sense; None: nothing."""
    users = [entry.text for entry in entries if entry.role == "user"]
    halves: list[str] = []
    for entry in reversed(entries):
        if entry.role != "user":
            break
        halves.insert(0, entry.text)
    whole = " ".join(filter(None, halves[-2:]))
    if len(halves) > 1 and not toolbox.match(halves[-1]) and toolbox.match(whole):
        return whole
    return users[-1] if users else None


def heard_before(entries: Sequence[Entry]) -> str:
    """What was heard of the answer before the person's last words."""
    heard: list[str] = []
    for entry in reversed(entries):
        if entry.role == "assistant":
            heard.insert(0, entry.text)
        elif heard:
            break
    return " ".join(filter(None, heard))


def called_since_said(entries: Sequence[Entry]) -> list[ToolCall]:
    """The calls of this turn: those after the person's last words."""
    users = [at for at, entry in enumerate(entries) if entry.role == "user"]
    return [call for entry in entries[users[-1] if users else 0 :] for call in entry.calls]


def _finished(ended: Ended) -> Finished:
    if ended.reason == "outdated":
        raise EngineError("Another answer was asked for in the same conversation, so this one ended; ask again.")
    return Finished("length" if ended.reason == "length" else "done", ended.prompt, ended.kept, ended.tokens)
