"""What is Kokoro made of? Its published configuration, and the name and shape of every weight that follows from it."""

from typing import Any

Shapes = dict[str, tuple[int, ...]]
CONFIG: dict[str, Any] = {  # of Kokoro-82M v1.0, as published, without its vocabulary
    "model_type": "kokoro",
    "dim_in": 64,
    "dropout": 0.2,
    "hidden_dim": 512,
    "istftnet": {
        "gen_istft_hop_size": 5,
        "gen_istft_n_fft": 20,
        "resblock_dilation_sizes": [[1, 3, 5], [1, 3, 5], [1, 3, 5]],
        "resblock_kernel_sizes": [3, 7, 11],
        "upsample_initial_channel": 512,
        "upsample_kernel_sizes": [20, 12],
        "upsample_rates": [10, 6],
    },
    "max_conv_dim": 512,
    "max_dur": 50,
    "multispeaker": True,
    "n_layer": 3,
    "n_mels": 80,
    "n_token": 178,
    "plbert": {
        "dropout": 0.1,
        "hidden_size": 768,
        "intermediate_size": 2048,
        "max_position_embeddings": 512,
        "num_attention_heads": 12,
        "num_hidden_layers": 12,
    },
    "style_dim": 128,
    "text_encoder_kernel_size": 5,
}
EMBEDDING = 128  # of ALBERT, in every published one
HARMONICS = 9  # the fundamental and eight more
REPEATED = 64  # channels of the text that the decoder hears again in every block


def expected(config: dict[str, Any]) -> Shapes:
    """Every weight; convolutions in PyTorch's layout (out, in, kernel), which mlx-audio turns itself."""
    return _bert(config) | _text(config) | _predictor(config) | _decoder(config) | _generator(config)


def _linear(name: str, rows: int, columns: int) -> Shapes:
    return {f"{name}.weight": (rows, columns), f"{name}.bias": (rows,)}


def _norm(name: str, width: int) -> Shapes:
    return {f"{name}.weight": (width,), f"{name}.bias": (width,)}


def _conv(name: str, out: int, into: int, kernel: int, bias: bool = True) -> Shapes:
    shapes: Shapes = {f"{name}.weight_v": (out, into, kernel), f"{name}.weight_g": (out, 1, 1)}
    return shapes | ({f"{name}.bias": (out,)} if bias else {})


def _lstm(name: str, into: int, out: int) -> Shapes:
    shapes: Shapes = {}
    for way in ("forward", "backward"):
        shapes |= {f"{name}.Wx_{way}": (4 * out, into), f"{name}.Wh_{way}": (4 * out, out)}
        shapes |= {f"{name}.bias_ih_{way}": (4 * out,), f"{name}.bias_hh_{way}": (4 * out,)}
    return shapes


def _block(name: str, into: int, out: int, style: int, pooled: bool = False) -> Shapes:
    """Two convolutions, each after a norm that the style moves; a third where the width changes."""
    shapes = _conv(f"{name}.conv1", out, into, 3) | _conv(f"{name}.conv2", out, out, 3)
    shapes |= _linear(f"{name}.norm1.fc", 2 * into, style) | _linear(f"{name}.norm2.fc", 2 * out, style)
    if into != out:
        shapes |= _conv(f"{name}.conv1x1", out, into, 1, bias=False)
    return shapes | (_conv(f"{name}.pool", into, 1, 3) if pooled else {})


def _bert(config: dict[str, Any]) -> Shapes:
    sizes = config["plbert"]
    width, inner = sizes["hidden_size"], sizes["intermediate_size"]
    layer = "bert.encoder.albert_layer_groups.0.albert_layers.0"
    shapes: Shapes = {
        "bert.embeddings.word_embeddings.weight": (config["n_token"], EMBEDDING),
        "bert.embeddings.position_embeddings.weight": (sizes["max_position_embeddings"], EMBEDDING),
        "bert.embeddings.token_type_embeddings.weight": (2, EMBEDDING),
    }
    shapes |= _norm("bert.embeddings.LayerNorm", EMBEDDING) | _linear("bert.pooler", width, width)
    shapes |= _linear("bert.encoder.embedding_hidden_mapping_in", width, EMBEDDING)
    for name in ("query", "key", "value", "dense"):
        shapes |= _linear(f"{layer}.attention.{name}", width, width)
    shapes |= _norm(f"{layer}.attention.LayerNorm", width) | _norm(f"{layer}.full_layer_layer_norm", width)
    shapes |= _linear(f"{layer}.ffn", inner, width) | _linear(f"{layer}.ffn_output", width, inner)
    return shapes | _linear("bert_encoder", config["hidden_dim"], width)


