"""How many people can so many laptops serve, and where does it break? Sessions on a virtual clock, 1 to 10,000.

The costs are those of `engine.roofline` for a chip and a profile (computed), or measured in a real daemon here
(`--real`), which is also how the model is checked: it predicts what 1, 5, 10 and 20 real sessions then are like.
It breaks where 5 of 100 turns are later than 400 ms, one is lost, or 1 of 100 answers stutters. Laptops do not help
each other, so each is simulated by itself, once for each number of sessions that any of them has.
"""

import argparse
import json
import math
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from _fleet import Costs, Told, in_time, most, percentile, shares, simulated
from _fleet_page import page

from localvoice.app.fit import BEHIND_TOKENS, FIRST_TOKENS, NEW_TOKENS
from localvoice.engine.budget import BUDGET_MS
from localvoice.engine.roofline import CHIPS, COSTS, Chip, Work
from localvoice.store.catalogue import known

PIECE_S = 0.16  # of sound that nemotron takes at once
PROFILES = ("light", "standard")  # those whose models the roofline has, and that hear piece by piece
SESSIONS, LAPTOPS = (1, 10, 100, 1_000, 10_000), (1, 10, 100, 1_000)
REAL = (1, 5, 10, 20)
FAR, FEW = 3, 24  # times as many as one serves in time, and so many, are simulated
# Cores of the daemon beside its lane for a session whose person speaks a third of the time; measured here with
# `--real`, and taken for a laptop's, whose cores are faster.
BESIDE_CORES, LAPTOP_CORES = 0.05, 8


def of_chip(profile: str, chip: Chip) -> Costs:
    """What a laptop's GPU would take for each step: computed."""
    models = known().profiles[profile]
    hear, think, say = (COSTS[one] for one in (models.recogniser, models.lm, models.voice))
    behind_gb = known().models[models.lm].kv_bytes_per_token * BEHIND_TOKENS / 1e9
    return Costs(
        f"{profile} on {chip.name}",
        hear_ms=hear.tail.ms(chip),
        hear_s=PIECE_S,
        tail_ms=hear.tail.ms(chip),
        read_ms=(NEW_TOKENS * think.token.ms(chip),),
        think_ms=Work(think.step.gflop, think.step.gb + behind_gb).ms(chip),
        first_tokens=FIRST_TOKENS,
        sound_ms=say.sound.ms(chip),
        cores=LAPTOP_CORES,
        lane_cores=0.0,
        beside=BESIDE_CORES,
    )


def fleet(costs: Costs, sessions: int, laptops: int, by_hash: bool, breaks: int) -> dict[str, Any]:
    """All turns of all laptops. Far beyond what one serves in time nothing is simulated: it has broken."""
    late_ms: list[float] = []
    lost = gaps = 0
    for of_one, times in Counter(shares(sessions, laptops, by_hash)).items():
        if of_one > max(FAR * breaks, FEW):
            return {
                "sessions": sessions,
                "laptops": laptops,
                "each": of_one,
                "p50_ms": None,
                "p95_ms": None,
                "ok": False,
            }
        if of_one:
            told = simulated(costs, of_one)
            late_ms += told.late_ms * times
            lost += told.lost * times
            gaps += told.gaps * times
    whole = Told(late_ms, lost, gaps)
    return {
        "sessions": sessions,
        "laptops": laptops,
        "each": max(shares(sessions, laptops, by_hash)),
        "p50_ms": round(percentile(late_ms, 50)),
        "p95_ms": round(percentile(late_ms, 95)),
        "lost": lost,
        "ok": in_time(whole),
    }


def needed(sessions: int, breaks: int) -> int | None:
    """Laptops, where sessions go to whom has fewest."""
    return math.ceil(sessions / breaks) if breaks else None


