"""Does it sound as if the person has said all? mlx-audio's Smart Turn hears up to eight seconds of the turn at once."""

from collections.abc import Generator
from pathlib import Path
from typing import Any

import numpy as np

from localvoice.models import blas  # noqa: F401

# isort: split
import mlx.core as mx
from mlx_audio.vad.models.smart_turn import Model, ModelConfig

from localvoice.events import RATE_HZ
from localvoice.models.owner import Owner
from localvoice.models.published import Weights, free, read

LONGEST_S = 8.0  # what it was trained on; of a longer turn it hears the end


class SmartTurn:
    """A loaded model; see `models.roles.TurnJudge`."""

    def __init__(self, model: Any) -> None:
        self.model = model
        self.owner = Owner()

    def judge(self, pcm: np.ndarray) -> float:
        """Probability that the turn is over, 0..1. `pcm`: all of the turn with a little silence before it."""
        self.owner.check()
        return self.model.predict_endpoint(np.asarray(pcm, np.float32), sample_rate=RATE_HZ).probability

    def warm(self) -> Generator[float, None, None]:
        yield self.judge(np.random.default_rng(0).normal(0, 0.1, RATE_HZ))

    def close(self) -> None:
        free(self.model)


def load(folder: Path, float32: bool | None = None) -> SmartTurn:
    """The model in `folder`: config.json and *.safetensors, as mlx-audio publishes it. Raises EngineError.

    `float32`: see `models.published.read`.
    """
    model = read(folder, "turn detector", _build, _tidy, float32)
    model.dtype = model.encoder.conv1.weight.dtype
    return SmartTurn(model)


def _build(config: dict[str, Any]) -> Model:
    return Model(ModelConfig.from_dict(config))


def _tidy(model: Model, weights: Weights) -> Weights:
    """mlx-audio's tidying takes a quantized matrix for one that lies on its side: it gets only the others."""
    packed = {name: weight for name, weight in weights.items() if weight.dtype == mx.uint32}
    return model.sanitize({name: weight for name, weight in weights.items() if name not in packed}) | packed
