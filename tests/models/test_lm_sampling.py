"""Which tokens can come, and how often? Four tokens with stated probabilities."""

import math

import pytest

from localvoice.models.lm.sampling import Picker
from localvoice.models.roles import Sampling

# isort: split
import mlx.core as mx

CHANCES = (0.5, 0.3, 0.15, 0.05)
PLAIN = {"temperature": 1.0, "top_p": 1.0, "min_p": 0.0, "repetition_penalty": 1.0, "seed": 3}


def drawn(times=300, **how):
    picker = Picker(Sampling(**PLAIN | how))
    scores = mx.array([[math.log(chance) + 2 for chance in CHANCES]])
    return [picker.pick(scores).item() for _ in range(times)]


def test_tokens_come_as_often_as_their_probability_says():
    counts = [drawn().count(token) / 300 for token in range(4)]
    assert counts == pytest.approx(CHANCES, abs=0.08)


@pytest.mark.parametrize(
    ("how", "left"),
    [
        ({"temperature": 0}, {0}),
        ({"top_p": 0.7}, {0, 1}),
        ({"top_k": 3}, {0, 1, 2}),
        ({"top_k": 40}, {0, 1, 2, 3}),
        ({"top_p": 0.7, "top_k": 3}, {0, 1}),
        ({"min_p": 0.2}, {0, 1, 2}),
        ({"top_p": 0.97, "min_p": 0.5}, {0, 1}),
        ({"temperature": 0.05}, {0}),
    ],
)
def test_unlikely_tokens_are_left_out(how, left):
    assert set(drawn(100, **how)) == left


def test_a_penalty_keeps_the_likeliest_token_from_coming_again_and_again():
    assert set(drawn(20, temperature=0, repetition_penalty=1.0)) == {0}
    assert len(set(drawn(20, temperature=0, repetition_penalty=3.0))) > 1


def test_a_seed_repeats_itself_and_none_does_not():
    assert drawn(50) == drawn(50)
    assert drawn(50, seed=None) != drawn(50, seed=None)
