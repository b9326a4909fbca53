"""Let an ear of open speech hear what the tiny model is taught: `.venv/bin/python scripts/hear_tiny.py FOLDER`.

Commands as `scripts/tiny_data.py` draws them, spoken by espeak-ng's variants and heard by Moonshine tiny, whose weights
lie in FOLDER. What it wrote goes to `scripts/tiny/heard.txt` by its call: what it was sure enough of, every argument
being among its words, and half of the words what was said. Three of the variants are left to the benches. The same seed
makes the same sentences; 0.3 s of a core each.
"""

import argparse
import json
import random
import sys
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import cache
from itertools import islice
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
from tiny_data import Example, Teacher

from localvoice.audio.resample import resample
from localvoice.events import RATE_HZ, Manner
from localvoice.models import espeak, moonshine
from localvoice.tools.reading.normal import spoken

FILE = Path(__file__).parent / "tiny" / "heard.txt"
SEED, COMMANDS = 3, 700
# Variants that are human enough: of 753 commands, three in five or more of each were accepted.
VOICES = (
    "Alicia", "Andrea", "Diogo", "Henrique", "Hugo", "Jacky", "Lee", "Mario", "Michael", "Nguyen", "adam", "aunty",
    "belinda", "caleb", "ed", "edward2", "f3", "f4", "f5", "grandpa", "gustave", "ian", "iven4", "john", "klatt",
    "klatt3", "m1", "m2", "m3", "m4", "m7", "m8", "max", "michel", "pablo", "paul", "pedro", "quincy", "robert",
    "sandro", "shelby", "steph2",
)  # fmt: skip
LANGUAGES = ("en-us", "en-us", "en-us", "en-gb")
PACES = 0.85, 1.2
NOISES_DB = (-62, -50, -40)
QUIET = RATE_HZ // 4  # samples before and after
LEAST = 0.5  # share of the words that are the same, in the same order


class Speaking(Teacher):
    """Draws what is said, none of it misheard or typed."""

    def _really_heard(self) -> Example | None:
        return self._command()

    def _heard(self, words: list[str], marks: list[int], share: float) -> str:
        return " ".join(words)

    def _typed(self, words: list[str], arguments: dict[str, str], intent: object) -> tuple[str, dict[str, str]]:
        return " ".join(words), arguments


@cache
def voice(name: str) -> espeak.EspeakVoice:
    return espeak.load(voice=name)


def sound(text: str, chance: random.Random) -> np.ndarray:
    """Somebody who says it, with faint noise, (n,) float32 at 16 kHz."""
    speaker = voice(f"{chance.choice(LANGUAGES)}+{chance.choice(VOICES)}")
    manner = Manner(pace=chance.uniform(*PACES))
    pcm = np.concatenate([piece.pcm for piece in speaker.say(text, manner)])
    pcm = np.pad(resample(pcm, speaker.rate_hz, RATE_HZ), QUIET)
    noise = np.random.default_rng(chance.randrange(1 << 30)).standard_normal(len(pcm))
    return (0.4 * pcm / np.abs(pcm).max() + noise * 10 ** (chance.choice(NOISES_DB) / 20)).astype(np.float32)


def is_fair(example: Example, heard: str) -> bool:
    """Can the call still be told from these words?"""
    said, words = example.said.split(), heard.split()
    assert example.call
    whole = all(f" {value} " in f" {heard} " for value in example.call[1].values())
    return whole and said != words and SequenceMatcher(None, said, words, autojunk=False).ratio() >= LEAST


def lines(folder: Path, count: int, seed: int) -> Iterator[str]:
    ear, chance = moonshine.load(folder), random.Random(seed)
    commands = (each for each in Speaking(seed).examples() if each.call and not each.before)
    for example in islice((each for each in commands if len(each.said.split()) > 2), count):
        utterance = ear.listen(None)
        utterance.feed(sound(example.said, chance))
        transcript = utterance.transcript()
        heard = " ".join(word.text for word in spoken(transcript.text))
        if transcript.accepted and is_fair(example, heard):
            yield f"{json.dumps(example.call)}\t{heard}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--commands", type=int, default=COMMANDS)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--out", type=Path, default=FILE)
    options = parser.parse_args()
    found = sorted(set(lines(options.folder, options.commands, options.seed)))
    options.out.write_text("".join(f"{line}\n" for line in found))
    print(f"{len(found)} of {options.commands} commands are heard otherwise")
