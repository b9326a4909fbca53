"""What did the person say? mlx-audio's Parakeet TDT hears the whole turn when it has ended; fast, in its own words.

There are no words before the end: every look reads all of a window of 30 s again, and a growing window falls behind on
small machines. The encoder runs one layer a step, the decoder a few decisions a step, each a token and how long it
lasts (Xu et al., Efficient Sequence Transduction by Jointly Predicting Tokens and Durations, ICML 2023).
"""

from collections.abc import Generator
from pathlib import Path
from typing import Any

import numpy as np

from localvoice.models import blas  # noqa: F401

# isort: split
import mlx.core as mx
from mlx_audio.stt.models.parakeet import Model
from mlx_audio.stt.models.parakeet.audio import log_mel_spectrogram
from mlx_audio.stt.models.parakeet.parakeet import ParakeetTDT
from mlx_audio.stt.models.parakeet.tokenizer import decode

from localvoice.events import RATE_HZ, Transcript
from localvoice.grammar import Grammar
from localvoice.models.owner import Owner
from localvoice.models.published import free, read
from localvoice.models.stepwise import whole
from localvoice.models.windows import windows

LONGEST_S = 30.0  # of sound at once: the cost of attention grows with its square
SHORTEST_S = 0.1  # less is no word, and too few frames for the encoder
DECISIONS = 8  # of the decoder in one step
UNSURE = -1.0  # mean log probability of a token; below it the words are not to be trusted
# NeMo saves its own filters, and a second decoder for training, beside what is used.
SPARE = ("preprocessor.*", "*ctc*")


class Parakeet:
    """A loaded model; see `models.roles.Recogniser`. Open speech, whatever the grammar."""

    def __init__(self, model: Any) -> None:
        self.model = model
        self.owner = Owner()

    def listen(self, grammar: Grammar | None) -> "ParakeetUtterance":
        return ParakeetUtterance(self)

    def unknown_words(self, words: set[str]) -> set[str]:
        return set()

    def warm(self) -> Generator[str, None, None]:
        utterance = self.listen(None)
        utterance.feed(np.random.default_rng(0).normal(0, 0.1, RATE_HZ).astype(np.float32))
        yield from utterance.transcript_steps()

    def close(self) -> None:
        free(self.model)


class ParakeetUtterance:
    """See `models.roles.StepwiseUtterance`."""

    def __init__(self, parakeet: Parakeet) -> None:
        self._parakeet = parakeet
        self._heard: list[np.ndarray] = []
        self._full: list[tuple[str, list[float]]] = []  # words of the windows that are full, and how sure each piece is

    def feed(self, pcm: np.ndarray) -> str:
        self._heard.append(np.asarray(pcm, np.float32))
        return ""

    def transcript(self) -> Transcript:
        return whole(self.transcript_steps())

    def transcript_steps(self) -> Generator[str, None, Transcript]:
        pcm = np.concatenate([np.zeros(0, np.float32), *self._heard])
        heard = list(self._full)
        for window in list(windows(pcm, LONGEST_S))[len(heard) :]:
            self._full = list(heard)
            if len(window) < SHORTEST_S * RATE_HZ:
                continue
            self._parakeet.owner.check()
            features = yield from _encode(self._parakeet.model, window)
            tokens, logarithms = yield from _decode(self._parakeet.model, features, _joined(heard))
            heard.append((_text(self._parakeet.model, tokens), logarithms))
        text, sureness = _joined(heard), [each for _, logarithms in heard for each in logarithms]
        score = float(np.mean(sureness)) if sureness else -np.inf
        return Transcript(text, bool(text) and score >= UNSURE, score)

    def close(self) -> None:
        self._heard, self._full = [], []


def _joined(heard: list[tuple[str, list[float]]]) -> str:
    return " ".join(text for text, _ in heard if text)


def load(folder: Path, float32: bool | None = None) -> Parakeet:
    """The model in `folder`: config.json (the vocabulary is inside) and *.safetensors, as mlx-audio publishes it.

    Only models that predict tokens and durations (TDT). `float32`: see `models.published.read`. Raises EngineError.
    """

    def build(config: dict[str, Any]) -> ParakeetTDT:
        model = Model.from_config(config)
        if not isinstance(model, ParakeetTDT) or config.get("ternary_modules"):
            raise ValueError("it is not of the kind that predicts tokens and durations")
        return model

    return Parakeet(read(folder, "recogniser", build, lambda model, weights: weights, float32, SPARE))


def _encode(model: ParakeetTDT, pcm: np.ndarray) -> Generator[str, None, mx.array]:
    """(1, frames, width): what the encoder makes of a window; one step for each of its layers."""
    encoder: Any = model.encoder
    mel = log_mel_spectrogram(mx.array(pcm), model.preprocessor_config)
    x, _ = encoder.pre_encode(mel, mx.full((1,), mel.shape[-2], dtype=mx.int64))
    x, positions = encoder.pos_enc(x) if encoder.pos_enc else (x, None)
    for layer in encoder.layers:
        mx.eval(x)
        yield ""
        x = layer(x, pos_emb=positions)
    mx.eval(x)
    return x


def _decode(model: ParakeetTDT, features: mx.array, before: str) -> Generator[str, None, tuple[list[int], list[float]]]:
    """The likeliest tokens, one after the other, and the log probability of each."""
    tokens, logarithms = [], []
    hidden, cell = model._make_initial_decoder_state(1, features.dtype)
    frame = stuck = decisions = 0
    while frame < features.shape[1]:
        last = mx.array([[tokens[-1] if tokens else model.blank_id]])
        embedded = model.decoder.prediction["embed"](last) * (last != model.blank_id)[..., None]
        output, state = model.decoder.prediction["dec_rnn"](embedded, (hidden, cell))
        scores = model.joint(features[:, frame : frame + 1], output.astype(features.dtype))
        row = np.array(scores[0, 0, 0].astype(mx.float32))
        pieces, lengths = row[: model.blank_id + 1], row[model.blank_id + 1 :]
        token, length = int(pieces.argmax()), model.durations[int(lengths.argmax())]
        if token != model.blank_id:
            tokens.append(token)
            logarithms.append(float(pieces[token] - np.logaddexp.reduce(pieces)))
            hidden, cell = (part.astype(features.dtype) for part in state)
        stuck = 0 if length else stuck + 1
        frame += length
        if model.max_symbols is not None and stuck >= model.max_symbols:
            frame, stuck = frame + 1, 0
        decisions += 1
        if decisions % DECISIONS == 0:
            yield f"{before} {_text(model, tokens)}".strip()
    return tokens, logarithms


def _text(model: ParakeetTDT, tokens: list[int]) -> str:
    return decode(tokens, model.vocabulary).strip()
