"""Twenty guests book a table by ear: how many forms are right at the end, and what was said again until then.

The whole way of the profile `open` (`localvoice pull open` first) or `starter`, in synthetic voices. A guest says each
sentence once more when it was not understood, and corrects what is wrong in the echo, as guests do;
a name is right when its letters are.

`--names` takes ten guests with names that are hard to hear, who say them and spell them where they were misheard.
`--scripted` plays them in whole sessions instead, through voice detection, turns, echo and interruptions in a simulated
room; there the ear is told the words.
"""

import argparse
import json
import random
import tomllib
from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any
from zoneinfo import ZoneInfo

import anyio
from _ears import table
from _guest_talks import book, there
from _voices import spoken

from localvoice.app.conversation import Client, client
from localvoice.app.engine import Engine
from localvoice.app.folder import data_folder
from localvoice.events import FRAME_S, FRAME_SAMPLES, Frame
from localvoice.hearing import clips
from localvoice.memory.shelf import SqliteShelf
from localvoice.settings import Settings
from localvoice.tools.form.acts import draft as draft_of
from localvoice.tools.persona import persona
from localvoice.tools.skill import World
from localvoice.tools.toolbox import Toolbox
from localvoice.understanding.mind import Occasion, Out, Said, Saying, Told, Understood

GUESTS = Path(__file__).parents[2] / "tests" / "tools" / "guests.toml"

GATE_MS = 128.0, 96.0  # when the answer to a whole sentence may be heard, and when it is asked for
NOW = datetime(2026, 12, 1, 10, 0, tzinfo=ZoneInfo("Europe/Berlin"))
VOICES = ("hibari", "en-us+rob", "en-gb+anika")
KEEPS = "booking"
LETTERS = f"{KEEPS}_name_letters"  # the question for a name with a word for each letter
_WORDS = (  # that a guest thinks of for each letter
    "apple boy cat david emma frank george hotel ice jack king london mother norway orange peter queen robert sugar"
    " tom umbrella victor william x-ray yellow zebra"
)
WORDS = _WORDS.split()
# Short and long ones, with double letters, of several languages; written before anything heard them.
_NAMES = "Ng Quinn Lloyd Hassett Papadopoulos Szabo Bianchi Fitzgerald Zuckermann Ivanova"
NAMES = _NAMES.split()
AGAIN = "Sorry, I did not understand"
TRIES = 3  # of one sentence, and of corrections after the echo
CORRECT = {
    "date": "No, the day is {}.", "time": "No, at {}.", "guests": "No, {} people.", "seats": "No, {}.",
    "high_chair": "And a high chair.", "name": "The name is spelt {}.", "phone": "The phone number is {}.",
    "remarks": "And it's a {}.", "allergies": "Allergic to {}.",
}  # fmt: skip


