"""The tiny language model: right calls of held-out requests, clean and misheard, beside the reflex; refusals; speed.

Held out are the sentences of tiny_held_out.txt, by two authors: no skill template and no way of asking that the model
was trained on explains one of them (tests/models/test_tiny.py holds that). `asked` are all that the second author
wrote, who knew nothing of the training: two in five could be made of ways that were taught. `commands` are those of
commands.txt, which the skills' templates explain. Misheard means simulated errors, drawn with other seeds than those of
the training. Refusals are asked for by what real people said to another assistant about things that no skill does.
"""

import argparse
import csv
import json
import random
import sys
import time
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any, cast

sys.path.insert(0, str(Path(__file__).parents[1]))

from _ears import DATA, table
from tiny_data import SAME
from tiny_noise import FREE, KNOWN, OPEN, misheard

from localvoice import wall
from localvoice.engine.lane import Lane
from localvoice.models.lm import conversation as lm
from localvoice.models.roles import Ended, Sampling, Text, ToolCall
from localvoice.tools.persona import persona
from localvoice.tools.skill import Call, Shelf, World
from localvoice.tools.toolbox import Toolbox
from localvoice.understanding.doubt import Doubt
from localvoice.understanding.poll import Meant, Poll

BENCHES = Path(__file__).parent
FOLDER = BENCHES.parents[1] / "localvoice" / "tiny"
FILES = {"held out": "tiny_held_out.txt", "asked": "tiny_asked.txt", "commands": "commands.txt"}
WRONG_WORDS = 0.15  # share of the words of a misheard sentence
SEEDS = (101,)  # each sentence is misheard once with each
OTHERS = (
    "weather",
    "music",
    "news",
    "email",
    "iot",
    "transport",
    "qa_f",
    "qa_d",
    "qa_s",
    "social",
    "takeaway",
    "recomm",
)
EVERY = 12  # of those sentences
SUMS = {"add": ("plus", "a", "b"), "multiply": ("times", "a", "b"), "divide": ("divided by", "a", "b"),
        "subtract": ("minus", "b", "a")}  # fmt: skip
CHANGES = {intent.name for intent in persona("assistant").intents() if intent.deed}
_NO_SHELF = cast(Shelf, None)  # nothing is done here, only understood
GREEDY = Sampling(temperature=0.0, max_tokens=64)


def same(call: Call | None) -> tuple[str, dict[str, Any]] | None:
    """Intent and slots, by one name where the skills have two for the same thing."""
    if call is None:
        return None
    if call.intent in SUMS:
        op, a, b = SUMS[call.intent]
        return "calculate", {"a": call.slots[a], "op": op, "b": call.slots[b]}
    if "one" in call.slots:
        return call.intent, {"amount": 1, "unit": call.slots["one"], "to": call.slots["to"]}
    return call.intent, {SAME.get(name, name): value for name, value in call.slots.items()}


class Tiny:
    """The model in a conversation that forgets every turn."""

    def __init__(self, folder: Path) -> None:
        self.toolbox = Toolbox(persona("assistant"), World(_NO_SHELF, wall.now, random.Random(1)))
        self._chat = lm.load(folder).open("", self.toolbox.schemas(), 16_384)
        self._poll = Poll(cast(Lane, None), self._chat, self.toolbox, GREEDY, str, self._kept, nullcontext)
        self.tokens, self.took_s = 0, 0.0

    def answer(self, said: str) -> tuple[Call | None, str]:
        """What it wants done, when that makes sense, and what it says."""
        call, text, begun_s = None, "", 0.0
        meant = self._meant(said)
        for told in self._chat.reply(said, meant.how or GREEDY):
            begun_s = begun_s or time.perf_counter()
            if isinstance(told, ToolCall) and meant.how:
                call = call or self.toolbox.call(told.name, told.arguments)
            elif isinstance(told, Text):
                text += told.text
            elif isinstance(told, Ended):
                self.tokens += told.tokens - 1  # the first one is there when the clock starts
                self.took_s += time.perf_counter() - begun_s
        self._chat.retract()
        return call, text

    def _kept(self, call: Call, text: str, doubt: Doubt | None, sure: bool) -> Call | None:
        return self.toolbox.held(call, text) or call

    def _meant(self, said: str) -> Meant:
        steps = self._poll.steps([said], None)
        while True:
            try:
                next(steps)
            except StopIteration as end:
                return end.value


def sentences(file: str) -> Iterator[tuple[str, str, dict[str, str]]]:
    for line in (BENCHES / file).read_text().splitlines():
        text, intent, slots = line.split("\t")
        yield text, intent, dict(part.split("=") for part in slots.split(";")) if slots else {}


