"""Tiny speech models for the tests: real architectures with random weights, saved as published ones are."""

import json
from pathlib import Path

import anyio
import numpy as np

from localvoice.clock import RealClock
from localvoice.engine.lane import Lane
from localvoice.models import blas  # noqa: F401

# isort: split
import mlx.core as mx
import mlx.nn as nn
from mlx.utils import tree_flatten

DATA = Path(__file__).parents[3] / "shared" / "data"


def in_lane(job):
    """Run `job(lane)` with a real lane thread."""

    async def main():
        with Lane(RealClock()) as lane:
            return await job(lane)

    return anyio.run(main)


async def stepped(lane, steps):
    """What the steps yield in the lane, and what they return."""
    returned = []

    def kept():
        returned.append((yield from steps()))

    async with lane.stream("steps", kept, lambda: 0.0) as pieces:
        return [piece async for piece in pieces], returned[0] if returned else None


def babble(seconds, seed=0):
    """(n,) float32 at 16 kHz: tones and noise that change ten times a second, so that what is heard differs."""
    random, parts = np.random.default_rng(seed), []
    for _ in range(round(10 * seconds)):
        tone = np.sin(2 * np.pi * random.uniform(100, 4000) * np.arange(1600) / 16_000)
        parts.append(random.choice([0.5, 0.05, 0.002]) * (tone + random.uniform(0, 1) * random.normal(0, 1, 1600)))
    return np.concatenate(parts).astype(np.float32)


def save(folder, model, config, bits=0, name="model.safetensors", rename=None):
    """Write config.json and the weights; `rename(name, weight)` gives what is published for one of them, or None."""
    folder.mkdir(parents=True, exist_ok=True)
    if bits:
        fits = lambda _, m: hasattr(m, "to_quantized") and m.weight.shape[-1] % 32 == 0  # noqa: E731
        nn.quantize(model, 32, bits, class_predicate=fits)
        config = config | {"quantization": {"group_size": 32, "bits": bits}}
    weights = tree_flatten(model.parameters())
    published = dict(rename(*weight) if rename else weight for weight in weights)
    mx.eval(list(published.values()))
    mx.save_safetensors(str(folder / name), published)
    (folder / "config.json").write_text(json.dumps(config))
    return folder


def randomised(build, scale=0.2):
    """The same model every time, and every parameter random, norms' and biases too: none is what a new one has."""
    mx.random.seed(0)
    model = build()
    model.update(
        nn.utils.tree_map(
            lambda p: p + scale * mx.random.normal(p.shape) if mx.issubdtype(p.dtype, mx.floating) else p,
            model.parameters(),
        )
    )
    return model


WHISPER = {
    "n_mels": 80,
    "n_audio_ctx": 1500,
    "n_audio_state": 32,
    "n_audio_head": 2,
    "n_audio_layer": 2,
    "n_vocab": 51865,
    "n_text_ctx": 32,
    "n_text_state": 32,
    "n_text_head": 2,
    "n_text_layer": 2,
}
VOCABULARY = ["<unk>", "<en-US>", "▁hello", "▁world", "!", "a", "b", "c"]
NEMOTRON = {
    "model_type": "nemotron_asr",
    "preprocessor": {"features": 80, "n_fft": 512, "normalize": "NA"},
    "encoder": {
        "feat_in": 80,
        "n_layers": 2,
        "d_model": 32,
        "n_heads": 2,
        "ff_expansion_factor": 2,
        "subsampling_conv_channels": 8,
        "att_context_size": [[56, 13], [56, 1]],
        "pos_emb_max_len": 500,
    },
    "prompt": {"num_prompts": 4, "prompt_hidden": 32, "prompt_dictionary": {"en-US": 0, "auto": 1}},
    "decoder": {"pred_hidden": 32, "pred_rnn_layers": 2, "vocab_size": len(VOCABULARY)},
    "joint": {"joint_hidden": 32, "encoder_hidden": 32, "pred_hidden": 32, "num_classes": len(VOCABULARY)},
    "vocabulary": VOCABULARY,
    "default_att_context_size": [56, 13],
    "max_symbols": 5,
}
PARAKEET = {
    "target": "nemo.collections.asr.models.rnnt_bpe_models.EncDecRNNTBPEModel",
    "model_defaults": {"tdt_durations": [0, 1, 2, 3, 4]},
    "preprocessor": {
        "sample_rate": 16000,
        "normalize": "per_feature",
        "window_size": 0.025,
        "window_stride": 0.01,
        "window": "hann",
        "features": 80,
        "n_fft": 512,
        "dither": 1e-5,
    },
    "encoder": {
        "feat_in": 80,
        "n_layers": 2,
        "d_model": 32,
        "n_heads": 2,
        "ff_expansion_factor": 2,
        "use_bias": False,
        "subsampling_factor": 8,
        "self_attention_model": "rel_pos",
        "subsampling": "dw_striding",
        "conv_kernel_size": 9,
        "subsampling_conv_channels": 8,
        "pos_emb_max_len": 500,
    },
    "decoder": {
        "blank_as_pad": True,
        "vocab_size": len(VOCABULARY),
        "prednet": {"pred_hidden": 32, "pred_rnn_layers": 2},
    },
    "joint": {
        "num_classes": len(VOCABULARY),
        "vocabulary": VOCABULARY,
        "num_extra_outputs": 5,
        "jointnet": {"joint_hidden": 32, "activation": "relu", "encoder_hidden": 32, "pred_hidden": 32},
    },
    "decoding": {"model_type": "tdt", "durations": [0, 1, 2, 3, 4], "greedy": {"max_symbols": 10}},
}

