"""Can twenty programs talk while somebody talks here? Lost events, memory, and how much later the answers here begin.

One process is the daemon's: the port for programs, and a person in a simulated room, in real time, with the starter's
own models. First the person talks alone, then beside `--sessions` programs in another process, each of which streams
recorded people (readings and coffee orders, two seconds of silence after each) at the pace of a microphone. Waits are
real, so other work on the machine counts.
"""

import argparse
import asyncio
import base64
import json
import os
import socket
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import anyio
import numpy as np
from _ears import DATA, table
from _room import Forgetful
from cost import family, shared_mb
from soak import resident_mb, told
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from localvoice.app.conversation import client
from localvoice.app.demo import scene_of
from localvoice.app.resident import House
from localvoice.app.rooms import PERSON_VOICE, speech
from localvoice.audio.echo.canceller import canceller
from localvoice.audio.resample import resample
from localvoice.audio.wav import read_wav
from localvoice.audio.wire import encoded
from localvoice.daemon.page.keys import Keys
from localvoice.daemon.web.serve import application, run
from localvoice.hearing.ear import Ear, frames
from localvoice.hearing.vad import Vad
from localvoice.settings import Settings
from localvoice.trace import Turn

PIECE_S = 0.1  # of sound in each message: what a browser sends
GAP_S = 2.0  # of silence between two recordings
LAST_S = 20.0  # after the last sound: what was begun has so long to end
TOKEN = "load" * 11
TOLD = "conversation.item.input_audio_transcription"
VOICES = ("librispeech-train-clean-40spk", "picovoice-spoken-commands")


@dataclass
class Counted:
    """What one program has seen."""

    kinds: Counter[str] = field(default_factory=Counter)
    over_late_s: list[float] = field(default_factory=list)  # from a turn's last sound to the event that it is over
    sound_late_s: list[float] = field(default_factory=list)  # from there to the answer's first sound
    closed: str = ""  # why it ended before its time


def people() -> list[bytes]:
    """Recordings, pcm16 at 24 kHz, the kinds by turns."""
    kinds = [sorted((DATA / name).rglob("*.[wf]*[vc]"))[:20] for name in VOICES]
    files = [file for pair in zip(*kinds, strict=False) for file in pair]
    sounds = [resample(*read_wav(file), 24_000) for file in files]
    silence = bytes(2 * round(GAP_S * 24_000))
    return [encoded(sound, "audio/pcm") + silence for sound in sounds]


async def program(port: int, number: int, sounds: list[bytes], seconds: float) -> Counted:
    """Stream for so long, as a microphone would, and see what comes."""
    counted, size = Counted(), round(PIECE_S * 48_000)
    mine = b"".join(islice(cycle(sounds[number:] + sounds[:number]), 40))
    url = f"ws://127.0.0.1:{port}/v1/realtime?model=any"
    headers = {"Authorization": f"Bearer {TOKEN}"}
    began_s, over_s = 0.0, 0.0

    async def read() -> None:
        nonlocal over_s
        try:
            async for message in websocket:
                event = json.loads(message)
                kind = event["type"]
                counted.kinds[kind] += 1
                now_s = time.monotonic() - began_s
                if kind == "input_audio_buffer.speech_stopped":
                    over_s = now_s
                    counted.over_late_s.append(now_s - event["audio_end_ms"] / 1000)
                if kind == "response.output_audio.delta" and over_s:
                    counted.sound_late_s.append(now_s - over_s)
                    over_s = 0.0
        except ConnectionClosed as closed:
            counted.closed = str(closed)

    async with connect(url, additional_headers=headers, max_size=None, compression=None, proxy=None) as websocket:
        turns = {"turn_detection": {"type": "semantic_vad"}, "transcription": {"model": "any"}}
        session = {"type": "realtime", "audio": {"input": turns}}
        await websocket.send(json.dumps({"type": "session.update", "session": session}))
        while json.loads(await websocket.recv())["type"] != "session.updated":
            pass
        reading = asyncio.create_task(read())
        began_s = time.monotonic() + 0.05 * number
        for place in range(int((seconds + LAST_S) / PIECE_S)):
            await asyncio.sleep(began_s + (place + 1) * PIECE_S - time.monotonic())
            piece = mine[place * size : (place + 1) * size] if place < seconds / PIECE_S else bytes(size)
            audio = base64.b64encode(piece).decode()
            await websocket.send(json.dumps({"type": "input_audio_buffer.append", "audio": audio}))
        reading.cancel()
    return counted


async def programs(port: int, sessions: int, seconds: float) -> list[Counted]:
    sounds = people()
    return list(await asyncio.gather(*(program(port, number, sounds, seconds) for number in range(sessions))))


def lost(counted: Counted) -> int:
    """Events that have no counterpart."""
    kinds = counted.kinds.copy()
    kinds[f"{TOLD}.completed"] += kinds[f"{TOLD}.failed"]  # which says so
    pairs = (
        ("input_audio_buffer.speech_started", "input_audio_buffer.speech_stopped"),
        ("input_audio_buffer.committed", f"{TOLD}.completed"),
        ("conversation.item.added", "conversation.item.done"),
        ("response.created", "response.done"),
        ("response.output_item.added", "response.output_item.done"),
    )
    return sum(abs(kinds[begin] - kinds[end]) for begin, end in pairs) + kinds["error"]


