"""What has a language model already read? Its tokens and their cache: only what is new is read, in short steps.

A plain key-value cache is cut back to any length. One that cannot be (a recurrent state; a window that has begun to
slide) goes back to the last snapshot before the cut and reads on from there.
"""

import copy
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal, cast

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

from localvoice.models.owner import Owner

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


class Context:
    """`model(tokens, cache=…)` with everything that it has read; one owner thread."""

    def __init__(self, model: Any, owner: Owner) -> None:
        self._model, self._owner = model, owner
        self._cache: list[Any] = make_prompt_cache(model)
        self._plain = all(type(layer) is KVCache for layer in self._cache)
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

    def read(self, ids: list[int]) -> Generator[int, None, None]:
        """Read more tokens; each step yields how many it took."""
        for part in self._parts(ids):
            self._forward(mx.array(part))
            mx.eval([layer.state for layer in self._cache])
            self._took(part)
            yield len(part)

    def tail(self, ids: list[int]) -> int:
        """Where the last step of reading a prompt begins."""
        return len(ids) - TAIL

    def scores(self, ids: list[int]) -> mx.array:
        """Read the last tokens of a prompt; log-odds of what comes next, (1, vocabulary), not yet evaluated."""
        last = self._forward(mx.array(ids))[:, -1, :]
        self._took(ids)
        return last

    def ahead(self, token: mx.array) -> mx.array:
        """Like `scores` for one sampled token, (1,), that is not evaluated yet; `settle` must be told which it was."""
        return self._forward(token)[:, -1, :]

    def settle(self, token: int) -> None:
        """The token that `ahead` took."""
        self.ids.append(token)
        self._reading = False

    def snapshot(self, place: Place) -> None:
        """Remember what is read now, if the cache may have to come back to it and could not be cut."""
        if not self._plain:
            self._snapshots[place] = (list(self.ids), copy.deepcopy(self._cache))

    def fork(self) -> "Context":
        """A second context that has read the same; the two do not share anything that changes."""
        self._owner.check()
        other = type(self)(self._model, self._owner)
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
        usable = [entry for entry in self._snapshots.values() if common(entry[0], self.ids[:kept]) == len(entry[0])]
        ids, cache = max(usable, key=lambda entry: len(entry[0]), default=([], None))
        self._restore(list(ids), copy.deepcopy(cache) if cache else make_prompt_cache(self._model))

    def _restore(self, ids: list[int], cache: list[Any]) -> None:
        self.ids, self._cache, self._reading = ids, cache, False
