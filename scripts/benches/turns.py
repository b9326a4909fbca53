"""Cut-ins and delay on speech with pauses: the gate against fixed silences, on turns it was not chosen on.

A cut-in is a turn that ends before its last sound; the delay runs from its last sound to the end of the turn. Real
detector, fold, edge, tone, recogniser and grammar. What is simulated: the pauses of `comma` and `…` (`_pauses.py`).
"""

import argparse
import itertools
import json
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from _ears import Ears, table
from _pauses import KINDS, Spoken

from localvoice.app.conversation import TURN_END_SAMPLES
from localvoice.app.profile import family
from localvoice.dialogue.person import JUDGED_S
from localvoice.events import FRAME_S, FRAME_SAMPLES, RATE_HZ, Ending, Transcript
from localvoice.hearing import gate
from localvoice.hearing.edge import Edge
from localvoice.hearing.gate import Evidence
from localvoice.hearing.tone import ToneMeter
from localvoice.hearing.turns import Event, Rules, Turns, hear
from localvoice.hearing.vad import Vad
from localvoice.models.roles import TurnJudge
from localvoice.store.catalogue import known, store
from localvoice.tools.toolbox import Toolbox
from localvoice.understanding.plausible import plausible

FIXED_S = (0.2, 0.3, 0.4, 0.6, 0.8, 1.0, 1.2)
CURVE_S = np.arange(0.1, 2.01, 0.1)  # fixed silences of the operating points
CURVE = np.arange(0.3, 2.01, 0.1)  # factors on the gate's waits
EVERY, QUICK = (5, 1, 2, 1), (15, 5, 6, 1)  # each n-th command, order, reading, stretch of a meeting
GROUPS = {
    "commands": ("command",),
    "orders": ("order",),
    "pauses, espeak": ("comma", "command …"),
    "pauses, orders": ("order …",),
    "readings": ("reading", "meeting"),
}
WORDLESS = GROUPS["readings"]  # without a grammar
CUT_IN_COSTS_S = 1.0  # what `--choose` takes a cut-in for
NONE = Ending.UNKNOWN
Wait = Callable[[Evidence], float]


@dataclass(frozen=True)
class Moment:
    """One frame of silence inside or after a turn."""

    now_s: float
    quiet_s: float
    evidence: Evidence


@dataclass(frozen=True)
class Listened:
    """What one turn gave to decide on."""

    spoken: Spoken
    moments: tuple[Moment, ...]  # with the edge
    plain: tuple[Moment, ...]  # with the detector alone

    def hang_s(self, moments: tuple[Moment, ...]) -> float:
        """From the last sound to the end of the last voiced frame."""
        return moments[-1].now_s - moments[-1].quiet_s - self.spoken.end_s


class Listener:
    """The ears of both personas."""

    def __init__(self, judge: TurnJudge | None) -> None:
        self._judge = judge
        assistant = Ears("assistant")
        self._ears = {"command": assistant, "comma": assistant, "order": Ears("cafe")}

    def listen(self, spoken: Spoken) -> Listened:
        ears = self._ears.get(spoken.kind.removesuffix(" …"))
        utterance = ears.recogniser.listen(ears.toolbox.grammar()) if ears else None
        vad, edge, meter, voiced_s, said = Vad(), Edge(), ToneMeter(), 0.0, None
        turn_end = None
        folds = {True: (Turns(), []), False: (Turns(), [])}
        for start in range(0, len(spoken.pcm) - FRAME_SAMPLES + 1, FRAME_SAMPLES):
            pcm = spoken.pcm[start : start + FRAME_SAMPLES]
            voice = vad.voice(pcm)
            meter.push(pcm, voice)
            words = utterance.feed(pcm) if utterance else ""
            voiced_s += FRAME_S if voice >= 0.5 else 0.0
            for edged, heard in ((True, edge.voice(pcm, voice)), (False, voice)):
                turns, moments = folds[edged]
                turns, event = hear(turns, heard, FRAME_S, Rules(), math.inf)
                folds[edged] = turns, moments
                if turns.paused:
                    if edged and ears and utterance and event is Event.PAUSED:
                        said = all_of(utterance.transcript(), words, voiced_s, ears.toolbox)
                    if edged and self._judge and event is Event.PAUSED:
                        turn_end = self._judge.judge(heard_until(spoken.pcm, turns))
                    text, ending = said if edged and said else (words, ears.toolbox.ending(words) if ears else NONE)
                    evidence = Evidence(text, ending, meter.tone(), turn_end, all_heard=said is not None)
                    moments.append(Moment(turns.now_s, turns.quiet_s, evidence))
        if utterance:
            utterance.close()
        return Listened(spoken, tuple(folds[True][1]), tuple(folds[False][1]))


