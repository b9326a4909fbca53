"""A language model of any architecture that mlx-lm knows, as a conversation that is read while it is spoken.

Every prompt is the whole conversation through the model's own chat template; of it only what the cache does not hold
yet is read: what is certain of the person's words while they speak, the last answer while it is being listened to.

When space runs low the oldest turns are dropped, whole, with their calls and results: what is left stays true and is
what templates expect. In idle time there may be a summary in their place (`compaction`), never in the pause in which
the person may speak again.
"""

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from weakref import WeakSet

from localvoice.models import blas  # noqa: F401

# isort: split
import mlx.core as mx
import mlx_lm
from mlx.utils import tree_map
from mlx_lm.utils import dequantize_model

from localvoice.errors import BadInput, EngineError
from localvoice.events import Waiting
from localvoice.models.lm.compaction import EARLIER, summed_up, told
from localvoice.models.lm.context import FEW, Context, Place, Reads, common
from localvoice.models.lm.kept import Kept
from localvoice.models.lm.messages import Message, Remembering, drop_oldest, last_said
from localvoice.models.lm.script import Script, quiet
from localvoice.models.lm.stream import Stream
from localvoice.models.lm.weighing import weigh
from localvoice.models.owner import Owner
from localvoice.models.roles import Ended, Entry, Read, Sampling, Text, ToolCall
from localvoice.models.weighed import Weighed

# Old turns are dropped in idle time when talk fills this share of what persona and tools leave of the budget, down to
# the other share.
FULL, SPACIOUS = 0.75, 0.5
LEAST_ROOM = 0.25  # of the budget is left for talk, at least
# Many tools make the longest prompt longer, up to so many times what was planned: sixty more than the assistant's forty
# fit. What is beyond that is left out, the last tools first.
MOST = 2

Told = Read | Text | ToolCall | Ended | Waiting


