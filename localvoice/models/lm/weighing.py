"""Which tool do words ask for, and which of them are its arguments? Of a model in whose vocabulary calls are tokens.

How likely each tool is can be read off one look at the words, where a reply tells the likeliest alone. Arguments are
stretches of the words, the likeliest that make sense, found by a beam search: a small model copies badly what it has
seldom seen ("calal" for cereal), and a search cannot. Nothing is said, and nothing is remembered.
"""

import copy
import re
from bisect import bisect
from collections.abc import Callable, Container, Generator, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import takewhile
from typing import Any, Protocol

import numpy as np

from localvoice.models import blas  # noqa: F401

# isort: split
import mlx.core as mx
from mlx_lm.models.cache import make_prompt_cache

from localvoice.models.lm.stream import Markers
from localvoice.models.owner import Owner
from localvoice.models.roles import Read
from localvoice.models.weighed import Argument

WIDTH = 5  # of the beam
MOST = 24  # tokens of all arguments
LEFT_OUT = -3.0  # log probability of a word beside a name that rather belongs to it
APART = -1.0  # log probability of an argument that was said in two places
BESIDE = 4  # words, on each side, by which a longer stretch might be another value
NAME = re.compile(r'\{"name": "([^"]+)", "arguments": \{')
SLOT = re.compile(r'(", )?"([^"]+)": "')


@dataclass(frozen=True)
class Frames:
    """The tokens that calls are made of."""

    call: int  # that begins one
    names: Mapping[str, int]  # tool → the token up to its arguments
    first: Mapping[str, int]  # argument → the token in front of it, where it is the first
    more: Mapping[str, int]  # and where it follows another
    end: int  # of a call with arguments
    empty: int  # of one without


def frames(tokenizer: Any, call: str) -> Frames | None:
    """Those of mlx-lm's wrapper of a tokenizer; None where its calls are made of smaller pieces."""
    added = {token.content: number for number, token in tokenizer.added_tokens_decoder.items()}
    names = {found[1]: number for text, number in added.items() if (found := NAME.fullmatch(text))}
    slots = [(found, number) for text, number in added.items() if (found := SLOT.fullmatch(text))]
    if not names or not {call, '"}}', "}}"} <= added.keys():
        return None
    first, more = ({found[2]: number for found, number in slots if bool(found[1]) == later} for later in (False, True))
    return Frames(added[call], names, first, more, added['"}}'], added["}}"])


@dataclass(frozen=True)
class Found:
    """A call that is being written."""

    score: float = 0.0  # log probability
    done: Mapping[str, str] = field(default_factory=dict)  # arguments that are whole
    name: str = ""  # of the one that is being written
    places: tuple[int, ...] = ()  # tokens of the words that it has
    used: frozenset[int] = frozenset()  # that any argument has
    token: int = 0  # that comes next
    row: int = 0  # of the batch that it goes on from
    ended: bool = False