def summed(all_counted: list[Counted]) -> dict[str, Any]:
    over = [late for counted in all_counted for late in counted.over_late_s]
    sound = [late for counted in all_counted for late in counted.sound_late_s]
    kinds = sum((counted.kinds for counted in all_counted), Counter[str]())
    return {
        "sessions": len(all_counted),
        "sessions_lost": sum(bool(counted.closed) for counted in all_counted),
        "events": kinds.total(),
        "events_lost": sum(map(lost, all_counted)),
        "turns": kinds["input_audio_buffer.committed"],
        "turns_too_late": kinds[f"{TOLD}.failed"],
        "answers": kinds["response.done"],
        "turn_over_late_p50_s": _quantile(over, 50),
        "turn_over_late_p95_s": _quantile(over, 95),
        "answer_after_turn_p50_s": _quantile(sound, 50),
        "answer_after_turn_p95_s": _quantile(sound, 95),
    }


def _quantile(values: list[float], percent: float) -> float:
    return round(float(np.percentile(values, percent)), 3) if values else 0.0


@asynccontextmanager
async def daemon(data: Path) -> AsyncIterator[tuple[House, int]]:
    async with House(Settings(), data, print) as house:
        opened = socket.socket(proto=socket.IPPROTO_TCP)
        opened.bind(("127.0.0.1", 0))
        opened.listen(64)
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(run, application(house, Settings(), TOKEN, Keys(TOKEN, house.clock.now_s)), opened)
            yield house, opened.getsockname()[1]
            tasks.cancel_scope.cancel()


async def talk(house: House, seconds: float) -> list[float]:
    """Somebody talks here for so long; milliseconds from the last word to the first sound, of each turn."""
    late_ms: list[float] = []

    def keep(shown: Any) -> None:
        if isinstance(shown, Turn) and not shown.unasked and shown.first_audio_s is not None:
            late_ms.append(1000 * (shown.first_audio_s - shown.speech_end_s))

    engine = house.engine
    async with client(engine, Settings(), house.data / "person") as ready:
        scene = [line for line in scene_of("assistant").lines if line.name != "interruption"]
        said = {line.say: await speech(line.say, PERSON_VOICE, engine.lane) for line in scene}
        with Forgetful(told(seconds / 60, scene, said), engine.clock, ready.rate_hz) as room:
            ear = Ear(room, canceller(), Vad())
            engine.clock.restart()
            await ready.session(room.loudspeaker, keep).run(frames(ear, False, engine.clock))
    return late_ms


async def load(sessions: int, seconds: float, alone_s: float, data: Path) -> dict[str, Any]:
    async with daemon(data) as (house, port), house.awake():
        alone = await talk(house, alone_s)
        memory, everything, beside, output = list[float](), list[float](), list[float](), b""
        command = [sys.executable, __file__, "--programs", str(port), str(sessions), str(seconds)]
        began_s, cpu_s = time.monotonic(), time.process_time()
        async with await anyio.open_process(command, stderr=None) as other, anyio.create_task_group() as tasks:
            tasks.start_soon(_sample, memory, everything, other.pid)
            beside = await talk(house, seconds)
            busy = (time.process_time() - cpu_s) / (time.monotonic() - began_s)
            assert other.stdout
            output = b"".join([piece async for piece in other.stdout])
            tasks.cancel_scope.cancel()
        busy = (time.process_time() - cpu_s) / (time.monotonic() - began_s)
    settled = memory[len(memory) // 2 :]  # until then the first turns of the sessions are under way
    return {
        "alone_p50_ms": _quantile(alone, 50),
        "beside_p50_ms": _quantile(beside, 50),
        "ratio": round(_quantile(beside, 50) / max(1.0, _quantile(alone, 50)), 2),
        "turns_here": [len(alone), len(beside)],
        **json.loads(output),
        "memory_mb": round(settled[-1], 1),
        "memory_growth_mb": round(settled[-1] - settled[0], 1),
        "memory_with_ears_most_mb": round(max(everything), 1),
        "cores_of_the_daemon": round(busy, 2),
    }


async def _sample(memory: list[float], everything: list[float], programs: int) -> None:
    """Of this process alone, and with all that it has started but the programs."""
    while True:
        memory.append(resident_mb())
        others = set(family(programs))
        everything.append(sum(shared_mb(pid) for pid in family(os.getpid()) if pid not in others))
        await anyio.sleep(1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sessions", type=int, default=20)
    parser.add_argument("--quick", action="store_true", help="40 s in place of 3 minutes")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--programs", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.programs:
        port, sessions, seconds = options.programs
        print(json.dumps(summed(asyncio.run(programs(int(port), int(sessions), float(seconds))))))
        return
    seconds, alone_s = (40.0, 30.0) if options.quick else (180.0, 60.0)
    with tempfile.TemporaryDirectory() as folder:
        result = anyio.run(load, options.sessions, seconds, alone_s, Path(folder))
    print(json.dumps(result, indent=2) if options.json else table([*result.items()], ("load", "")))


if __name__ == "__main__":
    main()
