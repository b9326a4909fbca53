"""Speech with known pauses: whole turns as spoken, and the same turns with hesitations put inside.

Kinds of turns. `command`: skills' commands of espeak voices. `comma`: the same with a comma between two words, which
the voice makes a short pause of, with its intonation. `command …`: a hesitation of 200 to 1000 ms cut in between two
words. `order`: coffee orders of real people as recorded. `order …`: a hesitation cut in at the softest place in the
middle. `reading`: LibriSpeech and LJSpeech as read, whose pauses are all inside one turn. `meeting`: what one of
several says while nobody else does. What is cut in is noise as soft as the recording's own; voices do not hesitate
before it as people do, so these pauses are simulated; those of `order`, `reading` and `meeting` are people's own.
"""

import random
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from _ears import DATA, recording

from localvoice.audio.resample import resample
from localvoice.events import RATE_HZ, Manner
from localvoice.models import espeak

VOICES = ("en-us", "en-us+f3", "en-us+m7", "en-gb", "en-gb+f2", "en-gb+m3")
SHORTEST_S, LONGEST_S = 0.2, 1.0  # hesitations
AFTER_S = 2.6  # of quiet after each turn
BLOCK = 160  # samples, 10 ms
CLOSE = 30  # blocks between two sounds that belong together, at the most: a stop may be let go late
CLICK = 5  # blocks: what is shorter and alone is none of the voice's sounds
QUIET_DB = 30.0  # below the loud parts of speech
LEAST_S = 0.8  # of what somebody says in a meeting
MEETINGS = DATA / "ami-overlap-30s"
ORDERS = DATA / "picovoice-spoken-commands" / "data" / "speech" / "clean"


@dataclass(frozen=True, eq=False)
class Spoken:
    """One turn, with quiet after it."""

    kind: str
    name: str
    pcm: np.ndarray  # (n,) float32 at 16 kHz
    end_s: float  # its last voiced sample

    @property
    def half(self) -> int:
        """0: to choose on, 1: to report on; all forms of one sentence are in one half."""
        return zlib.crc32(self.name.encode()) % 2


def commands(every: int) -> Iterator[Spoken]:
    """Each n-th command in its three forms, the voices in turn."""
    lines = (Path(__file__).parent / "commands.txt").read_text().splitlines()
    sentences = [line.split("\t")[0] for line in lines if line]
    for index, sentence in enumerate(sentences[::every]):
        chance = random.Random(sentence)
        pcm, starts = said(sentence, VOICES[index % len(VOICES)])
        yield _turn("command", sentence, pcm, chance)
        words = sentence.split()
        if len(words) < 4:
            continue
        at = chance.randrange(1, len(words))
        comma = f"{' '.join(words[:at])}, {' '.join(words[at:])}"
        yield _turn("comma", sentence, said(comma, VOICES[index % len(VOICES)])[0], chance)
        yield _turn(
            "command …", sentence, _hesitant(pcm, _softest(pcm, starts[at] - 800, starts[at] + 320), chance), chance
        )