POCKET = {
    "model_type": "pocket_tts",
    "flow_lm": {
        "flow": {"dim": 16, "depth": 1},
        "transformer": {"hidden_scale": 2, "max_period": 10000, "d_model": 32, "num_heads": 2, "num_layers": 2},
        "lookup_table": {
            "dim": 32,
            "tokenizer": "sentencepiece",
            "tokenizer_path": "hf://nobody/nowhere/tokenizer.model",
        },
        "ldim": 8,
    },
    "mimi": {
        "sample_rate": 24000,
        "channels": 1,
        "frame_rate": 12.5,
        "seanet": {
            "dimension": 32,
            "channels": 1,
            "n_filters": 4,
            "n_residual_layers": 1,
            "ratios": [6, 5, 4],
            "kernel_size": 7,
            "residual_kernel_size": 3,
            "last_kernel_size": 3,
            "dilation_base": 2,
            "pad_mode": "constant",
            "compress": 2,
        },
        "transformer": {
            "d_model": 32,
            "input_dimension": 32,
            "output_dimensions": [32],
            "num_heads": 2,
            "num_layers": 1,
            "layer_scale": 0.01,
            "context": 250,
            "dim_feedforward": 64,
        },
        "quantizer": {"dimension": 8, "output_dimension": 32},
    },
}

KOKORO = {
    "model_type": "kokoro",
    "dim_in": 512,  # the decoder works with so many channels, whatever this says
    "hidden_dim": 512,
    "style_dim": 128,
    "n_layer": 1,
    "n_mels": 80,
    "n_token": 80,
    "max_dur": 3,  # frames of a sound: speech is short, and the decoder, which cannot be made small, has little to do
    "max_conv_dim": 512,
    "dropout": 0.0,
    "multispeaker": True,
    "text_encoder_kernel_size": 1,
    "plbert": {
        "hidden_size": 32,
        "num_attention_heads": 2,
        "intermediate_size": 32,
        "max_position_embeddings": 512,
        "num_hidden_layers": 1,
        "dropout": 0.0,
    },
    "istftnet": {
        "upsample_rates": [2, 2],
        "upsample_kernel_sizes": [4, 4],
        "upsample_initial_channel": 512,
        "resblock_kernel_sizes": [3],
        "resblock_dilation_sizes": [[1, 1, 1]],
        "gen_istft_n_fft": 20,
        "gen_istft_hop_size": 5,
    },
    "vocab": {sign: number + 1 for number, sign in enumerate(";:,.!?—… ˈˌAIOQWYTʤʧəɹᵊɛɪʊʌɑɔɜæðθŋʃʒɡbdfhijklmnpstuvwz")},
}


def whisper_network(**size):
    from mlx_whisper.whisper import ModelDimensions, Whisper

    network = randomised(lambda: Whisper(ModelDimensions(**WHISPER | size), mx.float32))
    network.decoder.positional_embedding *= 5  # or it says the same word over and over
    return network


def make_whisper(folder, bits=0):
    return save(folder, whisper_network(), WHISPER | {"model_type": "whisper"}, bits, name="weights.safetensors")


