"""What is the person saying, while they say it? mlx-audio's Nemotron: a recogniser that hears 80 ms at a time, once.

Its encoder keeps what it has heard, so a longer sentence costs no more at its end: the tail is one small chunk. Words
that it has written are never taken back. In its own words, so with capitals and full stops.
"""

import copy
import threading
from collections.abc import Generator
from pathlib import Path
from typing import Any

import numpy as np

from localvoice.models import blas  # noqa: F401

# isort: split
from mlx_audio.stt.models.nemotron_asr import Model, ModelConfig
from mlx_audio.stt.models.nemotron_asr.tokenizer import is_lang_tag

from localvoice.errors import BadInput
from localvoice.events import FRAME_SAMPLES, RATE_HZ, Transcript
from localvoice.grammar import Grammar
from localvoice.models.owner import Owner
from localvoice.models.published import free, read
from localvoice.models.stepwise import whole

FRAME_MS = 80  # of sound for each step of its encoder
DELAY_MS = 160  # how far it looks ahead before it decides on a word: the model's second smallest
# Decisions (a word's piece, or none) for each frame of the microphone. One chunk of 160 ms comes with five of them and
# needs two decisions and one more for each piece, so this keeps up with twenty pieces in a second and more.
DECISIONS = 8
# NeMo saves its own filters, and a second decoder for training, beside what is used.
SPARE = ("preprocessor.*", "*ctc*")


class Nemotron:
    """A loaded model; see `models.roles.Recogniser`. Open speech, whatever the grammar."""

    def __init__(self, model: Any, language: str) -> None:
        self.model, self.language = model, language
        self.owner = Owner()

    def listen(self, grammar: Grammar | None) -> "NemotronUtterance":
        self.owner.check()
        session = self.model.create_streaming_session(language=self.language or None)
        return NemotronUtterance(self, session, "", self.language)

    def unknown_words(self, words: set[str]) -> set[str]:
        return set()

    def warm(self) -> Generator[str, None, None]:
        utterance = self.listen(None)
        for frame in np.random.default_rng(0).normal(0, 0.1, (RATE_HZ // FRAME_SAMPLES, FRAME_SAMPLES)):
            yield utterance.feed(frame)
        yield from utterance.transcript_steps()

    def close(self) -> None:
        free(self.model)


class NemotronUtterance:
    """See `models.roles.StepwiseUtterance`."""

    def __init__(self, nemotron: Nemotron, session: Any, text: str, language: str) -> None:
        self._nemotron = nemotron
        self._session = session
        self._text = text
        self._language = language

    def feed(self, pcm: np.ndarray) -> str:
        for start in range(0, len(pcm), FRAME_SAMPLES):
            self._session.feed(pcm[start : start + FRAME_SAMPLES])
            self._step()
        return self._text.strip()

    def transcript(self) -> Transcript:
        return whole(self.transcript_steps())

    def transcript_steps(self) -> Generator[str, None, Transcript]:
        return self._copy()._end()

    def _copy(self) -> "NemotronUtterance":
        """One that stands where this one stands; the weights are the same."""
        session = self._session
        same = {id(thing): thing for thing in (session.model, session.model.encoder)}
        session = copy.deepcopy(session, {**same, id(session._lock): threading.Lock()})
        return NemotronUtterance(self._nemotron, session, self._text, self._language)

    def _end(self) -> Generator[str, None, Transcript]:
        """Hear the tail; the session is used up."""
        self._session.close()
        while not self._session.done:
            self._step()
            yield self._text.strip()
        text = self._text.strip()
        return Transcript(text, bool(text), 0.0, self._language if text else "")

    def close(self) -> None:
        self._session.cancel()

    def _step(self) -> None:
        """A few decisions, one by one: the language is a token that the session keeps to itself."""
        self._nemotron.owner.check()
        model = self._nemotron.model
        for _ in range(DECISIONS):
            self._text += "".join(self._session.step(max_decode_tokens=1))
            last = self._session._last_token
            if last < len(model.vocabulary) and is_lang_tag(model.vocabulary[last]):
                self._language = model.vocabulary[last][1:-1]


def load(folder: Path, float32: bool | None = None, language: str = "", delay_ms: int = DELAY_MS) -> Nemotron:
    """The model in `folder`: config.json and *.safetensors as mlx-audio or Hugging Face publish them.

    Hugging Face's wants tokenizer.json and processor_config.json, too. `language`: a tag that the model knows, "en-US",
    or the start of one, "en"; "" lets it find out. `delay_ms`: 80, 160, 560 or 1120, or what else it was trained for;
    more is surer. `float32`: see `models.published.read`. Raises EngineError; BadInput when the model knows no such
    language or delay.
    """

    def build(config: dict[str, Any]) -> Model:
        return Model(ModelConfig.from_dict(config | {"model_path": str(folder)}))

    model = read(folder, "recogniser", build, lambda model, weights: model.sanitize(weights), float32, SPARE)
    known = model.prompt_dictionary
    tag = language if language in known else next((one for one in known if one.split("-")[0] == language), "")
    if language and not tag:
        raise BadInput(f"The recogniser does not know the language {language!r}; it knows {', '.join(sorted(known))}.")
    contexts = {FRAME_MS * (1 + right): [left, right] for left, right in model.encoder_config.att_context_size}
    if delay_ms not in contexts:
        raise BadInput(f"The recogniser has no delay of {delay_ms} ms; it has {', '.join(map(str, sorted(contexts)))}.")
    model.default_att_context_size = contexts[delay_ms]
    return Nemotron(model, tag)
