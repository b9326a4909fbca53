"""Tiny language models for the tests: real families with random weights, and a parrot that answers from a list."""

import importlib
import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

from localvoice.models.lm import conversation as lm
from localvoice.models.roles import Ended, Sampling, Text, ToolCall

# isort: split
import mlx.core as mx

sys.path.append(str(Path(__file__).parents[2] / "scripts" / "benches"))
tiny_lm = importlib.import_module("_tiny_lm")

FAMILIES = ("llama", "qwen3", "lfm2", "gemma3_text")
SYSTEM = "You are kind."
GREEDY = Sampling(temperature=0, repetition_penalty=1, max_tokens=24)
TOOLS = [
    {
        "type": "function",
        "function": {
            "name": "timer",
            "description": "Set a timer.",
            "parameters": {"type": "object", "properties": {"length": {"type": "string"}}, "required": ["length"]},
        },
    }
]


def make(folder, family, **options):
    """The folder of a model; what mlx-lm prints is swallowed."""
    with redirect_stdout(StringIO()):
        return tiny_lm.make(folder / family, family, **options)


class Parrot:
    """A model of lfm2's format that says its first answer in the first assistant's turn, and so on; it keeps the tokens
    that it has read in the cache, as real models keep what they make of them."""

    def __init__(self, tokenizer, answers):
        self.layers = [None]
        self.failing = False
        self._turn = tokenizer.encode("<|im_start|>assistant\n", add_special_tokens=False)
        self._answers = [tokenizer.encode(answer, add_special_tokens=False) for answer in answers]
        self._vocabulary = len(tokenizer)

    def __call__(self, tokens, cache):
        keys = tokens.astype(mx.float32).reshape(1, 1, -1, 1)
        read = [int(number) for number in cache[0].update_and_fetch(keys, keys)[0].reshape(-1).tolist()]
        if self.failing:
            raise RuntimeError("out of memory")
        scores = mx.zeros((1, tokens.shape[1], self._vocabulary))
        scores[0, -1, self._next(read)] = 9.0
        return scores

    def _next(self, read):
        size = len(self._turn)
        begins = [at for at in range(len(read)) if read[at : at + size] == self._turn]
        done = len(read) - begins[-1] - size if begins else 0
        answer = self._answers[min(len(begins), len(self._answers)) - 1] if begins else []
        return answer[done] if done < len(answer) else 0


def parrot(folder, *answers):
    """A language model with a tokenizer from disk and the parrot for weights."""
    tokenizer = lm.load(make(folder, "lfm2")).tokenizer
    return lm.Lm(Parrot(tokenizer, answers), tokenizer)


def run(steps):
    """Text, calls and the end of what a generator told."""
    told = list(steps)
    calls = [piece for piece in told if isinstance(piece, ToolCall)]
    ends = [piece for piece in told if isinstance(piece, Ended)]
    return "".join(piece.text for piece in told if isinstance(piece, Text)), calls, ends[0] if ends else None


def prompt(chat):
    """What the model has read, as text."""
    return chat._lm.tokenizer.decode(chat.context.ids)
