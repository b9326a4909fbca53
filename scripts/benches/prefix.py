"""How many tokens of prompts does each turn of a 30-turn conversation read, with the prefix cache and without one?

Real loader, template and cache on tiny models with random weights. Each turn: the words so far are read as they grow,
an answer of 24 tokens is made, what was heard of it (a stated sentence, as after a barge-in) replaces it, and idle time
reads that. New are the words of the turn and of the last answer; the rest is what the template adds and what is read
twice. Without a cache each turn reads its whole prompt.
"""

import argparse
import json
import random
import tempfile
from pathlib import Path

import _tiny_lm
from _ears import table

from localvoice.models.lm import conversation as lm
from localvoice.models.lm.context import Context
from localvoice.models.roles import Sampling
from localvoice.models.stepwise import whole

TURNS = 30
SHOWN = (1, 2, 3, 5, 10, 15, 20, 25, 30)
HOW = Sampling(temperature=0, repetition_penalty=1, max_tokens=24)
PERSONA = "You are a kind voice assistant; your answers are short and made to be heard. "
TOOL = {
    "type": "function",
    "function": {
        "name": "timer",
        "description": "Set a timer for a length of time.",
        "parameters": {"type": "object", "properties": {"length": {"type": "string"}}, "required": ["length"]},
    },
}


def conversation(model: lm.Lm, cached: bool) -> list[dict[str, int]]:
    """Tokens read in each turn: in idle time and while the person speaks (early), after the turn's end (late)."""
    chance, words = random.Random(1), _tiny_lm.TEXT.split()
    chat = model.open(PERSONA, [TOOL], budget_tokens=100_000)
    rows, answer = [], ""
    for turn in range(1, TURNS + 1):
        if not cached:
            chat.context = Context(model.model, model.owner)
        said = chance.choices(words, k=chance.randint(4, 16))
        start = chat.context.read_tokens
        if cached:
            whole(chat.settle())
            for count in range(1, len(said)):
                whole(chat.prefill(" ".join(said[:count])))
        early = chat.context.read_tokens
        whole(chat.reply(" ".join(said), HOW))
        new = len(model.tokenizer.encode(" ".join(said) + answer, add_special_tokens=False))
        rows.append({"turn": turn, "new": new, "early": early - start, "late": chat.context.read_tokens - early})
        answer = " ".join(chance.choices(words, k=chance.randint(4, 16)))
        chat.cut(answer)
    return rows


def measure() -> dict:
    results = {}
    for family in _tiny_lm.SIZES:
        with tempfile.TemporaryDirectory() as folder:
            model = lm.load(_tiny_lm.make(Path(folder), family))
            kept, none = conversation(model, True), conversation(model, False)
        extra = [row["early"] + row["late"] - row["new"] for row in kept[1:]]
        rows = [{**row, "without": bare["late"]} for row, bare in zip(kept, none, strict=True)]
        results[family] = {"extra_min": min(extra), "extra_max": max(extra), "turns": rows}
    return results


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    measured = measure()
    if parser.parse_args().json:
        print(json.dumps(measured, indent=2))
    else:
        for name, result in measured.items():
            shown = [tuple(row.values()) for row in result["turns"] if row["turn"] in SHOWN]
            head = ("turn", "new words", "read early", "read late", "no cache")
            print(f"{name}: tokens\n{table(shown, head)}")
            print(f"beyond the new words, turns 2 to {TURNS}: {result['extra_min']} to {result['extra_max']}\n")
