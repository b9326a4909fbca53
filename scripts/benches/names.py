"""Names that no dictionary has, by ear: written right before they are learnt, and after? The grammar alone, and `open`.

Twenty invented names, ten of people and ten of things, in one command each, by six synthetic voices. What is learnt of
a name is its spelling and its kind, and for the five that are said otherwise how they are said; the voices read what
is said. `--open` takes the whole way of the profile open as well (`localvoice pull open` first).
"""

import argparse
import json
import random
from collections import Counter, defaultdict
from datetime import UTC, datetime
from itertools import product

import anyio
from _ears import Ears, Paper, table
from _voices import spoken
from free import Noting, wanted_by

from localvoice.app.conversation import client
from localvoice.app.engine import Engine
from localvoice.app.folder import data_folder
from localvoice.hearing import clips
from localvoice.settings import Settings
from localvoice.tools.skill import World
from localvoice.wording.names import AtHand, Name

PEOPLE = (
    *(("Velkin", ""), ("Tamsora", ""), ("Orlund", ""), ("Bexley", ""), ("Marvetta", ""), ("Joralf", "yor alf")),
    *(("Ksenvia", "kuh sen via"), ("Dravna", ""), ("Pellimer", ""), ("Nuala Quist", "noola quist")),
)
THINGS = (
    *(("Zorbly", ""), ("Krunchola", ""), ("Vimtex", ""), ("Sudsella", ""), ("Glimmo", ""), ("Xylvia", "zill via")),
    *(("Tofurino", ""), ("Hydrapop", ""), ("Brakka", ""), ("Qwixa", "kwick sa")),
)
VOICES = ("en-us", "en-gb+f3", "en-us+m3", "en-gb-scotland+m7", "en-us+f5", "hibari")
SENTENCES = {"person": "remind me to call {} tomorrow at nine", "thing": "add {} to my shopping list"}


def names() -> list[Name]:
    both = ((PEOPLE, "person"), (THINGS, "thing"))
    return [Name(written, said, kind=kind) for group, kind in both for written, said in group]


def world(known: list[Name]) -> World:
    return World(Paper(), lambda: datetime(2026, 3, 4, 10, 0, tzinfo=UTC), random.Random(1), names=AtHand(known))


def right(words: str, name: Name) -> str:
    return "right" if name.written.lower() in words.lower() else "refused" if not words else "another"


def grammar_alone(known: list[Name], told: list[tuple[Name, str, clips.Clip]]) -> list[str]:
    ears = Ears("assistant")
    ears.toolbox.world = world(known)
    results = []
    for name, _, clip in told:
        heard = ears.turn(clip)
        results.append(right(ears.toolbox.written(heard.transcript.text) if heard.call else "", name))
    ears.recogniser.close()
    return results


async def opened(known: list[Name], told: list[tuple[Name, str, clips.Clip]]) -> list[str]:
    toolbox, settings, results = Noting(), Settings(profile="open"), []
    toolbox.world = world(known)
    async with Engine(settings, data_folder()) as engine, client(engine, settings, toolbox=toolbox) as ready:
        for name, _, clip in told:
            calls = await wanted_by(ready, toolbox, clip)
            results.append(right(" ".join(word for _, call in calls for word in call.words.values()), name))
    return results


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, help="only every n-th name")
    parser.add_argument("--open", action="store_true", help="the profile open, too")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    known, counts = names(), defaultdict[str, Counter[str]](Counter)
    told = [
        (name, voice, clip)
        for name, voice in product(known[:: options.every], VOICES)
        for clip in clips.turns(spoken(SENTENCES[name.kind].format(name.spoken), voice), one=True)
    ]
    for when, learnt in (("before", []), ("after", known)):
        ways = {"the grammar": grammar_alone(learnt, told)}
        if options.open:
            ways["open"] = anyio.run(opened, learnt, told)
        for way, results in ways.items():
            for (_, voice, _), result in zip(told, results, strict=True):
                counts[f"{way}, {when}, all"][result] += 1
                counts[f"{way}, {when}, {voice}"][result] += 1
    heads = ("right", "another", "refused")
    rows = [(name, each.total(), *(each[head] for head in heads)) for name, each in counts.items()]
    print(json.dumps(counts) if options.json else table(rows, ("ears, voice", "spoken", *heads)))


if __name__ == "__main__":
    main()
