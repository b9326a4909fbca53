"""How long will a step take here? A line for each kind of work, "fixed + per unit", learnt as the steps are measured.

The line is an exponentially weighted least-squares fit with a ridge on its slope (Hoerl and Kennard, Technometrics
1970): what was measured last counts most, and where every step had the same size the slope stays as it was guessed.
"""

import json
import math
import os
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Annotated

from localvoice import strict
from localvoice.errors import StoreError
from localvoice.strict import Within

FADE = 0.97  # weight of all that is known when one more step is measured: the last 33 steps count
OUTLIER = 4.0  # a step counts as at most so many times what was predicted: the system was busy, or a kernel compiled
RIDGE = 0.25  # the guessed slope weighs as much as one step that lies so many usual sizes off the mean
COLD_SPREAD = 0.5  # of the guess, before anything was measured
FORMAT = 1  # of the file
SMALLEST = 1e-300  # what may be divided by
Number = Annotated[float, Within(0.0)]
Divisor = Annotated[float, Within(SMALLEST)]


@dataclass(frozen=True)
class Guess:
    """What one kind of work is believed to cost before it was measured."""

    fixed_ms: Number
    unit_ms: Number = 0.0  # for each unit: a token, a second of sound, a character
    units: Divisor = 1.0  # a usual size


@dataclass(frozen=True)
class Prediction:
    ms: float
    spread_ms: float  # standard deviation of what was measured about what was predicted
    steps: int  # measured so far


@dataclass(frozen=True)
class Line:
    """Weighted sums over the measured steps; the guess is the first of them, and fades like any other."""

    guess: Guess
    weight: Divisor
    units: Number
    ms: Number
    units_units: Number
    units_ms: Number
    spread: Number  # mean square of measured / predicted − 1
    steps: Annotated[int, Within(0)] = 0

    @property
    def unit_ms(self) -> float:
        """Slope about the weighted means."""
        mean_units, mean_ms = self.units / self.weight, self.ms / self.weight
        ridge = (RIDGE * self.guess.units) ** 2
        apart = max(0.0, self.units_units - self.weight * mean_units**2)
        together = self.units_ms - self.weight * mean_units * mean_ms
        return max(0.0, (together + ridge * self.guess.unit_ms) / (apart + ridge))

    def predict(self, units: float) -> Prediction:
        ms = max(0.0, (self.ms + self.unit_ms * (units * self.weight - self.units)) / self.weight)
        return Prediction(ms, ms * math.sqrt(self.spread), self.steps)

    def learn(self, units: float, took_ms: float) -> "Line":
        expected_ms = max(self.predict(units).ms, 0.01)
        took_ms = min(took_ms, OUTLIER * expected_ms)
        return replace(
            self,
            weight=FADE * self.weight + 1,
            units=FADE * self.units + units,
            ms=FADE * self.ms + took_ms,
            units_units=FADE * self.units_units + units * units,
            units_ms=FADE * self.units_ms + units * took_ms,
            spread=FADE * self.spread + (1 - FADE) * (took_ms / expected_ms - 1) ** 2,
            steps=self.steps + 1,
        )


class Costs:
    """Costs by name, family and kind: "pocketsphinx.finish", "espeak.first", "qwen.prefill".

    `cold` gives a guess for every name that is used. A line is replaced whole, so the lane may learn while the
    conversation predicts.
    """

    def __init__(self, cold: Mapping[str, Guess]) -> None:
        self._lines = {name: _begun(guess) for name, guess in cold.items()}

    def predict(self, name: str, units: float = 1.0) -> Prediction:
        """What `units` of `name` will take; raises KeyError when there is no guess of that name."""
        return self._lines[name].predict(units)

    def learn(self, name: str, units: float, took_ms: float) -> None:
        self._lines[name] = self._lines[name].learn(units, took_ms)

    def save(self, file: Path, machine: str) -> None:
        """Write everything to `file`, whole or not at all. Raises StoreError when the disk refuses."""
        table = {"format": FORMAT, "machine": machine, "costs": {name: asdict(line) for name, line in self._all()}}
        new = file.with_name(file.name + ".new")
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            new.write_text(json.dumps(table, indent=1), "utf-8")
            os.replace(new, file)
        except OSError as error:
            raise StoreError(
                f"What steps cost here cannot be kept in {file} ({error.strerror}); free space or allow writing there."
            ) from error

    def read(self, file: Path, machine: str, tell: Callable[[str], None]) -> None:
        """Go on from what was saved on this `machine` (any name for it); `tell` hears why not, when it cannot be used.

        A missing file and one of another machine are normal and not worth a word.
        """
        try:
            self._lines.update(self._saved(strict.json(file.read_bytes()), machine))
        except FileNotFoundError:
            return
        except (OSError, strict.Unfit) as error:
            tell(
                f"What steps cost was forgotten, for {file} is damaged (it {error}); it will be learnt and written "
                "anew."
            )

    def _saved(self, table: object, machine: str) -> dict[str, Line]:
        """The lines of a file of this format and machine. Raises Unfit."""
        if not isinstance(table, dict):
            raise strict.Unfit("holds no table")
        if (table.get("format"), table.get("machine")) != (FORMAT, machine):
            return {}
        costs = table.get("costs")
        if not isinstance(costs, dict):
            raise strict.Unfit("has no table of costs")
        return {name: strict.made(Line, costs[name], ("costs", name)) for name in costs if name in self._lines}

    def _all(self) -> list[tuple[str, Line]]:
        return sorted(self._lines.items())


def _begun(guess: Guess) -> Line:
    ms = guess.fixed_ms + guess.unit_ms * guess.units
    return Line(guess, 1.0, guess.units, ms, guess.units**2, guess.units * ms, COLD_SPREAD**2)
