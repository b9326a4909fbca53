"""A conversation as one JSON document; until it is over its turns wait on disk, so that a long one takes no memory."""

import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryFile
from typing import IO, Any

from localvoice.audio.open import is_file, is_live
from localvoice.errors import StoreError
from localvoice.settings import Settings
from localvoice.trace import Turn
from localvoice.traces.stages import percentile, shares

ROOM = "Simulated room: the person's lines are a scene's, loudspeaker and microphone are arithmetic."
REAL = "Recognition, skills and speech really ran, and their time is in the figures."


class Turns:
    """Finished turns in a file without a name, in the order in which they were kept."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def keep(self, turn: Turn) -> None:
        """Raises StoreError when the disk refuses."""
        try:
            pickle.dump(replace(turn, steps=[], decisions=[]), self._file)
        except OSError as error:
            raise StoreError(
                f"The turns for --json cannot be kept on disk ({error.strerror}): free some space, or talk without it."
            ) from error

    def all(self) -> list[Turn]:
        """What was kept, read back. Raises StoreError."""
        turns: list[Turn] = []
        try:
            self._file.seek(0)
            while self._file.peek(1):  # pyright: ignore[reportAttributeAccessIssue]  a buffered file of our own
                turns.append(pickle.load(self._file))
        except OSError as error:
            raise StoreError(f"The turns for --json cannot be read back ({error.strerror}): they are lost.") from error
        return turns


@contextmanager
def kept() -> Iterator[Turns]:
    """Turns that are kept until the block is left."""
    with TemporaryFile() as file:
        yield Turns(file)


def simulated(settings: Settings, room: Path | None) -> str | None:
    """What of a conversation was not real, as one sentence or two; None where microphone and loudspeaker were."""
    if room:
        return f"{ROOM} {REAL}"
    sides = {"microphone": settings.mic, "loudspeaker": settings.speaker}
    files = [name for name, device in sides.items() if is_file(device)]
    if files:
        return f"A file was the {' and another the '.join(files)}. {REAL}"
    return None if is_live(settings.mic, settings.speaker) else f"There was no microphone and no loudspeaker. {REAL}"


def report(turns: list[Turn], simulated: str | None) -> dict[str, Any]:
    """The document. `simulated`: what was not real, in a sentence; None: everything was."""
    latencies = [turn.latency_ms for turn in turns if turn.latency_ms is not None]
    return {
        "simulated": simulated,
        "median_latency_ms": round(median(latencies), 1) if latencies else None,
        "stages_ms": {name: round(length_ms, 1) for name, length_ms in shares(turns).items()},
        "turns": [turn_json(turn) for turn in turns if not turn.unasked],
    }


def lags(turns: list[Turn]) -> dict[str, Any]:
    """What was interpreted, clause by clause, and how long after its last word each began to be heard."""
    clauses = [turn for turn in turns if turn.languages and not turn.unasked]
    found = [turn.latency_ms for turn in clauses if turn.latency_ms is not None]
    return {
        "p50_ms": round(percentile(found, 50)) if found else None,
        "p95_ms": round(percentile(found, 95)) if found else None,
        "clauses": [{"from": turn.languages[0], "to": turn.languages[-1], **turn_json(turn)} for turn in clauses],
    }


def turn_json(turn: Turn) -> dict[str, Any]:
    return {
        "heard": turn.heard,
        "intent": turn.intent,
        "said": turn.said,
        "speech_end_s": round(turn.speech_end_s, 4),
        "first_audio_s": None if turn.first_audio_s is None else round(turn.first_audio_s, 4),
        "latency_ms": None if turn.latency_ms is None else round(turn.latency_ms, 1),
        "barged_in": turn.barged_in,
        "stages_ms": {s.name: round(1000 * (s.end_s - s.start_s), 1) for s in turn.spans},
    }
