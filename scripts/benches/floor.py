"""Can one interrupt the assistant on loudspeakers, and does nothing else stop it? In simulated rooms.

A *hold* makes it silent and loses nothing; a *cut* is a hold after which it does not go on. Persons are tried in one
continuous scene each in which the assistant never stops, the worst case for the echo: holds count. The assistant alone,
noises, backchannels (synthetic: espeak's voices), readers whom no skill understands, and the same 10 dB softer, as from
a television, meet the whole session with the starter's engines: cuts count.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, replace
from itertools import groupby, product

import numpy as np
from _ears import table
from _scenes import FIRST_S, ROOMS, TAIL_S, Kind, Scene, alone, scene
from _stage import Told, converse

from localvoice.audio.echo.canceller import Aec, canceller
from localvoice.events import FRAME_S, FRAME_SAMPLES, RATE_HZ, Captured, Frame
from localvoice.hearing.ear import Ear
from localvoice.hearing.turns import Event, Floor, Rules, Turns, hear, take
from localvoice.hearing.vad import Vad

RATIOS_DB = (5.0, 0.0, -5.0, -10.0)
TEN_MINUTES_S = 600.0
LET_S = 0.5  # silence after which an assistant that was held talks again


@dataclass(frozen=True)
class Job:
    name: str
    kind: Kind
    who: str  # in `_scenes`; "nobody": the assistant alone
    seconds: float = 0.0  # how long, where nobody interrupts
    session: bool = False  # the whole of it, not only the ear


@dataclass(frozen=True)
class Row:
    name: str
    room: str
    ratio_db: float
    spans: int  # interruptions, noises or backchannels
    held: int  # of them, those that held the loudspeaker
    onset_ms: list[int]  # from their onset to the hold
    stopped: int  # of them, those that cut it
    false_holds: int  # while nobody but the assistant made a sound
    false_stops: int  # cuts then
    cut: list[str]  # the last words that were heard before each cut
    minutes: float
    all_ms: float  # processor time of everything, the scene's making included, per 10 ms
    echo_ms: float  # of the canceller alone


def holds(probabilities: Iterable[float]) -> list[float]:
    """When `hearing.turns` would hold an assistant that talks, from voice probabilities, one each 32 ms."""
    turns, times = Turns(floor=Floor.ASSISTANT), []
    for probability in probabilities:
        turns, event = hear(turns, probability, FRAME_S, Rules())
        if event is Event.BARGED_IN:
            times.append(turns.now_s)
        if turns.floor is not Floor.ASSISTANT and turns.quiet_s >= LET_S:
            turns = take(turns)
    return times


class Tape:
    """A scene as a sound that the ear reads."""

    def __init__(self, heard: Scene) -> None:
        self._frames = zip(
            heard.mic.reshape(-1, FRAME_SAMPLES), heard.reference.reshape(-1, FRAME_SAMPLES), strict=True
        )

    def read(self) -> Captured | None:
        return next((Captured(mic, reference) for mic, reference in self._frames), None)


class Timed:
    """A canceller with a stopwatch."""

    def __init__(self, aec: Aec) -> None:
        self._echo, self.spent_s = canceller(aec), 0.0
        self.delay_s, self.only_echo, self.notice = self._echo.delay_s, False, self._echo.notice

    def clean(self, mic: np.ndarray, reference: np.ndarray) -> np.ndarray:
        before_s = time.process_time()
        pcm = self._echo.clean(mic, reference)
        self.spent_s += time.process_time() - before_s
        self.only_echo = self._echo.only_echo
        return pcm


def listen(heard: Scene, echo: Timed) -> list[Frame]:
    ear = Ear(Tape(heard), echo, Vad())  # pyright: ignore[reportArgumentType] (a tape plays nothing)
    return list(iter(ear.next, None))


def ear_alone(job: Job, echo: Timed) -> Told:
    heard = alone(job.kind, job.who) if job.name == "no echo" else scene(job.kind, job.who, job.seconds)
    frames = listen(heard, echo)
    return Told(heard.spans, len(frames) * FRAME_S, holds(frame.voice for frame in frames))


def run(job: Job, aec: Aec) -> Row:
    echo, before_s = Timed(aec), time.process_time()
    told = converse(job.kind, job.who, job.seconds, echo) if job.session else ear_alone(job, echo)
    spent_s = time.process_time() - before_s
    during = [[at for at in told.holds if start < at < end + TAIL_S] for start, end in told.spans]
    belong = {at for each in during for at in each}
    return Row(
        name=job.name,
        room=job.kind.room,
        ratio_db=job.kind.ratio_db,
        spans=len(told.spans),
        held=sum(map(bool, during)),
        onset_ms=[round(1000 * (at[0] - span[0])) for at, span in zip(during, told.spans, strict=True) if at],
        stopped=sum(at in belong for at, _ in told.cuts),
        false_holds=len(told.holds) - len(belong),
        false_stops=sum(at not in belong for at, _ in told.cuts),
        cut=[words for _, words in told.cuts],
        minutes=told.seconds / 60,
        all_ms=spent_s / told.seconds * 10,
        echo_ms=echo.spent_s / told.seconds * 10,
    )


def erle_db(room: str, aec: Aec) -> float:
    """By how much an echo is lowered, from 5 to 15 s on; "webrtc" is the guard alone."""
    heard, echo = scene(Kind(room, -10.0), "nobody", 15.0), canceller(aec)
    pairs = zip(heard.mic.reshape(-1, FRAME_SAMPLES), heard.reference.reshape(-1, FRAME_SAMPLES), strict=True)
    out = np.concatenate([echo.clean(mic, reference) for mic, reference in pairs])
    late = slice(5 * RATE_HZ, None)
    return float(10 * np.log10(np.mean(heard.mic[late] ** 2) / np.mean(out[late] ** 2)))


def jobs(rooms: Iterable[str], quick: bool) -> list[Job]:
    hard = {"linear": Kind(), "clipped": Kind(clipped=True), "100 ppm": Kind(drift_ppm=100), "jump": Kind(jump_s=0.03)}
    todo = [Job("no echo", Kind(), "persons")]
    for name, room, ratio_db in product(hard, rooms, (0.0, -10.0) if quick else RATIOS_DB):
        if name in ("linear", "clipped") or ratio_db < 0:
            todo.append(Job(name, replace(hard[name], room=room, ratio_db=ratio_db), "persons"))
    todo.append(Job("far: reader", Kind(ratio_db=-5.0, far="reader"), "persons"))
    todo.append(Job("near: synthetic", Kind(ratio_db=-5.0), "synthetic"))
    share = 60.0 if quick else TEN_MINUTES_S / len(ROOMS)
    for name, room in product(hard, rooms):
        todo.append(Job(f"alone, {name}", replace(hard[name], room=room, ratio_db=-5.0), "nobody", share, True))
    todo += [Job(who, Kind(), who, session=True) for who in ("readers", "televisions", "babble", "coughs")]
    if not quick:
        todo += [Job(who, Kind(), who, session=True) for who in ("backchannels", "noises")]
    return todo


def spoken_by(voice: str, job: Job) -> Job:
    """The same with another voice of the assistant."""
    return job if job.kind.far == "reader" else replace(job, kind=replace(job.kind, far=voice))


def told(rows: list[Row]) -> list[dict]:
    """One line for each kind and ratio, the rooms together; `worst` is the room with the fewest hits."""
    lines = []
    for (name, ratio_db), group in groupby(
        sorted(rows, key=lambda r: (r.name, -r.ratio_db)), lambda r: (r.name, r.ratio_db)
    ):
        each = list(group)
        onset_ms = sorted(ms for row in each for ms in row.onset_ms)
        fewest = min(each, key=lambda row: row.held)
        lines.append(
            {
                "scene": name,
                "ratio_db": ratio_db,
                "rooms": len(each),
                "held": f"{sum(row.held for row in each)}/{sum(row.spans for row in each)}",
                "worst": f"{fewest.held}/{fewest.spans} {fewest.room}",
                "stopped": sum(row.stopped for row in each),
                "p50_ms": int(np.median(onset_ms)) if onset_ms else None,
                "p95_ms": int(np.percentile(onset_ms, 95)) if onset_ms else None,
                "false_holds": {row.room: row.false_holds for row in each if row.false_holds} or 0,
                "false_stops": {row.room: row.false_stops for row in each if row.false_stops} or 0,
                "minutes": round(sum(row.minutes for row in each), 1),
                "echo_ms": round(float(np.median([row.echo_ms for row in each])), 3),
            }
        )
    return lines


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true", help="one room, two ratios, a minute alone")
    parser.add_argument("--aec", choices=["auto", "webrtc", "off"], default="auto")
    parser.add_argument("--only", default="", help="scenes whose name begins so")
    parser.add_argument("--voice", default="espeak", help="family of the assistant's")
    parser.add_argument("--workers", type=int, default=2, help="processes")
    options = parser.parse_args()
    rooms = ROOMS[-1:] if options.quick else ROOMS
    todo = [spoken_by(options.voice, job) for job in jobs(rooms, options.quick) if job.name.startswith(options.only)]
    with ProcessPoolExecutor(options.workers) as pool:
        done = []
        for row in pool.map(run, todo, [options.aec] * len(todo)):
            done.append(row)
            found = f"{row.held}/{row.spans} held, {row.stopped} stopped; false: {row.false_holds}, {row.false_stops}"
            print(f"{row.name}, {row.room}, {row.ratio_db:g} dB: {found}; {row.onset_ms}", file=sys.stderr, flush=True)
        erle = {
            aec: dict(zip(rooms, (round(db, 1) for db in pool.map(erle_db, rooms, [aec] * len(rooms))), strict=True))
            for aec in dict.fromkeys(("webrtc", options.aec))
        }
    result = {"simulated": True, "aec": options.aec, "erle_db": erle, "scenes": told(done)}
    if options.json:
        print(json.dumps(result | {"first_s": FIRST_S, "rows": [asdict(row) for row in done]}, indent=2))
    else:
        print(table([tuple(line.values()) for line in result["scenes"]], tuple(result["scenes"][0])))
        print(f"simulated; ERLE from 5 s on, dB (webrtc: the guard alone): {erle}")