def heard_until(pcm: np.ndarray, turns: Turns) -> np.ndarray:
    """The turn as a session hands it over: with JUDGED_S of silence, the last frame standing for what is to come."""
    known = pcm[: round(turns.now_s * RATE_HZ)]
    wanted = round((turns.speech_end_s + JUDGED_S) * RATE_HZ)
    frames = max(0, math.ceil((wanted - len(known)) / FRAME_SAMPLES))
    return np.concatenate([known, *[known[-FRAME_SAMPLES:]] * frames])[:wanted][-TURN_END_SAMPLES:]


def unjudged(evidence: Evidence) -> float:
    """The gate's wait without the model that hears a turn's end."""
    return gate.wait_s(replace(evidence, turn_end=None))


def all_of(said: Transcript, words: str, voiced_s: float, toolbox: Toolbox) -> tuple[str, Ending]:
    """The words and their ending as a session knows them from the first pause on; `words`: those so far, unforced."""
    so_far = toolbox.ending(words)
    if not (plausible(said, voiced_s) and toolbox.match(said.text)):
        return words, Ending.UNFINISHED if so_far is Ending.UNFINISHED else NONE
    forced = words != said.text and so_far is Ending.UNFINISHED
    return said.text, NONE if forced else toolbox.ending(said.text)


def delay_s(spoken: Spoken, moments: Iterable[Moment], wait: Wait) -> float:
    """From the last sound to the end of the turn; negative: cut in."""
    ended_s = next((m.now_s for m in moments if m.quiet_s >= wait(m.evidence) - 1e-6), math.inf)
    return ended_s - spoken.end_s


def figures(heard: list[Listened], wait: Wait, plain: bool = False) -> dict:
    """{turns, cut_ins (share), mean_ms, p50_ms, p95_ms of the others}"""
    delays = np.array([delay_s(one.spoken, one.plain if plain else one.moments, wait) for one in heard])
    late = 1000 * delays[delays >= 0]
    rest = {"mean_ms": late.mean(), "p50_ms": np.median(late), "p95_ms": np.percentile(late, 95)} if len(late) else {}
    return {"turns": len(heard), "cut_ins": float((delays < 0).mean()), **{k: round(float(v)) for k, v in rest.items()}}


def operating_points(heard: list[Listened], curve: list[Wait]) -> dict:
    """Share of cut-ins at a mean delay of 300 and 600 ms, and the mean delay at 5 % cut-ins; None off the curve."""
    points = [figures(heard, wait) for wait in curve]
    points = sorted((p for p in points if "mean_ms" in p), key=lambda p: p["mean_ms"])
    delays, cuts = np.array([p["mean_ms"] for p in points]), np.array([p["cut_ins"] for p in points])
    within = {at: delays[0] <= at <= delays[-1] for at in (300, 600)}
    few = delays[cuts <= 0.05]
    return {
        **{f"cut_ins_at_{at}_ms": float(np.interp(at, delays, cuts)) if within[at] else None for at in (300, 600)},
        "ms_at_5_percent": int(few[0]) if len(few) else None,
    }


def fixed(seconds: float) -> Wait:
    return lambda _: seconds


def scaled(factor: float) -> Wait:
    return lambda evidence: factor * unjudged(evidence)


def report(heard: list[Listened]) -> dict:
    """Everything on the half that nothing was chosen on."""
    groups = {name: [one for one in heard if one.spoken.kind in kinds] for name, kinds in GROUPS.items()}
    groups["all with words"] = [one for one in heard if one.spoken.kind not in WORDLESS]
    policies = {f"{seconds:.1f} s": fixed(seconds) for seconds in FIXED_S}
    table = {name: {g: figures(ones, wait) for g, ones in groups.items()} for name, wait in policies.items()}
    table["gate, no edge"] = {g: figures(ones, unjudged, plain=True) for g, ones in groups.items()}
    table["gate"] = {g: figures(ones, unjudged) for g, ones in groups.items()}
    if any(moment.evidence.turn_end is not None for one in heard for moment in one.moments):
        table["gate, judged"] = {g: figures(ones, gate.wait_s) for g, ones in groups.items()}
    curves = {"fixed": [fixed(s) for s in CURVE_S], "gate": [scaled(f) for f in CURVE]}
    hangs = {
        kind: {name: [round(1000 * float(np.percentile(late, p))) for p in (50, 95)] for name, late in lates.items()}
        for kind, ones in groups.items()
        if (lates := {"detector": [o.hang_s(o.plain) for o in ones], "edge": [o.hang_s(o.moments) for o in ones]})
    }
    return {
        "policies": table,
        "points": {g: {n: operating_points(ones, curve) for n, curve in curves.items()} for g, ones in groups.items()},
        "hang_over_p50_p95_ms": hangs,
    }


