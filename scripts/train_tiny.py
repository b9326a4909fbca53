"""Train the tiny language model that comes with the package: `.venv/bin/python scripts/train_tiny.py [--steps N]`.

It learns from nothing but sentences that the skills' templates, hand-written ways of asking and simulated mishearing
make up as it goes; the same seed makes the same model on the same machine. One thread; 5000 steps take an hour.
"""

import argparse
import ctypes
import json
import random
import sys
import time
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any, cast

sys.path.insert(0, str(Path(__file__).parents[1]))

from localvoice.models import blas  # noqa: F401

# isort: split
import mlx.core as mx
import mlx.nn as nn
import mlx.optimizers as optimizers
import numpy as np
from mlx.utils import tree_flatten, tree_unflatten
from mlx_lm.models import llama
from mlx_lm.utils import dequantize_model, load_model, quantize_model, save_config, save_model
from tiny_data import Teacher, intents
from tiny_text import END, TEMPLATE, VOCABULARY, frame, ids, tokenizer
from tokenizers import Tokenizer

FOLDER = Path(__file__).parents[1] / "localvoice" / "tiny"
SEED = 20
STEPS = 5000
WARM_UP = 40  # steps
DOWN = 0.25  # of the steps at the end
# Learning rates at their highest: of the matrices between the layers (Muon: https://kellerjordan.github.io/posts/muon)
# and of the embedding and the norms (AdamW).
INNER_RATE, OUTER_RATE = 0.02, 3e-3
STEP_TOKENS, ANSWER_TOKENS = 2048, 1280  # computed in a step; those that it learns from, at most
LONGEST = 72  # tokens; the few longer examples are left out
TEXTS = 40_000  # examples that the tokenizer is made from
POOL = 4000  # examples that are sorted by length, so that little of a batch is padding
BITS, GROUP = 8, 64
CONFIG: dict[str, Any] = {
    "model_type": "llama",
    "architectures": ["LlamaForCausalLM"],
    "hidden_size": 192,
    "num_hidden_layers": 5,
    "intermediate_size": 512,
    "num_attention_heads": 6,
    "num_key_value_heads": 6,
    "max_position_embeddings": 512,
    "rms_norm_eps": 1e-5,
    "rope_theta": 10000.0,
    "vocab_size": VOCABULARY,
    "tie_word_embeddings": True,
    "attention_bias": False,
    "mlp_bias": False,
    "torch_dtype": "float16",
}


def learnt(teacher: Teacher) -> Iterator[str]:
    """What the tokenizer is made from: what is said and what is answered in words."""
    for example in islice(teacher.examples(), TEXTS):
        yield f"{example.before} {example.said}".lower()
        if not example.call:
            yield example.answer


