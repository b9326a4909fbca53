"""Sound in, the likelihood of the next token out: Moonshine's two ONNX files, with the decoder's memory between steps.

The encoder hears samples, not spectra, and as many as there are. The decoder's file holds two networks: one that begins
a text, and one that goes on with the keys and values that are kept of what was heard and written so far.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from localvoice.errors import EngineError
from localvoice.models.moonshine.tokens import START
from localvoice.models.onnx import Session, session

WHAT = "recogniser"
PAST = re.compile(r"past_key_values\.(\d+)\.(decoder|encoder)\.(key|value)")
# The decoder takes every 384th sample's mask for its positions; one that stands for all hides nothing.
ALL = np.ones((1, 1), np.int64)


@dataclass(frozen=True, eq=False)
class Written:
    """Where the decoder stands after some tokens."""

    scores: np.ndarray  # (vocabulary,) float32: logits of what comes next
    hidden: np.ndarray  # (1, positions, width) float32: what the encoder made of the sound
    past: dict[str, np.ndarray]  # keys and values by the name of the input that takes them


class Network:
    """Encoder and decoder. Raises EngineError when the files do not belong together."""

    def __init__(self, encoder: Session, decoder: Session) -> None:
        self._encoder, self._decoder = encoder, decoder
        self._past = [name for name in decoder.takes if PAST.fullmatch(name)]
        self._written = [name for name in self._past if ".decoder." in name]  # what grows with each token
        scores = decoder.gives.get("logits", ())
        fits = (
            set(encoder.takes) == {"input_values", "attention_mask"},
            "last_hidden_state" in encoder.gives,
            set(decoder.takes) == {"input_ids", "use_cache_branch", *_OF_SOUND, *self._past},
            bool(self._written) and all(_present(name) in decoder.gives for name in self._past),
            all(len(decoder.takes[name]) == 4 and all(_fixed(decoder.takes[name])) for name in self._past),
            len(scores) == 3 and scores[-1],
        )
        if not all(fits):
            raise EngineError(f"The {WHAT}'s files are none of Moonshine's; fetch it again with `localvoice pull`.")
        self.vocabulary = scores[-1] or 0

    def encode(self, pcm: np.ndarray) -> np.ndarray:
        """(1, positions, width) float32 of (n,) float32 at 16 kHz; a position is 24 ms."""
        mask = np.ones((1, len(pcm)), np.int64)
        return self._encoder.run({"input_values": pcm[None], "attention_mask": mask}, ["last_hidden_state"])[0]

    def begin(self, hidden: np.ndarray) -> Written:
        """A text about this sound; nothing is written yet."""
        nothing = {name: self._nothing(name) for name in self._past}
        return self._step(hidden, START, nothing, self._past)

    def write(self, written: Written, token: int) -> Written:
        """One token more."""
        return self._step(written.hidden, token, written.past, self._written)

    def _step(self, hidden: np.ndarray, token: int, past: dict[str, np.ndarray], renewed: list[str]) -> Written:
        given = {
            "input_ids": np.array([[token]], np.int64),
            "encoder_hidden_states": hidden,
            "encoder_attention_mask": ALL,
            "use_cache_branch": np.array([renewed is self._written]),
            **past,
        }
        scores, *values = self._decoder.run(given, ["logits", *map(_present, renewed)])
        return Written(scores[0, -1], hidden, past | dict(zip(renewed, values, strict=True)))

    def _nothing(self, name: str) -> np.ndarray:
        _, heads, _, size = self._decoder.takes[name]
        return np.zeros((1, heads or 0, 0, size or 0), np.float32)


_OF_SOUND = ("encoder_hidden_states", "encoder_attention_mask")


def load(folder: Path) -> Network:
    """The network in `folder`. Raises EngineError."""
    return Network(session(folder / "encoder_model.ort", WHAT), session(folder / "decoder_model_merged.ort", WHAT))


def _present(name: str) -> str:
    return name.replace("past_key_values", "present")


def _fixed(sizes: tuple[int | None, ...]) -> tuple[bool, bool]:
    """Heads and the size of a head."""
    return sizes[1] is not None, sizes[3] is not None
