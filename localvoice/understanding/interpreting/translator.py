"""One clause into another language: by a language model, in the lane, with the clauses before it as its context.

One conversation with the model for each direction, so that its prompt is read once. A reply that is no translation, or
leaves out a number, a denial or a name, is asked for again, once; what is still none is not said.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from localvoice.engine.lane import Lane
from localvoice.models.roles import Chat, LanguageModel, Sampling, Text
from localvoice.understanding.interpreting.clauses import Clause
from localvoice.understanding.interpreting.cleaning import clean, why_not
from localvoice.understanding.interpreting.faithful import left_out, numbers_of
from localvoice.understanding.language import NAMES

CONTEXT_TOKENS = 1024  # the prompt, and some twenty clauses
LEAST_TOKENS, TOKENS_A_LETTER = 32, 1.0  # of an answer: what is longer is no translation
SAME = 0.8  # so much alike are two sentences that say the same
MOST_NAMES = 40  # in the prompt
PROMPT = (
    "You are an interpreter. You translate what people say from {spoken} into {into}. You answer with the translation "
    "alone, in words that are said aloud: you never answer what is said, explain, or add anything. Names, numbers, "
    "times and every “not” stay. What you get may be a part of a sentence."
)
GLOSSARY = " These names stay as they are written: {names}."
ASK, AGAIN = "Translate into {into}: {text}", "Translate into {into}, and write nothing else: {text}"
KEEP = "Translate into {into}, and keep {kept}: {text}"


@dataclass(frozen=True)
class Translation:
    """What was made of a clause."""

    text: str  # "" where there is none
    left_out: tuple[str, ...] = ()  # of the clause; see `faithful`
    why: str = ""  # there is none
    tries: int = 1


class Translator:
    """`names` are those that only this person uses, as they are written."""

    def __init__(self, lane: Lane, lm: LanguageModel, names: Callable[[], Sequence[str]]) -> None:
        self._lane, self._lm, self._names = lane, lm, names
        self._chats: dict[tuple[str, str], Chat] = {}
        self._last: dict[Chat, tuple[str, str]] = {}  # what each has translated last, and into what

    async def prepare(self, spoken: str, into: str) -> None:
        """Open the conversation of a direction, and read its prompt."""
        chat = await self._chat(spoken, into)
        async with self._lane.stream("read the prompt", lambda: chat.prefill(""), lambda: 0.0) as steps:
            async for _ in steps:
                pass

    async def translate(self, clause: Clause, into: str) -> Translation:
        """Raises EngineError."""
        chat, name = await self._chat(clause.language, into), NAMES.get(into, into)
        first = await self._ask(chat, ASK.format(into=name, text=clause.text), clause, into)
        if first.text and not first.left_out:
            return first
        if first.text:
            again = KEEP.format(into=name, kept=", ".join(f"“{each}”" for each in first.left_out), text=clause.text)
        else:
            again = AGAIN.format(into=name, text=clause.text)
        second = await self._ask(chat, again, clause, into)
        better = second.text and len(second.left_out) < len(first.left_out)
        best = second if better or not first.text else first
        return Translation(_marked(best), best.left_out, best.why, 2)

    async def _chat(self, spoken: str, into: str) -> Chat:
        key = spoken, into
        if key not in self._chats:
            names = self._names()[:MOST_NAMES]
            system = PROMPT.format(spoken=NAMES.get(spoken, spoken), into=NAMES.get(into, into))
            system += GLOSSARY.format(names=", ".join(names)) if names else ""
            self._chats[key] = await self._lane.call(
                "open a conversation", lambda: self._lm.open(system, [], CONTEXT_TOKENS)
            )
        return self._chats[key]

    def _repeats(self, chat: Chat, source: str, text: str) -> bool:
        """Is it what it made of the sentence before, though this is another one? A small model falls into that."""
        before = self._last.get(chat)
        return before is not None and _alike(text, before[1]) and not _alike(source, before[0])

    async def _ask(self, chat: Chat, asked: str, clause: Clause, into: str) -> Translation:
        reply, how = "", _sampling(clause.text)
        async with self._lane.stream("translate", lambda: chat.reply(asked, how), lambda: 0.0) as told:
            async for each in told:
                reply += each.text if isinstance(each, Text) else ""
        text, why = clean(reply, clause.text, clause.language, into), ""
        if text and self._repeats(chat, clause.text, text):
            text, why = "", "it said the same as before"
        await self._lane.call("note a translation", lambda: _kept(chat, clause, into, reply, text), long=False)
        if not text:
            why = why or why_not(reply.strip(), clause.text, clause.language, into) or "it only chatted"
            return Translation("", (), why)
        self._last[chat] = clause.text, text
        return Translation(text, tuple(left_out(clause.text, clause.language, text, into, self._names())))


def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one.lower(), other.lower(), autojunk=False).ratio() >= SAME


def _kept(chat: Chat, clause: Clause, into: str, reply: str, text: str) -> None:
    """The conversation goes on as if the model had answered with the translation alone, or had not been asked."""
    if text and text == reply.strip():
        return
    chat.retract()
    if text:
        chat.note(ASK.format(into=NAMES.get(into, into), text=clause.text), text)


def _sampling(text: str) -> Sampling:
    most = LEAST_TOKENS + round(TOKENS_A_LETTER * len(text))
    return Sampling(0.0, 1.0, 0, 0.0, 1.0, max_tokens=most)


def _marked(made: Translation) -> str:
    """With the numbers that the model will not say behind it."""
    numbers = numbers_of(made.left_out)
    return f"{made.text.rstrip(' .')}: {', '.join(numbers)}." if made.text and numbers else made.text
