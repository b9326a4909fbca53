"""How does the assistant speak several languages? mlx-audio's Kokoro, given phonemes, and computed in short steps.

It makes a phrase as a whole: first how long each sound lasts, so words are placed exactly, then melody, then the sound.
A step is one of its blocks; until the sound is there, steps hand out pieces of no length.
"""

from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from localvoice.models import blas  # noqa: F401

# isort: split
import mlx.core as mx
from mlx_audio.tts.models.kokoro.istftnet import leaky_relu
from mlx_audio.tts.models.kokoro.kokoro import Model, ModelConfig

from localvoice.errors import BadInput, EngineError
from localvoice.events import Manner, Speech, Word
from localvoice.models.owner import Owner
from localvoice.models.phonemes import LANGUAGES, Sounds, sounds
from localvoice.models.phrase import PIECE_S, pieces
from localvoice.models.published import free, read

DEFAULT = "af_heart"
FOREIGN = "en-us"  # spoken by voices whose own language cannot be pronounced here
MOST = 510  # phonemes that the model takes at once
RUN = 200  # and that it gets at once, if a clause ends before: a longer phrase is heard later
LONGEST_FRAMES = 100  # of one phoneme; mlx-audio's
MAKING = Speech(np.zeros(0, np.float32))


class KokoroVoice:
    """One named voice, and one for each other language; see `models.roles.Polyglot`.

    `styles`: ISO 639-1 language → the voice's styles, (510, 1, 256), and what the language is to espeak-ng.
    """

    def __init__(self, model: Any, styles: dict[str, tuple[mx.array, str]], language: str) -> None:
        self.model, self.styles, self.language = model, styles, language
        self.languages = frozenset(styles)
        self.rate_hz: int = model.sample_rate
        self.owner = Owner()

    def say(self, phrase: str, manner: Manner) -> Iterator[Speech]:
        """Pieces of 80 ms, (1920,) float32 in [-1, 1] at 24 kHz, the last shorter; before them, empty ones."""
        done, pace = 0, min(2.0, max(0.5, manner.pace))
        style, language = self.styles.get(manner.language) or self.styles[self.language]
        for part in _parts(self._known(sounds(phrase, language))):
            making = _sound(self.model, "".join(_texts(part)), style, pace, self.owner)
            pcm, frames = yield from making
            begun = _words(part, frames, len(pcm), done)
            loudness = np.float32(manner.volume)
            yield from pieces(np.clip(pcm, -1, 1) * loudness, begun, done, round(PIECE_S * self.rate_hz))
            done += len(pcm)

    def warm(self) -> Iterator[Speech]:
        yield from self.say("Hello there.", Manner())

    def close(self) -> None:
        free(self.model)

    def _known(self, sounds: list[Sounds]) -> list[Sounds]:
        """Only signs that the model knows, and never more than it can take."""
        known = [Sounds("".join(c for c in each.text if c in self.model.vocab), each.begun) for each in sounds]
        return [Sounds(each.text[: MOST - 1], each.begun) for each in known if each.text]


def voices(folder: Path) -> list[str]:
    """Names for `load`: the voices in the folder whose language espeak-ng can pronounce.

    Where there are none but of other languages, those: they speak English, and sound foreign.
    """
    every = sorted(file.stem for file in (folder / "voices").glob("*.safetensors"))
    return [name for name in every if name[0] in LANGUAGES] or every


def load(folder: Path, voice: str = "", float32: bool | None = None) -> KokoroVoice:
    """The model in `folder`: config.json, *.safetensors and voices/*.safetensors, as mlx-audio publishes it.

    `voice`: one of `voices`, its first letter tells the language (see `models.phonemes`); "" is "af_heart", else the
    first. Other languages get a voice of the same sex, where there is one. `float32`: see `models.published.read`.
    Raises EngineError when the folder does not fit, BadInput, naming the others, when there is no such voice.
    """
    known = voices(folder)
    chosen = voice or (DEFAULT if DEFAULT in known else min(known, default=""))
    if chosen not in known and known:
        raise BadInput(f"There is no voice {chosen!r}; this model has {', '.join(known)}.")
    model = read(folder, "voice", _build, lambda model, weights: model.sanitize(weights), float32)
    speakers = {_language(chosen): chosen}
    for name in sorted(known, key=lambda name: (name != DEFAULT, name[1:2] != chosen[1:2], name)):
        speakers.setdefault(_language(name), name)
    styles = {language: (_style(folder, name), LANGUAGES.get(name[0], FOREIGN)) for language, name in speakers.items()}
    return KokoroVoice(model, styles, _language(chosen))


def _language(voice: str) -> str:
    """ "bf_emma" → "en"."""
    return LANGUAGES.get(voice[:1], FOREIGN)[:2]


def _style(folder: Path, voice: str) -> mx.array:
    try:
        style: Any = mx.load(str(folder / "voices" / f"{voice}.safetensors"))["voice"]  # pyright: ignore
        style = style.reshape(MOST, 1, -1).astype(mx.float32)
        mx.eval(style)
    except (KeyError, ValueError, RuntimeError) as error:
        raise EngineError(
            f"The voice {voice!r} cannot be read ({error}); fetch it again with `localvoice pull`."
        ) from error
    return style


def _build(config: dict[str, Any]) -> Model:
    return Model(ModelConfig.from_dict(config))


