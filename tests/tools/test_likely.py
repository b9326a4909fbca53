"""Which requests do words speak of? The second opinion that comes with the package, and how it is made."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.append(str(Path(__file__).parents[2] / "scripts"))

import train_likely
from tiny_data import intents

from localvoice.tools.reading.likely import ALIKE, FILE, NONE, features, likely


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("would you kindly wake us at eight", "alarm_set"),
        ("Put some oat milk on the list.", "shopping_add"),
        ("how many ounces are 12 grams", "convert"),
        ("What's 15% of 80?", "percent"),
        ("five plus six", "add"),
        ("who won the war", NONE),
    ],
)
def test_the_likeliest_request_comes_first(said, intent):
    shares = likely().shares(said)
    assert max(shares, key=lambda name: shares[name]) == ALIKE.get(intent, intent)


def test_what_the_words_do_not_speak_of_is_far_behind():
    assert likely().shares("would you kindly wake us at eight")["shopping_add"] < 0.01


def test_the_shares_of_all_requests_add_up():
    assert sum(likely().shares("tell me a joke").values()) == pytest.approx(1)


def test_no_words_speak_of_something():
    assert sum(likely().shares("").values()) == pytest.approx(1)


def test_any_number_is_the_same_word():
    one, other = features("wake me in 25 minutes"), features("wake me in a hundred and three minutes")
    assert set(features("wake me in ten minutes")[0]) == set(one[0])
    assert set(other[0]) != set(one[0])  # "and" and "a" are words


def test_it_knows_the_intents_that_the_tiny_model_is_taught_and_is_small():
    known = set(likely().shares("hello")) - {NONE}
    assert known <= set(intents())
    assert {ALIKE.get(name, name) for name, each in intents().items() if not each.question} <= known
    assert FILE.stat().st_size < 1_100_000


def test_the_same_seed_makes_the_same_and_what_was_taught_is_known():
    known, wanted = train_likely.taught(1500, 5)
    names = sorted(set(wanted))
    numbers = np.array([names.index(each) for each in wanted])
    (weights, bias), (again, _) = (train_likely.fit(known, numbers, len(names), 5) for _ in range(2))
    assert np.array_equal(weights, again)
    found = [int((values @ weights[rows] + bias).argmax()) for rows, values in known[:300]]
    assert np.mean(np.array(found) == numbers[:300]) > 0.9


def test_a_byte_for_each_weight_is_enough(tmp_path):
    chance = np.random.default_rng(1)
    weights = chance.normal(0, 1, (1 << 15, 3)).astype(np.float32)
    train_likely.save(weights, np.zeros(3, np.float32), ["a", "b", "c"], tmp_path / "kept.npz")
    with np.load(tmp_path / "kept.npz") as kept:
        assert kept["weights"].dtype == np.int8
        assert np.abs(kept["weights"] * kept["scales"] - weights).max() < 0.02
