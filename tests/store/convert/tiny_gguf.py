"""How does llama.cpp write a language model? Its own library does it here, for a random model of 2 layers."""

import numpy as np
from gguf import GGMLQuantizationType, GGUFWriter
from gguf.quants import quantize

WIDTH, INNER, HEADS, CACHED, SIZE, LAYERS = 64, 96, 4, 2, 16, 2
SPECIAL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
MERGES = ["h e", "l l", "he ll", "hell o"]
LETTERS = [*map(chr, range(33, 127)), "Ġ", "Ċ", "Ã", "¤"]
TOKENS = [*SPECIAL, *LETTERS, *(line.replace(" ", "") for line in MERGES)]
KINDS = [3] * len(SPECIAL) + [1] * (len(TOKENS) - len(SPECIAL))


def metadata(family):
    """key → value; whole numbers are written as u32, others as f32."""
    return {
        f"{family}.block_count": LAYERS,
        f"{family}.context_length": 128,
        f"{family}.embedding_length": WIDTH,
        f"{family}.feed_forward_length": INNER,
        f"{family}.attention.head_count": HEADS,
        f"{family}.attention.head_count_kv": CACHED,
        f"{family}.attention.key_length": SIZE,
        f"{family}.attention.layer_norm_rms_epsilon": 1e-5,
        f"{family}.rope.freq_base": 50_000.0,
        "tokenizer.ggml.model": "gpt2",
        "tokenizer.ggml.pre": "smollm" if family == "llama" else "qwen2",
        "tokenizer.ggml.tokens": TOKENS,
        "tokenizer.ggml.token_type": KINDS,
        "tokenizer.ggml.merges": MERGES,
        "tokenizer.ggml.bos_token_id": 1,
        "tokenizer.ggml.eos_token_id": 2,
        "tokenizer.chat_template": "{{ messages }}",
    }


def weights(family, tied=True):
    """name → float32, rows first."""
    random = np.random.default_rng(1)

    def some(*shape):
        return random.normal(0, 0.1, shape).astype(np.float32)

    made = {"token_embd.weight": some(len(TOKENS), WIDTH), "output_norm.weight": some(WIDTH)}
    made |= {} if tied else {"output.weight": some(len(TOKENS), WIDTH)}
    for layer in range(LAYERS):
        place = f"blk.{layer}"
        for letter, heads in (("q", HEADS), ("k", CACHED), ("v", CACHED)):
            made[f"{place}.attn_{letter}.weight"] = some(heads * SIZE, WIDTH)
            made |= {f"{place}.attn_{letter}.bias": some(heads * SIZE)} if family == "qwen2" else {}
        for letter in "qk" if family == "qwen3" else "":
            made[f"{place}.attn_{letter}_norm.weight"] = some(SIZE)
        made[f"{place}.attn_norm.weight"], made[f"{place}.ffn_norm.weight"] = some(WIDTH), some(WIDTH)
        made[f"{place}.attn_output.weight"] = some(WIDTH, HEADS * SIZE)
        made[f"{place}.ffn_gate.weight"], made[f"{place}.ffn_up.weight"] = some(INNER, WIDTH), some(INNER, WIDTH)
        made[f"{place}.ffn_down.weight"] = some(WIDTH, INNER)
    return made


def write(file, family="llama", kind="Q4_1", changed=None, tensors=None):
    """A file. `kind`: of every matrix; `changed`: of the metadata, None for absent; `tensors`: instead of random."""
    writer = GGUFWriter(file, family)
    for key, value in (metadata(family) | (changed or {})).items():
        add = {str: writer.add_string, int: writer.add_uint32, float: writer.add_float32, list: writer.add_array}
        if value is not None and key != "general.architecture":
            add[type(value)](key, value)
    for name, array in (weights(family) if tensors is None else tensors).items():
        if array.dtype == np.float32 and array.ndim == 2 and kind != "F32":
            packed = quantize(array, GGMLQuantizationType[kind])
            writer.add_tensor(name, packed, raw_dtype=GGMLQuantizationType[kind])
        else:
            writer.add_tensor(name, array)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return file.read_bytes()