def orders(every: int) -> Iterator[Spoken]:
    """Each n-th coffee order as recorded and with a hesitation."""
    for file in sorted(ORDERS.glob("*.wav"))[::every]:
        chance, pcm = random.Random(file.stem), recording(file)
        first, last = extent(pcm)
        yield _turn("order", file.stem, pcm[: last + 1600], chance)
        middle = _softest(pcm, first + (last - first) * 3 // 10, first + (last - first) * 8 // 10)
        yield _turn("order …", file.stem, _hesitant(pcm[: last + 1600], middle, chance), chance)


def readings(every: int) -> Iterator[Spoken]:
    """Each n-th reading as it is, without what follows its last sound."""
    folders = ("librispeech-train-clean-40spk/**", "librispeech-test-other-30", "ljspeech-32/wavs")
    files = [file for folder in folders for file in sorted(DATA.glob(f"{folder}/*.flac"))]
    for file in files[::every]:
        pcm = recording(file)
        yield _turn("reading", file.stem, pcm[: extent(pcm)[1] + 1600], random.Random(file.stem))


def meetings(every: int) -> Iterator[Spoken]:
    """Each n-th stretch of a meeting in which one person speaks and nobody else."""
    said = [line.split() for line in (MEETINGS / "debug.train.rttm").read_text("utf-8").splitlines()]
    spans = [(name, who, float(start), float(start) + float(long)) for _, name, _, start, long, *_, who, _, _ in said]
    alone = [
        (name, who, start, end)
        for name, who, start, end in spans
        if end - start >= LEAST_S and (MEETINGS / f"{name}.wav").exists()
        if not any(n == name and w != who and s < end and e > start for n, w, s, e in spans)
    ]
    for name, who, start, end in alone[::every]:
        pcm = recording(MEETINGS / f"{name}.wav")[int(start * RATE_HZ) : int(end * RATE_HZ)]
        yield _turn("meeting", f"{who} {name} {start}", pcm[: extent(pcm)[1] + 160], random.Random(start))


KINDS: tuple[Callable[[int], Iterator[Spoken]], ...] = (commands, orders, readings, meetings)


def said(text: str, voice: str) -> tuple[np.ndarray, list[int]]:
    """A sentence at 16 kHz, and where its words begin."""
    speaker = espeak.load(voice=voice)
    pieces = list(speaker.say(text, Manner()))
    pcm = resample(np.concatenate([piece.pcm for piece in pieces]), speaker.rate_hz, RATE_HZ)
    starts = [round(word.sample * RATE_HZ / speaker.rate_hz) for piece in pieces for word in piece.words]
    return 0.4 * pcm / np.abs(pcm).max(), starts


def _turn(kind: str, name: str, pcm: np.ndarray, chance: random.Random) -> Spoken:
    if np.percentile(_levels_db(pcm), 5) < -90:  # digital silence, which no microphone hears
        pcm = pcm + _noise(pcm, len(pcm) / RATE_HZ, chance)
    before, after = _noise(pcm, 0.4, chance), _noise(pcm, AFTER_S, chance)
    return Spoken(kind, name, np.concatenate([before, pcm, after]), (len(before) + extent(pcm)[1]) / RATE_HZ)


def _hesitant(pcm: np.ndarray, at: int, chance: random.Random) -> np.ndarray:
    return np.concatenate([pcm[:at], _noise(pcm, chance.uniform(SHORTEST_S, LONGEST_S), chance), pcm[at:]])


def _noise(pcm: np.ndarray, seconds: float, chance: random.Random) -> np.ndarray:
    """As soft as the softest twentieth of the recording, at least −65 dBFS."""
    level = 10 ** (max(-65.0, float(np.percentile(_levels_db(pcm), 5))) / 20)
    samples = np.random.default_rng(chance.randrange(2**32)).standard_normal(round(seconds * RATE_HZ))
    return (level * samples).astype(np.float32)


def _levels_db(pcm: np.ndarray) -> np.ndarray:
    """(blocks of 10 ms,) dB of full scale."""
    blocks = pcm[: len(pcm) // BLOCK * BLOCK].reshape(-1, BLOCK)
    return 10 * np.log10(np.mean(np.square(blocks), axis=1) + 1e-10)


def extent(pcm: np.ndarray) -> tuple[int, int]:
    """First sample of speech, and the one after its last. A click alone is no speech."""
    levels = _levels_db(pcm)
    loud = np.flatnonzero(levels > np.percentile(levels, 95) - QUIET_DB)
    runs = np.split(loud, np.flatnonzero(np.diff(loud) > CLOSE) + 1)
    speech = [run for run in runs if run[-1] - run[0] >= CLICK]
    return int(speech[0][0]) * BLOCK, int(speech[-1][-1] + 1) * BLOCK


def _softest(pcm: np.ndarray, first: int, last: int) -> int:
    """The middle of the softest 40 ms between two samples."""
    first = max(0, first)
    soft = np.convolve(_levels_db(pcm[first:last]), np.ones(4) / 4, "valid")
    return first + (int(soft.argmin()) + 2) * BLOCK
