"""Where did the milliseconds of the last turns go? Read from disk; as text, numbers, a page or a Chrome trace."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from localvoice.app.talk import TRACE
from localvoice.engine.budget import Tally, count
from localvoice.errors import BadInput, StoreError
from localvoice.trace import Turn
from localvoice.traces import journal
from localvoice.traces.chrome import chrome
from localvoice.traces.page import page
from localvoice.traces.stages import percentiles, stage_ms
from localvoice.traces.waterfall import table, terminal

TITLE = "localvoice: where the milliseconds of the last turns went"
NOTE = "Recorded on this machine, and kept there. Times are on the sample clock of the sound."


@dataclass(frozen=True)
class Looked:
    """The last turns, ready to be shown."""

    text: str  # for a terminal
    json: dict[str, Any]
    turns: list[Turn]
    damaged: int  # records on disk that could not be read


def look(data: Path, last: int) -> Looked:
    """The last turns that were recorded in the data folder. Raises BadInput when there is none, StoreError when the
    disk refuses."""
    folder = data / TRACE
    try:
        past = journal.read(folder, last)
    except OSError as error:
        raise StoreError(
            f"the trace in {folder} cannot be read ({error.strerror}): make it readable, or delete that folder."
        ) from error
    if not past.turns:
        raise BadInput(f"No turn is recorded in {folder} yet: have a conversation first, with localvoice talk.")
    text = f"{terminal(past.turns)}\n\n{table(past.turns)}\n\n{_promise(_tally(past.turns))}"
    return Looked(text, _json(past.turns), past.turns, past.damaged)


def _json(turns: list[Turn]) -> dict[str, Any]:
    over, kept = sum(turn.over_budget for turn in turns), asdict(_tally(turns))
    return {
        "percentiles_ms": percentiles(turns),
        "over_budget": over,
        "budget": kept,
        "turns": [shown(turn) for turn in turns],
    }


def _tally(turns: list[Turn]) -> Tally:
    tally = Tally()
    for turn in turns:
        if turn.predicted_ms is not None and turn.budget_ms is not None and turn.latency_ms is not None:
            tally = count(tally, turn.predicted_ms, turn.budget_ms, turn.latency_ms)
    return tally


def _promise(tally: Tally) -> str:
    """How the predictions fared, for a person."""
    return (
        f"budget: {tally.kept} turns in time as predicted, {tally.spared} sooner than feared, "
        f"{tally.foreseen} late as predicted, {tally.surprised} late without warning"
    )


def shown(turn: Turn) -> dict[str, Any]:
    """As JSON, with its latency and what is to blame for it."""
    ended_at = turn.ended_at and turn.ended_at.isoformat()
    return {**asdict(turn), "ended_at": ended_at, "latency_ms": turn.latency_ms, "blame_ms": stage_ms(turn)}


def write_page(turns: list[Turn], file: Path) -> None:
    simulated = sum(turn.simulated for turn in turns)
    more = f" {simulated} of these turns took place in a simulated room or on files." if simulated else ""
    _write(file, page(turns, TITLE, NOTE + more))


def write_chrome(turns: list[Turn], file: Path) -> None:
    _write(file, json.dumps(chrome(turns), ensure_ascii=False))


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, "utf-8")
    except OSError as error:
        raise StoreError(f"{file} cannot be written ({error.strerror}): name another file.") from error
