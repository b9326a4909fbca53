"""What do a language model's answers to spoken questions sound like? Length, manners, calls by rule, and their speed.

The 70 questions of ../shared/data/text-spoken-questions go through the product's own path, as if they were spoken, up
to the words that would be said: skills first, then the model with its prompt, its tools (where it is large enough to
get some), the two sentences at once and everything that is held back. Each item is a conversation of its own. Manners
kept: what `wording.manners` asks of a voice (two sentences or thirty words, unless more was asked for, one question, no
Markdown, no words that say nothing), no signs of JSON, ended by itself.
"raw": what the model wrote, judged the same. Times are of this process: seconds of the processor.
"""

import argparse
import json
import random
import re
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

import anyio
from _ears import table

from localvoice import wall
from localvoice.app.engine import Engine
from localvoice.app.fit import CONTEXT_TOKENS
from localvoice.app.profile import family
from localvoice.clock import VirtualClock
from localvoice.memory.shelf import SqliteShelf
from localvoice.models.roles import Ended, LanguageModel, Sampling, Text, ToolCall
from localvoice.settings import Settings
from localvoice.tools.persona import persona
from localvoice.tools.skill import World
from localvoice.tools.toolbox import Toolbox
from localvoice.understanding.prompt import system
from localvoice.understanding.thinking import Thinker
from localvoice.understanding.written import Written
from localvoice.wording.manners.judging import judge
from localvoice.wording.phrases import phrases

QUESTIONS = Path(__file__).parents[3] / "shared" / "data" / "text-spoken-questions" / "questions.json"
SIGNS = re.compile(r"[{}\[\]<>`*#|_]|^\s*(?:[-+•]|\d+[.)])\s", re.MULTILINE)
WHOLE = re.compile(r"[.!?…][\"'”’)]*$")


@dataclass
class Turn:
    asked: str
    intent: str = ""  # of the skill that answered
    said: str = ""
    raw: str = ""  # what the model wrote
    calls: list[str] = field(default_factory=list)
    ended: str = ""
    tokens: int = 0
    first_s: float = 0.0  # until there was a first phrase to say
    took_s: float = 0.0


class Counted:
    """A conversation that notes what its answers were."""

    def __init__(self, chat: Any, turn: Turn) -> None:
        self._chat, self.turn = chat, turn

    def __getattr__(self, name: str) -> Any:
        return getattr(self._chat, name)

    def reply(self, said: str | None, how: Sampling) -> Iterator[Any]:
        began_s = time.process_time()
        for step in self._chat.reply(said, how):
            self.turn.took_s = time.process_time() - began_s
            if isinstance(step, Text):
                self.turn.raw += step.text
                self.turn.tokens += 1
                if not self.turn.first_s and next(phrases(self.turn.raw), None) != self.turn.raw.strip():
                    self.turn.first_s = self.turn.took_s
            elif isinstance(step, ToolCall):
                self.turn.calls.append(step.name)
            elif isinstance(step, Ended):
                self.turn.ended = step.reason
            yield step
        self.turn.first_s = self.turn.first_s or self.turn.took_s


def mannered(asked: str, text: str) -> bool:
    return not judge(text, asked) and not SIGNS.search(text) and bool(WHOLE.search(text.strip()))


async def answered(engine: Engine, lm: LanguageModel, tools: bool, how: Sampling, item: list[str]) -> list[Turn]:
    """One conversation."""
    with tempfile.TemporaryDirectory() as folder, SqliteShelf(Path(folder) / "memory.sqlite") as shelf:
        toolbox = Toolbox(persona("assistant"), World(shelf=shelf, now=wall.now, random=random.Random(1)))
        words, schemas = system(toolbox.persona, tools), toolbox.schemas() if tools else []
        counted = Counted(None, Turn(""))

        async def think() -> Thinker:
            counted._chat = await engine.lane.call("open", partial(lm.open, words, schemas, CONTEXT_TOKENS))
            return Thinker(engine.lane, engine.clock, counted, toolbox, how)  # type: ignore[arg-type]

        written, turns = Written(toolbox, engine.clock, engine.costs, think, spoken=True), list[Turn]()
        for asked in item:
            counted.turn = turn = Turn(asked)
            engine.live(written, True)
            understood = await written.ask(asked)
            engine.live(written, False)
            turn.intent, turn.said = understood.intent, understood.answer
            turns.append(turn)
    return turns


