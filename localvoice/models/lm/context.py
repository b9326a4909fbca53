"""What has a language model already read? Its tokens and their cache: only what is new is read, in short steps.

A plain key-value cache is cut back to any length. One that cannot be (a recurrent state; a window that has begun to
slide) goes back to the last snapshot before the cut and reads on from there.
"""

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, Protocol, Self, cast

from localvoice.models import blas  # noqa: F401

# isort: split
import mlx.core as mx
from mlx_lm.models.cache import (
    KVCache,
    can_trim_prompt_cache,
    load_prompt_cache,
    make_prompt_cache,
    save_prompt_cache,
    trim_prompt_cache,
)

from localvoice.events import Waiting
from localvoice.models.lm.sampling import Picker
from localvoice.models.owner import Owner
from localvoice.models.roles import Sampling

SLICE = 256  # tokens that one step reads
# The scores of every token are computed for all of the last slice of a prompt, so it is short; but a short prompt is
# read in one step, as each step reads all weights. By the roofline table, 4-bit Qwen3-1.7B on an M1 takes 19 ms for the
# weights and 0.4 ms for one token's scores, so that up to 44 tokens the second step would cost more than it saves.
TAIL, FEW = 16, 32

Place = Literal["prompt", "turn", "words"]  # what a snapshot ends with; each place has one, the newest


def common(one: Sequence[Any], two: Sequence[Any]) -> int:
    """How much at the start of both, lists or texts, is the same?"""
    low, high = 0, min(len(one), len(two))
    while low < high:  # comparing slices costs a hundredth of a loop over tokens
        middle = (low + high + 1) // 2
        low, high = (middle, high) if one[low:middle] == two[low:middle] else (low, middle - 1)
    return low


class Reads(Protocol):
    """What a conversation wants of a context, wherever the model computes."""

    ids: list[int]  # that it has read
    read_tokens: int

    def keep(self, ids: list[int]) -> int: ...
    def tail(self, ids: list[int]) -> int: ...
    def read(self, ids: list[int]) -> Iterator[int | Waiting]: ...
    def sample(self, how: Sampling, last: list[int]) -> Iterator[int | Waiting]: ...
    def snapshot(self, place: Place) -> None: ...
    def fork(self) -> Self: ...


def newest_before(snapshots: Mapping[Place, list[int]], ids: list[int]) -> Place | None:
    """Which of the snapshots, by what each had read, is the longest that begins these tokens? None: none does."""
    found: Place | None = None
    for place, read in snapshots.items():
        begins = common(read, ids) == len(read)
        found = place if begins and len(read) > len(snapshots[found] if found else []) else found
    return found


