"""What is a family of models that see? Its picture as vectors, its forward pass; all else is `conversation`.

Pictures are in a prompt by numbers of their own (`album`); here they become vectors among those of the words.
"""

from collections.abc import Callable, Generator, Sequence
from typing import Any, Protocol, TypeVar

from localvoice.models import blas  # noqa: F401

# isort: split
import mlx.core as mx
import numpy as np

from localvoice.models.vlm.album import FIRST, Album, Looking, Run

# A picture takes at most so many places of the prompt, where the family lets one choose: as many words as two minutes
# of talk, and a square of 672 to 768 pixels, in which print of a screen's dialog is still legible. Chosen.
MOST_PLACES = 576
LAYERS = 4  # of the encoder's layers are computed in one step
T = TypeVar("T")


class Network(Protocol):
    """All arrays are lazy. `mark` is how a picture is written in a prompt, with one `place` for all of its own."""

    mark: str
    place: int  # a token
    together: bool  # the places of one picture see each other, so they are read in one step
    context_tokens: int  # that it was made for

    def cache(self) -> list[Any]:
        """An empty one."""
        ...

    def look(self, pixels: np.ndarray) -> Looking:
        """A picture, (height, width, 3) uint8, RGB, to vectors, in short steps."""
        ...

    def embed(self, tokens: mx.array) -> mx.array:
        """(n,) to (n, width)."""
        ...

    def forward(self, tokens: mx.array, vectors: mx.array, runs: Sequence[Run], cache: list[Any]) -> mx.array:
        """Read (1, n, width); the states after them, (1, n, width). `tokens`, (1, n), are 0 where pictures are."""
        ...

    def scores(self, states: mx.array) -> mx.array:
        """Log-odds of the next token, (1, n, vocabulary)."""
        ...


class Sight:
    """A network and an album as mlx-lm's models are called: for numbers (1, n), the scores after the last of them."""

    def __init__(self, network: Network, album: Album) -> None:
        self.network, self._album = network, album

    def make_cache(self) -> list[Any]:
        return self.network.cache()

    def __call__(self, numbers: mx.array, cache: list[Any]) -> mx.array:
        """One alone is a token, and may not be computed yet."""
        runs = self._album.runs(numbers[0].tolist()) if numbers.shape[1] > 1 else []  # pyright: ignore
        tokens = mx.where(numbers < FIRST, numbers, 0) if runs else numbers
        states = self.network.forward(tokens, self._vectors(tokens[0], runs)[None], runs, cache)
        return self.network.scores(states[:, -1:])

    def _vectors(self, tokens: mx.array, runs: Sequence[Run]) -> mx.array:
        made, at = [], 0
        for run in runs:
            if at < run.start:
                made.append(self.network.embed(tokens[at : run.start]))
            made.append(run.seen.vectors[run.at : run.at + run.end - run.start])
            at = run.end
        if at < len(tokens):
            made.append(self.network.embed(tokens[at:]))
        return mx.concatenate([each.astype(made[-1].dtype) for each in made])


def in_steps(holder: Any, name: str, lay_out: Callable[[], T]) -> Generator[None, None, T]:
    """What `lay_out` makes, some of the layers in `holder.name` a step.

    MLX computes nothing before it is asked: the whole is laid out at once, and what its layers make is asked for one
    after the other.
    """
    layers, made = getattr(holder, name), list[Any]()

    def noted(layer: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any, **options: Any) -> Any:
            made.append(layer(*given, **options))
            return made[-1]

        return call

    setattr(holder, name, [noted(layer) for layer in layers])
    try:
        result = lay_out()
    finally:
        setattr(holder, name, layers)
    for last in range(LAYERS - 1, len(made), LAYERS):
        mx.eval(made[last])
        yield
    return result


def tied(text: Any, states: mx.array) -> mx.array:
    """Scores where the head may be the embedding itself."""
    own = getattr(text, "lm_head", None)
    return own(states) if own is not None else text.model.embed_tokens.as_linear(states)


class Together:
    """The cache of a layer for one step, in which the places of a picture see each other, later ones too."""

    def __init__(self, layer: Any, runs: Sequence[Run]) -> None:
        self._layer, self._runs = layer, runs

    @property
    def offset(self) -> int:
        return self._layer.offset

    def update_and_fetch(self, keys: mx.array, values: mx.array) -> tuple[mx.array, mx.array]:
        return self._layer.update_and_fetch(keys, values)

    def make_mask(self, count: int, return_array: bool = False, window_size: int | None = None) -> mx.array:
        """(n, read): what each of n sees of all that is read."""
        mask = np.array(self._layer.make_mask(count, return_array=True, window_size=window_size))
        for run in self._runs:
            before = self.offset
            mask[run.start : run.end, before + run.start : before + run.end] = True
        return mx.array(mask)