def wrong(text: str, slots: dict[str, str], seed: int) -> str:
    """The sentence as it could be misheard."""
    marks = {word: OPEN if name == "text" else KNOWN for name, value in slots.items() for word in value.split()}
    words = text.split()
    return " ".join(
        misheard(words, [marks.get(word, FREE) for word in words], WRONG_WORDS, random.Random(f"{seed} {text}"))
    )


def arms(told: list[tuple[str, Any]], tiny: Tiny) -> tuple[dict[str, Any], list[Any]]:
    """Shares of right calls by who decides; what the pair got wrong."""
    counts, missed = {"reflex": 0, "model": 0, "both": 0, "acted wrongly": 0}, []
    for text, wanted in told:
        reflex, model = tiny.toolbox.match(text), tiny.answer(text)[0]
        both = reflex or model
        right = [same(call) == wanted for call in (reflex, model, both)]
        for name, hit in zip(counts, right, strict=False):
            counts[name] += hit
        if not right[2]:
            counts["acted wrongly"] += both is not None and both.intent in CHANGES
            missed.append((text, wanted[0], both and (both.intent, both.words), "reflex" if reflex else "model"))
    return {name: count / len(told) for name, count in counts.items()} | {"sentences": len(told)}, missed


def measure(folder: Path, part: slice = slice(None)) -> dict[str, Any]:
    tiny = Tiny(folder)
    result: dict[str, Any] = {}
    for name, file in FILES.items():
        asked = list(sentences(file))[part]
        wanted = [same(tiny.toolbox.call(intent, slots)) for _, intent, slots in asked]
        clean = [(text, want) for (text, _, _), want in zip(asked, wanted, strict=True)]
        noisy = [
            (wrong(text, slots, seed), want)
            for (text, _, slots), want in zip(asked, wanted, strict=True)
            for seed in SEEDS
        ]
        for how, told in (("clean", clean), ("misheard", noisy)):
            result[f"{name}, {how}"], missed = arms(told, tiny)
            result.setdefault("missed", {})[f"{name}, {how}"] = missed
    result["refusals"] = refusals(tiny)
    result["tokens_per_s"] = tiny.tokens / tiny.took_s
    return result


def refusals(tiny: Tiny) -> dict[str, Any]:
    """Of what no skill does: the shares that cause a call, and a call that changes something."""
    files = sorted((DATA / "text-intents-home-domain" / "testset" / "csv").glob("*.csv"))
    asked = []
    for file in files:
        if file.name.startswith(OTHERS):
            with file.open(encoding="utf-8") as lines:
                asked += [row["answer_from_anno"] for row in csv.DictReader(lines, delimiter=";")]
    asked = asked[::EVERY]
    counts: dict[str, Any] = {"sentences": len(asked)}
    acted = []
    for who in ("reflex", "both"):
        calls = [tiny.toolbox.match(text) or (tiny.answer(text)[0] if who == "both" else None) for text in asked]
        counts[f"{who} calls"] = sum(call is not None for call in calls) / max(1, len(asked))
        counts[f"{who} changes"] = sum(bool(call and call.intent in CHANGES) for call in calls) / max(1, len(asked))
        acted = [(text, call.intent, call.words) for text, call in zip(asked, calls, strict=True) if call]
    return counts | {"acted": acted}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--folder", type=Path, default=FOLDER)
    parser.add_argument("--half", choices=("even", "odd"), help="only every second sentence")
    parser.add_argument("--wrong", action="store_true", help="show what went wrong")
    options = parser.parse_args()
    halves = {None: slice(None), "even": slice(0, None, 2), "odd": slice(1, None, 2)}
    result = measure(options.folder, halves[options.half])
    missed = {**result.pop("missed"), "refusals": result["refusals"].pop("acted")}
    if options.wrong:
        for kind, cases in missed.items():
            for case in cases:
                print(kind, *case, sep=" | ", file=sys.stderr)
    if options.json:
        print(json.dumps(result, indent=2))
    else:
        who = ("reflex", "model", "both", "acted wrongly")
        rows = [
            (name, share["sentences"], *(f"{100 * share[each]:.1f} %" for each in who))
            for name, share in result.items()
            if "," in name
        ]
        print(table(rows, ("right calls", "sentences", *who)), "\n")
        refused = result["refusals"]
        for each in ("reflex calls", "both calls", "both changes"):
            print(f"{100 * refused.get(each, 0):.1f} % of {refused['sentences']} other requests: {each}")
        print(f"{result['tokens_per_s']:.0f} tokens/s")
