"""People in ten synthetic voices who speak plainly, in a whisper, softly, loudly, fast, slowly, rising, and so on.

espeak-ng's own pitch, range, rate and volume make the tones, its whisper voices the whispers; pauses and drawn-out
vowels are put into the sound. Half of the voices and of the texts is for choosing, the other half for measuring alone.
"""

import ctypes
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import espeakng_loader
import numpy as np

from localvoice.audio.resample import resample
from localvoice.events import RATE_HZ, Manner
from localvoice.hearing.tone_hop import LONGEST, WINDOW, pitch
from localvoice.models import espeak

# espeak-ng's parameters and their defaults (speak_lib.h)
VOLUME, PITCH, RANGE = 2, 3, 4
USUAL = {VOLUME: 100, PITCH: 50, RANGE: 50}
CHOSEN_ON, HELD_OUT = "chosen on", "held out"
VOICES = {
    CHOSEN_ON: ("en-us", "en-us+f3", "en-gb+m3", "en-gb-scotland+f2", "en-us-nyc+m7"),
    HELD_OUT: ("en-gb", "en-us+f4", "en-us+m5", "en-029+f1", "en-gb-x-rp+m2"),
}
WHISPERS = {
    CHOSEN_ON: ("en-us+whisper", "en-gb+whisperf", "en-us-nyc+whisper", "en-gb-scotland+whisperf", "en-us+whisperf"),
    HELD_OUT: ("en-gb+whisper", "en-029+whisperf", "en-gb-x-rp+whisper", "en-gb-scotland+whisper", "en-029+whisper"),
}
TEXTS = {
    CHOSEN_ON: (
        "set a timer for ten minutes for the potatoes",
        "what is the weather going to be like tomorrow morning",
        "please add some apples and a loaf of bread to the shopping list",
    ),
    HELD_OUT: (
        "remind me to call my sister on Sunday afternoon",
        "how long is it until the train to the airport leaves",
        "could you turn down the music in the living room a little",
    ),
}
STATEMENTS = {
    CHOSEN_ON: ("my timer is at ten minutes", "there is milk on the list already", "it is going to rain tomorrow"),
    HELD_OUT: ("the alarm is set for seven", "we have enough bread for the weekend", "you put eggs on my list"),
}
# Where a thinking person stops: text before, what is drawn out or filled in, text after.
THOUGHTS = {
    CHOSEN_ON: (
        ("set a timer for", "um", "ten minutes for the potatoes"),
        ("what is the", "", "weather going to be like tomorrow"),
        ("please add some", "uh", "apples and a loaf of bread"),
    ),
    HELD_OUT: (
        ("remind me to", "uh", "call my sister on Sunday"),
        ("how long is it until the", "", "train to the airport leaves"),
        ("could you", "um", "turn down the music in the living room"),
    ),
}
KINDS = ("plain", "whispered", "soft", "loud", "fast", "slow", "rising", "hesitant", "flat")


@dataclass(frozen=True, eq=False)
class Clip:
    """One person's turn."""

    kind: str  # of KINDS
    half: str
    voice: str
    text: str
    pcm: np.ndarray  # (n,) float32 at 16 kHz
    before: np.ndarray  # what the same person said before, plainly; empty where nothing


def clips() -> Iterator[Clip]:
    """270 of them."""
    for half in (CHOSEN_ON, HELD_OUT):
        for kind in KINDS:
            for voice in (WHISPERS if kind == "whispered" else VOICES)[half]:
                for number, text in enumerate((STATEMENTS if kind == "rising" else TEXTS)[half]):
                    pcm = _said(kind, half, voice, text, number)
                    knows = kind in ("soft", "loud")
                    before = _noisy(_spoken(voice, _other(half, number)), text) if knows else np.zeros(0, np.float32)
                    words = "{0} {2}".format(*THOUGHTS[half][number]) if kind == "hesitant" else text
                    yield Clip(kind, half, voice, words, _noisy(pcm, f"{kind}{voice}{text}"), before)


def _other(half: str, number: int) -> str:
    return TEXTS[half][(number + 1) % len(TEXTS[half])]


