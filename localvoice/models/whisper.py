"""What did the person say, in any of a hundred languages? mlx-whisper's model, stepwise: encode, then token by token.

The model hears windows of 30 s, after the person has spoken; a shorter turn is padded, because it was trained so. Its
inventions are guarded against: silence is told by the model's own no-speech probability, an answer that goes round in
circles or is unsure is decoded again with some chance in it, as in Radford et al., Robust Speech Recognition via
Large-Scale Weak Supervision (2022), section 4.5, whose thresholds these are.
"""

import re
import zlib
from collections.abc import Generator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from localvoice.models import blas  # noqa: F401

# isort: split
import mlx.core as mx
import mlx.nn as nn
from mlx_whisper import audio as sound
from mlx_whisper.tokenizer import Tokenizer, get_tokenizer
from mlx_whisper.whisper import ModelDimensions
from mlx_whisper.whisper import Whisper as Network

from localvoice.errors import BadInput
from localvoice.events import RATE_HZ, Transcript
from localvoice.grammar import Grammar
from localvoice.models.circles import circling, once, too_fast
from localvoice.models.owner import Owner
from localvoice.models.published import Weights, free, on_cpu, read
from localvoice.models.roles import Expected
from localvoice.models.stepwise import whole
from localvoice.models.windows import windows

TEMPERATURES = (0.0, 0.4, 0.8)  # half as many as in the paper: a person is waiting
NO_SPEECH, UNSURE, SQUEEZED = 0.6, -1.0, 2.4  # probability, mean log probability of a token, bytes per packed byte
# Both together, each weaker than alone: a baby was written as "Waaah! Waaah! Waaah!" and a dog as "One, two, three."
# (0.36 and 0.57 that nobody speaks, -0.84 and -0.79); of eight people nobody had more than 0.20 or less than -0.39.
DOUBTFUL, HARDLY_SURE = 0.3, -0.6
# An exclamation has to be surer: of 11 noises that became text 8 did as one, such as a sneeze as "Thank you!" (-0.60);
# of some 60 clips of people one did.
EXCLAIMED_SURE = -0.5
# A turn is in a language that is not expected when it is so many times likelier than every one that is. Of 30 English
# readings the most doubtful was 3.4 times likelier Latin. Of 14 clips in other languages the most doubtful, in Hindi,
# was 13 times likelier Hindi than English, and 1.3 times likelier Telugu than Hindi. The number was chosen between.
SURER = 10.0
SIGNS = 5  # before an answer: of a hint, of the beginning, the language, the task, that there are no times
# Positions of the encoder, 20 ms each, that one step computes where there is no GPU.
ROWS = 250
# When the encoder is given only what was said, it gets so much silence after it; and at least so much altogether. That
# is 49 to 8 times faster for 1 to 8 s of speech, but changes what it makes of the words by 60 to 35 % (`scripts/bench
# slicing`, random weights): whether real weights mind was not measured, so it is off.
SLICE_TAIL_S, SLICE_LEAST_S = 0.5, 1.0

# Hugging Face's names of the layers → mlx-whisper's.
_NAMES = tuple(
    (re.compile(pattern), name)
    for pattern, name in (
        (r"^model\.", ""),
        (r"coder\.layers\.", "coder.blocks."),
        (r"^decoder\.embed_tokens\.", "decoder.token_embedding."),
        (r"^decoder\.embed_positions\.weight$", "decoder.positional_embedding"),
        (r"^encoder\.layer_norm\.", "encoder.ln_post."),
        (r"^decoder\.layer_norm\.", "decoder.ln."),
        (r"\.self_attn_layer_norm\.", ".attn_ln."),
        (r"\.encoder_attn_layer_norm\.", ".cross_attn_ln."),
        (r"\.final_layer_norm\.", ".mlp_ln."),
        (r"\.self_attn\.", ".attn."),
        (r"\.encoder_attn\.", ".cross_attn."),
        (r"\.q_proj\.", ".query."),
        (r"\.k_proj\.", ".key."),
        (r"\.v_proj\.", ".value."),
        (r"\.out_proj\.", ".out."),
        (r"\.fc([12])\.", r".mlp\1."),
    )
)


