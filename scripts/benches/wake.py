"""Wake words: people who are noticed, what follows the word in one breath, false wakes an hour, share of a core."""

import argparse
import json
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from _ears import DATA, Ears, recording, say, table

from localvoice.events import FRAME_SAMPLES, RATE_HZ
from localvoice.hearing.vad import Vad
from localvoice.hearing.wake import WORDS, Wake, load

WORDS_SAID = DATA / "picovoice-wake-words" / "audio"
ORDERS = DATA / "picovoice-spoken-commands" / "data" / "speech" / "clean"
SOUNDS = (".wav", ".flac", ".ogg", ".mp3")
HAS_THE_WORD = ("alexa", "multiple_keywords")  # in a path: there one is said
GAPS_S = (0.0, 0.15, 0.5)  # between the word and an order
VOICES = ("en-us+m7", "en-us+m3", "en-gb+f3")
COMMANDS = (
    "what time is it",
    "set a timer for ten minutes",
    "add milk to the shopping list",
    "what is on my shopping list",
)
BEHINDS_S = (0.0, 0.1, 0.15, 0.2, 0.25, 0.3)


def hiss(seconds: float) -> np.ndarray:
    return np.random.default_rng(0).normal(0, 1e-4, round(seconds * RATE_HZ)).astype(np.float32)


def noticed(listening: Wake, pcm: np.ndarray) -> list[tuple[int, str]]:
    """(sample after it, word) of each."""
    found = []
    for start in range(0, len(pcm) - FRAME_SAMPLES + 1, FRAME_SAMPLES):
        if word := listening.hear(pcm[start : start + FRAME_SAMPLES]):
            found.append((start + FRAME_SAMPLES, word))
    return found


def voiced(pcm: np.ndarray) -> np.ndarray:
    """Without the silence around it."""
    vad = Vad()
    frames = pcm[: len(pcm) - len(pcm) % FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES)
    voices = [number for number, frame in enumerate(frames) if vad.voice(frame) >= 0.5]
    return pcm[voices[0] * FRAME_SAMPLES : (voices[-1] + 1) * FRAME_SAMPLES] if voices else pcm


def ends_s(pcm: np.ndarray) -> float:
    """When the last voiced frame ends."""
    vad = Vad()
    frames = pcm[: len(pcm) - len(pcm) % FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES)
    return max(number + 1 for number, frame in enumerate(frames) if vad.voice(frame) >= 0.5) * FRAME_SAMPLES / RATE_HZ


def hits() -> dict:
    """People who say a word of which there are recordings."""
    lags_s, count = [], 0
    for file in sorted((WORDS_SAID / "alexa").iterdir()):
        pcm = recording(file)
        found = noticed(load(["alexa"]), np.concatenate([hiss(1.5), pcm, hiss(1.0)]))
        count += 1
        lags_s += [found[0][0] / RATE_HZ - 1.5 - ends_s(pcm)] if found else []
    spread = np.percentile(lags_s, [5, 50, 95]).round(3).tolist()
    return {"said": count, "noticed": len(lags_s), "after_the_word_s": spread}


def behind(every: int) -> dict:
    """Orders right behind the word that are heard as without it, by the gap and by what is kept of before."""
    ears, words = Ears("cafe"), [voiced(recording(file)) for file in sorted((WORDS_SAID / "alexa").iterdir())]
    kept = Kept(ears, "alexa")
    for number, file in enumerate(sorted(ORDERS.glob("*.wav"))[::every]):
        order = voiced(recording(file))
        for gap_s in GAPS_S:
            kept.take(f"gap {gap_s} s", np.concatenate([words[number], hiss(gap_s), order]), order)
    return kept.table()


def synthetic(every: int) -> dict:
    """Commands of synthetic voices in one breath with okay nabu: there are no recordings of it."""
    kept = Kept(Ears("assistant"), "okay nabu")
    for voice in VOICES:
        for command in COMMANDS[::every]:
            for pause in (", ", " "):
                kept.take(f"“{pause}”", say(f"okay nabu{pause}{command}", voice), say(command, voice))
    return kept.table()


class Kept:
    """Counts what is understood of a word and a command by how much before the noticing is kept."""

    def __init__(self, ears: Ears, word: str) -> None:
        self._ears, self._word = ears, word
        self._same: dict[tuple[str, float], list[bool]] = {}

    def take(self, how: str, whole: np.ndarray, alone: np.ndarray) -> None:
        """`how` they follow each other; `alone`: the command."""
        whole = np.concatenate([hiss(1.5), whole, hiss(1.0)])
        wanted = understood(self._ears, np.concatenate([hiss(0.5), alone, hiss(1.0)]))
        for at, _ in noticed(load([self._word]), whole)[:1]:
            for behind_s in BEHINDS_S:
                cut = np.concatenate([hiss(0.5), whole[at - round(behind_s * RATE_HZ) :]])
                self._same.setdefault((how, behind_s), []).append(understood(self._ears, cut) == wanted)

    def table(self) -> dict[str, str]:
        return {f"{how}, kept {kept_s} s": f"{sum(same)} of {len(same)}" for (how, kept_s), same in self._same.items()}


def understood(ears: Ears, pcm: np.ndarray) -> tuple[str, ...]:
    return tuple(turn.transcript.text for turn in ears.hear(pcm) if turn.call)


def sounds() -> Iterator[Path]:
    for file in sorted(DATA.rglob("*")):
        if file.suffix.lower() in SOUNDS and not any(word in str(file) for word in HAS_THE_WORD):
            yield file


def false_wakes(every: int, first: int) -> dict:
    """Everything that was recorded and has no wake word, one file after the other, for every word."""
    listening, seconds, used_s, found = load(list(WORDS)), 0.0, 0.0, []
    for file in list(sounds())[first::every]:
        pcm = recording(file)
        began_s = time.process_time()
        found += [(word, file.name) for _, word in noticed(listening, pcm)]
        used_s += time.process_time() - began_s
        seconds += len(pcm) / RATE_HZ
    return {
        "hours": round(seconds / 3600, 2),
        "false_wakes": {word: sum(one == word for one, _ in found) for word in WORDS},
        "where": found,
        "core_share_of_four_words": round(used_s / seconds, 5),
    }


def share() -> float:
    """Of a core, for one word, with frames as they come."""
    listening, pcm = load(["okay nabu"]), hiss(60)
    began_s = time.process_time()
    noticed(listening, pcm)
    return round((time.process_time() - began_s) / 60, 5)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--every", type=int, default=1, help="take a part of the sounds")
    parser.add_argument("--first", type=int, default=0, help="which part of them")
    parser.add_argument("--part", choices=("hits", "behind", "synthetic", "false"), help="measure only this")
    given = parser.parse_args()
    parts = {
        "hits": hits,
        "behind": lambda: behind(given.every),
        "synthetic": lambda: synthetic(given.every),
        "false": lambda: false_wakes(given.every, given.first),
    }
    result = {name: part() for name, part in parts.items() if given.part in (None, name)} | {"core_share": share()}
    if given.json:
        print(json.dumps(result, indent=2))
    else:
        rows = [(name, json.dumps(value)) for name, value in result.items() if name != "where"]
        print(table(rows, ("wake", "")))