async def measure(args: argparse.Namespace) -> list[list[Turn]]:
    asked = json.loads(QUESTIONS.read_text("utf-8"))
    items = [item if isinstance(item, list) else [item] for item in (*asked["talk"], *asked["tools"])]
    how = Sampling(temperature=0, max_tokens=args.tokens)
    settings = Settings(profile="tiny", lm=args.lm)
    clock = VirtualClock()  # it steps the lane itself: on a busy machine nothing seems to hang
    done: list[list[Turn]] = []

    async def ask(engine: Engine) -> None:
        if args.folder:
            lm = await engine.lane.call("load", lambda: family("lm").load(args.folder))
        else:
            lm = await engine.lm()
        assert lm  # the profile has one
        tools = args.tools or (not args.folder and engine.takes_tools())
        for item in items[:: args.every]:
            done.append(await answered(engine, lm, tools, how, item))

    async with Engine(settings, args.data, clock) as engine, anyio.create_task_group() as tasks:
        tasks.start_soon(ask, engine)
        while len(done) < len(items[:: args.every]):
            await clock.until(clock.now_s() + 1.0)
    return done


def rows(turns: list[Turn], expect: dict[str, str]) -> list[tuple[str, Any]]:
    thought = [turn for turn in turns if not turn.intent]
    skills = {intent.name: module.__name__ for module in persona("assistant").modules() for intent in module.INTENTS}
    served = [turn for turn in turns if turn.asked in expect]
    right = [
        turn
        for turn in served
        if any(re.search(expect[turn.asked], f"{name} {skills.get(name, '')}") for name in [turn.intent, *turn.calls])
    ]
    tokens, took_s = sum(turn.tokens for turn in thought), sum(turn.took_s for turn in thought)
    return [
        ("turns, by the model", f"{len(turns)}, {len(thought)}"),
        ("manners kept, said", f"{sum(mannered(turn.asked, turn.said) for turn in thought)} of {len(thought)}"),
        ("manners kept, raw", f"{sum(mannered(turn.asked, turn.raw) for turn in thought)} of {len(thought)}"),
        ("silent answers", sum(not turn.said.strip() for turn in turns)),
        ("words said, median", median(len(turn.said.split()) for turn in thought)),
        ("words written, median", median(len(turn.raw.split()) for turn in thought)),
        ("ended by itself, raw", sum(turn.ended == "done" for turn in thought)),
        ("calls: readable, not", _calls(thought)),
        ("requests served as expected", f"{len(right)} of {len(served)}"),
        ("tokens a processor second", round(tokens / took_s, 1) if took_s else 0),
        ("first phrase, processor s, median", round(median(t.first_s for t in thought), 2)),
    ]


def _calls(turns: list[Turn]) -> str:
    names = [name for turn in turns for name in turn.calls]
    return f"{sum(map(bool, names))}, {len(names) - sum(map(bool, names))}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lm", default="", help="a model of weights.toml; default: the profile tiny's own")
    parser.add_argument("--folder", type=Path, help="a folder of a model in its place")
    parser.add_argument("--data", type=Path, default=Path.home() / ".localvoice", help="where it was pulled")
    parser.add_argument("--tools", action="store_true", help="a small model gets the tools, too")
    parser.add_argument("--every", type=int, default=1, help="only every so manieth item")
    parser.add_argument("--tokens", type=int, default=100, help="of an answer, at most")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--show", action="store_true", help="every turn, too")
    args = parser.parse_args()
    if not QUESTIONS.exists():
        raise SystemExit(f"There are no questions in {QUESTIONS}.")
    turns = [turn for item in anyio.run(measure, args) for turn in item]
    made = rows(turns, json.loads(QUESTIONS.read_text("utf-8"))["expect"])
    if args.show:
        for turn in turns:
            print(f"{turn.asked}\n  {turn.intent or '-'}: {turn.said}\n  raw: {turn.raw!r} {turn.calls} {turn.ended}")
    print(json.dumps(dict(made)) if args.json else table(made, ("", args.lm or str(args.folder or "tiny-lm"))))


if __name__ == "__main__":
    main()
