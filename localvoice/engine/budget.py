"""Will the answer come in time, and if not, what is given up for it? Pure functions over predicted milliseconds.

Everything counts from the last voiced sample. An answer cannot be heard before the gate has decided that the turn is
over, nor before its stages are computed; stages run ahead of the gate, so its time and theirs overlap:

    finish = max(gate, now + what is left to compute) + output

When that is over the budget, a ladder of two rungs is climbed: the first phrase gets shorter; when that is not enough,
an acknowledgement covers the wait. A rung is taken only when something is heard sooner: behind a slow gate nothing is
given up, for it would be in vain.

There is no more to give up. Whisper decodes a turn again only where it did not trust its first decoding, and before
there are words to plan for; no voice has a cheaper setting (Pocket refines a frame once unless its configuration says
more, Kokoro does not refine); and a smaller language model would have to be in memory beside the other, with the same
conversation read.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum

BUDGET_MS = 400.0
# How much of its spread a prediction is made worse by: as much, and five of six answers come in time (normal errors).
CARE = 1.0
WORTH_MS = 10.0  # a rung that saves less is not worth what it costs


class Rung(Enum):
    """What can be given up, from the least to the most."""

    SHORTER_PHRASE = "shorter first phrase"
    ACKNOWLEDGEMENT = "a spoken acknowledgement"


@dataclass(frozen=True)
class Stage:
    """What is left to compute of one stage before the answer's first sample."""

    name: str  # "think", "say"
    ms: float
    spread_ms: float = 0.0


@dataclass(frozen=True)
class Outlook:
    """How things stand at a moment of a turn."""

    gate_ms: float  # when the gate will commit
    now_ms: float
    stages: tuple[Stage, ...]
    output_ms: float = 0.0  # first sample written → audible


@dataclass(frozen=True)
class Filler:
    """An acknowledgement that could be said: "let me see"."""

    ms: float  # to compute its first sample; 0 when it was made beforehand
    length_ms: float  # of its sound


@dataclass(frozen=True)
class Plan:
    """What was decided."""

    rungs: tuple[Rung, ...]  # taken, in the order of the ladder
    finish_ms: float  # the answer's first audible sample, with CARE
    budget_ms: float
    filler_ms: float | None = None  # first audible sample of the acknowledgement, when there is one

    @property
    def first_ms(self) -> float:
        """When anything is heard first."""
        return self.finish_ms if self.filler_ms is None else self.filler_ms

    def __str__(self) -> str:
        given = ", ".join(rung.value for rung in self.rungs) or "nothing given up"
        return f"predicted {self.first_ms:.0f} of {self.budget_ms:.0f} ms: {given}"


def plan(
    outlook: Outlook, shorter: Mapping[str, float], filler: Filler | None = None, budget_ms: float = BUDGET_MS
) -> Plan:
    """Climb the ladder from `outlook` until the answer is predicted in time or no rung helps.

    `shorter`: what a shorter first phrase leaves of each stage that it touches, 0 is nothing, 1 all of it; {} where the
    phrase is as it is. The filler is said only when the answer is not held up by it: when its sound is over before the
    answer can begin.
    """
    taken: list[Rung] = []
    finish_ms = finish(outlook)
    if finish_ms > budget_ms and finish(_with(outlook, shorter)) <= finish_ms - WORTH_MS:
        outlook = _with(outlook, shorter)
        finish_ms = finish(outlook)
        taken.append(Rung.SHORTER_PHRASE)
    if filler and finish_ms > budget_ms:
        heard_ms = max(outlook.gate_ms, outlook.now_ms + filler.ms) + outlook.output_ms
        if heard_ms + max(filler.length_ms, WORTH_MS) <= finish_ms:
            return Plan((*taken, Rung.ACKNOWLEDGEMENT), finish_ms, budget_ms, heard_ms)
    return Plan(tuple(taken), finish_ms, budget_ms)


def finish(outlook: Outlook) -> float:
    """When the answer's first sample is heard, in ms, with CARE for the spread (of independent stages: root of sum)."""
    left_ms = sum(stage.ms for stage in outlook.stages)
    spread_ms = math.sqrt(sum(stage.spread_ms**2 for stage in outlook.stages))
    return max(outlook.gate_ms, outlook.now_ms + left_ms + CARE * spread_ms) + outlook.output_ms


@dataclass(frozen=True)
class Tally:
    """How the predictions fared, in turns."""

    kept: int = 0  # predicted in time and in time
    surprised: int = 0  # predicted in time, but late
    foreseen: int = 0  # predicted late and late
    spared: int = 0  # predicted late, but in time

    @property
    def overruns(self) -> int:
        return self.surprised + self.foreseen


def count(tally: Tally, predicted_ms: float, budget_ms: float, latency_ms: float) -> Tally:
    """`tally` after a turn whose first audible sample was predicted at `predicted_ms` and came at `latency_ms`."""
    late = latency_ms > budget_ms
    if predicted_ms <= budget_ms:
        return replace(tally, surprised=tally.surprised + 1) if late else replace(tally, kept=tally.kept + 1)
    return replace(tally, foreseen=tally.foreseen + 1) if late else replace(tally, spared=tally.spared + 1)


def _with(outlook: Outlook, leaves: Mapping[str, float]) -> Outlook:
    left = {stage.name: leaves.get(stage.name, 1.0) for stage in outlook.stages}
    stages = [Stage(s.name, left[s.name] * s.ms, left[s.name] * s.spread_ms) for s in outlook.stages]
    return replace(outlook, stages=tuple(stages))