class Context:
    """`model(tokens, cache=…)` with everything that it has read; one owner thread."""

    def __init__(self, model: Any, owner: Owner, agreed: Callable[[mx.array], mx.array] | None = None) -> None:
        """`agreed`: makes of a sampled token, (1,), not yet evaluated, the one that all parts of a model go on with."""
        self._model, self._owner, self._agreed = model, owner, agreed or _as_it_is
        self._cache: list[Any] = make_prompt_cache(model)
        self.plain = all(type(layer) is KVCache for layer in self._cache)
        self._snapshots: dict[Place, tuple[list[int], list[Any]]] = {}
        self._reading = False  # true while cache and ids may differ
        self.ids: list[int] = []
        self.read_tokens = 0  # all that was ever read, sampled tokens not counted

    def keep(self, ids: list[int]) -> int:
        """Forget what is not the start of `ids`; return how many tokens are kept (without trimming maybe fewer)."""
        self._owner.check()
        if self._reading:  # a step failed half-way
            self._restore([], make_prompt_cache(self._model))
        kept = common(self.ids, ids)
        if kept < len(self.ids):
            if can_trim_prompt_cache(self._cache):
                trim_prompt_cache(self._cache, len(self.ids) - kept)
                del self.ids[kept:]
            else:
                self._go_back(kept)
        return len(self.ids)

    def read(self, ids: list[int]) -> Iterator[int | Waiting]:
        """Read more tokens; each step yields how many it took."""
        for part in self._parts(ids):
            self._forward(mx.array(part))
            mx.eval([layer.state for layer in self._cache])
            self._took(part)
            yield len(part)

    def tail(self, ids: list[int]) -> int:
        """Where the last step of reading a prompt begins."""
        return len(ids) - TAIL

    def sample(self, how: Sampling, last: list[int]) -> Iterator[int | Waiting]:
        """Read the last tokens of a prompt and go on with one token a step, without an end. The next one is already
        being computed while this one is used; the first is read when the second is asked for."""
        picker = Picker(how)
        token = self._agreed(picker.pick(self.scores(last)))
        number = cast(int, token.item())
        yield number  # the first one is waited for: before anything else is begun
        token = self._picked_ahead(picker, token)
        self._settle(number)
        while True:
            ahead = self._picked_ahead(picker, token)
            number = cast(int, token.item())
            self._settle(number)
            yield number
            token = ahead

    def _picked_ahead(self, picker: Picker, token: mx.array) -> mx.array:
        """What follows one sampled token, (1,), that need not be evaluated yet; `_settle` must be told which it was."""
        ahead = self._agreed(picker.pick(self._forward(token)[:, -1, :]))
        mx.async_eval(ahead)
        return ahead

    def scores(self, ids: list[int]) -> mx.array:
        """Read the last tokens of a prompt; log-odds of what comes next, (1, vocabulary), not yet evaluated."""
        last = self._forward(mx.array(ids))[:, -1, :]
        self._took(ids)
        return last

    def _settle(self, token: int) -> None:
        self.ids.append(token)
        self._reading = False

    def snapshot(self, place: Place) -> None:
        """Remember what is read now, if the cache may have to come back to it and could not be cut."""
        if not self.plain:
            self._snapshots[place] = (list(self.ids), copy.deepcopy(self._cache))

    def back_to(self, place: Place | None) -> None:
        """Go back to that snapshot; None: to having read nothing."""
        self._owner.check()
        ids, cache = self._snapshots[place] if place else ([], None)
        self._restore(list(ids), copy.deepcopy(cache) if cache else make_prompt_cache(self._model))

    def fork(self) -> Self:
        """A second context that has read the same; the two do not share anything that changes."""
        self._owner.check()
        other = type(self)(self._model, self._owner, self._agreed)
        other._restore(list(self.ids), copy.deepcopy(self._cache))
        other._snapshots = dict(self._snapshots)
        other.read_tokens = self.read_tokens
        return other

    @property
    def bytes(self) -> int:
        """What the cache takes."""
        return sum(layer.nbytes for layer in self._cache)

    def save(self, file: Path) -> None:
        """Write all that was read; mlx-lm's format. Raises OSError, ValueError, RuntimeError."""
        self._owner.check()
        save_prompt_cache(str(file), self._cache)

    def take(self, file: Path, ids: list[int]) -> None:
        """Have read these tokens, as another context of the same model wrote it. Raises whatever a bad file causes."""
        self._owner.check()
        cache = cast(list[Any], load_prompt_cache(str(file)))
        if [type(layer) for layer in cache] != [type(layer) for layer in make_prompt_cache(self._model)]:
            raise ValueError(f"{file} is of another kind of model.")
        mx.eval([layer.state for layer in cache])
        self._restore(list(ids), cache)
        self.snapshot("prompt")

    def _parts(self, ids: list[int]) -> Iterator[list[int]]:
        """What one step reads."""
        for start in range(0, len(ids), SLICE):
            yield ids[start : start + SLICE]

    def _forward(self, tokens: mx.array) -> mx.array:
        self._owner.check()
        self._reading = True
        return self._model(tokens[None], cache=self._cache)

    def _took(self, ids: list[int]) -> None:
        self.ids += ids
        self.read_tokens += len(ids)
        self._reading = False

    def _go_back(self, kept: int) -> None:
        self.back_to(newest_before({place: ids for place, (ids, _) in self._snapshots.items()}, self.ids[:kept]))

    def _restore(self, ids: list[int], cache: list[Any]) -> None:
        self.ids, self._cache, self._reading = ids, cache, False


def _as_it_is(token: mx.array) -> mx.array:
    return token