@dataclass(frozen=True)
class Attempt:
    """One decoding of a window."""

    tokens: list[int]
    text: str
    sureness: float  # mean log probability of its tokens
    circles: bool  # it went round in circles, and was cut after the first round; or nobody says so much in the time
    silence: float = 0.0  # probability that nobody speaks

    @property
    def good(self) -> bool:
        invented = self.silence > DOUBTFUL and self.sureness < HARDLY_SURE
        invented |= self.text.endswith(("!", "！")) and self.sureness < EXCLAIMED_SURE
        return not (self.circles or invented) and self.sureness >= UNSURE and squeezed(self.text) <= SQUEEZED


class Whisper:
    """A loaded model; see `models.roles.Detecting`. Any language it knows, whatever the grammar.

    `languages`: those that may be spoken; none: any.
    """

    def __init__(self, network: Network, languages: tuple[str, ...], sliced: bool) -> None:
        self.network, self.languages, self.sliced = network, languages, sliced
        self.tokenizer = get_tokenizer(network.is_multilingual, num_languages=network.num_languages)
        self.owner = Owner()
        self.hint_tokens = network.dims.n_text_ctx // 2 - SIGNS  # an answer may have the other half
        self.rows = ROWS if on_cpu() else network.dims.n_audio_ctx
        self.begin, self.never = _masks(self.tokenizer, network.dims.n_vocab)

    def listen(self, grammar: Grammar | None) -> "WhisperUtterance":
        return WhisperUtterance(self, Expected())

    def listen_for(self, grammar: Grammar | None, expected: Expected) -> "WhisperUtterance":
        return WhisperUtterance(self, expected)

    def unknown_words(self, words: set[str]) -> set[str]:
        return set()

    def warm(self) -> Generator[str, None, None]:
        utterance = self.listen(None)
        utterance.feed(np.random.default_rng(0).normal(0, 0.1, RATE_HZ).astype(np.float32))
        for _, text in zip(range(len(self.network.encoder.blocks) + 8), utterance.transcript_steps(), strict=False):
            yield text

    def close(self) -> None:
        free(self.network)


class WhisperUtterance:
    """See `models.roles.StepwiseUtterance`. There are no words before the end: each look costs as much as the last.

    Its encoder looks at all of a window at once, so only windows that are full need not be heard again.
    """

    def __init__(self, whisper: Whisper, expected: Expected) -> None:
        self._whisper, self._expected = whisper, expected
        self._heard: list[np.ndarray] = []
        self._full: list[tuple[str, Attempt]] = []  # language and words of the windows that are full

    def feed(self, pcm: np.ndarray) -> str:
        self._heard.append(np.asarray(pcm, np.float32))
        return ""

    def transcript(self) -> Transcript:
        return whole(self.transcript_steps())

    def transcript_steps(self) -> Generator[str, None, Transcript]:
        pcm = np.concatenate([np.zeros(0, np.float32), *self._heard])
        heard = list(self._full)
        for window in list(windows(pcm, sound.CHUNK_LENGTH))[len(heard) :]:
            self._full = list(heard)
            self._whisper.owner.check()
            audio = yield from _encode(self._whisper, window)
            language = heard[-1][0] if heard else (yield from _language(self._whisper, audio, self._expected))
            before = " ".join(attempt.text for _, attempt in heard if attempt.text)
            attempt = yield from _decode(self._whisper, audio, language, before, self._expected.hint)
            seconds = len(window) / RATE_HZ
            text = once(attempt.text, seconds)
            circles = attempt.circles or too_fast(text, seconds)
            heard.append((language, replace(attempt, text=text, circles=circles)))
        attempts = [attempt for _, attempt in heard if attempt.text]
        text = " ".join(attempt.text for attempt in attempts)
        sureness = min((attempt.sureness for attempt in attempts), default=-np.inf)
        good = bool(text) and all(attempt.good for attempt in attempts)
        return Transcript(text, good, float(sureness), heard[-1][0] if text else "")

    def close(self) -> None:
        self._heard, self._full = [], []