class Lm:
    """A loaded model and its tokenizer; see `models.roles.LanguageModel`."""

    def __init__(self, model: Any, tokenizer: Any, kept: Kept | None = None) -> None:
        """`kept`: the prompts that it has read before."""
        self.model, self.tokenizer, self.kept = model, tokenizer, kept
        self.owner = Owner()
        self._chats: WeakSet[LmChat] = WeakSet()

    def close(self) -> None:
        """Free the weights and what conversations have read, whoever still holds one."""
        for chat in self._chats:
            chat.context = chat.unread()
        self.model.update(tree_map(lambda _: mx.array([]), self.model.parameters()))
        mx.clear_cache()

    def context(self) -> Reads:
        """One that has read nothing."""
        return Context(self.model, self.owner)

    def longest_tokens(self) -> float:
        """The longest prompt that the model was made for, where it says so."""
        return getattr(getattr(self.model, "args", None), "max_position_embeddings", None) or float("inf")

    def chat(self, budget_tokens: int) -> "LmChat":
        """One in which nothing can be said before `become`."""
        return LmChat(self, budget_tokens)

    def open(self, system: str, tools: list[dict[str, Any]], budget_tokens: int = 4096) -> "LmChat":
        chat = self.chat(budget_tokens)
        chat.become(system, tools, ())
        self._chats.add(chat)
        return chat

    def script(
        self,
        system: str,
        tools: list[dict[str, Any]],
        budget_tokens: int,
        make: Callable[[Any, str, list[dict[str, Any]]], Script] = Script,
    ) -> tuple[Script, int]:
        """A prompt with as many of the tools as it has room for, and how many tokens it takes. Raises EngineError."""
        room = int(LEAST_ROOM * budget_tokens)
        longest = max(budget_tokens, min(MOST * budget_tokens, self.longest_tokens()))
        script = make(self.tokenizer, system, tools)
        begun = len(script.settled([]))
        while tools and begun + room > longest:
            tools = tools[: -max(1, len(tools) // 8)]
            script = make(self.tokenizer, system, tools)
            begun = len(script.settled([]))
        if not tools and begun + room > budget_tokens:
            raise EngineError(
                f"The persona takes {begun} of {budget_tokens} tokens and leaves no room for talk: choose another "
                "persona or another profile."
            )
        return script, begun


class LmChat(Remembering):
    """One conversation; see `models.roles.Chat`."""

    _script: Script
    _begun: int  # how many tokens persona and tools take
    _budget: int  # of the longest prompt

    def __init__(self, lm: Lm, budget_tokens: int) -> None:
        """Nothing can be said in it before `become`."""
        self._lm = lm
        self._planned = budget_tokens
        self._told: tuple[str, list[dict[str, Any]], str] | None = None  # what the script was made of
        self.context: Reads = self.unread()
        self._messages: list[Message] = []
        self._shown: tuple[str, ...] = ()  # pictures that stand before the next words (`models.vlm`)
        self._entries: list[Entry] = []  # what it has become
        self._left_out = 0  # so many of them, the oldest
        self._newest = object()  # the generator that works; an older one ends at its next step
        self._replying: object = None  # the one that answers
        self._unmarked = False  # this model thinks before it answers, and does not say where that begins

    def unread(self) -> Reads:
        """One that has read nothing."""
        return self._lm.context()

    def become(self, system: str, tools: list[dict[str, Any]], entries: Sequence[Entry]) -> None:
        self._tell(system, tools, "")
        self._begin()
        # What was left out stays left out, or the prompt would begin anew in every turn of a long conversation.
        before, self._entries = self._entries, list(entries)
        self._left_out = self._left_out if common(self._entries, before) >= self._left_out else 0
        later = self._entries[self._left_out :]
        self._messages = [Message(entry.role, entry.text, list(entry.calls), entry.name) for entry in later]

    @property
    def prompt(self) -> tuple[str, list[dict[str, Any]]]:
        """The system prompt and the tools that it was told."""
        assert self._told
        return self._told[:2]

    def entries(self) -> list[Entry]:
        """What was said so far, for another conversation to go on with."""
        return [Entry(one.role, one.text, tuple(one.calls), one.name) for one in self._messages]

    def _tell(self, system: str, tools: list[dict[str, Any]], facts: str) -> None:
        if self._told == (system, tools, facts):
            return
        whole = f"{system}\n\n{facts}" if facts else system
        self._script, self._begun = self._lm.script(whole, tools, self._planned, self._written)
        self._budget = max(self._planned, self._begun + int(LEAST_ROOM * self._planned))
        self._markers = self._script.markers
        self._quiet = quiet(self._lm.tokenizer, self._markers)
        self._told = system, tools, facts

    def remind(self, facts: str) -> None:
        assert self._told
        system, tools, before = self._told
        if facts != before and self._replying is not self._newest:
            self._begin()
            self._tell(system, tools, facts)

    def forget(self) -> bool:
        if self._replying is self._newest:
            return False
        self._begin()
        self._keep([])
        self.context.keep(self._script.settled([]))
        return True

    def prefill(self, said: str) -> Generator[Read | Waiting, None, None]:
        ticket = self._begin()
        yield from self._look(ticket)
        if ticket is not self._newest:
            return
        if self._messages:
            yield from self._read(ticket, self._script.settled(self._messages), "turn")
        else:
            yield from self._read_prompt(ticket)
        yield from self._read(ticket, self._script.certain(self._messages, said, self._shown), "words")

    def reply(self, said: str | None, how: Sampling) -> Generator[Told, None, None]:
        self._replying = ticket = self._begin()
        if said is not None:
            self._messages.append(Message("user", said, pictures=self._shown))
            self._shown = ()
        try:
            yield from self._look(ticket)
            if ticket is not self._newest:
                yield Ended("outdated", 0)
                return
            ids = self._prompt()
            kept = self.context.keep(ids[:-1])
            if len(ids) - kept > FEW:
                yield from self._read(ticket, ids[: self.context.tail(ids)], "words")
            if ticket is self._newest:
                for told in self._answer(ticket, ids[len(self.context.ids) :], how):
                    yield replace(told, prompt=len(ids), kept=kept) if isinstance(told, Ended) else told
            else:
                yield Ended("outdated", 0)
        finally:
            self._replying = None if self._replying is ticket else self._replying

    def settle(self) -> Generator[Read | Waiting, None, None]:
        if self._replying is self._newest:  # an answer comes first; after it there is another time
            return
        ticket = self._begin()
        yield from self._look(ticket)
        if ticket is not self._newest:
            return
        messages = list(self._messages)
        ids = self._script.settled(messages)
        if len(ids) <= self._filled(FULL):
            yield from self._read(ticket, ids, "turn")
            return
        while len(ids) > self._filled(SPACIOUS) and self._drop_oldest(messages):
            ids = self._script.settled(messages)
        context = self.context.fork()  # beside the old one, which stays whole until this is complete
        kept = context.keep(ids)
        for count in context.read(ids[kept:]):
            yield _read(count)
            if ticket is not self._newest:
                return
        self._keep(messages)
        self.context = context

    def compact(self, faithful: Callable[[str, str], bool]) -> Generator[Read | Text | Waiting, None, None]:
        if self._replying is self._newest:
            return
        ticket = self._begin()
        yield from self._look(ticket)
        messages = list(self._messages)
        if ticket is not self._newest or len(self._script.settled(messages)) <= self._filled(FULL):
            return
        while len(self._script.settled(messages)) > self._filled(SPACIOUS) and self._drop_oldest(messages):
            pass
        text = told(self._messages[: len(self._messages) - len(messages)])
        steps = summed_up(self.unread(), self._lm.tokenizer, text)
        summary = ""
        try:
            while True:
                yield next(steps)
                if ticket is not self._newest:
                    return
        except StopIteration as end:
            summary = end.value
        if messages and summary and faithful(summary, text):
            messages[0] = replace(messages[0], text=EARLIER.format(summary=summary) + messages[0].text)
        self._keep(messages)

    def warm(self) -> Generator[Told, None, None]:
        yield from self.prefill("")
        yield from self.reply("Hello.", Sampling(max_tokens=4))
        self.retract()

    def weigh(self, said: str) -> Generator[Read, None, Weighed | None]:
        prompt = self._script.ids([*self._messages, Message("user", said)], answering=True)
        return (yield from weigh(self._lm, self._markers, prompt, said))

    def _written(self, tokenizer: Any, system: str, tools: list[dict[str, Any]]) -> Script:
        return Script(tokenizer, system, tools)

    def _look(self, ticket: object) -> Iterator[Read]:
        """Look at pictures that nobody has looked at yet."""
        return iter(())

    def _drop_oldest(self, messages: list[Message]) -> bool:
        """Drop what is oldest; False when nothing can be."""
        return drop_oldest(messages)

    def _begin(self) -> object:
        self._newest = object()
        return self._newest

    def _read(self, ticket: object, ids: list[int], place: Place) -> Iterator[Read | Waiting]:
        """Make `ids` the start of what is read; more that was read after them is only forgotten when it differs."""
        if ticket is not self._newest or common(ids, self.context.ids) == len(ids):
            return
        kept = self.context.keep(ids)
        for count in self.context.read(ids[kept:]):
            yield _read(count)
            if ticket is not self._newest:
                return
        self.context.snapshot(place)

    def _read_prompt(self, ticket: object) -> Iterator[Read | Waiting]:
        """Read persona and tools, or recall them, where this model has read them before."""
        ids, kept = self._script.settled([]), self._lm.kept
        if self.context.ids or not kept or not isinstance(self.context, Context):
            yield from self._read(ticket, ids, "prompt")
        elif kept.recall(self.context, ids):
            yield Read(0)
        else:
            yield from self._read(ticket, ids, "prompt")
            if ticket is self._newest:
                kept.store(self.context)

    def _filled(self, share: float) -> float:
        """The tokens of a conversation whose talk takes this share of its room."""
        return self._begun + share * (self._budget - self._begun)

    def _prompt(self) -> list[int]:
        """The conversation as tokens, without its oldest turns when they would not fit; none is lost to a refusal."""
        messages = list(self._messages)
        ids = self._script.ids(messages, answering=True)
        full = len(ids) > self._budget
        while full and len(ids) > self._filled(SPACIOUS) and self._drop_oldest(messages):
            ids = self._script.ids(messages, answering=True)
        if len(ids) > self._budget:
            self._messages[last_said(self._messages) :] = [Message("user", "")]  # that is what taking it back takes
            raise BadInput(f"That is too long ({len(ids)} tokens, {self._budget} can be taken in): say less at once.")
        self._keep(messages)
        return ids

    def _keep(self, messages: list[Message]) -> None:
        """Without the oldest ones."""
        self._left_out += len(self._messages) - len(messages)
        self._messages = messages

    def _answer(self, ticket: object, last: list[int], how: Sampling) -> Iterator[Told]:
        """Make tokens until one ends the answer; what is told is also written into the conversation."""
        message = Message("assistant", "")
        self._messages.append(message)
        stream, words = Stream(self._markers, how.stop, self._unmarked), self._lm.tokenizer.detokenizer
        count, reason = 0, "length"
        if how.must_call and self._markers.call:
            opening = self._markers.call[0] + how.opening
            last = [*last, *self._lm.tokenizer.encode(opening, add_special_tokens=False)]
            yield from _noted(message, stream.feed(opening))
        for token in self.context.sample(how, last):
            if isinstance(token, Waiting):
                yield token
                if ticket is self._newest:
                    continue
                yield Ended("outdated", count)
                return
            if token in self._lm.tokenizer.eos_token_ids:
                reason = "done"
                break
            count += 1
            if stream.state != "said" or token not in self._quiet:
                words.add_token(token)
            yield from _noted(message, stream.feed(words.last_segment)) or [Text("")]
            if ticket is not self._newest:
                yield Ended("outdated", count)
                return
            if stream.stopped or count >= how.max_tokens:
                reason = "stop" if stream.stopped else "length"
                break
        words.finalize()
        rest = [*stream.feed(words.last_segment), *stream.end(reason == "done")]
        yield from _noted(message, iter(rest))
        self._unmarked |= stream.unmarked
        yield Ended("stop" if stream.stopped else reason, count)


def load(folder: Path, float32: bool | None = None, prompts: Path | None = None, weights: str = "") -> Lm:
    """The model in `folder`, as published: config.json, model*.safetensors, tokenizer.json, chat template.

    `float32`: widen quantized and half-precision weights; None: on a machine without a GPU, where that is the faster
    way. `prompts`: a folder where the prompts that it has read are kept for a later start; `weights`: the hash of its
    files, "" where nobody knows it, and then none is kept. Never asks the network and runs no code from the folder.
    Call it in the lane: its thread becomes the owner.
    Raises EngineError when the folder is not a model that can be loaded.
    """
    if not (folder / "config.json").is_file():
        raise EngineError(f"There is no language model in {folder}; fetch it with `localvoice pull`.")
    local = {"trust_remote_code": False, "local_files_only": True}
    try:
        model, tokenizer = mlx_lm.load(str(folder), tokenizer_config=local)[:2]
    except (OSError, ValueError, KeyError, TypeError, RuntimeError) as error:
        raise EngineError(
            f"The language model in {folder} cannot be loaded ({error}); fetch it again with `localvoice pull`."
        ) from error
    widened = float32 if float32 is not None else mx.default_device() == mx.Device(mx.cpu)
    if widened:
        model = dequantize_model(model)
        model.set_dtype(mx.float32)
        mx.eval(model.parameters())
    return Lm(model, tokenizer, Kept(prompts, weights, widened) if prompts and weights else None)


def _read(count: int | Waiting) -> Read | Waiting:
    return count if isinstance(count, Waiting) else Read(count)


def _noted(message: Message, pieces: Iterator[Text | ToolCall]) -> list[Text | ToolCall]:
    """The same pieces, written into the message as they will be remembered; unreadable calls are not."""
    told = list(pieces)
    for piece in told:
        if isinstance(piece, Text):
            message.text += piece.text
        elif piece.name:
            message.calls.append(piece)
    return told
