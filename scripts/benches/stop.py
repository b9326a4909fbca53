"""Does "stop" stop the assistant while it talks, and nothing else? Synthetic voices; noises, words, commands, orders.

Each sound is one interruption, heard as `understanding.cascade` hears it: first with everything that may be said then
(`first`), and, when it is short, a second time for "stop" alone (`then`).
"""

import argparse
import json
from collections.abc import Iterable
from pathlib import Path

import numpy as np
from _ears import DATA, Ears, recording, spoken, table
from _scenes import ROOM_NOISE_DB, TAIL_S, Kind, backchannels, noises
from _stage import converse

from localvoice.audio.echo.canceller import canceller
from localvoice.events import RATE_HZ
from localvoice.hearing import clips
from localvoice.understanding import backchannel
from localvoice.understanding.listening import LONGEST_STOP_S, STOP, STOPS

# `models.pocketsphinx.spotter` was made with these, at their own pace and faster or slower.
AMERICAN = ("en-us", *(f"en-us+f{number}" for number in range(1, 6)), *(f"en-us+m{number}" for number in range(1, 9)))
BRITISH = ("en-gb", *(f"en-gb+{kind}" for kind in ("f2", "f4", "m3", "m5")), "en-gb-x-rp", "en-gb-scotland")
LOOKED_AT = (*AMERICAN, *BRITISH, "en-gb-x-gbclan", "en-029", "en-us-nyc")
MORE = "Alex Alicia Andy Annie belinda benjamin david edward linda Michael steph travis"
# Nothing was chosen on these.
HELD_OUT = "Andrea Denis Gene Jacky Lee Mario Mike adam boris ed john pablo"


def named(names: str) -> tuple[str, ...]:
    """Variants of espeak's voices, American and British in turn."""
    return tuple(f"{('en-us', 'en-gb')[at % 2]}+{name}" for at, name in enumerate(names.split()))


VOICES = {"looked at": (*LOOKED_AT, *named(MORE)), "held out": named(HELD_OUT)}
PACES = (0.85, 1.2)
PHRASES = ("stop", "okay stop", "stop it", "be quiet")
COMMAND_VOICES = ("en-us+f3", "en-gb", "en-us+m7")
WORDS = ("speech-commands-bed-cat-happy", "free-spoken-digits")

Sounds = Iterable[np.ndarray]


class Interrupted:
    """What an interruption is taken for."""

    def __init__(self, persona: str = "assistant") -> None:
        self._ears = Ears(persona, backchannel.SENTENCES)

    def hear(self, pcm: np.ndarray) -> tuple[str, str]:
        """The intent at first and then; "" for none."""
        found = clips.turns(pcm, one=True)
        if not found:
            return "", ""
        clip, call = found[0], self._ears.turn(found[0]).call
        first = call.intent if call else ""
        again = clip.voiced_s <= LONGEST_STOP_S and list(self._ears.recogniser.spot(STOPS, clip.pcm))[-1]
        return first, STOP if again else first


def stops(voices: tuple[str, ...], phrase: str) -> Sounds:
    for number, voice in enumerate(voices):
        yield from (spoken(phrase, voice, pace) for pace in (1.0, PACES[number // 2 % 2]))


def commands(every: int) -> Sounds:
    """All that do not mean "stop", one voice each."""
    lines = (Path(__file__).parent / "commands.txt").read_text().splitlines()
    said = [line.split("\t")[:2] for line in lines if line]
    chosen = [sentence for sentence, intent in said if intent != STOP][::every]
    yield from (spoken(sentence, COMMAND_VOICES[i % 3]) for i, sentence in enumerate(chosen))


def files(folder: str, every: int) -> Sounds:
    found = sorted(f for f in (DATA / folder).rglob("*") if f.suffix in {".wav", ".flac"})
    yield from (quiet_around(recording(file)) for file in found[::every])


def quiet_around(pcm: np.ndarray) -> np.ndarray:
    """In a quiet room, half a second before and after."""
    room = np.random.default_rng(len(pcm)).standard_normal(len(pcm) + RATE_HZ) * 10 ** (ROOM_NOISE_DB / 20)
    room[RATE_HZ // 2 : RATE_HZ // 2 + len(pcm)] += pcm
    return room.astype(np.float32)


def measure(every: int, only: str) -> list[dict]:
    todo: dict[str, Sounds] = {
        f"{phrase}, {which}": stops(voices, phrase) for phrase in PHRASES for which, voices in VOICES.items()
    }
    todo["noises"] = map(quiet_around, noises()[::every])
    todo["backchannels"] = map(quiet_around, backchannels()[::every])
    todo["other commands"] = commands(every)
    todo["coffee orders"] = files("picovoice-spoken-commands/data/speech/clean", every)
    todo |= {folder: files(folder, 2 * every) for folder in WORDS}
    ears, rows = {"": Interrupted(), "coffee orders": Interrupted("cafe")}, []
    for what, sounds in todo.items():
        if not what.startswith(only):
            continue
        heard = [ears.get(what, ears[""]).hear(pcm) for pcm in sounds]
        first, then = (sum(intents[turn] == STOP for intents in heard) for turn in (0, 1))
        lost = sum(before not in ("", after) for before, after in heard)
        rows.append({"what": what, "sounds": len(heard), "stop_first": first, "stop_then": then, "other_lost": lost})
    return rows


def sessions(ratios_db: Iterable[float], voice: str) -> list[dict]:
    """Whole conversations in a simulated room: the assistant talks on and on, and how many stops cut it?"""
    rows = []
    for ratio_db in ratios_db:
        told = converse(Kind(ratio_db=ratio_db, far=voice), "stops", 0.0, canceller("auto"))
        cut = sum(any(start < at < end + TAIL_S for at, _ in told.cuts) for start, end in told.spans)
        rows.append({"ratio_db": ratio_db, "stops": len(told.spans), "cut": cut, "others": len(told.cuts) - cut})
    return rows


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--every", type=int, default=1, help="only every n-th sound that is no stop")
    parser.add_argument("--only", default="", help="rows whose name begins so")
    parser.add_argument("--voice", default="espeak", help="family of the assistant's in conversations")
    parser.add_argument("--session", action="store_true", help="whole conversations with echo instead")
    options = parser.parse_args()
    result = (
        sessions((5.0, 0.0, -5.0, -10.0), options.voice) if options.session else measure(options.every, options.only)
    )
    if options.json:
        print(json.dumps({"simulated": options.session, "rows": result}, indent=2))
    else:
        print("synthetic voices" + ", simulated room" * options.session)
        print(table([tuple(row.values()) for row in result], tuple(result[0])))