def _said(kind: str, half: str, voice: str, text: str, number: int) -> np.ndarray:
    dice = np.random.default_rng(zlib.crc32(f"{kind}{voice}{text}".encode()))
    match kind:
        case "soft":
            return _spoken(voice, text, {VOLUME: int(dice.integers(20, 36))})
        case "loud":
            return _spoken(voice, text) * np.float32(dice.uniform(2.8, 4.0))
        case "fast":
            return _spoken(voice, text, pace=dice.uniform(1.6, 1.9))
        case "slow":
            return _spoken(voice, text, pace=dice.uniform(0.5, 0.62))
        case "rising":
            return _spoken(voice, f"{text}?", {RANGE: int(dice.integers(85, 100))})
        case "flat":
            return _spoken(voice, text, {RANGE: int(dice.integers(0, 9)), PITCH: 40}, dice.uniform(0.75, 0.95))
        case "hesitant":
            return _hesitant(voice, *THOUGHTS[half][number], dice)
    return _spoken(voice, text, {PITCH: int(dice.integers(35, 66)), RANGE: int(dice.integers(35, 66))})


def _hesitant(voice: str, before: str, filler: str, after: str, dice: np.random.Generator) -> np.ndarray:
    """The last vowel before the pause is drawn out, or a filler is; then a pause, shorter than what ends a turn."""
    first = _spoken(voice, before)
    thinking = [drawn_out(first, dice.uniform(0.3, 0.5))]
    if filler:
        thinking += [_silence(dice.uniform(0.2, 0.4)), drawn_out(_spoken(voice, filler), dice.uniform(0.25, 0.45))]
    return np.concatenate([*thinking, _silence(dice.uniform(0.4, 0.8)), _spoken(voice, after)])


def drawn_out(pcm: np.ndarray, longer_s: float) -> np.ndarray:
    """The last vowel of (n,) float32 at 16 kHz made so much longer: a few of its periods, again and again."""
    size, step = WINDOW + LONGEST, 80
    voiced = [(start, hz) for start in range(0, len(pcm) - size, step) if (hz := pitch(pcm[start : start + size]))]
    loud = np.sqrt(np.mean(pcm**2))
    vowels = [(start, hz) for start, hz in voiced if np.sqrt(np.mean(pcm[start : start + WINDOW] ** 2)) > loud]
    start, hz = vowels[-min(5, len(vowels))]
    length = round(round(0.04 * hz) * RATE_HZ / hz)  # whole periods, some 40 ms
    period = round(RATE_HZ / hz)
    loop, longer = pcm[start : start + length], pcm[: start + length]
    ramp = np.linspace(0, 1, period, dtype=np.float32)
    for _ in range(round(longer_s * RATE_HZ / length)):
        # The sound one period before the loop leads into it, as it did the first time.
        joint = longer[-period:] * (1 - ramp) + pcm[start - period : start] * ramp
        longer = np.concatenate([longer[:-period], joint, loop])
    return np.concatenate([longer, pcm[start + length :]])


def _silence(seconds: float) -> np.ndarray:
    return np.zeros(round(seconds * RATE_HZ), np.float32)


def _spoken(voice: str, text: str, given: dict[int, int] | None = None, pace: float = 1.0) -> np.ndarray:
    """(n,) float32 at 16 kHz."""
    speaker, library = espeak.load(voice=voice), _library()
    try:
        for parameter, value in (USUAL | (given or {})).items():
            library.espeak_SetParameter(parameter, value, 0)
        pcm = np.concatenate([piece.pcm for piece in speaker.say(text, Manner(pace=pace))])
    finally:
        for parameter, value in USUAL.items():
            library.espeak_SetParameter(parameter, value, 0)
    return resample(pcm, speaker.rate_hz, RATE_HZ)


def _noisy(pcm: np.ndarray, name: str) -> np.ndarray:
    """In a quiet room (−62 dBFS), half a second before and 0.7 s after; as loud as it was made."""
    noise = np.random.default_rng(zlib.crc32(name.encode())).standard_normal(len(pcm) + 19_200)
    noise *= 10 ** (-62 / 20)
    noise[8000 : 8000 + len(pcm)] += 0.25 * pcm
    return np.clip(noise, -1, 1).astype(np.float32)


@cache
def _library() -> ctypes.CDLL:
    """The one that `models.espeak` has: a library is loaded once in a process."""
    return ctypes.CDLL(espeakng_loader.get_library_path())
