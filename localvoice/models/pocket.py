"""How does the assistant speak English with a small model? mlx-audio's Pocket TTS, one frame of 80 ms a step.

The voice is a recording that the model has read once; every phrase begins from that state. The model tells nothing of
time, so words are placed by the pace of reading aloud, and those that are left when it ends with its last frames.
"""

import re
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from localvoice.models import blas  # noqa: F401

# isort: split
import mlx.core as mx
from mlx_audio.tts.models.pocket_tts.config import ModelConfig
from mlx_audio.tts.models.pocket_tts.pocket_tts import Model

from localvoice.errors import BadInput, EngineError
from localvoice.events import Manner, Speech, Word
from localvoice.models.owner import Owner
from localvoice.models.phrase import runs, words
from localvoice.models.published import free, read

DEFAULT = "alba"
RUN_CHARACTERS = 200  # about the fifty tokens that mlx-audio gives the model at once
CHARACTERS_S = 15.7  # read aloud: median of the LJ Speech recordings in the shared data, spaces included
# Frames from the one in which it ends, for few words and for more; seconds at most, by words: all mlx-audio's.
SHORT_WORDS, TAIL_SHORT, TAIL = 4, 5, 3
MOST_S_WORD, MOST_S = 1.0, 2.0


class PocketVoice:
    """One named voice; see `models.roles.Voice`. A phrase that is begun ends one that is still being said."""

    def __init__(self, model: Any, state: list[Any]) -> None:
        self.model = model
        self.rate_hz: int = model.sample_rate
        self.owner = Owner()
        self._voice = [(layer.keys, layer.values, layer.offset) for layer in state]
        self._newest = object()

    def say(self, phrase: str, manner: Manner) -> Iterator[Speech]:
        """Frames of 80 ms, (1920,) float32 in [-1, 1] at 24 kHz. The model has one pace; `manner`'s is not heeded."""
        ticket = self._newest = object()
        done = 0
        for start, end in runs(phrase, RUN_CHARACTERS):
            spans = [(start + a, start + b) for a, b in words(phrase[start:end])]
            expected = [Word(a, b, done + round((a - spans[0][0]) / CHARACTERS_S * self.rate_hz)) for a, b in spans]
            for pcm, ended in self._frames(_plain(phrase[start:end])):
                begun = [word for word in expected if word.sample < done + len(pcm)]
                if ended:  # the rest was said faster than expected
                    begun += [Word(word.start, word.end, done) for word in expected[len(begun) :]]
                del expected[: len(begun)]
                yield Speech(np.clip(pcm, -1, 1) * np.float32(manner.volume), tuple(begun))
                done += len(pcm)
                if ticket is not self._newest:
                    return

    def warm(self) -> Iterator[Speech]:
        yield from self.say("Hello there.", Manner())

    def close(self) -> None:
        free(self.model)

    def _frames(self, text: str) -> Generator[tuple[np.ndarray, bool], None, None]:
        """Each frame, and whether the text is at its end by then."""
        model, size = self.model, len(text.split())
        self.owner.check()
        model.mimi.reset_state()
        state = {"flow_cache": self._begun()}
        tokens = model.flow_lm.conditioner.prepare(text).tokens
        model._run_flow_lm(model_state=state, text_tokens=tokens)
        latent = mx.full((1, 1, model.flow_lm.ldim), float("nan"))
        ends_at = most = int((size * MOST_S_WORD + MOST_S) * model.mimi.frame_rate)
        step = 0
        while step < ends_at:
            self.owner.check()
            latent, ends = model._run_flow_lm(model_state=state, backbone_input_latents=latent)
            if ends_at == most and ends.item():
                ends_at = min(most, step + (TAIL_SHORT if size <= SHORT_WORDS else TAIL))
            quantized = model.mimi.quantizer((latent * model.flow_lm.emb_std + model.flow_lm.emb_mean).swapaxes(1, 2))
            pcm = np.array(model.mimi.decode_step(quantized)[0, 0].astype(mx.float32))
            step += 1
            yield pcm, ends_at < most or step == most

    def _begun(self) -> list[Any]:
        """The state after the voice's recording, to go on from."""
        caches = self.model.flow_lm.make_cache()
        for cache, (keys, values, offset) in zip(caches, self._voice, strict=True):
            cache.keys, cache.values, cache.offset = keys, values, offset
        return caches


def voices(folder: Path) -> list[str]:
    """Names for `load`: the recordings in the folder's `embeddings` or `voices`."""
    return sorted(_recordings(folder))


def load(folder: Path, voice: str = "", voices_folder: Path | None = None, float32: bool | None = None) -> PocketVoice:
    """The model in `folder`: config.json and *.safetensors, as mlx-audio publishes it.

    `voices_folder`: where `embeddings/*.safetensors` and the tokenizer are when they are published apart. `voice`: one
    of `voices`; "" is "alba", else the first. `float32`: see `models.published.read`. Raises EngineError when the
    folder does not fit, BadInput, naming the others, when there is no such voice.
    """
    folders = [folder, *([voices_folder] if voices_folder else [])]
    known = {name: file for each in folders for name, file in _recordings(each).items()}
    chosen = voice or (DEFAULT if DEFAULT in known else min(known, default=""))
    if chosen not in known and known:
        raise BadInput(f"There is no voice {chosen!r}; this model has {', '.join(sorted(known))}.")

    def build(config: dict[str, Any]) -> Model:
        found = [file for each in folders for file in (each / "tokenizer.model", each / "tokenizer.json")]
        tokenizer = next((file for file in found if file.is_file()), None)
        if tokenizer is None or not known:
            raise ValueError("its tokenizer or its voices are not there")
        settings = ModelConfig.from_dict(config)  # it may name a tokenizer on the network
        table = settings.flow_lm.lookup_table  # pyright: ignore[reportOptionalMemberAccess]
        table.tokenizer_path = str(tokenizer)
        table.tokenizer = "huggingface" if tokenizer.suffix == ".json" else "sentencepiece"
        return Model(settings)

    model = read(folder, "voice", build, lambda model, weights: model.sanitize(weights), float32)
    try:
        state = model.get_state_for_audio_prompt(str(known[chosen]))["flow_cache"]
    except (KeyError, ValueError, RuntimeError) as error:
        raise EngineError(
            f"The voice {chosen!r} cannot be read ({error}); fetch it again with `localvoice pull`."
        ) from error
    mx.eval([(layer.keys, layer.values) for layer in state])
    return PocketVoice(model, state)


def _recordings(folder: Path) -> dict[str, Path]:
    return {
        file.stem: file for part in ("embeddings", "voices") for file in sorted((folder / part).glob("*.safetensors"))
    }


def _plain(text: str) -> str:
    """One line that begins with a capital and ends with a sign, as the model was trained."""
    line = re.sub(r"\s+", " ", text).strip()
    return line[0].upper() + line[1:] + ("." if line[-1].isalnum() else "")
