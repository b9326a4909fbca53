"""What does Moshi say while it hears this frame? Mimi's codes in, one step of the language model, Mimi's sound out.

It answers 80 ms after what it heard, and its codes are whole one frame later. Text and sound of a frame come together.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from localvoice.models import blas  # noqa: F401

# isort: split
import mlx.core as mx
from mlx_audio.sts.models.moshi.lm import Lm

from localvoice.errors import EngineError
from localvoice.models.duplex import Uttered
from localvoice.models.moshi import codec, names, shape
from localvoice.models.moshi.codec import Codec
from localvoice.models.moshi.steps import Choice, Steps
from localvoice.models.moshi.text import Pieces
from localvoice.models.owner import Owner
from localvoice.models.published import fill, free, ready

# How Kyutai's own server chooses: temperature, and among so many.
AUDIO, TEXT = (0.8, 250), (0.7, 25)
WARM_FRAMES = 4  # until everything has been compiled: the second frame and the first sound are others than the first
CODECS, WORDS = ("tokenizer-*.safetensors", "mimi-*.safetensors"), "tokenizer*.model"


class Moshi:
    """See `models.duplex.Duplex`."""

    def __init__(self, lm: Lm, codec: Codec, words: Path, seed: int | None) -> None:
        self.lm, self.codec, self.words = lm, codec, words
        self.rate_hz = round(codec.sample_rate)
        self.frame_samples = round(codec.sample_rate / codec.frame_rate)
        self.owner = Owner()
        self._seed = seed
        self._talk: Talk | None = None

    def open(self, system: str = "") -> "Talk":
        """As `Duplex.open`. It cannot be told who it is: `system` is not heeded."""
        self.owner.check()
        if self._talk:
            self._talk.close()
        seed = np.random.default_rng().integers(1 << 31) if self._seed is None else self._seed
        self._talk = Talk(self, int(seed))
        return self._talk

    def warm(self) -> Iterator[Uttered]:
        talk = self.open()
        for _ in range(WARM_FRAMES + talk.delay):
            yield talk.step(np.zeros(self.frame_samples, np.float32))
        talk.close()

    def close(self) -> None:
        if self._talk:
            self._talk.close()
        free(self.lm)
        free(self.codec)


class Talk:
    """See `models.duplex.DuplexTalk`."""

    def __init__(self, model: Moshi, seed: int) -> None:
        self._model = model
        self._pieces = Pieces(model.words)
        self._steps = Steps(model.lm, Choice(*TEXT, seed), Choice(*AUDIO, seed + 1))
        self._silence = np.zeros(model.frame_samples, np.float32)
        self._closed = self._begun = False
        self.delay = self._steps.delay  # frames from a step to the one that is whole with it
        model.codec.begin()

    def step(self, pcm: np.ndarray) -> Uttered:
        """As `DuplexTalk.step`. Raises EngineError when it is closed, and on another thread than the lane's."""
        model = self._model
        model.owner.check()
        if self._closed:
            raise EngineError("A conversation with Moshi that had ended was gone on with; please report it.")
        sound = mx.array(pcm, mx.float32)[None, None]
        heard = model.codec.encode_step(sound)[0, : model.lm.cfg.other_codebooks].astype(mx.int32)
        if not self._begun:  # as it was trained, that frame lies in the past, and the next one is the first
            model.codec.begin_hearing()
            self._begun = True
        whole = self._steps.step(heard)
        if whole is None:
            mx.eval(self._steps.newest)
            return Uttered(self._silence)
        token, codes = whole
        sound = model.codec.decode_step(codes)[0, 0]
        mx.eval(sound, token, self._steps.newest)
        return Uttered(np.clip(np.array(sound, np.float32), -1, 1), self._pieces.text(int(np.array(token)[0, 0])))

    def close(self) -> None:
        """As `DuplexTalk.close`; what it remembered, more than a gigabyte after a few minutes, is given back."""
        if not self._closed:
            self._closed = True
            self._steps.forget()
            self._model.codec.begin()
            mx.clear_cache()


def load(folder: Path, float32: bool | None = None, seed: int | None = None) -> Moshi:
    """The model in `folder`, as published: the language model's *.safetensors under PyTorch's or MLX's names, whole or
    quantized, Mimi in tokenizer-* or mimi-*.safetensors, the words in tokenizer*.model, and config.json where there is
    one.

    `float32`: see `models.published.read`; `seed`: the same talk every time. Raises EngineError.
    """
    codecs = sorted(file for pattern in CODECS for file in folder.glob(pattern))
    words = sorted(folder.glob(WORDS))
    rest = sorted(set(folder.glob("*.safetensors")) - set(codecs))
    if not (codecs and words and rest):
        raise EngineError(f"There is no Moshi in {folder}; fetch it with `localvoice pull`.")
    try:
        lm = _language_model(folder, rest)
        books = max(lm.cfg.generated_codebooks, lm.cfg.other_codebooks)
        heard = codec.load(codecs[0], books)
        Pieces(words[0])
    except (OSError, ValueError, KeyError, TypeError, AttributeError, AssertionError, RuntimeError) as error:
        raise EngineError(
            f"The Moshi in {folder} cannot be loaded ({error}); fetch it again with `localvoice pull`."
        ) from error
    return Moshi(ready(lm, float32), heard, words[0], seed)


def _language_model(folder: Path, files: list[Path]) -> Lm:
    described = folder / "config.json"
    config: dict[str, Any] = json.loads(described.read_text("utf-8")) if described.is_file() else {}
    weights: dict[str, mx.array] = {}
    for file in files:
        weights.update(mx.load(str(file)))  # pyright: ignore[reportCallIssue, reportArgumentType]
    lm = shape.build(config)
    if lm.cfg.generated_codebooks == 0:
        raise ValueError("it does not speak")
    quantized = names.quantization(weights, lm.cfg.transformer.d_model)
    fill(lm, names.named(weights, lm.cfg), {"quantization": quantized})
    return lm
