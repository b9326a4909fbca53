"""The table of computed figures that the project began with comes out again: its rows, in ms, "60 % FLOPs, 75 % BW"."""

import pytest

from localvoice.engine.roofline import CHIPS, COSTS, Chip, Work, chip

COLUMNS = ("m1", "m1-pro", "m1-max", "m2", "m3", "m4", "m4-pro")
NEMOTRON, PARAKEET = COSTS["nemotron-0.6b-8bit"], COSTS["parakeet-0.6b-v3"]
SMALL, MIDDLE, LARGE = (COSTS[f"qwen3-{size}-4bit"] for size in ("0.6b", "1.7b", "4b"))
NATIVE = COSTS["lfm2.5-audio-4bit"]


def cascade(hear, think, chip):
    """Recognition, 64 new tokens, 10 spoken ones, 1.5 s of Kokoro."""
    steps = (64 * think.token.ms(chip), 10 * think.step.ms(chip), COSTS["kokoro"].sound.ms(chip))
    return hear.tail.ms(chip) + sum(steps)


ROWS = [
    ("Whisper turbo, 30 s", lambda c: COSTS["whisper-turbo"].tail.ms(c), (1458, 729, 364, 1053, 1053, 881, 441)),
    ("Nemotron, 160 ms", lambda c: NEMOTRON.tail.ms(c), (12.7, 4.3, 2.2, 8.7, 8.7, 7.2, 3.2)),
    ("0.6B, 512 tokens", lambda c: 512 * SMALL.token.ms(c), (289, 145, 72, 209, 209, 175, 88)),
    ("1.7B, 512 tokens", lambda c: 512 * MIDDLE.token.ms(c), (925, 462, 231, 668, 668, 559, 280)),
    ("4B, 64 tokens", lambda c: 64 * LARGE.token.ms(c), (298, 149, 75, 215, 215, 180, 90)),
    ("0.6B, tokens/s", lambda c: 1000 / SMALL.step.ms(c), (153, 448, 896, 224, 224, 269, 611)),
    ("1.7B, tokens/s", lambda c: 1000 / MIDDLE.step.ms(c), (53, 155, 311, 78, 78, 93, 212)),
    ("4B, tokens/s", lambda c: 1000 / LARGE.step.ms(c), (23, 66, 132, 33, 33, 40, 90)),
    ("parakeet, 0.6B, Kokoro", lambda c: cascade(PARAKEET, SMALL, c), (185, 82, 41, 131, 131, 110, 53)),
    ("parakeet, 4B, Kokoro", lambda c: cascade(PARAKEET, LARGE, c), (824, 342, 171, 578, 578, 483, 226)),
    (
        "native: 60 tokens, 6 of text, 1 frame",
        lambda c: 60 * NATIVE.token.ms(c) + 6 * NATIVE.step.ms(c) + NATIVE.sound.ms(c),
        (180, 75, 37, 126, 126, 105, 49),
    ),
]


@pytest.mark.parametrize(("row", "computed", "expected"), ROWS, ids=[row[0] for row in ROWS])
def test_the_computed_table_comes_out_again(row, computed, expected):
    found = [computed(CHIPS[name]) for name in COLUMNS]
    assert found == pytest.approx(expected, rel=0.03)


def test_a_step_takes_the_longer_of_computing_and_reading():
    made = Chip("made up", 1, tflops=1, gb_per_s=100)
    assert Work(gflop=6).ms(made) == pytest.approx(10)
    assert Work(gb=0.75).ms(made) == pytest.approx(10)
    assert Work(6, 1.5).ms(made) == pytest.approx(20)
    assert Work().ms(made) == 0


@pytest.mark.parametrize("name", ["m1-pro", "Apple M1 Pro", " apple m1 pro ", "M1 PRO"])
def test_a_chip_has_many_spellings(name):
    assert chip(name) == CHIPS["m1-pro"]


def test_fewer_gpu_cores_compute_less_and_read_as_much():
    seven = chip("Apple M1", 7)
    assert seven
    assert seven.tflops == pytest.approx(2.6 * 7 / 8)
    assert seven.gb_per_s == CHIPS["m1"].gb_per_s


def test_an_unknown_chip_is_not_guessed():
    assert chip("AMD EPYC") is None
    assert chip("Apple M99") is None
