"""What is known of the person beside their lists? Facts, past conversations and documents, found, told and forgotten.

Each kind is a file of its own in the data folder, for this person alone: deleting one leaves the others.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import anyio.to_thread

from localvoice import wall
from localvoice.errors import StoreError
from localvoice.events import Found, Item
from localvoice.memory import erase
from localvoice.memory.conversations import CONVERSATIONS, Conversations, Past
from localvoice.memory.facts import FACTS, Facts
from localvoice.memory.recall import SURE, Source, found
from localvoice.memory.recall import recall as recalled
from localvoice.tools import phrasing
from localvoice.tools.skill import Answer, Call
from localvoice.tools.tool import Tool

DOCUMENTS = "documents.sqlite"  # in the data folder, as `memory.documents.index` names it
HEARD = "you said"
SPOKEN = 300  # characters of a turn that are looked at; who talks longer is found by its beginning
RECALL = "recall"
SCHEMA = {
    "type": "function",
    "function": {
        "name": RECALL,
        "description": "Look up what the person has told you before, in past conversations and in their documents.",
        "parameters": {
            "type": "object",
            "properties": {"query": {"type": "string", "description": "what to look for, in a few words"}},
            "required": ["query"],
        },
    },
}


class Talks:
    """Past conversations as a source of `recall`: what the person said, and perhaps how it was answered."""

    name = "conversations"

    def __init__(self, conversations: Conversations, answers: bool) -> None:
        self._conversations, self._answers = conversations, answers

    def search(self, query: str, limit: int) -> Sequence[Found]:
        """See `memory.recall.Source`."""
        return [self._found(past) for past in self._conversations.search(query, SURE, limit)]

    def _found(self, past: Past) -> Found:
        said = f" (I answered: {past.said})" if past.said and self._answers else ""
        return Found(f"{past.heard}{said}"[:SPOKEN], HEARD, past.when, past.share)


class Memory:
    """`tools.skill.Memory` of a data folder. Use it within `memory`."""

    def __init__(self, data: Path, facts: Facts, conversations: Conversations, sources: Sequence[Source]) -> None:
        """`sources`: beside those two, the person's documents where they named a folder."""
        self.facts, self._data = facts, data
        self._conversations = conversations
        self._sources = (facts, Talks(conversations, answers=True), *sources)
        self._documents = tuple(sources)
        self._quoted = (facts, Talks(conversations, answers=False), *sources)

    def known(self) -> list[Item]:
        return self.facts.known()

    def near(self, words: str, limit: int) -> list[tuple[Item, float]]:
        return self.facts.near(words, limit)

    def search(self, words: str, limit: int) -> list[Found]:
        return found(self._quoted, words, limit)

    def documents(self, words: str, limit: int) -> list[Found] | None:
        return found(self._documents, words, limit)[:limit] if self._documents else None

    def between(self, start: datetime, end: datetime, limit: int) -> list[Found]:
        return [Found(past.heard, HEARD, past.when, 1.0) for past in self._conversations.between(start, end, limit)]

    def count(self) -> int:
        return self._conversations.count()

    def erasures(self) -> int:
        return self.facts.erasures

    def recall(self, query: str) -> str:
        """What a language model gets when it looks something up. Raises StoreError."""
        now = wall.now()
        return recalled(self._sources, query, lambda when: phrasing.dated(when.astimezone(now.tzinfo), now.date()))

    async def forget(self, facts: Sequence[Item]) -> None:
        await anyio.to_thread.run_sync(forget, self._data, self.facts, self._conversations, list(facts))

    async def forget_everything(self) -> None:
        await anyio.to_thread.run_sync(forget_everything, self._data, self.facts, self._conversations)


@contextmanager
def memory(data: Path, tell: Callable[[str], None], sources: Sequence[Source] = ()) -> Iterator[Memory]:
    """That of the person whose data folder it is. Raises StoreError."""
    with Facts(data / FACTS, tell=tell) as facts, Conversations(data / CONVERSATIONS, tell) as conversations:
        yield Memory(data, facts, conversations, sources)


def recall(memory: Memory) -> Tool:
    """The one tool by which a language model looks into it."""

    async def run(call: Call) -> Answer:
        return Answer(await anyio.to_thread.run_sync(memory.recall, call.slots["query"]))

    return Tool(
        RECALL,
        SCHEMA,
        _query,
        lambda call: f"look up {call.slots['query']}",
        run,
        changes=lambda call: False,
        permission="read",
        data=True,
    )


def _query(arguments: dict[str, object]) -> Call | None:
    query = arguments.get("query")
    return Call(RECALL, {"query": query}, {"query": query}) if isinstance(query, str) and query.strip() else None


def forget(data: Path, facts: Facts, conversations: Conversations, items: Sequence[Item]) -> None:
    """Leave nothing of these facts in any file, nor of the turns in which they were spoken of. Raises StoreError."""
    texts = [item.text for item in items]
    facts.erase(items)
    turns = {turn for text in texts for turn in conversations.telling(text)}
    if turns:
        conversations.forget(sorted(turns))
    with _told(data):
        erase.scrub(data, texts)


def forget_conversations(data: Path, conversations: Conversations) -> int:
    """Leave nothing of what was said, nor of its traces and logs; facts stay. How many turns. Raises StoreError."""
    gone = conversations.forget()
    with _told(data):
        erase.wipe(data)
    return gone


def forget_everything(data: Path, facts: Facts, conversations: Conversations) -> None:
    """Leave nothing of facts and conversations, of what was read of documents (a folder that the settings name is read
    again), and of what traces, logs and kept prompts hold of them. Raises StoreError.
    """
    facts.erase()
    if (data / DOCUMENTS).exists():
        from localvoice.memory.documents.index import Index  # numpy, which others need not wait for

        with Index(data / DOCUMENTS) as index:
            index.forget()
    forget_conversations(data, conversations)


@contextmanager
def _told(data: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"Not all traces in {data} could be deleted ({error.strerror}): make them writable and say it again."
        ) from error