def _text(config: dict[str, Any]) -> Shapes:
    width = config["hidden_dim"]
    shapes: Shapes = {"text_encoder.embedding.weight": (config["n_token"], width)}
    for layer in range(config["n_layer"]):
        shapes |= _conv(f"text_encoder.cnn.{layer}.0", width, width, config["text_encoder_kernel_size"])
        shapes |= _norm(f"text_encoder.cnn.{layer}.1", width)
    return shapes | _lstm("text_encoder.lstm", width, width // 2)


def _predictor(config: dict[str, Any]) -> Shapes:
    width, style = config["hidden_dim"], config["style_dim"]
    shapes: Shapes = {}
    for layer in range(config["n_layer"]):
        shapes |= _lstm(f"predictor.text_encoder.lstms.{2 * layer}", width + style, width // 2)
        shapes |= _linear(f"predictor.text_encoder.lstms.{2 * layer + 1}.fc", 2 * width, style)
    shapes |= _lstm("predictor.lstm", width + style, width // 2)
    shapes |= _lstm("predictor.shared", width + style, width // 2)
    shapes |= _linear("predictor.duration_proj.linear_layer", config["max_dur"], width)
    for name in ("F0", "N"):
        shapes |= _block(f"predictor.{name}.0", width, width, style)
        shapes |= _block(f"predictor.{name}.1", width, width // 2, style, pooled=True)
        shapes |= _block(f"predictor.{name}.2", width // 2, width // 2, style)
        shapes |= {f"predictor.{name}_proj.weight": (1, width // 2, 1), f"predictor.{name}_proj.bias": (1,)}
    return shapes


def _decoder(config: dict[str, Any]) -> Shapes:
    width, style = config["hidden_dim"], config["style_dim"]
    heard = 2 * width + 2 + REPEATED
    shapes = _block("decoder.encode", width + 2, 2 * width, style)
    for layer in range(3):
        shapes |= _block(f"decoder.decode.{layer}", heard, 2 * width, style)
    shapes |= _block("decoder.decode.3", heard, width, style, pooled=True)
    shapes |= _conv("decoder.F0_conv", 1, 1, 3) | _conv("decoder.N_conv", 1, 1, 3)
    return shapes | _conv("decoder.asr_res.0", REPEATED, width, 1)


def _generator(config: dict[str, Any]) -> Shapes:
    sizes, style = config["istftnet"], config["style_dim"]
    bands, width = sizes["gen_istft_n_fft"] + 2, sizes["upsample_initial_channel"]
    rates, kernels = sizes["upsample_rates"], sizes["resblock_kernel_sizes"]
    shapes = _linear("decoder.generator.m_source.l_linear", 1, HARMONICS)
    for stage, kernel in enumerate(sizes["upsample_kernel_sizes"]):
        into, out = width >> stage, width >> (stage + 1)
        last = stage == len(rates) - 1
        name = f"decoder.generator.ups.{stage}"
        shapes |= {f"{name}.weight_v": (into, out, kernel), f"{name}.weight_g": (into, 1, 1), f"{name}.bias": (out,)}
        stride = 1 if last else 2 * rates[stage + 1]
        noise = f"decoder.generator.noise_convs.{stage}"
        shapes |= {f"{noise}.weight": (out, bands, stride), f"{noise}.bias": (out,)}
        shapes |= _resblock(f"decoder.generator.noise_res.{stage}", out, 11 if last else 7, style)
        for place, size in enumerate(kernels):
            shapes |= _resblock(f"decoder.generator.resblocks.{stage * len(kernels) + place}", out, size, style)
    return shapes | _conv("decoder.generator.conv_post", bands, width >> len(rates), 7)


def _resblock(name: str, width: int, kernel: int, style: int) -> Shapes:
    shapes: Shapes = {}
    for place in range(3):
        for half in (1, 2):
            shapes |= _conv(f"{name}.convs{half}.{place}", width, width, kernel)
            shapes |= _linear(f"{name}.adain{half}.{place}.fc", 2 * width, style)
            shapes[f"{name}.alpha{half}.{place}"] = (1, width, 1)
    return shapes