def make_nemotron(folder, bits=0):
    from mlx_audio.stt.models.nemotron_asr import Model, ModelConfig
    from mlx_audio.stt.models.nemotron_asr.audio import log_mel_spectrogram

    def features(model):
        mel = log_mel_spectrogram(mx.array(babble(3)), model.preprocessor_config)
        return model.apply_prompt(model.encoder(mel)[0], None)

    return save(folder, _talkative(lambda: Model(ModelConfig.from_dict(NEMOTRON)), features), NEMOTRON, bits)


def make_parakeet(folder, bits=0):
    from mlx_audio.stt.models.parakeet import Model
    from mlx_audio.stt.models.parakeet.audio import log_mel_spectrogram

    def features(model):
        return model.encoder(log_mel_spectrogram(mx.array(babble(3)), model.preprocessor_config))[0]

    return save(folder, _talkative(lambda: Model.from_config(PARAKEET), features), PARAKEET, bits)


def make_smart_turn(folder, bits=0):
    from mlx_audio.vad.models.smart_turn import Model, ModelConfig

    config = {"model_type": "smart_turn", "encoder_config": {"d_model": 32, "encoder_attention_heads": 2}}
    config["encoder_config"] |= {"encoder_layers": 2, "encoder_ffn_dim": 64}

    def published(name, weight):  # convolutions as PyTorch has them
        return name, weight.transpose(0, 2, 1) if "conv" in name and weight.ndim == 3 else weight

    return save(folder, randomised(lambda: Model(ModelConfig.from_dict(config))), config, bits, rename=published)


def make_pocket(folder, bits=0, voices=("alba", "marius"), ends=-4.0):
    """`ends`: how large the sign that all has been said must be."""
    from mlx_audio.tts.models.pocket_tts import Model, ModelConfig
    from tokenizers import Tokenizer, models, pre_tokenizers

    folder.mkdir(parents=True, exist_ok=True)
    vocabulary = {letter: number for number, letter in enumerate(["?", *"abcdefghijklmnopqrstuvwxyz.,!'HTS "])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="?"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    tokenizer.save(str(folder / "tokenizer.json"))
    config = json.loads(json.dumps(POCKET)) | {"eos_threshold": ends}
    config["flow_lm"]["lookup_table"]["n_bins"] = len(vocabulary)
    model = randomised(lambda: Model(ModelConfig.from_dict(config | {"model_path": str(folder)})))
    (folder / "embeddings").mkdir(exist_ok=True)
    for voice in voices:
        prompt = mx.random.normal((1, 20, 32))
        mx.save_safetensors(str(folder / "embeddings" / f"{voice}.safetensors"), {"audio_prompt": prompt})
    return save(folder, model, config, bits)


def make_kokoro(folder, bits=0, voices=("af_heart", "bf_emma", "jf_alpha")):
    from mlx_audio.tts.models.kokoro.kokoro import Model, ModelConfig

    (folder / "voices").mkdir(parents=True, exist_ok=True)
    model = randomised(lambda: Model(ModelConfig.from_dict(KOKORO)), scale=0.02)
    for voice in voices:
        style = mx.random.normal((510, 1, 256))
        mx.save_safetensors(str(folder / "voices" / f"{voice}.safetensors"), {"voice": style})
    for name, weight in tree_flatten(model.parameters()):
        if name.endswith("weight_g"):  # a new model grows louder with every layer, until it overflows
            quiet = 0.0005 if "conv_post" in name else 0.05
            model.load_weights([(name, weight * quiet)], strict=False)
    model.set_dtype(mx.bfloat16)

    def published(name, weight):  # convolutions as PyTorch has them
        turned = weight.ndim == 3 and ("weight_v" in name or name.endswith("_proj.weight") or "noise_convs" in name)
        return name, weight.transpose(0, 2, 1) if turned else weight

    return save(folder, model, KOKORO, bits, rename=None if bits else published)


def _talkative(build, features):
    """Random, and its decisions hang on what it hears: `features(model)` are the encoder's for some sound."""
    model = randomised(build)
    heard, enc = features(model)[0], model.joint.enc
    enc.weight = 3 * enc.weight / (heard @ enc.weight.T).std(axis=0)[:, None]
    enc.bias = -(heard @ enc.weight.T).mean(axis=0)
    model.joint.joint_net[2].weight *= 4
    return model
