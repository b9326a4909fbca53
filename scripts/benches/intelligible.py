"""How much of what a voice says is understood? Read back by an ear of open speech: words wrong, CPU time.

Forty sentences as an assistant says them (intelligible.txt), written before anything was measured. What the ear writes
and what was to be said are compared as spoken words, so that "9%" and "nine percent" are the same. The ear makes
mistakes of its own: voices can be compared, and a share is an upper bound. Times are those of the process's processor.
"""

import argparse
import json
import re
import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import numpy as np
from _ears import table

from localvoice.app.folder import data_folder
from localvoice.app.profile import family, folder
from localvoice.audio.resample import resample
from localvoice.events import RATE_HZ, Manner
from localvoice.models.roles import Recogniser, StepwiseUtterance, Voice
from localvoice.store.catalogue import known
from localvoice.wording.phrases import speak_phrases
from localvoice.wording.spoken import speakable

SENTENCES = Path(__file__).with_suffix(".txt")
AROUND_S = 0.3  # of silence before and after a sentence
SAME = {"ok": "okay", "oh": "o"}  # ways of writing a word


def words(text: str) -> list[str]:
    """What is compared: lower-case spoken words."""
    return [SAME.get(word) or word for word in re.findall(r"[\w']+", speakable(text).lower().replace("-", " "))]


def wrong(wanted: list[str], heard: list[str]) -> int:
    """Words put in, left out or replaced; spaces inside compounds are nobody's mistake."""
    if "".join(wanted) == "".join(heard):
        return 0
    row = list(range(len(heard) + 1))
    for index, word in enumerate(wanted, 1):
        last, row = row, [index]
        for place, other in enumerate(heard, 1):
            row.append(min(last[place] + 1, row[-1] + 1, last[place - 1] + (word != other)))
    return row[-1]


def spoken(voice: Voice, text: str) -> tuple[np.ndarray, float, float]:
    """The sound of a sentence, and the processor's seconds until its first piece and in all."""
    began, first, pieces = time.process_time(), None, []
    for phrase in speak_phrases(text):
        for piece in voice.say(phrase.spoken, Manner()):
            first = first if first is not None else time.process_time() - began
            pieces.append(piece.pcm)
    return np.concatenate(pieces), first or 0.0, time.process_time() - began


def read_back(ear: Recogniser, pcm: np.ndarray) -> str:
    utterance = ear.listen(None)
    silence = np.zeros(round(AROUND_S * RATE_HZ), np.float32)
    utterance.feed(np.concatenate([silence, pcm, silence]))
    if not isinstance(utterance, StepwiseUtterance):
        return utterance.transcript().text
    steps = utterance.transcript_steps()
    return _returned(steps).text


def _returned(steps: Generator[Any, None, Any]) -> Any:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def measure(voice: Voice, ear: Recogniser, say: Callable[[str], None]) -> dict[str, Any]:
    """{words, wrong, wer, first_ms (median), cost (s a second of sound), misheard: [[wanted, heard], …]}"""
    list(voice.say("Good morning.", Manner()))
    said = misheard = 0
    firsts, cost_s, sound_s, mistakes = [], 0.0, 0.0, []
    for text in filter(None, SENTENCES.read_text("utf-8").splitlines()):
        pcm, first_s, all_s = spoken(voice, text)
        heard = read_back(ear, resample(pcm, voice.rate_hz, RATE_HZ))
        wanted = words(text)
        missed = wrong(wanted, words(heard))
        said, misheard = said + len(wanted), misheard + missed
        firsts, cost_s, sound_s = [*firsts, first_s], cost_s + all_s, sound_s + len(pcm) / voice.rate_hz
        if missed:
            mistakes.append([text, heard])
            say(f"  {missed}  {text}  →  {heard}")
    return {
        "words": said,
        "wrong": misheard,
        "wer": misheard / said,
        "first_ms": 1000 * float(np.median(firsts)),
        "cost": cost_s / sound_s,
        "misheard": mistakes,
    }


def made(name: str, place: Path | None) -> Any:
    """A model by its name in weights.toml, from where it was pulled to, or a family from a folder."""
    model, _, option = name.partition(":")
    options = {"voice": option} if option else {}
    if place:
        return family(model).load(place, **options)
    entry = known().models[model]
    return family(entry.family).load(folder(model, entry, data_folder()), **options)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--voices", nargs="+", default=["hibari", "espeak"], help="models, or MODEL:VOICE")
    parser.add_argument("--ear", default="moonshine-tiny-en")
    parser.add_argument("--ear-folder", type=Path, help="of files for --ear, which is then a family")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--wrong", action="store_true", help="list what was misheard")
    options = parser.parse_args()
    ear = made(options.ear, options.ear_folder)
    say = print if options.wrong and not options.json else lambda line: None
    results = {name: measure(made(name, None), ear, say) for name in options.voices}
    if options.json:
        print(json.dumps(results, ensure_ascii=False, indent=2))
        return
    lines = [
        (name, one["words"], one["wrong"], f"{one['wer']:.1%}", f"{one['first_ms']:.0f}", f"{one['cost']:.3f}")
        for name, one in results.items()
    ]
    print(table(lines, ("voice", "words", "wrong", "WER", "first sound, CPU ms", "CPU s a second")))


if __name__ == "__main__":
    main()
