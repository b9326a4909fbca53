"""Last word → first sound of the answer, in whole conversations: our schedule and gate against the field's two ways.

Real session, ears, gate, schedule, skills and sound, in the simulated room, on a virtual clock. With `--chip m1` and
the like the models are *simulated*: their words are given, their steps cost what a roofline says of the chip
(`_costed.py`), and so, where nobody hears the words of open speech, is whether a turn is over. `--profile native` puts
native, delegation, cascade and the traditional way into one table. `--chip this` runs the starter's real engines on
this machine.

Policies. `sequential`: a fixed 800 ms of silence, then recognise, think the whole reply, speak it. `utterance-lock`: a
fixed 500 ms (the default of the realtime interfaces), then phrase by phrase, but who has the model keeps it for a whole
sentence. Conversations: recorded coffee orders (more than 50 people, as they are), and synthetic people who give the
assistant commands, every fifth time an open question. Latency and cut-ins are taken from the room's own samples.
"""

import argparse
import json
import math
import random
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Generator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import anyio
import numpy as np
from _costed import (
    LAUNCH_MS,
    PROFILES,
    CostedChat,
    CostedLm,
    CostedRecogniser,
    CostedVoice,
    Oracle,
    OracleUtterance,
    SimulatedClock,
    language_model,
    sounds,
    spread,
)
from _costed_native import CostedNative
from _ears import DATA, Ears, recording, table, voice_of
from _pauses import VOICES, extent, said

from localvoice.app.compare.ways import OVERLAPPED, TRADITIONAL, Way, WholeMind, fixed
from localvoice.app.conversation import client
from localvoice.app.engine import Engine
from localvoice.audio.echo.canceller import canceller
from localvoice.audio.simulated.room import Room
from localvoice.audio.simulated.script import Line, Script
from localvoice.clock import VirtualClock
from localvoice.engine.lane import Lane
from localvoice.engine.roofline import CHIPS
from localvoice.events import RATE_HZ, Transcript
from localvoice.grammar import Grammar
from localvoice.hearing.ear import Ear, frames
from localvoice.hearing.vad import Vad
from localvoice.memory.shelf import SqliteShelf
from localvoice.models import pocketsphinx
from localvoice.models.roles import ToolCall, Voice
from localvoice.settings import Settings
from localvoice.tools.persona import persona
from localvoice.tools.skill import World
from localvoice.tools.toolbox import Toolbox
from localvoice.trace import Turn
from localvoice.traces.stages import shares

TURNS = 10  # in a conversation
QUESTION_EVERY = 5
QUESTIONS = {
    "What should I cook for my parents tonight?": "How about a risotto, it is quick and everybody likes it. "
    "You need rice, stock, an onion, some white wine and a piece of good cheese.",
    "Why is the sky blue?": "Sunlight is scattered by the air, and blue light far more than red. "
    "So from every direction it is mostly blue light that reaches your eyes.",
    "Can you tell me something about the Roman roads?": "They were built to last, in layers of stone and gravel. "
    "Some of them still carry traffic after two thousand years.",
    "How do I get red wine out of a carpet?": "First dab it with a dry cloth, never rub. "
    "Then use cold water with a little soap, and dab again until it is gone.",
    "Who wrote the novel about the white whale?": "That was Herman Melville, in eighteen fifty one. "
    "Hardly anybody bought it while he lived.",
    "What do you think about moving to a smaller town?": "It depends on what you would miss. "
    "Make a list of what you do in a week, and see how much of it is possible there.",
}
T = TypeVar("T")
Words = Callable[[], list[tuple[str, float]]]  # with their ends in seconds
ANSWER = "I am not sure about that, but I can find out."  # to whatever was not understood otherwise


@dataclass(frozen=True)
class Policy:
    way: Way
    locked: bool = False  # who has the model keeps it for a whole sentence


LOCK_S = 0.5  # of silence, the default of the realtime interfaces
WAYS = {
    "localvoice": Policy(OVERLAPPED),
    "sequential": Policy(TRADITIONAL),
    "utterance-lock": Policy(Way("utterance-lock", *fixed(LOCK_S)), locked=True),
}


class LockedLane(Lane):
    """Who thinks or speaks keeps the models until the sentence is made."""

    @asynccontextmanager
    async def stream(
        self,
        name: str,
        steps: Callable[[], Generator[T, None, None]],
        due: Callable[[], float],
        upkeep: bool = False,
        long: bool = False,
    ) -> AsyncIterator[AsyncIterator[T]]:
        begun = False

        def held() -> Generator[T, None, None]:
            nonlocal begun
            begun = name in ("think", "say")
            yield from steps()

        async with super().stream(name, held, lambda: -math.inf if begun else due(), upkeep, long) as values:
            yield values