def _parts(sounds: list[Sounds]) -> Iterator[list[Sounds]]:
    """Cut after a sign of punctuation when RUN is near, in any case before MOST."""
    part: list[Sounds] = []
    for each in sounds:
        size = len("".join(_texts([*part, each])))
        if part and (size > MOST or (size > RUN and part[-1].text[-1] in ";:,.!?—…")):
            yield part
            part = []
        part.append(each)
    if part:
        yield part


def _texts(part: list[Sounds]) -> list[str]:
    """Its phonemes, word by word; every word but the last has its space."""
    return [each.text + (" " if each is not part[-1] else "") for each in part]


def _words(part: list[Sounds], frames: np.ndarray, samples: int, done: int) -> list[Word]:
    """Where each word begins: `frames` are the lengths of a silence, the phonemes one by one, and a silence."""
    begins = np.concatenate([[0], np.cumsum(frames)]) * (samples / frames.sum())
    found, at = [], 1
    for each, text in zip(part, _texts(part), strict=True):
        found += [Word(start, end, done + round(begins[at])) for start, end in each.begun]
        at += len(text)
    return found


def _sound(
    model: Any, phonemes: str, styles: mx.array, pace: float, owner: Owner
) -> Generator[Speech, None, tuple[np.ndarray, np.ndarray]]:
    """The sound, (n,) float32 at 24 kHz, and how many frames each phoneme lasts; one step for each block."""

    def done(*arrays: mx.array) -> Speech:
        owner.check()
        mx.eval(*arrays)
        return MAKING

    owner.check()
    style = styles[len(phonemes) - 1]
    timbre, prosody = style[:, :128], style[:, 128:]
    ids = mx.array([[0, *(model.vocab[sign] for sign in phonemes), 0]])
    size = mx.array([ids.shape[1]])
    hidden = mx.zeros(ids.shape, mx.bool_)  # nothing is: one phrase at a time needs no padding
    meaning, _ = model.bert(ids, attention_mask=(~hidden).astype(mx.int32))
    yield done(meaning)
    spoken = model.predictor.text_encoder(model.bert_encoder(meaning).swapaxes(1, 2), prosody, size, hidden)
    lengths = mx.sigmoid(model.predictor.duration_proj(model.predictor.lstm(spoken)[0])).sum(axis=-1) / pace
    lengths = np.nan_to_num(np.array(lengths.astype(mx.float32))[0], nan=1, posinf=LONGEST_FRAMES, neginf=1)
    frames = np.clip(np.round(lengths), 1, LONGEST_FRAMES).astype(int)
    stretch = mx.array(np.repeat(np.eye(len(frames), dtype=np.float32), frames, axis=1)[None])
    yield MAKING
    melody, energy = model.predictor.F0Ntrain(spoken.swapaxes(1, 2) @ stretch, prosody)
    yield done(melody, energy)
    said = model.text_encoder(ids, size, hidden) @ stretch
    yield done(said)
    x = yield from _shaped(model.decoder, said, melody, energy, timbre, done)
    audio = yield from _voiced(model.decoder.generator, x, timbre, melody, done)
    return np.array(audio.astype(mx.float32)).reshape(-1), frames


def _shaped(decoder: Any, said: mx.array, melody: mx.array, energy: mx.array, timbre: mx.array, done: Any) -> Any:
    """What is said, how high and how loud → the generator's input."""

    def convolved(layer: Any, x: mx.array) -> mx.array:
        return layer(x.swapaxes(1, 2), mx.conv1d).swapaxes(1, 2)

    pitch, loudness = convolved(decoder.F0_conv, melody[:, None]), convolved(decoder.N_conv, energy[:, None])
    kept = convolved(decoder.asr_res[0], said)
    x = decoder.encode(mx.concatenate([said, pitch, loudness], axis=1), timbre)
    yield done(x)
    for block in decoder.decode:
        x = block(mx.concatenate([x, kept, pitch, loudness], axis=1), timbre)
        yield done(x)
    return x


def _voiced(generator: Any, x: mx.array, timbre: mx.array, melody: mx.array, done: Any) -> Any:
    """A source of harmonics and noise, shaped at ever higher rates, then an inverse Fourier transform."""
    source = generator.m_source(generator.f0_upsamp(melody[:, :, None]))[0]
    harmonics = mx.concatenate(generator.stft.transform(source[:, :, 0]), axis=1).swapaxes(1, 2)
    yield done(harmonics)
    last, kinds = generator.num_upsamples - 1, generator.num_kernels
    for level, widen in enumerate(generator.ups):
        driven = generator.noise_res[level](generator.noise_convs[level](harmonics).swapaxes(1, 2), timbre)
        yield done(driven)
        x = widen(leaky_relu(x, 0.1).swapaxes(1, 2), mx.conv_transpose1d).swapaxes(1, 2)
        x = (generator.reflection_pad(x) if level == last else x) + driven
        total = mx.zeros_like(x)
        for block in generator.resblocks[level * kinds : (level + 1) * kinds]:
            total = total + block(x, timbre)
            yield done(total)
        x = total / kinds
    spectrum = generator.conv_post(leaky_relu(x).swapaxes(1, 2), mx.conv1d).swapaxes(1, 2)
    half = generator.post_n_fft // 2 + 1
    audio = generator.stft.inverse(mx.exp(spectrum[:, :half]), mx.sin(spectrum[:, half:]))
    done(audio)
    return audio
