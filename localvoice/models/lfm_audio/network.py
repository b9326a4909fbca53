"""LFM2.5-Audio's network in short steps: mlx-audio's layers, driven one token or frame at a time.

Its encoder looks both ways over a whole utterance, and normalises by all of it: nothing of it is certain before the
utterance has ended (`interleaved.segments` says what follows from that).
"""

from collections.abc import Sequence
from typing import Any

from localvoice.models import blas  # noqa: F401

# isort: split
import mlx.core as mx
import numpy as np
from mlx_audio.sts.models.lfm_audio.detokenizer import LFM2AudioDetokenizer
from mlx_audio.sts.models.lfm_audio.model import LFM2AudioModel
from mlx_audio.sts.models.lfm_audio.processor import AudioPreprocessor

from localvoice.models.interleaved.network import Codes, Pick, Signs
from localvoice.models.lfm_audio.speech import Speech
from localvoice.models.published import free

RATE_HZ = 24_000
LEAST = 1600  # samples that the encoder is given at least: it normalises by the spread over time


class LfmAudio:
    """See `interleaved.network.Network`."""

    def __init__(self, model: LFM2AudioModel, detokenizer: LFM2AudioDetokenizer, signs: Signs) -> None:
        self.model, self.detokenizer, self.signs = model, detokenizer, signs
        settings = model.config.preprocessor
        settings.dither = 0.0  # noise that is new each time, for training
        self._mel = AudioPreprocessor(settings)
        self.rate_hz = RATE_HZ
        self.frame_samples = detokenizer.config.upsample_factor * detokenizer.config.hop_length
        self._type = model.lfm.embedding_norm.weight.dtype

    def cache(self) -> list[Any]:
        return self.model.make_cache()

    def encode(self, pcm: np.ndarray) -> mx.array:
        padded = np.pad(pcm, (0, max(0, LEAST - len(pcm))))
        mel = self._mel(mx.array(padded))[None].astype(self._type)
        return self.model._encode_audio(mel)[0][0]

    def embed(self, positions: Sequence[int | Codes]) -> mx.array:
        frames = [one.numbers for one in positions if isinstance(one, Codes)]
        if frames:
            return self.model.audio_embedding(mx.array(frames))
        return self.model.lfm.embed_tokens(mx.array([one for one in positions if isinstance(one, int)]))

    def forward(self, vectors: mx.array, cache: list[Any]) -> mx.array:
        return self.model.lfm(mx.array([]), cache=cache, input_embeddings=vectors[None])[:, -1, :]

    def scores(self, state: mx.array) -> mx.array:
        return self.model.lfm.embed_tokens.as_linear(state)

    def frame(self, state: mx.array, pick: Pick) -> Codes:
        model, former = self.model, self.model.audio_head.depthformer
        inputs = model.depth_linear(state).reshape(1, self.signs.codebooks, former.dim)
        before, cache, codes = mx.zeros((1, former.dim), inputs.dtype), [None] * former.layers_count, []
        for book, embedding in enumerate(model.depth_embeddings):
            out, cache = former((inputs[:, book] + before)[:, None], cache=cache, use_cache=True)
            assert cache
            number = pick(embedding.get_logits(out[:, -1, :]))
            codes.append(number)
            before = embedding.embed(number)
        return Codes(tuple(mx.concatenate(codes).tolist()))  # pyright: ignore[reportArgumentType]

    def decoder(self) -> Speech:
        return Speech(self.detokenizer)

    def free(self) -> None:
        free(self.model)
        free(self.detokenizer)