class Guest:
    """One conversation by ear."""

    def __init__(self, ready: Client, toolbox: Toolbox, voice: str) -> None:
        self._ready, self._toolbox, self._voice = ready, toolbox, voice
        self.counts: Counter[str] = Counter()
        self.log: list[tuple[str, str, str]] = []

    async def books(self, says: list[str], wanted: dict[str, Any]) -> bool:
        for sentence, question in zip(says[:-1], await expected(says), strict=True):
            await self._answers(question, wanted)
            for _ in range(TRIES):
                if not (await self._say(sentence)).startswith(AGAIN):
                    break
                self.counts["again"] += 1
        await self._answers(f"{KEEPS}_confirm", wanted)
        for _ in range(TRIES):
            if not (correction := self._wrong(wanted)):
                break
            self.counts["corrected"] += 1
            await self._say(correction)
        for _ in range(TRIES):
            await self._say(says[-1])
            if kept := self._toolbox.world.shelf.all("booking"):
                return _letters(kept[-1].data["known"]) == _letters(wanted)
        return False

    async def _answers(self, expected: str, wanted: dict[str, Any]) -> None:
        """Where something else is asked than this guest was going to answer, the answer to that."""
        for _ in range(TRIES):
            asked = self._toolbox.question
            if asked == expected or not asked.startswith(KEEPS) or asked == f"{KEEPS}_confirm":
                return
            self.counts["asked again"] += 1
            if asked == LETTERS:
                await self._say(in_words(wanted["name"]))
                continue
            name = asked.removeprefix(f"{KEEPS}_")
            await self._say(
                CORRECT[name].removeprefix("No, ").format(_said(name, wanted[name])) if name in wanted else "No."
            )

    def _wrong(self, wanted: dict[str, Any]) -> str:
        """A sentence that mends a field, as a guest hears it in the echo."""
        if self._toolbox.question == LETTERS:
            return in_words(wanted["name"])
        form = self._toolbox.persona.form
        assert form
        draft = draft_of(form, self._toolbox.world)
        known, right = _letters(draft.known if draft else {}), _letters(wanted)
        wrong = [name for name in wanted if known.get(name) != right[name]]
        if not wrong:
            return next((f"No {form.of(name).called[0]}." for name in known if name not in wanted), "")
        if wrong[0] == "name" and self.counts["spelt"]:  # and heard which letters are wrong
            return one_letter(known.get("name", ""), right["name"]) or f"No, i{in_words(wanted['name'])[1:]}"
        self.counts["spelt"] += wrong[0] == "name"
        return CORRECT[wrong[0]].format(_said(wrong[0], wanted[wrong[0]]))

    async def _say(self, sentence: str) -> str:
        """The answer; a sentence with a pause may be several turns."""
        heard, answered = [], []

        def tell(told: Told) -> None:
            if isinstance(told, Understood):
                heard.append(told.text)
            if isinstance(told, Saying):
                answered.append(told.text)

        for clip in clips.turns(spoken(sentence, self._voice), one=True):
            exchange = self._ready.mind.begin(Said(_replayed(clip)), Occasion(times_ms=lambda: GATE_MS))
            await exchange.run(Out(tell, aloud=False))
        self.log.append((sentence, " | ".join(heard), " ".join(answered)))
        return " ".join(answered)


async def expected(says: list[str]) -> list[str]:
    """The question that is open before each sentence but the last, where all is heard."""
    with SqliteShelf(Path(":memory:"), lambda: NOW) as shelf:
        toolbox = Toolbox(persona("receptionist"), World(shelf, lambda: NOW, random.Random(1)))
        open_now = []
        for sentence in says[:-1]:
            open_now.append(toolbox.question)
            if call := toolbox.match(sentence):
                await toolbox.run(call)
    return open_now


def named() -> dict[str, dict[str, Any]]:
    """A guest for each of NAMES, who has no other wish."""
    rest = {"date": "2026-12-03", "time": "19:30", "guests": 2, "seats": "inside", "phone": "5552525"}
    first, last = "Two people, Thursday, seven thirty, inside, no allergies.", "Five five five, two five two five."
    return {each: {"says": [first, f"{each}.", last, "Yes."], "form": {**rest, "name": each}} for each in NAMES}


def _letters(known: dict[str, Any]) -> dict[str, Any]:
    """A form to be compared: without what there is none of, and a name as its letters."""
    form = there(known)
    return form | {"name": form["name"].lower().replace(" ", "")} if "name" in form else form


def in_words(name: str) -> str:
    """It's S as in sugar, …"""
    return f"It's {', '.join(_as_in(each) for each in name.lower() if each.isalpha())}."


def one_letter(heard: str, name: str) -> str:
    """How the only letter that is wrong is put right; "" where more are."""
    wrong = [(one, other) for one, other in zip(heard, name, strict=False) if one != other]
    if len(heard) != len(name) or len(wrong) != 1:
        return ""
    return f"No, {_as_in(wrong[0][1])}, not {wrong[0][0].upper()}."


def _as_in(letter: str) -> str:
    return f"{letter.upper()} as in {WORDS[ord(letter) - ord('a')]}"


def scripts() -> dict[str, dict[str, Any]]:
    """Guest → what each says, with what it interrupts, and the form that is wanted."""
    return {each["name"]: {"interrupts": [], **each} for each in tomllib.loads(GUESTS.read_text("utf-8"))["guest"]}


