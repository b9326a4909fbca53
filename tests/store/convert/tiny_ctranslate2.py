"""How does CTranslate2 write a Whisper? As this does, here of a random model of 1 layer and a width of 8."""

import struct

import numpy as np

TYPES = {"<f4": 0, "|i1": 1, "<i2": 2, "<i4": 3, "<f2": 4}
WIDTH, MELS, POSITIONS, TEXTS, VOCABULARY = 8, 4, 6, 5, 51864


def name(text):
    return struct.pack("<H", len(text) + 1) + text.encode() + b"\0"


def written(variables, version=6, specification="WhisperSpec", count=None, aliases=None):
    """The bytes of model.bin. `variables`: name → array."""
    data = struct.pack("<I", version) + name(specification) + struct.pack("<I", 3)
    data += struct.pack("<I", len(variables) if count is None else count)
    for each, array in variables.items():
        raw = array.tobytes()
        data += name(each) + struct.pack(f"<B{array.ndim}I", array.ndim, *array.shape)
        data += struct.pack("<BI", TYPES[array.dtype.str], len(raw)) + raw
    aliases = [("decoder/projection/weight", "decoder/embeddings/weight")] if aliases is None else aliases
    return data + struct.pack("<I", len(aliases)) + b"".join(name(one) + name(other) for one, other in aliases)


def whisper():
    """The variables of a model that can be read."""
    random = np.random.default_rng(1)

    def some(*shape):
        return random.normal(0, 0.1, shape).astype(np.float16)

    def norm(place):
        return {f"{place}/gamma": some(WIDTH), f"{place}/beta": some(WIDTH)}

    def linear(place, rows, columns):
        return {f"{place}/weight": some(rows, columns), f"{place}/bias": some(rows)}

    turns = np.exp(-np.log(10000) / (WIDTH // 2 - 1) * np.arange(WIDTH // 2))
    angles = np.arange(POSITIONS)[:, None] * turns
    made = {
        "decoder/activation": np.array(3, np.int8),
        "decoder/alibi": np.array(0, np.int8),
        "decoder/alignment_heads": np.array(1, np.int16),
        "decoder/alignment_layer": np.array(-1, np.int16),
        "decoder/pre_norm": np.array(1, np.int8),
        "decoder/scale_embeddings": np.array(0, np.int8),
        "decoder/start_from_zero_embedding": np.array(0, np.int8),
        "encoder/num_heads": np.array(2, np.int16),
        "decoder/num_heads": np.array(2, np.int16),
        "encoder/position_encodings/encodings": np.concatenate([np.sin(angles), np.cos(angles)], 1).astype(np.float16),
        "encoder/conv1/weight": some(WIDTH, MELS, 3),
        "encoder/conv1/bias": some(WIDTH),
        "encoder/conv2/weight": some(WIDTH, WIDTH, 3),
        "encoder/conv2/bias": some(WIDTH),
        "decoder/position_encodings/encodings": some(TEXTS, WIDTH),
    }
    for side in ("encoder", "decoder"):
        layer = f"{side}/layer_0"
        made |= (
            norm(f"{side}/layer_norm") | norm(f"{layer}/self_attention/layer_norm") | norm(f"{layer}/ffn/layer_norm")
        )
        made |= linear(f"{layer}/self_attention/linear_0", 3 * WIDTH, WIDTH)
        made[f"{layer}/self_attention/linear_0/bias"][WIDTH : 2 * WIDTH] = 0
        made |= linear(f"{layer}/self_attention/linear_1", WIDTH, WIDTH)
        made |= linear(f"{layer}/ffn/linear_0", 4 * WIDTH, WIDTH) | linear(f"{layer}/ffn/linear_1", WIDTH, 4 * WIDTH)
    cross = "decoder/layer_0/attention"
    made |= norm(f"{cross}/layer_norm") | linear(f"{cross}/linear_0", WIDTH, WIDTH)
    made |= linear(f"{cross}/linear_1", 2 * WIDTH, WIDTH) | linear(f"{cross}/linear_2", WIDTH, WIDTH)
    made[f"{cross}/linear_1/bias"][:WIDTH] = 0
    return made | {"decoder/embeddings/weight": np.zeros((VOCABULARY, WIDTH), np.float16)}
