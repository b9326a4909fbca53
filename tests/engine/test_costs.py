"""Costs are learnt from made-up steps whose true cost is known."""

import json

import numpy as np
import pytest

from localvoice.engine.costs import COLD_SPREAD, OUTLIER, Costs, Guess
from localvoice.errors import StoreError

COLD = {"qwen.prefill": Guess(fixed_ms=5, unit_ms=1, units=64), "espeak.first": Guess(fixed_ms=8)}


def taught(steps, name="qwen.prefill"):
    costs = Costs(COLD)
    for units, took_ms in steps:
        costs.learn(name, units, took_ms)
    return costs


def test_before_anything_was_measured_the_guess_is_predicted():
    cold = Costs(COLD).predict("qwen.prefill", 100)
    assert cold.ms == pytest.approx(105)
    assert cold.spread_ms == pytest.approx(COLD_SPREAD * 105)
    assert cold.steps == 0


def test_fixed_and_unit_costs_are_learnt():
    random = np.random.default_rng(1)
    costs = taught((units, 20 + 3 * units) for units in random.integers(8, 128, 300))
    assert costs.predict("qwen.prefill", 8).ms == pytest.approx(44, rel=0.05)
    assert costs.predict("qwen.prefill", 128).ms == pytest.approx(404, rel=0.02)
    assert costs.predict("qwen.prefill", 64).spread_ms < 4


def test_the_spread_is_that_of_the_steps():
    random = np.random.default_rng(2)
    costs = taught((64, 100 * (1 + 0.2 * random.standard_normal())) for _ in range(2000))
    assert costs.predict("qwen.prefill", 64).ms == pytest.approx(100, rel=0.1)
    assert costs.predict("qwen.prefill", 64).spread_ms == pytest.approx(20, rel=0.4)


def test_steps_of_one_size_teach_its_cost_and_leave_the_slope_as_guessed():
    costs = taught([(64, 200)] * 300)
    assert costs.predict("qwen.prefill", 64).ms == pytest.approx(200, rel=0.01)
    assert costs.predict("qwen.prefill", 74).ms - costs.predict("qwen.prefill", 64).ms == pytest.approx(10, rel=0.01)


def test_a_machine_that_became_slower_is_noticed_within_a_hundred_steps():
    costs = taught([(64, 50)] * 300 + [(64, 100)] * 100)
    assert costs.predict("qwen.prefill", 64).ms == pytest.approx(100, rel=0.05)


def test_one_step_that_hung_changes_little():
    costs = taught([(64, 50)] * 300 + [(64, 30_000)])
    assert costs.predict("qwen.prefill", 64).ms < 50 + OUTLIER * 50 / 33


def test_nothing_costs_less_than_nothing():
    costs = taught((units, max(0, 200 - 3 * units)) for units in (8, 64) * 200)
    assert costs.predict("qwen.prefill", 200).ms >= 0
    assert costs.predict("qwen.prefill", 200).ms >= costs.predict("qwen.prefill", 8).ms


def test_what_was_learnt_is_known_after_a_restart(tmp_path):
    costs, file = taught([(64, 200)] * 100), tmp_path / "data" / "costs.json"
    costs.save(file, "M1 Pro")
    again = Costs(COLD)
    again.read(file, "M1 Pro", pytest.fail)
    assert again.predict("qwen.prefill", 70) == costs.predict("qwen.prefill", 70)
    assert [path.name for path in file.parent.iterdir()] == ["costs.json"]


def test_another_machine_begins_anew_without_a_word(tmp_path):
    taught([(64, 200)] * 100).save(tmp_path / "costs.json", "M1 Pro")
    again = Costs(COLD)
    again.read(tmp_path / "costs.json", "M4", pytest.fail)
    again.read(tmp_path / "missing.json", "M4", pytest.fail)
    assert again.predict("qwen.prefill").steps == 0


def damaged(change):
    def write(file):
        table = json.loads(file.read_text())
        change(table["costs"]["qwen.prefill"])
        file.write_text(json.dumps(table))

    return write


@pytest.mark.parametrize(
    "damage",
    [
        lambda file: file.write_text(file.read_text()[:200]),
        lambda file: file.write_bytes(b"\xff\xfe\x00"),
        lambda file: file.write_text("[]"),
        lambda file: file.write_text('{"format": 1, "machine": "M1", "costs": [1]}'),
        damaged(lambda line: line.update(weight=0)),
        damaged(lambda line: line.update(ms=float("nan"))),
        damaged(lambda line: line.update(ms=float("inf"))),
        damaged(lambda line: line.update(units="many")),
        damaged(lambda line: line.pop("spread")),
        damaged(lambda line: line.update(colour=1)),
        damaged(lambda line: line["guess"].update(units=0)),
    ],
)
def test_a_damaged_file_is_forgotten_with_one_sentence(tmp_path, damage):
    file, told, costs = tmp_path / "costs.json", [], Costs(COLD)
    taught([(64, 200)] * 100).save(file, "M1")
    damage(file)
    costs.read(file, "M1", told.append)
    assert len(told) == 1
    assert "costs.json is damaged" in told[0]
    assert costs.predict("qwen.prefill").steps == 0


def test_a_disk_that_refuses_is_a_store_error(tmp_path):
    (tmp_path / "data").write_text("a file where a folder should be")
    with pytest.raises(StoreError, match="cannot be kept"):
        Costs(COLD).save(tmp_path / "data" / "costs.json", "M1")