def _said(name: str, value: Any) -> str:
    match name:
        case "date":
            return f"{datetime.fromisoformat(value):%B %d}"
        case "time":
            return f"{datetime.strptime(value, '%H:%M'):%I %M}".lstrip("0").removesuffix(" 00") + " p.m."
        case "name":
            return ", ".join(value.upper().replace(" ", ""))
        case "phone":
            return ", ".join(" ".join(value[at : at + 3]) for at in range(0, len(value), 3))
        case "allergies":
            return " and ".join(value)
    return str(value)


async def _replayed(clip: clips.Clip) -> AsyncIterator[Frame]:
    for number, voice in enumerate(clip.voices):
        yield Frame(clip.pcm[number * FRAME_SAMPLES : (number + 1) * FRAME_SAMPLES], voice, number * FRAME_S)


async def measure(
    profile: str, first: int, every: int, voices: tuple[str, ...], data: Path, guests: dict[str, dict[str, Any]]
) -> dict[str, Any]:
    """`guests`: who they are, what they say, and the forms that are wanted."""
    counts: dict[str, Counter[str]] = {voice: Counter() for voice in voices}
    wrong = []
    settings = Settings(profile=profile, persona="receptionist")
    async with Engine(settings, data) as engine:
        for voice in voices:
            for name in list(guests)[first::every]:
                with SqliteShelf(Path(":memory:"), lambda: NOW) as shelf:
                    toolbox = Toolbox(persona("receptionist"), World(shelf, lambda: NOW, random.Random(1)))
                    async with client(engine, settings, toolbox=toolbox) as ready:
                        guest = Guest(ready, toolbox, voice)
                        right = await guest.books(guests[name]["says"], guests[name]["form"])
                    kept = [item.data["known"] for item in shelf.all("booking")]
                counts[voice].update(guests=1, right=right, turns=len(guest.log), **guest.counts)
                if not right:
                    wrong.append({"voice": voice, "guest": name, "kept": kept, "log": guest.log})
    return {"counts": {voice: dict(counter) for voice, counter in counts.items()}, "wrong": wrong}


async def sessions(first: int, every: int, data: Path) -> list[dict[str, Any]]:
    """One row for each guest: whole sessions, of which the words are known."""
    rows = []
    for name, guest in list(scripts().items())[first::every]:
        began_s = process_time()
        held = await book(guest["says"], guest["interrupts"], NOW, data)
        rows.append(
            {
                "guest": name,
                "right": held.kept == [guest["form"]],
                "answers": len(held.said),
                "two_questions": sum(text.count("?") > 1 for text in held.said),
                "interrupted": sum(turn.barged_in for turn in held.turns),
                "slowest_ms": round(max(turn.latency_ms or 0.0 for turn in held.turns)),
                "cpu_s": round(process_time() - began_s, 1),
            }
        )
    return rows


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--profile", default="open")
    parser.add_argument("--data", type=Path, default=data_folder(), help="the folder with the weights")
    parser.add_argument("--every", type=int, default=1, help="only every n-th guest")
    parser.add_argument("--first", type=int, default=0, help="from this one on")
    parser.add_argument("--voice", action="append")
    parser.add_argument("--names", action="store_true", help="ten guests with difficult names instead")
    parser.add_argument("--scripted", action="store_true", help="whole sessions in a room; the ear knows the words")
    options = parser.parse_args()
    if options.scripted:
        with TemporaryDirectory() as empty:
            rows = anyio.run(partial(sessions, options.first, options.every, Path(empty)))
        print(
            json.dumps(rows, indent=2) if options.json else table([tuple(row.values()) for row in rows], tuple(rows[0]))
        )
        raise SystemExit
    result = anyio.run(
        partial(
            measure,
            options.profile,
            options.first,
            options.every,
            tuple(options.voice or VOICES),
            options.data,
            named() if options.names else scripts(),
        )
    )
    if options.json:
        print(json.dumps(result, indent=2))
    else:
        heads = ("guests", "right", "turns", "again", "corrected")
        rows = [(voice, *(counts.get(head, 0) for head in heads)) for voice, counts in result["counts"].items()]
        print(table(rows, ("voice", *heads)))