@dataclass(frozen=True)
class Scene:
    persona: str
    kind: str
    lines: tuple[Line, ...]
    speech_s: tuple[tuple[float, float], ...]  # where speech begins and ends in each of them


def scenes(quick: bool, questions: bool) -> list[Scene]:
    """The conversations; the text of a recorded order is what the starter's recogniser hears in it."""
    cafe, orders = Ears("cafe"), []
    files = sorted((DATA / "picovoice-spoken-commands" / "data" / "speech" / "clean").glob("*.wav"))
    for file in files[:: 5 if quick else 1]:
        pcm = recording(file)
        heard = cafe.hear(pcm)
        orders.append((pcm, heard[0].transcript.text if heard else "", "order"))
    lines = (Path(__file__).parent / "commands.txt").read_text().splitlines()
    commands = [line.split("\t")[0] for line in lines if line][:: 20 if quick else 4]
    asked, people = iter([*QUESTIONS] * 9), []
    for number, command in enumerate(commands):
        ask = questions and number % QUESTION_EVERY == QUESTION_EVERY - 1
        text, kind = (next(asked), "question") if ask else (command, "command")
        people.append((said(text, VOICES[number % len(VOICES)])[0], text.lower(), kind))
    return [
        *(_scene("cafe", "orders", orders[at : at + TURNS]) for at in range(0, len(orders), TURNS)),
        *(_scene("assistant", "commands", people[at : at + TURNS]) for at in range(0, len(people), TURNS)),
    ]


