"""How does one voice speak a phrase? Breath by breath: one run of the network, then its sound block by block."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass, fields, replace
from functools import cached_property

import numpy as np
import soxr

from localvoice.events import Manner, Speech, Word
from localvoice.models import espeak
from localvoice.models.hibari.breaths import breaths
from localvoice.models.hibari.network import HOP, Network, Spectrum
from localvoice.models.hibari.pronouncing import QUOTES, STOPS, Pronounced, Pronouncer
from localvoice.models.hibari.sound import RATE_HZ, sound
from localvoice.models.phrase import PIECE_S, pieces, runs

ENGLISH = ("", "en")
RUN_CHARACTERS = 300  # of what is pronounced at once: 2 ms
BLOCK = 32  # frames that become sound in one step: 0.4 s of it in 1 ms
GAIN = 1.7  # as loud as espeak-ng: root mean square 0.050 against 0.085, over 12 sentences
SILENCE = 0.004  # everything below it is silence, as espeak's
RAMP_S = 0.005  # of sound before the first loud sample, which it grows in
EARLY = 6  # frames by which a sound begins before its time in the network; 30 ms less were 30 ms late in 223 words
BEFORE = 8  # frames before that in which nothing can be heard yet
END_PAUSE_S, FADE_S = 0.18, 0.03  # silence kept after a run, as espeak's; it ends faded


@dataclass(frozen=True, eq=False)
class _Run:
    """What is said in one breath."""

    spectrum: Spectrum
    begun: list[tuple[int, int, int]]  # (start, end, frame) of each word
    last: int  # frame at which the last sound begins


class HibariVoice:
    """One English voice; what is in another language espeak-ng says. See `models.roles.Polyglot`."""

    rate_hz = RATE_HZ

    def __init__(self, network: Network, pronouncer: Pronouncer) -> None:
        self._network, self._pronouncer = network, pronouncer

    @cached_property
    def languages(self) -> frozenset[str]:
        return self._other.languages

    @cached_property
    def _other(self) -> espeak.EspeakVoice:
        return espeak.load()

    def say(self, phrase: str, manner: Manner) -> Generator[Speech, None, None]:
        """Pieces of at most 80 ms at 24 kHz, float32 in [-1, 1]; none when nothing can be spoken.

        Word offsets point into `phrase` as given; samples count from the first sample handed out.
        """
        if manner.language not in ENGLISH:
            yield from self._foreign(phrase, manner)
            return
        done = 0
        for start, end in runs(phrase, RUN_CHARACTERS):
            text = phrase[start:end]
            for breath in breaths(self._pronouncer.pronounce(text), text):
                for piece in self._breathe(self._run(breath, manner), manner, done):
                    moved = (replace(word, start=start + word.start, end=start + word.end) for word in piece.words)
                    yield Speech(piece.pcm, tuple(moved))
                    done += len(piece.pcm)

    def _run(self, words: list[Pronounced], manner: Manner) -> _Run:
        sounds, begun = "", []
        for word in words:
            known = self._network.known(word.sounds)
            opening = len(known) - len(known.lstrip(STOPS + QUOTES))
            begun.append((word.start, word.end, len(sounds) + opening))
            sounds += known + " "
        sounds = sounds.rstrip()
        if sounds[-1] not in STOPS:
            sounds += ","  # it goes on
        spoken = len(sounds.rstrip(STOPS + QUOTES))
        made = self._network.spectrum(sounds, min(2.0, max(0.5, manner.pace)))
        frames = [max(0, int(made.begins[1 + at]) - EARLY) for _, _, at in begun]
        first = max(0, frames[0] - BEFORE)
        places = [(a, b, at - first) for (a, b, _), at, word in zip(begun, frames, words, strict=True) if word.spoken]
        return _Run(_from(made, first), places, int(made.begins[spoken]) - first)

    def _breathe(self, run: _Run, manner: Manner, done: int) -> Iterator[Speech]:
        """Its sound without the silence before; `done` samples came before."""
        frames = len(run.spectrum.pitch_hz)
        ends = [*range(BLOCK // 2, max(BLOCK // 2, min(run.last, frames - 2)), BLOCK), frames]
        words = [Word(start, end, frame * HOP) for start, end, frame in run.begun]
        cut, at, silent = 0, done, True
        for block, end in zip(sound(run.spectrum, ends, manner.whispered), ends, strict=True):
            block = np.float32(GAIN) * block
            if silent:
                first = _first_loud(block)
                silent = first is None
                cut += len(block) if first is None else first
                if first is None:
                    continue
                block = _grown(block[first:])
            if end == frames:
                block = _ended(block)
            placed = [replace(word, sample=max(done, done + word.sample - cut)) for word in words]
            begun = [w for w in placed if w.sample < at + len(block) or end == frames]
            words = words[len(begun) :]
            size = round(PIECE_S * RATE_HZ)
            yield from pieces(np.clip(block * np.float32(manner.volume), -1, 1), begun, at, size)
            at += len(block)

    def _foreign(self, phrase: str, manner: Manner) -> Iterator[Speech]:
        """espeak-ng's sound at this voice's rate."""
        spoken = list(self._other.say(phrase, manner))
        if not spoken:
            return
        ratio = RATE_HZ / self._other.rate_hz
        pcm = soxr.resample(np.concatenate([piece.pcm for piece in spoken]), self._other.rate_hz, RATE_HZ)
        words = [replace(word, sample=round(word.sample * ratio)) for piece in spoken for word in piece.words]
        yield from pieces(pcm, words, 0, round(PIECE_S * RATE_HZ))


def _from(made: Spectrum, first: int) -> Spectrum:
    """Without the frames before."""
    parts = {field.name: getattr(made, field.name)[..., first:] for field in fields(made)}
    return Spectrum(**parts | {"begins": made.begins - first})


def _first_loud(pcm: np.ndarray) -> int | None:
    """Where to begin: RAMP_S before the first loud sample."""
    loud = np.flatnonzero(np.abs(pcm) > SILENCE)
    return max(0, int(loud[0]) - round(RAMP_S * RATE_HZ)) if len(loud) else None


def _grown(pcm: np.ndarray) -> np.ndarray:
    count = min(len(pcm), round(RAMP_S * RATE_HZ))
    return np.concatenate([pcm[:count] * np.linspace(0, 1, count, dtype=np.float32), pcm[count:]])


def _ended(pcm: np.ndarray) -> np.ndarray:
    """With END_PAUSE_S after the last loud sample, faded out."""
    loud = np.flatnonzero(np.abs(pcm) > SILENCE)
    kept = pcm[: (int(loud[-1]) if len(loud) else 0) + 1 + round(END_PAUSE_S * RATE_HZ)]
    count = min(len(kept), round(FADE_S * RATE_HZ))
    faded = kept[len(kept) - count :] * np.linspace(1, 0, count, dtype=np.float32)
    return np.concatenate([kept[: len(kept) - count], faded])