def chips(quick: bool) -> list[dict[str, Any]]:
    """A row for each profile on each chip."""
    rows = []
    for profile in PROFILES:
        for name in ("m1", "m1-pro", "m2-pro", "m3-max", "m4", "m4-max") if quick else CHIPS:
            costs = of_chip(profile, CHIPS[name])
            breaks = most(costs)
            at = simulated(costs, breaks) if breaks else Told()
            beyond = simulated(costs, breaks + max(1, breaks // 8))
            rows.append(
                {
                    "profile": profile,
                    "chip": name,
                    "sessions in time": breaks,
                    "p95 ms": round(percentile(at.late_ms, 95)) if breaks else None,
                    "lane busy": round(at.busy, 2),
                    "an eighth more: p95 ms": round(percentile(beyond.late_ms, 95)) if beyond.late_ms else None,
                    "laptops for 10,000": needed(10_000, breaks),
                }
            )
    return rows


def whole(profile: str, chip: str) -> list[dict[str, Any]]:
    """A row for each number of sessions on each number of laptops, as a balancer may share them out."""
    costs = of_chip(profile, CHIPS[chip])
    breaks = most(costs)
    pairs = [(sessions, laptops) for sessions in SESSIONS for laptops in LAPTOPS if laptops <= sessions]
    return [
        {
            "sessions": sessions,
            "laptops": laptops,
            **{f"{how}: {key}": found.get(key) for how, found in ways.items() for key in ("each", "p50_ms", "p95_ms")},
            "in time": " ".join(how for how, found in ways.items() if found["ok"]) or "no",
        }
        for sessions, laptops in pairs
        for ways in [
            {
                "fewest": fleet(costs, sessions, laptops, False, breaks),
                "hash": fleet(costs, sessions, laptops, True, breaks),
            }
        ]
    ]


def curve(costs: Costs) -> list[tuple[int, float]]:
    """Sessions of one laptop and their p95 in ms, up to where it has broken clearly."""
    points, sessions = [], 1.0
    while sessions < 2_000:
        told = simulated(costs, round(sessions))
        points.append((round(sessions), percentile(told.late_ms, 95)))
        if not told.late_ms or points[-1][1] > 4 * BUDGET_MS:
            return points
        sessions *= 1.25
    return points


def real(sessions: int, seconds: float) -> dict[str, Any]:
    """See `_real_sessions`; a process for each, so that one leaves nothing to the next."""
    program = Path(__file__).with_name("_real_sessions.py")
    done = subprocess.run([sys.executable, program, str(sessions), str(seconds)], capture_output=True, check=True)
    return json.loads(done.stdout)


def checked(measured: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What the model says of so many sessions here, by the costs of one, beside what was measured."""
    from _fleet_here import here, predicted

    rows = []
    for one in measured:
        costs = here(measured[0] | {"left_cores": one["left_cores"]})
        told = predicted(costs, one["sessions"])
        row: dict[str, Any] = {"sessions": one["sessions"], "turns": one["turns"], "cores left": one["left_cores"]}
        row |= {"lost, model": f"{100 * told.lost / max(1, told.lost + len(told.late_ms)):.0f} %"}
        row["lost, real"] = f"{100 * one['turns_too_late'] / max(1, one['turns']):.0f} %"
        for name, percent in (("p50", 50), ("p95", 95)):
            model_ms = percentile(told.late_ms, percent)
            seen_ms = 1000 * one[f"answer_after_turn_{name}_s"]
            shown_ms = [None if math.isnan(ms) else round(ms) for ms in (model_ms, seen_ms or math.nan)]
            row |= {f"{name} model ms": shown_ms[0], f"{name} real ms": shown_ms[1]}
            row[f"{name} off"] = f"{100 * (model_ms / seen_ms - 1):+.0f} %" if seen_ms else None
        rows.append(row)
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profile", choices=PROFILES, default="standard", help="of the table of many laptops")
    parser.add_argument("--chip", choices=sorted(CHIPS), default="m2-pro")
    parser.add_argument("--real", action="store_true", help="check the model against real sessions here: 4 minutes")
    parser.add_argument("--measured", type=Path, help="a file with what --real has measured, a JSON object a line")
    parser.add_argument("--html", type=Path, help="write everything as one page with its picture, too")
    parser.add_argument("--quick", action="store_true", help="six chips in place of all")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    measured = [json.loads(line) for line in options.measured.read_text().splitlines()] if options.measured else []
    measured = [real(sessions, 30.0) for sessions in REAL] if options.real else measured
    found = {
        "chips": chips(options.quick),
        "fleet": whole(options.profile, options.chip),
        "check": checked(measured) if measured else [],
        "measured": measured,
    }
    if options.html:
        curves = {f"{profile} on {options.chip}": curve(of_chip(profile, CHIPS[options.chip])) for profile in PROFILES}
        options.html.write_text(page(found, curves, f"{options.profile} on {options.chip}"), "utf-8")
    print(json.dumps(found, indent=2) if options.json else text(found, options))


def text(found: dict[str, Any], options: argparse.Namespace) -> str:
    parts = [
        "One laptop, computed:",
        rows(found["chips"]),
        f"\nMany, {options.profile} on {options.chip}, shared out to whom has fewest or by a hash of the session's id:",
        rows(found["fleet"]),
    ]
    if found["check"]:
        parts += ["\nThe model by the costs of one session here, and real sessions:", rows(found["check"])]
    return "\n".join(parts)


def rows(every: list[dict[str, Any]]) -> str:
    head = list(every[0])
    lines = [head, *(["–" if one[key] is None else str(one[key]) for key in head] for one in every)]
    widths = [max(len(line[at]) for line in lines) for at in range(len(head))]
    return "\n".join("  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)) for line in lines)


if __name__ == "__main__":
    main()
