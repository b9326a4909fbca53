"""Train the second opinion on the tiny language model's calls: `.venv/bin/python scripts/train_likely.py`.

It learns from the same sentences as the tiny language model (`scripts/tiny_data.py`); the same seed makes the same
file. A minute of one core.
"""

import argparse
import sys
import time
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
from tiny_data import Teacher

from localvoice.tools.reading.likely import ALIKE, BUCKETS, FILE, NONE, features

SEED = 31
EXAMPLES, ROUNDS = 80_000, 3
BATCH = 32
RATE = 40.0  # of a step, falling to none; the features of a sentence are small numbers
BIAS = 0.1  # the share of the rate that it learns by
LEAST = 1e-8  # scale
Known = list[tuple[np.ndarray, np.ndarray]]


def taught(count: int, seed: int) -> tuple[Known, list[str]]:
    """The features of so many examples, and what each wants. Answers to questions are left to the grammar."""
    known, wanted = [], []
    for example in islice((each for each in Teacher(seed).examples() if not each.before), count):
        known.append(features(example.said))
        name = example.call[0] if example.call else NONE
        wanted.append(ALIKE.get(name, name))
    return known, wanted


def fit(known: Known, wanted: np.ndarray, count: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Weights (BUCKETS, count) and bias (count,) float32 by which the wanted intents are likeliest."""
    chance = np.random.default_rng(seed)
    weights, bias = np.zeros((BUCKETS, count), np.float32), np.zeros(count, np.float32)
    each_round = len(known) // BATCH
    for part in range(ROUNDS):
        order = chance.permutation(len(known))[: each_round * BATCH].reshape(each_round, BATCH)
        for at, chosen in enumerate(order):
            rows = np.concatenate([known[each][0] for each in chosen])
            columns, places = np.unique(rows, return_inverse=True)
            has = np.zeros((BATCH, len(columns)), np.float32)
            owners = np.repeat(np.arange(BATCH), [len(known[each][0]) for each in chosen])
            np.add.at(has, (owners, places), np.concatenate([known[each][1] for each in chosen]))
            scores = has @ weights[columns] + bias
            slopes = np.exp(scores - scores.max(axis=1, keepdims=True))
            slopes /= slopes.sum(axis=1, keepdims=True)
            slopes[np.arange(BATCH), wanted[chosen]] -= 1
            rate = RATE * (1 - (part + at / each_round) / ROUNDS)
            weights[columns] -= rate * (has.T @ slopes) / BATCH
            bias -= BIAS * rate * slopes.mean(axis=0)
    return weights, bias


def save(weights: np.ndarray, bias: np.ndarray, names: list[str], file: Path) -> None:
    """In a byte for each weight."""
    scales = np.abs(weights).max(axis=0) / 127
    small = np.round(weights / np.maximum(scales, LEAST)).astype(np.int8)
    np.savez_compressed(file, weights=small, scales=scales, bias=bias, names=np.array(names))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--examples", type=int, default=EXAMPLES)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--out", type=Path, default=FILE)
    options = parser.parse_args()
    known, wanted = taught(options.examples, options.seed)
    names = sorted(set(wanted))
    numbers = np.array([names.index(each) for each in wanted])
    weights, bias = fit(known, numbers, len(names), options.seed)
    save(weights, bias, names, options.out)
    print(f"{len(names)} intents, {options.out.stat().st_size} bytes, {time.process_time():.0f} s of a core")