def _scene(persona: str, kind: str, sounds: list[tuple[np.ndarray, str, str]]) -> Scene:
    """Each sound is cut to its speech and a tenth of a second around it."""
    lines, speech_s = [], []
    for pcm, text, name in sounds:
        first, last = extent(pcm)
        start = max(0, first - RATE_HZ // 10)
        lines.append(Line(pcm[start : last + RATE_HZ // 10], text, name))
        speech_s.append(((first - start) / RATE_HZ, (last - start) / RATE_HZ))
    return Scene(persona, kind, tuple(lines), tuple(speech_s))


class Opened:
    """A language model with one conversation, which is short: what a persona is told costs nothing here."""

    def __init__(self, lm: CostedLm) -> None:
        self.chat = lm.open("You are a voice assistant. Answer in one or two short sentences. " * 4, [])

    def open(self, system: str, tools: list[dict[str, Any]], budget_tokens: int = 4096) -> CostedChat:
        return self.chat


NATIVE = {"native": "", "delegation": "qwen3-1.7b-4bit"}  # and the language model behind it
LIGHT = "Sunlight is scattered by the air, and blue light far more than red, so it reaches you from every direction."
BESIDE = {  # a native profile is measured beside the other ways
    ("native", "localvoice"): "native",
    ("delegation", "localvoice"): "delegation",
    ("standard", "localvoice"): "cascade (standard)",
    ("standard", "sequential"): "traditional (standard)",
}
JUDGED = 0.95
ASKED = ToolCall("think", {"question": "Why is the sky blue, and what would a physicist say about it?"})


class GrammarEar(Oracle):
    """Is told what is said, as far as a skill explains it, as a recogniser with the skills' grammar hears it."""

    def __init__(self, clock: SimulatedClock, heard: Words, known: Callable[[str], bool]) -> None:
        super().__init__(clock, heard)
        self.words, self._known = heard, known

    def listen(self, grammar: Grammar | None) -> "GrammarUtterance":
        return GrammarUtterance(self._clock, self._words, self._known)


class GrammarUtterance(OracleUtterance):
    def __init__(
        self, clock: SimulatedClock, heard: Callable[[], Iterable[tuple[str, float]]], known: Callable[[str], bool]
    ) -> None:
        super().__init__(clock, heard)
        self._known = known

    def transcript(self) -> Transcript:
        text = self._heard()
        return Transcript(text, self._known(text), 1.0)


class GivenJudge:
    """Is told whether more is said, and says so with the sureness that Smart Turn's card claims of its decisions."""

    def __init__(self, clock: SimulatedClock, heard: Words) -> None:
        self._clock, self._words = clock, heard

    def judge(self, pcm: np.ndarray) -> float:
        self._clock.spend(LAUNCH_MS)
        goes_on = any(end_s > self._clock.now_s() for _, end_s in self._words())
        return 1 - JUDGED if goes_on else JUDGED


def _native(clock: SimulatedClock, voice: Voice, ear: GrammarEar, on: tuple[str, str]) -> dict[str, Any]:
    """Models of a (chip, profile) whose model hears by itself, by role."""
    chip, behind = CHIPS[on[0]], NATIVE[on[1]]
    native = CostedNative(clock, chip, lambda: ASKED if behind else LIGHT, voice)
    lm = Opened(CostedLm(clock, language_model(behind, chip), lambda said: LIGHT)) if behind else None
    return {
        "recogniser": ear,
        "voice": native.voice(),
        "native": native,
        "lm": lm,
        "turn": GivenJudge(clock, ear.words),
    }


def _costed(clock: SimulatedClock, voice: Voice, heard: Words, on: tuple[str, str], policy: Policy) -> dict[str, Any]:
    """Models at the cost of a (chip, profile), by role."""
    chip, profile = on
    costs, replies = sounds(CHIPS[chip]), {question.lower(): answer for question, answer in QUESTIONS.items()}
    lm = CostedLm(clock, language_model(PROFILES[profile], CHIPS[chip]), lambda said: replies.get(said, ANSWER))
    return {
        "recogniser": CostedRecogniser(clock, costs, Oracle(clock, heard), streaming=not policy.way.whole),
        "voice": CostedVoice(clock, costs, voice, streaming=not (policy.way.whole or policy.locked)),
        "lm": Opened(lm),
    }


async def converse(
    scene: Scene, chip: str, profile: str, policy: Policy, voice: str
) -> tuple[list[dict[str, Any]], list[Turn]]:
    """One conversation: {kind, latency_ms, cut_in} of each line, and the turns."""
    clock = VirtualClock() if chip == "this" else SimulatedClock()
    models: dict[str, Any] = {"recogniser": pocketsphinx.load(), "voice": voice_of(voice)}
    room = Room(Script(scene.lines), clock, models["voice"].rate_hz)
    if isinstance(clock, SimulatedClock) and profile not in NATIVE:
        models = _costed(clock, models["voice"], lambda: words(room, scene), (chip, profile), policy)
    turns: list[Turn] = []
    keep = lambda told: turns.append(told) if isinstance(told, Turn) else None  # noqa: E731
    lane = (LockedLane if policy.locked else Lane)(clock)
    with SqliteShelf(Path(":memory:"), _now) as shelf:
        toolbox = Toolbox(replace(persona(scene.persona), greeting=""), World(shelf, _now, random.Random(1)))
        if isinstance(clock, SimulatedClock) and profile in NATIVE:
            ear = GrammarEar(clock, lambda: words(room, scene), lambda text: toolbox.match(text) is not None)
            models = _native(clock, models["voice"], ear, (chip, profile))
        once = Engine(Settings(), Path(), clock, lane=lane, given=models)
        how = Settings(tone="none" if policy.way.whole else "all")
        async with once as engine, client(engine, how, toolbox=toolbox) as ready:
            if policy.way.whole:
                ready = replace(ready, mind=WholeMind(ready.mind))
            with room:
                clock.restart()
                session = ready.session(
                    room.loudspeaker, keep, rings=list, rules=policy.way.rules, decide=policy.way.decide
                )
                await session.run(frames(Ear(room, canceller(), Vad()), False, clock))
    speech_s = [(line.start_s + a, line.start_s + b) for line, (a, b) in zip(room.spoken, scene.speech_s, strict=False)]
    ends_s = [*(start_s for start_s, _ in speech_s[1:]), math.inf]
    spoken = zip(room.spoken, speech_s, ends_s, strict=True)
    return [judged(room, line.name, line.text, *between, until_s) for line, between, until_s in spoken], turns


def _now() -> datetime:
    return datetime(2026, 3, 4, 10, 0, tzinfo=UTC)


def words(room: Room, scene: Scene) -> list[tuple[str, float]]:
    """(word, end in seconds) of all that has been said in the room."""
    lines = zip(room.spoken, scene.speech_s, strict=False)
    return [word for line, (a, b) in lines for word in spread(line.text, line.start_s + a, line.start_s + b)]


def judged(room: Room, kind: str, text: str, first_s: float, last_s: float, until_s: float) -> dict[str, Any]:
    began_s, answered_s = room.first_audible_s(first_s), room.first_audible_s(last_s)
    late = answered_s is None or answered_s >= until_s
    return {
        "kind": kind,
        "text": text,
        "latency_ms": None if late or answered_s is None else 1000 * (answered_s - last_s),
        "cut_in": began_s is not None and began_s < last_s,
    }


def measure(heard: list[Scene], chip: str, profile: str, policy: str, voice: str) -> dict[str, Any]:
    rows, turns = [], []
    for scene in heard:
        more, said = anyio.run(converse, scene, chip, profile, WAYS[policy], voice)
        rows, turns = rows + more, turns + said
    groups = defaultdict(list)
    for row in rows:
        groups[row["kind"]].append(row)
    return {
        "simulated": chip != "this",
        "chip": chip,
        "profile": profile,
        "policy": policy,
        "voice": voice,
        **figures(rows),
        "stages": {name: round(ms, 1) for name, ms in shares([turn for turn in turns if not turn.unasked]).items()},
        "kinds": {kind: figures(group) for kind, group in groups.items()},
        "slowest": sorted(rows, key=lambda row: -(row["latency_ms"] or math.inf))[:5],
        "cut": [row["text"] for row in rows if row["cut_in"]],
    }


def figures(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """{p50_ms, p95_ms, cut_ins (share), turns, unanswered}; a turn that was cut into has no latency."""
    late = [row["latency_ms"] for row in rows if row["latency_ms"] is not None and not row["cut_in"]]
    return {
        "p50_ms": round(float(np.median(late)), 1) if late else None,
        "p95_ms": round(float(np.percentile(late, 95)), 1) if late else None,
        "cut_ins": round(sum(row["cut_in"] for row in rows) / max(1, len(rows)), 4),
        "turns": len(rows),
        "unanswered": sum(row["latency_ms"] is None for row in rows),
    }


def show(result: dict[str, Any]) -> str:
    groups = [("all", result), *result["kinds"].items()]
    lines = [
        (name, g["turns"], g["p50_ms"], g["p95_ms"], f"{100 * g['cut_ins']:.1f} %", g["unanswered"])
        for name, g in groups
    ]
    what = f"{result['policy']} on {result['chip']}, {result['profile']}, voice {result['voice']}"
    label = "simulated: model steps cost what a roofline says" if result["simulated"] else "real engines"
    stages = ", ".join(f"{name} {ms}" for name, ms in result["stages"].items())
    head = ("turns", "n", "p50 ms", "p95 ms", "cut in", "unanswered")
    return f"{what} ({label})\n\n{table(lines, head)}\n\nmedian of what the time went to, ms: {stages}"


def beside(results: list[dict[str, Any]]) -> str:
    """The same turns in each way, one line each."""
    kinds = [*results[0]["kinds"]]
    lines = []
    for result in results:
        shares = [f"{100 * result['cut_ins']:.0f} %", result["unanswered"]]
        of_kinds = [result["kinds"][kind]["p50_ms"] for kind in kinds]
        name = BESIDE[result["profile"], result["policy"]]
        lines.append((name, result["turns"], result["p50_ms"], result["p95_ms"], *shares, *of_kinds))
    head = ("way", "turns", "p50 ms", "p95 ms", "cut in", "unanswered", *(f"{kind}s, p50" for kind in kinds))
    return f"on {results[0]['chip']} (simulated: model steps cost what a roofline says)\n\n{table(lines, head)}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chip", choices=[*CHIPS, "this"], default="m1-pro")
    parser.add_argument("--profile", choices=["starter", *PROFILES, *NATIVE], default=None)
    parser.add_argument("--policy", choices=[*WAYS], help="localvoice, if none is said")
    parser.add_argument("--kinds", choices=["all", "orders", "commands"], default="all")
    parser.add_argument("--voice", choices=["hibari", "espeak"], help="of the assistant; people are espeak's voices")
    parser.add_argument("--quick", action="store_true", help="a fifth of the conversations")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    chosen = options.profile or ("starter" if options.chip == "this" else "standard")
    if (options.chip == "this") != (chosen == "starter"):
        parser.error(
            "--chip this goes with --profile starter, the simulated chips with light, standard, native or delegation"
        )
    voice = options.voice or ("hibari" if options.chip == "this" else "espeak")
    talks = scenes(options.quick, questions=options.chip != "this")
    talks = [talk for talk in talks if options.kinds in ("all", talk.kind)]
    several = chosen in NATIVE and not options.policy
    ways = [*BESIDE] if several else [(chosen, options.policy or "localvoice")]
    results = [measure(talks, options.chip, *way, voice) for way in ways]
    shown = beside(results) if several else show(results[0])
    print(json.dumps(results if several else results[0], indent=2) if options.json else shown)