def choose(heard: list[Listened]) -> list[tuple]:
    """The cheapest constants of the gate on the other half: mean delay, a cut-in counting a second."""
    rows = []
    with_words = [one for one in heard if one.spoken.kind not in WORDLESS]
    recorded = [one for one in heard if one.spoken.kind == "order"]
    readings = [one for one in heard if one.spoken.kind in WORDLESS]
    for one_more_s, go_on_s in itertools.product((0.12, 0.15, 0.19, 0.22), (0.25, 0.285, 0.31, 0.35, 0.41)):
        gate.ONE_MORE_S, gate.GO_ON_S = one_more_s, go_on_s
        rows.append((f"ONE_MORE_S {one_more_s}, GO_ON_S {go_on_s}", *_cost(recorded), *_cost(with_words)))
    for unknown_s in (0.3, 0.4, 0.5, 0.6, 0.8, 1.0, 1.2):
        gate.UNKNOWN_S = unknown_s
        rows.append((f"UNKNOWN_S {unknown_s}, readings", *_cost(readings), *_cost(readings)))
    return rows


def _cost(heard: list[Listened]) -> tuple[str, str, str]:
    got = figures(heard, gate.wait_s)
    cost = got.get("mean_ms", 0) + 1000 * CUT_IN_COSTS_S * got["cut_ins"]
    return f"{100 * got['cut_ins']:.1f}", f"{got.get('mean_ms')}", f"{cost:.0f}"


def show(result: dict) -> str:
    groups = list(result["points"])

    def cell(got: dict) -> str:
        return f"{100 * got['cut_ins']:5.1f} {got.get('p50_ms', '-'):>5} {got.get('p95_ms', '-'):>5}"

    rows = [(name, *(cell(row[group]) for group in groups)) for name, row in result["policies"].items()]
    turns = [f"{group} ({result['policies']['gate'][group]['turns']})" for group in groups]
    points = [
        (group, name, *("-" if value is None else f"{value:.2f}" if value <= 1 else value for value in got.values()))
        for group, both in result["points"].items()
        for name, got in both.items()
    ]
    hangs = [
        (kind, *(f"{p50} {p95}" for p50, p95 in both.values())) for kind, both in result["hang_over_p50_p95_ms"].items()
    ]
    return "\n\n".join(
        (
            "Turns that nothing was chosen on: % cut in, median and p95 delay in ms (pauses are simulated)",
            table(rows, ("silence", *turns)),
            table(points, ("turns", "", "cut-ins at 300 ms", "at 600 ms", "mean ms at 5 % cut-ins")),
            table(hangs, ("hang-over, p50 p95 ms", "detector", "edge")),
        )
    )


def smart_turn(data: Path) -> TurnJudge:
    """The model in the store of a data folder."""
    name = "smart-turn-v3"
    family("blas")
    return family("smart_turn").load(store(data).weights(name, known().models[name]))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true", help="a third of the turns")
    parser.add_argument("--judge", type=Path, metavar="DATA", help="a data folder with smart-turn-v3, to hear the ends")
    parser.add_argument("--choose", action="store_true", help="what the gate's constants cost, on the other half")
    options = parser.parse_args()
    listener, half = Listener(smart_turn(options.judge) if options.judge else None), 0 if options.choose else 1
    kinds = zip(KINDS, QUICK if options.quick else EVERY, strict=True)
    heard = [listener.listen(spoken) for kind, every in kinds for spoken in kind(every) if spoken.half == half]
    if options.choose:
        print(
            table(
                choose(heard),
                ("constants", *("orders: cut in %", "mean ms", "cost"), *("all: cut in %", "mean ms", "cost")),
            )
        )
    else:
        result = report(heard)
        print(json.dumps(result, indent=2) if options.json else show(result))
