"""How does a folder become LFM2.5-Audio? As Liquid AI publishes it, or as mlx-audio converts it; read strictly.

Beside the model itself, the folder `audio_detokenizer` holds what makes sound of its frames. Mimi, which would make
frames of sound, is published with it and not needed: what a person says goes through the encoder.
"""

import re
from pathlib import Path
from typing import Any

from localvoice.models import blas  # noqa: F401

# isort: split
import mlx.core as mx
from mlx_audio.sts.models.lfm_audio.config import LFM2AudioConfig
from mlx_audio.sts.models.lfm_audio.detokenizer import DetokenizerConfig, LFM2AudioDetokenizer
from mlx_audio.sts.models.lfm_audio.model import AUDIO_EOS_TOKEN, LFM2AudioModel
from mlx_lm import tokenizer_utils

from localvoice.errors import EngineError
from localvoice.models.interleaved.conversation import Interleaved
from localvoice.models.interleaved.network import Signs
from localvoice.models.lfm_audio.network import LfmAudio
from localvoice.models.published import Weights, read

# As Liquid AI's model card has them
CONVERSE, READ_ALOUD = "Respond with interleaved text and audio.", "Perform TTS. Use the {voice} voice."
VOICES = ("US female", "US male", "UK female", "UK male")
OWN = (  # how the names of the model's weights begin; Mimi's begin otherwise
    *("conformer.", "audio_encoder.", "audio_adapter.", "lfm.", "audio_embedding.", "depth_", "depthformer."),
    "audio_head.",
)
FUSED = re.compile(r"depthformer\.layers\.(\d+)\.operator\.qkv_proj\.weight")
FILTERS = ("istft.window",)


def voices(folder: Path) -> list[str]:
    """Names for `load`: in which it reads aloud."""
    return [voice.lower().replace(" ", "-") for voice in VOICES]


def load(folder: Path, voice: str = "", float32: bool | None = None) -> Interleaved:
    """The model in `folder`: config.json, *.safetensors, tokenizer.json, audio_detokenizer/.

    `voice`: one of `voices`, "": the first. `float32`: see `models.published.read`. Raises EngineError when the folder
    does not fit. Call it in the lane: its thread becomes the owner.
    """
    named = dict(zip(voices(folder), VOICES, strict=True))
    if voice and voice not in named:
        raise EngineError(f"There is no voice {voice!r}; this model has {', '.join(named)}.")
    model = read(folder, "native model", _build, _tidy, float32)
    detokenizer = _detokenizer(folder / "audio_detokenizer", float32)
    try:
        tokenizer = tokenizer_utils.load(folder, {"trust_remote_code": False, "local_files_only": True})
        signs = _signs(tokenizer, model.config)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EngineError(
            f"The tokenizer in {folder} cannot be loaded ({error}); fetch it again with `localvoice pull`."
        ) from error
    reading = READ_ALOUD.format(voice=named.get(voice, VOICES[0]))
    return Interleaved(LfmAudio(model, detokenizer, signs), tokenizer, CONVERSE, reading)


def _build(config: dict[str, Any]) -> LFM2AudioModel:
    return LFM2AudioModel(LFM2AudioConfig.from_dict(config))


def _tidy(model: LFM2AudioModel, weights: Weights) -> Weights:
    """mlx-audio's names; Mimi's weights are left out."""
    own = {name: weight for name, weight in weights.items() if name.startswith(OWN)}
    return model.sanitize(_apart(own, model.config))


def _apart(weights: Weights, config: LFM2AudioConfig) -> Weights:
    """The projections of the depth model, which are published as one."""
    size = config.depthformer.dim
    small = size // config.depthformer.num_heads * config.depthformer.num_kv_heads
    made: Weights = {}
    for name, weight in weights.items():
        if found := FUSED.fullmatch(name):
            q, k, v = mx.split(weight, [size, size + small])
            block = f"audio_head.depthformer.blocks.{found[1]}.attn"
            made |= {f"{block}.q_proj.weight": q, f"{block}.k_proj.weight": k, f"{block}.v_proj.weight": v}
        else:
            made[name] = weight
    return made


def _detokenizer(folder: Path, float32: bool | None) -> LFM2AudioDetokenizer:
    """With the width of its layers as the weights have it: the configuration states another."""
    window: list[mx.array] = []

    def build(config: dict[str, Any]) -> LFM2AudioDetokenizer:
        settings = DetokenizerConfig.from_dict(config)
        weights: Any = mx.load(str(folder / "model.safetensors"))
        settings.intermediate_size = weights["lfm.layers.0.feed_forward.w1.weight"].shape[0]
        window.extend(weights[name] for name in FILTERS if name in weights)
        return LFM2AudioDetokenizer(settings)

    def tidy(model: LFM2AudioDetokenizer, weights: Weights) -> Weights:
        return model.sanitize({name: weight for name, weight in weights.items() if name not in FILTERS})

    model = read(folder, "native model's voice", build, tidy, float32)
    if window:
        model._window = window[0]
    return model


def _signs(tokenizer: Any, config: LFM2AudioConfig) -> Signs:
    """Raises ValueError for a tokenizer without the control tokens."""
    known = {token.content: number for number, token in tokenizer.added_tokens_decoder.items()}
    names = ("<|startoftext|>", "<|audio_start|>", "<|text_end|>", "<|im_end|>")
    if missing := [name for name in names if name not in known]:
        raise ValueError(f"{missing[0]} is missing")
    begin, sound_begins, text_ends, turn_ends = (known[name] for name in names)
    return Signs(
        (begin,),
        sound_begins,
        text_ends,
        turn_ends,
        AUDIO_EOS_TOKEN,
        config.codebooks,
        config.interleaved_n_text,
        config.interleaved_n_audio,
    )
