"""How does the tokenizer inside a GGUF become tokenizer.json? Its tokens and merges, with the cutting of its family.

GGUF names only the family's way to cut text into words (`tokenizer.ggml.pre`); what that is stands in the tokenizers
which SmolLM2 and Qwen2 publish.
"""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from localvoice.errors import StoreError
from localvoice.store.convert.layout import DAMAGED, quoted, write_json

NORMAL, CONTROL = 1, 3  # gguf.TokenType
USER, UNUSED = 4, 5
MOST = 1_000_000  # tokens; Gemma has 262,144
LONGEST = 1_000  # characters of a token
QWEN = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
# The parts of tokenizer.json, in the order in which the library `tokenizers` 0.23 writes them: written here, because
# weights.toml states the hash of what is made, which may not change with the library's version.
BYTES = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True}
DIGITS = {"type": "Digits", "individual_digits": True}
SPLIT = {"type": "Split", "pattern": {"Regex": QWEN}, "behavior": "Isolated", "invert": False}
CUTTING: dict[str, dict[str, Any]] = {
    "smollm": {
        "normalizer": None,
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": [DIGITS, BYTES | {"use_regex": True}]},
    },
    "qwen2": {
        "normalizer": {"type": "NFC"},
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": [SPLIT, BYTES | {"use_regex": False}]},
    },
}
UNCUT: dict[str, Any] = {"version": "1.0", "truncation": None, "padding": None}
PLAIN = {"single_word": False, "lstrip": False, "rstrip": False, "normalized": False}
DECODED: dict[str, Any] = {
    "post_processor": None,
    "decoder": {"type": "ByteLevel", "add_prefix_space": True, "trim_offsets": True, "use_regex": True},
}
BPE: dict[str, Any] = {
    "type": "BPE",
    "dropout": None,
    "unk_token": None,
    "continuing_subword_prefix": None,
    "end_of_word_suffix": None,
    "fuse_unk": False,
    "byte_fallback": False,
    "ignore_merges": False,
}
Ask = Callable[[str, type, Any], Any]  # key of the metadata, what it must be, what it is when absent


def write(into: Path, ask: Ask, vocabulary: int) -> None:
    """tokenizer.json and tokenizer_config.json. `vocabulary`: how many rows the embedding has. Raises StoreError."""
    kind, cut = ask("tokenizer.ggml.model", str, ""), ask("tokenizer.ggml.pre", str, "")
    if kind != "gpt2" or cut not in CUTTING:
        raise StoreError(
            f"The tokenizer of this GGUF is a {quoted(kind)} that cuts text like {quoted(cut)}, "
            "and only those of SmolLM2 and Qwen can be read: take another model."
        )
    tokens, kinds = _tokens(ask, vocabulary)
    known = {token: number for number, token in enumerate(tokens) if kinds[number] != UNUSED}
    special = {number: token for token, number in known.items() if kinds[number] != NORMAL}
    added = [
        {"id": number, "content": token, **PLAIN, "special": kinds[number] == CONTROL}
        for number, token in special.items()
    ]
    model = BPE | {"vocab": known, "merges": _merges(ask, known)}
    written = UNCUT | {"added_tokens": added} | CUTTING[cut] | DECODED | {"model": model}
    compact = json.dumps(written, ensure_ascii=False, separators=(",", ":"))
    (into / "tokenizer.json").write_text(compact + "\n", "utf-8")
    write_json(into / "tokenizer_config.json", _config(ask, tokens, special, kinds))


def _tokens(ask: Ask, vocabulary: int) -> tuple[list[str], list[int]]:
    tokens, kinds = ask("tokenizer.ggml.tokens", list, None), ask("tokenizer.ggml.token_type", list, None)
    if not len(tokens) == len(kinds) == vocabulary <= MOST:
        raise StoreError(
            f"This GGUF has {len(tokens)} tokens of {len(kinds)} kinds for {vocabulary} embeddings: {DAMAGED}."
        )
    if not all(isinstance(token, str) and 0 < len(token) <= LONGEST for token in tokens):
        raise StoreError(f"This GGUF has tokens that are empty, endless or no text: {DAMAGED}.")
    if len(set(tokens)) < len(tokens):
        twice, _ = Counter(tokens).most_common(1)[0]
        raise StoreError(f"This GGUF has the token {quoted(twice)} twice: {DAMAGED}.")
    if not set(kinds) <= {NORMAL, CONTROL, USER, UNUSED}:
        raise StoreError(f"This GGUF has kinds of tokens that SmolLM2 and Qwen do not have: {DAMAGED}.")
    return tokens, kinds


def _merges(ask: Ask, known: dict[str, int]) -> list[list[str]]:
    merges: list[list[str]] = []
    for line in ask("tokenizer.ggml.merges", list, None):
        first, _, second = str(line).partition(" ")
        if not (first in known and second in known and first + second in known):
            raise StoreError(f"This GGUF merges {quoted(line)}, which are no tokens of it: {DAMAGED}.")
        merges.append([first, second])
    return merges


def _config(ask: Ask, tokens: list[str], special: dict[int, str], kinds: list[int]) -> dict[str, Any]:
    """What transformers reads beside the tokens."""
    config: dict[str, Any] = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "clean_up_tokenization_spaces": False,
        "model_max_length": 1_000_000,
        "added_tokens_decoder": {
            str(number): {"content": token, "special": kinds[number] == CONTROL, "normalized": False}
            for number, token in special.items()
        },
    }
    for name, key in (("bos_token", "bos"), ("eos_token", "eos"), ("pad_token", "padding")):
        number = ask(f"tokenizer.ggml.{key}_token_id", int, -1)
        if number >= len(tokens):
            raise StoreError(f"This GGUF names token {number} of {len(tokens)} as its {name}: {DAMAGED}.")
        if number >= 0:
            config[name] = tokens[number]
    if template := ask("tokenizer.chat_template", str, ""):
        config["chat_template"] = template
    return config
