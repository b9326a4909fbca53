"""Language models with random weights: real architectures, any size, saved as published ones are. They say nonsense."""

import json
from pathlib import Path

from localvoice.models import blas  # noqa: F401

# isort: split
import mlx.core as mx
from mlx_lm.utils import _get_classes, quantize_model, save_config, save_model
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

SHARED = {"num_attention_heads": 4, "num_key_value_heads": 2, "hidden_size": 64, "max_position_embeddings": 4096}
SIZES = {
    "llama": {"num_hidden_layers": 2, "intermediate_size": 128, "rms_norm_eps": 1e-5},
    "qwen3": {"num_hidden_layers": 2, "intermediate_size": 128, "rms_norm_eps": 1e-6, "head_dim": 16}
    | {"rope_theta": 1e6, "tie_word_embeddings": True},
    "lfm2": {"num_hidden_layers": 3, "block_dim": 64, "block_ff_dim": 128, "block_multiple_of": 32, "norm_eps": 1e-5}
    | {"conv_bias": False, "conv_L_cache": 3, "block_ffn_dim_multiplier": 1.0, "block_auto_adjust_ff_dim": False}
    | {"full_attn_idxs": [1]},
    "gemma3_text": {"num_hidden_layers": 3, "intermediate_size": 128, "rms_norm_eps": 1e-6, "head_dim": 16}
    | {"sliding_window": 96, "sliding_window_pattern": 3, "query_pre_attn_scalar": 16},
}
# What the real templates of these families do, in few words: llama knows no tools here, qwen3 shuts its thoughts in the
# prompt and drops them from past answers, lfm2 calls in Python, gemma refuses system messages and tool results.
TEMPLATES = {
    "llama": (
        "<|begin|>{% for m in messages %}<|head|>{{ m.role }}<|body|>{{ m.content | trim }}<|over|>{% endfor %}"
        "{% if add_generation_prompt %}<|head|>assistant<|body|>{% endif %}"
    ),
    "qwen3": (
        "{% for m in messages %}<|im_start|>{{ 'user' if m.role == 'tool' else m.role }}\n"
        "{% if m.role == 'tool' %}<tool_response>{{ m.content }}</tool_response>{% else %}{{ m.content }}{% endif %}"
        "{% if loop.first and tools %}\nTools:{% for t in tools %}\n{{ t | tojson }}{% endfor %}{% endif %}"
        "{% for tool_call in m.tool_calls or [] %}{% set tool_call = tool_call.function %}"
        '\n<tool_call>\n{"name": "{{ tool_call.name }}", "arguments": {{ tool_call.arguments | tojson }}}\n</tool_call>'
        "{% endfor %}<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n"
        "{% if not enable_thinking %}<think>\n\n</think>\n\n{% endif %}{% endif %}"
    ),
    "lfm2": (
        "<|startoftext|>{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}"
        "{% if loop.first and tools %}\n<|tool_list_start|>{{ tools | tojson }}<|tool_list_end|>{% endif %}"
        "{% for c in m.tool_calls or [] %}<|tool_call_start|>[{{ c.function.name }}({% for k, v in "
        'c.function.arguments.items() %}{{ k }}="{{ v }}"{% if not loop.last %}, {% endif %}{% endfor %})]'
        "<|tool_call_end|>{% endfor %}<|im_end|>\n{% endfor %}"
        "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
    ),
    "gemma3_text": (
        "<bos>{% for m in messages %}"
        "{% if m.role not in ('user', 'assistant') %}{{ raise_exception('role') }}{% endif %}"
        "{% if (m.role == 'user') != (loop.index0 % 2 == 0) %}{{ raise_exception('turns') }}{% endif %}"
        "<start_of_turn>{{ 'model' if m.role == 'assistant' else 'user' }}\n{{ m.content | trim }}<end_of_turn>\n"
        "{% endfor %}{% if add_generation_prompt %}<start_of_turn>model\n{% endif %}"
    ),
}
CONTROL = {
    "llama": ["<|over|>", "<|begin|>", "<|head|>", "<|body|>"],
    "qwen3": ["<|im_end|>", "<|im_start|>"],
    "lfm2": [
        *("<|im_end|>", "<|im_start|>", "<|startoftext|>", "<|tool_call_start|>", "<|tool_call_end|>"),
        *("<|tool_list_start|>", "<|tool_list_end|>"),
    ],
    "gemma3_text": ["<end_of_turn>", "<start_of_turn>", "<bos>"],
}
WORDS = {"qwen3": ["<think>", "</think>", "<tool_call>", "</tool_call>", "<tool_response>", "</tool_response>"]}
# What the tokenizers know as whole words, as real ones know most words.
TEXT = "set a timer for ten minutes what time is it please add milk to the shopping list and tell me about the weather "
ROLES = ("user", "assistant", "system", "model")


def make(folder: Path, family: str, bits: int = 0, **size: int) -> Path:
    """Save a model of `family` with weights from seed 0 in `folder`; float32, or quantized to `bits`."""
    folder.mkdir(parents=True, exist_ok=True)
    tokens = _tokenizer(folder, family)
    config = {"model_type": family, "vocab_size": tokens, "eos_token_id": 0} | SHARED | SIZES[family] | size
    mx.random.seed(0)
    kind, arguments = _get_classes(config)
    model = kind(arguments.from_dict(config))
    if bits:
        model, config = quantize_model(model, config, 32, bits)
    mx.eval(model.parameters())
    save_model(folder, model)
    save_config(config, folder / "config.json")
    return folder


def _tokenizer(folder: Path, family: str) -> int:
    """Bytes, a few merges, the family's control tokens first (token 0 ends an answer); the vocabulary's size."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    control = CONTROL[family]
    trainer = trainers.BpeTrainer(
        vocab_size=400, special_tokens=control, initial_alphabet=alphabet, show_progress=False
    )
    tokenizer.train_from_iterator([TEXT, *ROLES, *ROLES], trainer)
    tokenizer.add_tokens(WORDS.get(family, []))
    tokenizer.save(str(folder / "tokenizer.json"))
    settings = {"tokenizer_class": "PreTrainedTokenizerFast", "eos_token": control[0], "model_max_length": 4096}
    settings |= {"chat_template": TEMPLATES[family], "clean_up_tokenization_spaces": False}
    (folder / "tokenizer_config.json").write_text(json.dumps(settings))
    return tokenizer.get_vocab_size()