class Look:
    """One look at some words."""

    def __init__(self, model: Any, owner: Owner, known: Frames, words: str, made: Any) -> None:
        """`made`: the words' tokens, as the library tokenizers tells them."""
        self._model, self._owner, self._cache = model, owner, make_prompt_cache(model)
        self._known, self._words = known, words
        self._tokens: list[int] = made.ids
        self._spans: list[tuple[int, int]] = made.offsets
        self._begins = [words[:begin][-1:] in ("", " ") or words[begin] == " " for begin, _ in self._spans]
        self._starts = [at for at, begins in enumerate(self._begins) if begins]
        self._asking: Container[str] = ()
        self.shares: dict[str, float] = {}  # of each tool among what would follow, by name; "" for no call

    def take(self, prompt: list[int]) -> None:
        """One short step."""
        scores = self._forward(mx.array([[*prompt, self._known.call]]), self._cache)[0][-2:]
        called = scores[0, self._known.call]
        self.shares = {name: float(np.exp(called + scores[1, token])) for name, token in self._known.names.items()}
        self.shares[""] = 1 - float(np.exp(called))

    def fill(
        self,
        tool: str,
        arguments: Mapping[str, Argument],
        calls: Callable[[Mapping[str, str]], bool],
        asking: Container[str],
    ) -> Generator[Read, None, tuple[Mapping[str, str], float] | None]:
        """See `models.weighed.Weighed`."""
        self._asking = asking
        cache, ended = copy.deepcopy(self._cache), list[Found]()
        writing = [Found(token=self._known.names[tool])]
        for _ in range(MOST):
            rows = mx.array([each.row for each in writing])
            for layer in cache:
                layer.keys, layer.values = layer.keys[rows], layer.values[rows]
            scores = self._forward(mx.array([[each.token] for each in writing]), cache)[:, -1]
            yield Read(1)
            next_ones = list[Found]()
            for row, each in enumerate(writing):
                for one in self._on(each, arguments, scores[row], row):
                    if not one.ended or calls(one.done):
                        (ended if one.ended else next_ones).append(one)
            best = max((each.score for each in ended), default=-np.inf)
            writing = sorted((each for each in next_ones if each.score > best), key=lambda each: -each.score)[:WIDTH]
            if not writing:
                break
        found = max(ended, key=lambda each: each.score, default=None)
        return found and (found.done, found.score)

    def _on(self, now: Found, arguments: Mapping[str, Argument], scores: np.ndarray, row: int) -> Iterator[Found]:
        """What may follow, each as likely as it is among these; a call that ends has no token more."""
        ways = list(self._ways(now, arguments))
        among = np.logaddexp.reduce([scores[token] for token in {token for token, _, _ in ways}])
        for token, apart, found in ways:
            yield replace(found, score=now.score + scores[token] - among + apart, token=token, row=row)

    def _ways(self, now: Found, arguments: Mapping[str, Argument]) -> Iterator[tuple[int, float, Found]]:
        """A token that may follow, what it costs beside, and what is written then."""
        known = self._known
        if not now.name:
            yield known.empty, 0.0, Found(ended=True)
            for name in arguments:
                if name in known.first:
                    yield known.first[name], 0.0, Found(name=name)
            return
        for at, token in enumerate(self._tokens):
            if at not in now.used and (apart := self._goes_on(now, arguments[now.name], at)) is not None:
                yield token, apart, replace(now, places=(*now.places, at), used=now.used | {at})
        if not now.places or not self._ends(now.places[-1]) or not self._whole(now, arguments[now.name]):
            return
        done = {**now.done, now.name: self._text(now.places)}
        cost = LEFT_OUT * self._left_out(now) if arguments[now.name].open else 0.0
        yield known.end, cost, Found(done=done, ended=True)
        for name in arguments:
            if name in known.more and name not in done:
                yield known.more[name], cost, Found(done=done, name=name, used=now.used)

    def _left_out(self, now: Found) -> int:
        """How many words before and behind it, in a row, belong to nothing, and are no words that one asks with?"""
        words = list(range(len(self._starts)))
        first, last = bisect(self._starts, now.places[0]) - 1, bisect(self._starts, now.places[-1]) - 1
        rows = words[:first][::-1], words[last + 1 :]
        return sum(len([*takewhile(lambda at: self._content(at, now.used), row)]) for row in rows)

    def _content(self, word: int, used: frozenset[int]) -> bool:
        return self._starts[word] not in used and self._word(word) not in self._asking

    def _word(self, word: int) -> str:
        ends = [*self._starts, len(self._tokens)]
        return self._text(tuple(range(ends[word], ends[word + 1])))

    def _goes_on(self, now: Found, argument: Argument, at: int) -> float | None:
        """May the token at this place be its next one, and at which price? None: it may not."""
        if not now.places:
            return 0.0 if self._begins[at] else None
        if at == now.places[-1] + 1:
            return 0.0
        apart = not argument.open and at > now.places[-1] and self._begins[at] and self._ends(now.places[-1])
        return APART if apart else None

    def _whole(self, now: Found, argument: Argument) -> bool:
        """Does it make sense, and would no longer stretch around it make another? "Six" is no part of "six thirty"."""
        value = argument.read(self._text(now.places))
        if value is None or argument.open:
            return value is not None
        starts = [at for at, begins in enumerate(self._begins) if begins]
        first = starts.index(now.places[0])
        after = next((at for at, start in enumerate(starts) if start > now.places[-1]), len(starts))
        if now.places[-1] - now.places[0] + 1 != len(now.places):
            return True
        ends = [*starts, len(self._tokens)]
        for begin in range(max(0, first - BESIDE), first + 1):
            for end in range(after, min(len(starts), after + BESIDE) + 1):
                stretch = range(ends[begin], ends[end])
                if (begin, end) != (first, after) and not (now.used - set(now.places)) & set(stretch):
                    other = argument.read(self._text(tuple(stretch)))
                    if other is not None and other != value:
                        return False
        return True

    def _ends(self, at: int) -> bool:
        return at + 1 == len(self._tokens) or self._begins[at + 1]

    def _text(self, places: tuple[int, ...]) -> str:
        rows = [[places[0]]]
        for at in places[1:]:
            rows = [*rows[:-1], [*rows[-1], at]] if at == rows[-1][-1] + 1 else [*rows, [at]]
        return " ".join(self._words[self._spans[row[0]][0] : self._spans[row[-1]][1]].strip() for row in rows)

    def _forward(self, tokens: mx.array, cache: Any) -> np.ndarray:
        """(rows, tokens) → log probabilities, (rows, tokens, vocabulary)."""
        self._owner.check()
        scores = self._model(tokens, cache=cache).astype(mx.float32)
        return np.array(scores - mx.logsumexp(scores, axis=-1, keepdims=True))


class Loaded(Protocol):
    """What `models.lm.conversation.Lm` is to this file."""

    model: Any
    tokenizer: Any
    owner: Owner


def weigh(lm: Loaded, markers: Markers, prompt: list[int], words: str) -> Generator[Read, None, Look | None]:
    """Look at words that stand at the end of a prompt; None where calls are no tokens of this model's."""
    known = frames(lm.tokenizer, markers.call[0]) if markers.call else None
    if known is None:
        return None
    small = words.strip().lower()
    look = Look(
        lm.model, lm.owner, known, small, lm.tokenizer.backend_tokenizer.encode(small, add_special_tokens=False)
    )
    look.take(prompt)
    yield Read(len(prompt))
    return look
