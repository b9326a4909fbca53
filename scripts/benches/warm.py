"""Is the first turn as fast as later ones? Every family's, warmed up as the assistant does it, and without that.

Tiny models of the real architectures with random weights, as the tests make them, and the starter's real engines, each
in a process of its own: loaded, warmed and driven in the lane. A turn, from its request to what is waited for: of a
recogniser 1 s of sound to the transcript, of the turn detector the same to its probability, of a voice a phrase to its
first sound, of a language model half of the words, then all of them, to the first token. Later ones have the same
input; shown is their median. Not warmed up, the first turn of a language model reads its persona, too.
"""

import argparse
import importlib
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import redirect_stdout
from functools import partial
from io import StringIO
from pathlib import Path
from statistics import median
from typing import Any

import anyio
import numpy as np
from _ears import Ears, table

from localvoice.app.profile import family
from localvoice.clock import RealClock
from localvoice.engine.costs import Costs
from localvoice.engine.lane import Lane
from localvoice.events import FRAME_S, FRAME_SAMPLES, RATE_HZ, Frame, Manner
from localvoice.models.roles import Freeing, Sampling, Text, Warming
from localvoice.understanding.cold import COLD
from localvoice.understanding.listening import Listener
from localvoice.understanding.outlook import ACKNOWLEDGEMENT

FAMILIES = ("pocketsphinx", "whisper", "nemotron", "parakeet", "smart_turn", "espeak", "pocket", "kokoro", "lm")
LATER = 5
SYSTEM, SAID = "You are a kind voice assistant. " * 20, "set a timer for ten minutes"
PHRASE = "Done."

Turn = Callable[[], Awaitable[object]]


def make(folder: Path) -> None:
    """Save every model in a folder of its family's name."""
    sys.path.append(str(Path(__file__).parents[2] / "tests" / "models"))
    world = importlib.import_module("speech_world")
    for name in ("whisper", "nemotron", "parakeet", "smart_turn", "pocket", "kokoro"):
        getattr(world, f"make_{name}")(folder / name)
    importlib.import_module("_tiny_lm").make(folder / "lm", "llama")


async def turns(name: str, folder: Path, warm: bool) -> list[float]:
    """Milliseconds of each turn, the first one first."""
    module, place = family(name), folder / name
    load = partial(module.load, place) if place.is_dir() else module.load
    took_ms = []
    with Lane(RealClock()) as lane:
        async with lane.loaded(name, load, _free) as model:
            if warm and isinstance(model, Warming):
                await lane.call("warm up", lambda: list(model.warm()))
            turn, reset = await _role(name, model, lane, warm)
            for _ in range(1 + LATER):
                began_s = time.perf_counter()
                await turn()
                took_ms.append(1000 * (time.perf_counter() - began_s))
                await lane.call("reset", reset)
    return took_ms


def _free(model: Any) -> None:
    if isinstance(model, Freeing):
        model.close()


async def _role(name: str, model: Any, lane: Lane, warm: bool) -> tuple[Turn, Callable[[], object]]:
    """A turn, and what makes the next one equal to it."""
    random, nothing = np.random.default_rng(0), lambda: None
    pcm = random.normal(0, 0.1, RATE_HZ).astype(np.float32)
    if name == "smart_turn":
        return lambda: lane.call("judge", partial(model.judge, pcm)), nothing
    if name == "lm":
        return await _thinking(model, lane, warm)
    if hasattr(model, "say"):
        if warm:
            await lane.call("warm up", lambda: list(model.say(ACKNOWLEDGEMENT, Manner())))
        return partial(_first_sound, model, lane), nothing
    toolbox = Ears("assistant").toolbox if name == "pocketsphinx" else None
    listener = Listener(lane, RealClock(), model, toolbox.grammar if toolbox else lambda _: None, Costs(COLD))
    if warm:
        await listener.warm()
        listener.warm_for_interruptions((), print)
    return lambda: listener.recognise(_frames(pcm), lambda _: None), nothing


async def _frames(pcm: np.ndarray) -> AsyncIterator[Frame]:
    for at in range(0, len(pcm) - FRAME_SAMPLES + 1, FRAME_SAMPLES):
        yield Frame(pcm[at : at + FRAME_SAMPLES], 1.0, at / FRAME_SAMPLES * FRAME_S)


async def _first_sound(voice: Any, lane: Lane) -> None:
    async with lane.stream("say", partial(voice.say, PHRASE, Manner()), lambda: 0.0) as pieces:
        async for piece in pieces:
            if len(piece.pcm):
                break


async def _thinking(model: Any, lane: Lane, warm: bool) -> tuple[Turn, Callable[[], object]]:
    chat = await lane.call("open", partial(model.open, SYSTEM, []))
    if warm:
        await lane.call("warm up", lambda: list(chat.warm()))
    script = importlib.import_module("localvoice.models.lm.script").Script(model.tokenizer, SYSTEM, [])

    async def turn() -> None:
        async with lane.stream("read along", partial(chat.prefill, SAID[: len(SAID) // 2]), lambda: 0.0) as reads:
            async for _ in reads:
                pass
        async with lane.stream("think", partial(chat.reply, SAID, Sampling()), lambda: 0.0) as told:
            async for each in told:
                if isinstance(each, Text):
                    break

    def reset() -> None:
        chat.retract()
        chat.context.keep(script.settled([]))

    return turn, reset


def measure() -> list[dict[str, Any]]:
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        with redirect_stdout(StringIO()):
            make(Path(folder))
        for name in FAMILIES:
            row: dict[str, Any] = {"family": name}
            for kind in ("warm", "cold"):
                asked = [sys.executable, __file__, "--one", name, "--folder", folder, "--kind", kind]
                took_ms = json.loads(subprocess.run(asked, check=True, capture_output=True, text=True).stdout)
                first, later = took_ms[0], median(took_ms[1:])
                row |= {f"{kind}_first_ms": first, f"{kind}_later_ms": later, f"{kind}_ratio": first / later}
            rows.append(row)
    return rows


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--one", choices=FAMILIES, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--kind", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(anyio.run(turns, options.one, options.folder, options.kind == "warm")))
    else:
        measured = measure()
        shown = [tuple(f"{v:.3g}" if isinstance(v, float) else v for v in row.values()) for row in measured]
        head = tuple(name.replace("_", ", ") for name in measured[0])
        print(json.dumps(measured, indent=2) if options.json else table(shown, head))