def load(folder: Path, float32: bool | None = None, language: str = "", sliced: bool = False) -> Whisper:
    """The model in `folder`: config.json and *.safetensors, as mlx-whisper or as Hugging Face publishes them.

    The tokenizer is mlx-whisper's own. `language`: "de" or "de-DE"; of several ("de, en") and without any it is
    detected once in each turn. `sliced`: give the encoder only what was said, not 30 s; the model was not
    trained so. `float32`: see `models.published.read`.
    Raises EngineError; BadInput when the model knows no such language.
    """
    wide = float32 if float32 is not None else on_cpu()

    def build(config: dict[str, Any]) -> Network:
        return Network(_dimensions(config), mx.float32 if wide else mx.float16)

    network = read(folder, "recogniser", build, _tidy, wide)
    named = tuple(tag.strip().split("-")[0] for tag in language.split(",") if tag)
    whisper = Whisper(network, named if network.is_multilingual else named or ("en",), sliced)
    known = whisper.tokenizer.all_language_codes if network.is_multilingual else ("en",)
    if not set(whisper.languages) <= set(known):
        raise BadInput(f"The recogniser does not know the language {language!r}; it knows {', '.join(sorted(known))}.")
    return whisper


def _encode(whisper: Whisper, pcm: np.ndarray) -> Generator[str, None, mx.array]:
    """(1, positions, width): what the encoder makes of a window; a step for each of its layers and `rows` in it."""
    encoder = whisper.network.encoder
    samples = sound.N_SAMPLES
    if whisper.sliced:
        wanted = max(len(pcm) + round(SLICE_TAIL_S * RATE_HZ), round(SLICE_LEAST_S * RATE_HZ))
        samples = min(samples, -(-wanted // sound.N_SAMPLES_PER_TOKEN) * sound.N_SAMPLES_PER_TOKEN)
    padded = np.pad(pcm, (0, samples - len(pcm)))
    mel = sound.log_mel_spectrogram(padded, whisper.network.dims.n_mels)
    x = mel[None].astype(encoder.conv1.weight.dtype)
    x = nn.gelu(encoder.conv2(nn.gelu(encoder.conv1(x))))
    x = x + encoder._positional_embedding[: x.shape[1]]
    mx.eval(x)
    for block in encoder.blocks:
        x = yield from _layer(block, x, whisper.rows)
    audio = encoder.ln_post(x)
    mx.eval(audio)
    yield ""
    return audio


def _layer(block: Any, x: mx.array, rows: int) -> Generator[str, None, mx.array]:
    """A layer of the encoder: every position looks at all, but not all need look at the same time."""
    heard = block.attn_ln(x)
    key, value = block.attn.key(heard), block.attn.value(heard)
    mx.eval(heard, key, value)
    parts = []
    for start in range(0, x.shape[1], rows):
        yield ""
        span = slice(start, start + rows)
        seen, _ = block.attn.qkv_attention(block.attn.query(heard[:, span]), key, value)
        part = x[:, span] + block.attn.out(seen)
        part = part + block.mlp2(nn.gelu(block.mlp1(block.mlp_ln(part))))
        mx.eval(part)
        parts.append(part)
    return mx.concatenate(parts, axis=1)


def _language(whisper: Whisper, audio: mx.array, expected: Expected) -> Generator[str, None, str]:
    """Which language is spoken in a window?"""
    if len(whisper.languages) == 1:
        return whisper.languages[0]
    if expected.surely in whisper.tokenizer.all_language_codes:
        return expected.surely
    scores = _row(whisper.network.decoder(mx.array([[whisper.tokenizer.sot]]), audio)[0], -1)
    yield ""
    return _spoken(whisper, scores, expected)


def _spoken(whisper: Whisper, scores: np.ndarray, expected: Expected) -> str:
    """The same, by the scores of what follows the first token: the last turn's unless it surely is another, and one
    that can be answered in unless it surely is none of them."""
    tokenizer = whisper.tokenizer
    found = zip(tokenizer.all_language_codes, scores[list(tokenizer.all_language_tokens)], strict=True)
    likely = {code: float(score) for code, score in found if code in (whisper.languages or (code,))}
    surest = max(likely, key=likely.__getitem__)
    for among in ({expected.last}, expected.spoken):
        first = max(among & likely.keys(), key=likely.__getitem__, default=None)
        if first and likely[surest] - likely[first] <= np.log(SURER):
            return first
    return surest


def _decode(whisper: Whisper, audio: mx.array, language: str, before: str, hint: str) -> Generator[str, None, Attempt]:
    """The first good decoding of a window, else the surest; no text where nobody speaks."""
    tokenizer, decoder = whisper.tokenizer, whisper.network.decoder
    spoken = [tokenizer.to_language_token(language), tokenizer.transcribe] if whisper.network.is_multilingual else []
    hinted = [tokenizer.sot_prev, *tokenizer.encode(f" {hint.strip()}")[-whisper.hint_tokens :]] if hint.strip() else []
    scores, cache, _ = decoder(mx.array([[*hinted, tokenizer.sot, *spoken, tokenizer.no_timestamps]]), audio)
    row = _row(scores, len(hinted))
    silence = np.exp(row[tokenizer.no_speech] - np.logaddexp.reduce(row))
    attempts: list[Attempt] = []
    for temperature in TEMPERATURES:
        attempt = yield from _attempt(whisper, audio, scores, list(cache), temperature, before)
        attempt = replace(attempt, silence=float(silence))
        if silence > NO_SPEECH and attempt.sureness < UNSURE:
            return Attempt([], "", attempt.sureness, False)
        attempts.append(attempt)
        if attempt.good:
            break
    return max(attempts, key=lambda attempt: (attempt.good, not attempt.circles, attempt.sureness))


def _attempt(
    whisper: Whisper, audio: mx.array, scores: mx.array, cache: list[Any], temperature: float, before: str
) -> Generator[str, None, Attempt]:
    """Decode a window once, one step for each token. `scores`, `cache`: the decoder's, after the prompt."""
    tokenizer, decoder, dims = whisper.tokenizer, whisper.network.decoder, whisper.network.dims
    random, tokens, total = np.random.default_rng(0), [], 0.0
    while True:
        row = _row(scores, -1) + (whisper.never if tokens else whisper.begin)
        token = int((row + temperature * random.gumbel(size=len(row)) if temperature else row).argmax())
        total += float(row[token] - np.logaddexp.reduce(row))
        if token == tokenizer.eot:
            break
        tokens.append(token)
        text = tokenizer.decode(tokens).rstrip("\ufffd").strip()
        yield f"{before} {text}".strip()
        if circling(tokens) or len(tokens) >= dims.n_text_ctx // 2:
            break
        scores, cache, _ = decoder(mx.array([[token]]), audio, kv_cache=cache)
    circle = circling(tokens)
    tokens = tokens[: len(tokens) - circle]
    text = tokenizer.decode(tokens).strip()
    return Attempt(tokens, text, total / (len(tokens) + circle + 1), bool(circle))


def squeezed(text: str) -> float:
    """How many times smaller does it get when it is packed? Repetitive text does by much."""
    raw = text.encode()
    return len(raw) / len(zlib.compress(raw))


def _row(scores: mx.array, place: int) -> np.ndarray:
    """(vocabulary,) float32: the scores of what follows the token at `place`."""
    return np.array(scores[0, place].astype(mx.float32))


def _masks(tokenizer: Tokenizer, vocabulary: int) -> tuple[np.ndarray, np.ndarray]:
    """What is added to the scores of the first token, and of every one: signs and silence are no words."""
    never = np.zeros(vocabulary, np.float32)
    never[[*tokenizer.non_speech_tokens, tokenizer.transcribe, tokenizer.translate]] = -np.inf
    never[[tokenizer.sot, tokenizer.sot_prev, tokenizer.sot_lm, tokenizer.no_speech]] = -np.inf
    begin = never.copy()
    begin[[*tokenizer.encode(" "), tokenizer.eot]] = -np.inf
    return begin, never


def _dimensions(config: dict[str, Any]) -> ModelDimensions:
    if "d_model" not in config:
        return ModelDimensions(**{name: config[name] for name in ModelDimensions.__dataclass_fields__})
    width = config["d_model"]
    return ModelDimensions(
        n_mels=config["num_mel_bins"],
        n_audio_ctx=config["max_source_positions"],
        n_audio_state=width,
        n_audio_head=config["encoder_attention_heads"],
        n_audio_layer=config["encoder_layers"],
        n_vocab=config["vocab_size"],
        n_text_ctx=config["max_target_positions"],
        n_text_state=width,
        n_text_head=config["decoder_attention_heads"],
        n_text_layer=config["decoder_layers"],
    )


def _tidy(network: Network, weights: Weights) -> Weights:
    """Published names and layouts as mlx-whisper's. The heads for word timings, which no text needs, may be absent."""
    tidied: Weights = {"alignment_heads": network.alignment_heads}
    for name, weight in weights.items():
        hugging_face = name.startswith("model.")
        for pattern, ours in _NAMES:
            name = pattern.sub(ours, name)
        if hugging_face and ".conv" in name and weight.ndim == 3:
            weight = weight.transpose(0, 2, 1)
        tidied[name] = weight
    return tidied