def batches(made: Any, seed: int) -> Iterator[tuple[mx.array, mx.array, mx.array]]:
    """Without end: tokens (sentences, tokens); the places (n,) in front of the tokens of answers, and their weights."""
    examples, chance = Teacher(seed, framed(made)).examples(), random.Random(seed)
    while True:
        pool = [ids(made, example) for example in islice(examples, POOL)]
        pool = sorted((each for each in pool if len(each[0]) <= LONGEST), key=lambda each: len(each[0]))
        ready = []
        while pool:
            length = -(-len(pool[-1][0]) // 8) * 8 + 1
            count = STEP_TOKENS // length
            taken, pool = pool[-count:], pool[:-count]
            if len(taken) < count:
                continue
            tokens, places = np.zeros((count, length), np.int32), list[int]()
            for row, (numbers, prompt) in enumerate(taken):
                tokens[row, : len(numbers)] = numbers
                places += range(row * (length - 1) + prompt - 1, row * (length - 1) + len(numbers) - 1)
            weights = np.zeros(ANSWER_TOKENS, np.float32)
            weights[: len(places)] = 1
            places = np.resize(np.array(places, np.int32), ANSWER_TOKENS)
            ready.append((mx.array(tokens), mx.array(places), mx.array(weights)))
        chance.shuffle(ready)
        yield from ready


def framed(made: Tokenizer) -> frozenset[str]:
    """The intents whose call begins with a token of its own: a model that is taught on learns no others."""
    return frozenset(name for name in intents() if made.token_to_id(frame(name)) is not None)


def pace(number: int, steps: int) -> float:
    """Share of the highest learning rate at a step: up, level, down. How far the level goes can be decided late."""
    return min(1.0, number / WARM_UP, (steps - number + 1) / (DOWN * steps))


def begun(folder: Path | None) -> Any:
    """The model in a folder, in float32; None: a new one."""
    if folder is None:
        return llama.Model(llama.ModelArgs.from_dict(CONFIG))
    model = dequantize_model(load_model(folder)[0])
    model.set_dtype(mx.float32)
    return model


def train(model: Any, made: Any, steps: int, seed: int, kept: Path, rate: float = 1.0) -> Any:
    """The model trained for so many steps; goes on where `kept`, which is written all the while, ends.

    `rate`: share of the highest learning rates.
    """
    inner = optimizers.Muon(INNER_RATE, weight_decay=0.0)
    outer = optimizers.AdamW(OUTER_RATE, betas=[0.9, 0.98], weight_decay=0.01)
    optimizer = optimizers.MultiOptimizer(
        [inner, outer], [lambda name, weight: weight.ndim == 2 and "embed" not in name]
    )
    optimizer.init(model.trainable_parameters())
    done = 0
    if kept.is_file():
        saved = cast(tuple[dict[str, mx.array], dict[str, str]], mx.load(str(kept), return_metadata=True))
        done = int(saved[1]["step"])
        state = cast(dict[str, Any], tree_unflatten(list(saved[0].items())))
        model.update(state["model"])
        optimizer.state = state["optimizer"]
    state = [model.state, optimizer.state]

    def loss(model: Any, tokens: mx.array, places: mx.array, weights: mx.array) -> mx.array:
        seen = model.model(tokens[:, :-1]).reshape(-1, CONFIG["hidden_size"])[places]
        scores = model.model.embed_tokens.as_linear(seen)
        return (nn.losses.cross_entropy(scores, tokens[:, 1:].reshape(-1)[places]) * weights).sum() / weights.sum()

    graded = nn.value_and_grad(model, loss)

    @partial(mx.compile, inputs=state, outputs=state)
    def step(*batch: mx.array) -> mx.array:
        value, gradient = graded(model, *batch)
        gradient, _ = optimizers.clip_grad_norm(gradient, 1.0)
        optimizer.update(model, gradient)
        return value

    begun_s, running = time.perf_counter(), 0.0
    for number, batch in enumerate(islice(batches(made, seed), done, steps), done + 1):
        inner.learning_rate = mx.array(rate * INNER_RATE * pace(number, steps))
        outer.learning_rate = mx.array(rate * OUTER_RATE * pace(number, steps))
        value = step(*batch)
        mx.eval(value, state)
        running = running + 0.1 * (value.item() - running) if running else value.item()
        if number % 25 == 0:
            took_s = time.perf_counter() - begun_s
            print(f"step {number} loss {running:.3f} {took_s:.0f} s, {time.process_time():.0f} s of a core", flush=True)
        if number % 50 == 0:
            all_of_it = tree_flatten({"model": model.parameters(), "optimizer": optimizer.state})
            mx.save_safetensors(str(kept), dict(all_of_it), {"step": str(number)})
    return model


def save(model: llama.Model, made: Any, folder: Path) -> None:
    """Quantized, in the layout in which models are published."""
    folder.mkdir(parents=True, exist_ok=True)
    model.set_dtype(mx.float16)
    small, config = quantize_model(model, dict(CONFIG), GROUP, BITS)
    save_model(folder, small)
    save_config(config, folder / "config.json")
    made.save(str(folder / "tokenizer.json"))
    settings = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "eos_token": END,
        "pad_token": END,
        "chat_template": TEMPLATE,
        "clean_up_tokenization_spaces": False,
    }
    (folder / "tokenizer_config.json").write_text(json.dumps(settings, indent=2) + "\n")
    (folder / "model.safetensors.index.json").unlink(missing_ok=True)  # one file needs no index


def one_thread() -> None:
    """Leave the machine's other cores to others; more would gain little on matrices of this size."""
    try:
        ctypes.CDLL("libopenblas.so.0").openblas_set_num_threads(1)
    except OSError:
        return


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--out", type=Path, default=FOLDER)
    parser.add_argument("--begin", type=Path, help="go on with the finished model in this folder")
    parser.add_argument("--rate", type=float, default=1.0, help="share of the highest learning rates")
    options = parser.parse_args()
    one_thread()
    known = options.begin and Tokenizer.from_file(str(options.begin / "tokenizer.json"))
    made = known or tokenizer(learnt(Teacher(options.seed)))
    options.out.mkdir(parents=True, exist_ok=True)
    mx.random.seed(options.seed)
    kept = options.out / "unfinished.safetensors"
    model = train(begun(options.begin), made, options.steps, options.seed, kept, options.rate)
    save(model, made, options.out)
    kept.unlink(missing_ok=True)
