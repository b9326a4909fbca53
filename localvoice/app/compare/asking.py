"""What becomes of the requests one way? They are asked in a simulated room, by the clock's time, and answered really.

One conversation with an empty memory of its own: nothing is put on the person's lists, and no timer of theirs is set.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import anyio
import numpy as np

from localvoice.app.compare.requests import INTERRUPTION, LONG, Request, spoken
from localvoice.app.compare.ways import Way, WholeMind
from localvoice.app.conversation import Client, client
from localvoice.app.demo import true_times
from localvoice.app.engine import Engine
from localvoice.audio.echo.canceller import canceller
from localvoice.audio.encoded import Encoder
from localvoice.audio.simulated.room import Room
from localvoice.audio.simulated.script import AUDIBLE, Line, Script, Spoken
from localvoice.clock import Clock, VirtualClock
from localvoice.engine.lane import Lane
from localvoice.engine.spent import Spent, memory_gb, spent
from localvoice.events import FRAME_SAMPLES, RATE_HZ
from localvoice.hearing.ear import Ear, frames
from localvoice.hearing.tone import ToneMeter
from localvoice.hearing.tone_measured import Tone
from localvoice.hearing.tone_told import told
from localvoice.hearing.vad import Vad
from localvoice.settings import Settings
from localvoice.trace import Span, Turn
from localvoice.traces.compared.figures import Answer
from localvoice.traces.stages import critical_path, ran_ahead, took_ms
from localvoice.understanding.mind import Understood

INTERRUPTS_AFTER_S = 1.2  # of the long answer
PERSON_LISTENS_S = 0.7  # from the end of an answer to the next request
SILENT_S = 0.4  # a loudspeaker that has been quiet for so long has stopped
MOST_S = 3600.0  # of all requests and answers
TAIL_S = 0.3  # of a sound that is kept, after the answer
Turns = list[tuple[Turn, bool]]  # and whether it was understood
INTERRUPTS, LONG_ONE = "interrupts", "long"


@dataclass(frozen=True, eq=False)
class Asked:
    """What became of all of them."""

    answers: tuple[Answer, ...]
    interrupted: Answer  # the long one
    silent_ms: float | None  # from the first voiced sample of the interruption to silence; None: it was not silent
    memory_gb: float
    processor_s: float  # for each request
    energy_j: float | None  # for each request


async def ask(
    way: Way,
    requests: list[Request],
    settings: Settings,
    weights: Path,
    tell: Callable[[str], None],
    clock: Clock | None = None,
    given: dict[str, Any] | None = None,
) -> Asked:
    """Ask all of them this way, then the long one, into whose answer the person speaks.

    `tell` hears when the first is asked; `weights`: the data folder that holds them; `given`: models at hand, by role.
    Raises what an `Engine` does.
    """
    clock = clock or VirtualClock()
    if way.whole:
        settings = replace(settings, patience=1.0, tone="none")
    with TemporaryDirectory() as memory:
        engine = Engine(settings, Path(memory), clock, tell, given=given, weights=weights)
        async with engine, client(engine, settings) as ready:
            tell(f"Asking {len(requests)} request{'s' * (len(requests) != 1)}, the {way.name} way …")
            room = await _room(requests, engine.lane, clock, ready.rate_hz)
            before = spent()
            turns = await _converse(way, ready, room)
            return _asked(room, turns, [tone(one.pcm) for one in requests], (before, spent()))


async def _room(requests: list[Request], lane: Lane, clock: Clock, rate_hz: int) -> Room:
    long, interruption = await spoken((LONG, INTERRUPTION), lane)
    lines = [Line(one.pcm, one.title, delay_s=PERSON_LISTENS_S) for one in requests]
    lines += [
        Line(long.pcm, long.title, LONG_ONE, delay_s=PERSON_LISTENS_S),
        Line(interruption.pcm, interruption.title, INTERRUPTS, after="answer_start", delay_s=INTERRUPTS_AFTER_S),
    ]
    return Room(Script(lines, end_s=MOST_S), clock, rate_hz)


async def _converse(way: Way, ready: Client, room: Room) -> Turns:
    turns, accepted = list[Turn](), set[tuple[str, str]]()

    def keep(told: Any) -> None:
        if isinstance(told, Turn):
            turns.append(told)
        elif isinstance(told, Understood) and told.accepted:
            accepted.add((told.text, told.intent))

    if way.whole:
        ready = replace(ready, mind=WholeMind(ready.mind))
    clock = ready.engine.clock
    ear = await anyio.to_thread.run_sync(lambda: Ear(room, canceller(), Vad()))
    with room:
        clock.restart()
        session = ready.session(room.loudspeaker, keep, list, way.rules, way.decide, greets=False)
        await session.run(frames(ear, False, clock))
    return [(turn, (turn.heard, turn.intent) in accepted) for turn in turns if not turn.unasked]


def _asked(room: Room, turns: Turns, tones: list[Tone], costs: tuple[Spent, Spent]) -> Asked:
    before, after = costs
    *lines, long = [line for line in room.spoken if line.name != INTERRUPTS]
    ends_s = [line.start_s for line in room.spoken[1:]]
    answers = [
        _answer(room, line, turns, until_s, asked) for line, until_s, asked in zip(lines, ends_s, tones, strict=False)
    ]
    interrupted = _answer(room, long, turns, len(room.assistant) / RATE_HZ, Tone())
    energy_j = None if before.energy_j is None or after.energy_j is None else after.energy_j - before.energy_j
    count = len(room.spoken) or 1
    return Asked(
        tuple(answers),
        interrupted,
        _silent_ms(room),
        memory_gb(),
        (after.processor_s - before.processor_s) / count,
        None if energy_j is None or energy_j < 0 else energy_j / count,
    )


def _answer(room: Room, line: Spoken, turns: Turns, until_s: float, asked: Tone) -> Answer:
    """What became of one of them; `until_s`: when the next line begins; `asked`: how it sounded."""
    last_s = line.last_voiced_s
    began_s, first_s = room.first_audible_s(line.first_voiced_s), room.first_audible_s(last_s)
    first_s = None if first_s is None or first_s >= until_s else first_s
    turn, understood = min(turns, key=lambda one: abs(one[0].speech_end_s - last_s), default=(Turn(), False))
    turn = replace(true_times(turn, room), first_audio_s=first_s)
    person, assistant = (_cut(pcm, line.start_s, until_s) for pcm in (room.person, room.assistant))
    answered = tone(assistant)
    spoke = answered.speech_s > 0
    return Answer(
        title=line.text,
        heard=turn.heard,
        said=turn.said,
        latency_ms=None if first_s is None else 1000 * (first_s - last_s),
        path=_since(critical_path(turn), last_s),
        meanwhile=_since(ran_ahead(turn), last_s),
        took_ms=took_ms(turn),
        understood=understood and first_s is not None,
        cut_in=began_s is not None and began_s < last_s,
        asked_note=str(told(asked, turn.heard)),
        loudness_db=answered.loudness_db if spoke else None,
        pace_hz=len(turn.said) / answered.speech_s if spoke else None,
        sound=_sound(person, assistant),
        asked_s=last_s - line.start_s,
    )


def _since(spans: list[Span], zero_s: float) -> tuple[Span, ...]:
    return tuple(replace(span, start_s=span.start_s - zero_s, end_s=span.end_s - zero_s) for span in spans)


def _cut(pcm: np.ndarray, from_s: float, until_s: float) -> np.ndarray:
    return pcm[round(from_s * RATE_HZ) : round(until_s * RATE_HZ)]


def tone(pcm: np.ndarray) -> Tone:
    """How (n,) float32 at 16 kHz sounds."""
    meter, vad = ToneMeter(), Vad()
    for start in range(0, len(pcm) - FRAME_SAMPLES + 1, FRAME_SAMPLES):
        frame = pcm[start : start + FRAME_SAMPLES]
        meter.push(frame, vad.voice(frame))
    return meter.tone()


def _silent_ms(room: Room) -> float | None:
    """From the interruption's first voiced sample to the last audible one before the loudspeaker is quiet."""
    line = next((line for line in room.spoken if line.name == INTERRUPTS), None)
    if line is None:
        return None
    onset = round(line.first_voiced_s * RATE_HZ)
    audible = np.flatnonzero(np.abs(room.assistant[onset:]) > AUDIBLE)
    if not len(audible) or audible[0] > SILENT_S * RATE_HZ:
        return None
    gaps = np.flatnonzero(np.diff(audible) > SILENT_S * RATE_HZ)
    last = audible[gaps[0]] if len(gaps) else audible[-1]
    return 1000 * float(last + 1) / RATE_HZ


def _sound(person: np.ndarray, assistant: np.ndarray) -> bytes:
    """Both as one MP3, to a little after the last audible sample; what was louder in the room stays louder."""
    both = person + assistant
    audible = np.flatnonzero(np.abs(both) > AUDIBLE)
    if not len(audible):
        return b""
    both = both[: audible[-1] + round(TAIL_S * RATE_HZ)]
    encoder = Encoder("mp3", RATE_HZ)
    return encoder.feed(both) + encoder.finish()
