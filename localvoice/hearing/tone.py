"""How was it said? Pitch, loudness, pace and voicing of one person's turn, measured while it goes on.

Pitch: normalised cross-correlation of 25 ms with itself 2 to 14 ms later (Talkin, A robust algorithm for pitch
tracking, 1995), the shortest lag that is nearly as good as the best one. Syllables: peaks of loudness that stand out
(Mermelstein, JASA 58, 1975). The ends of phrases fall in pitch and loudness and are stretched, questions rise, a
whisper has no pitch (Gravano and Hirschberg, Computer Speech and Language 25, 2011).
"""

from collections import deque
from dataclasses import dataclass

import numpy as np

from localvoice.events import FRAME_SAMPLES, RATE_HZ

HOP = 256  # samples between two measures, 16 ms
HOP_S = HOP / RATE_HZ
WINDOW = 400  # 25 ms
LOW_HZ, HIGH_HZ = 70, 500
SHORTEST, LONGEST = RATE_HZ // HIGH_HZ, RATE_HZ // LOW_HZ  # lags
PERIODIC = 0.6  # correlation from which a hop is voiced: vowels 0.8 to 1, fricatives and noise below 0.5
AS_GOOD = 0.88  # a shorter lag wins when it is so nearly as good: half the true pitch correlates as well
SPOKEN = 0.5  # voice probability of a frame that belongs to speech
QUIET_DB = 30.0  # below the loudest: not speech any more
KEPT_S = 30.0  # of one turn
END_S, BEFORE_S = 0.12, 0.60  # what counts as the end of speech, and what it is compared with
DIP_DB = 3.0  # between two syllables loudness falls at least so far

# What a note says.
WHISPER_VOICING, WHISPER_S = 0.15, 0.4  # espeak whispers at most 0.04, readers and other voices from 0.27
RISE_ST = 5.0  # one in ten read sentences ends 4.6 semitones higher than it was, one in twenty 5.5
LOUD_DB = 8.0
FAST_HZ = 9.0  # readers up to 7.7, orders 6.3, espeak 8.7, at 1.7 times its pace 8.9 to 12.1


@dataclass(frozen=True)
class Tone:
    """How one turn sounds up to now."""

    speech_s: float = 0.0  # speech so far
    pitch_hz: float = 0.0  # median pitch, 0 without voicing
    end_st: float = 0.0  # pitch of the last 120 ms of voicing, in semitones above the turn's median
    slope_st: float = 0.0  # the same, above the 480 ms before
    fall_db: float = 0.0  # how much softer the last 120 ms of speech are than the turn's median
    last_s: float = 0.0  # length of the last voiced stretch: ends are drawn out
    loudness_db: float = -120.0  # median level of speech, dB of full scale
    louder_db: float = 0.0  # the same, against the person's turns before
    pace_hz: float = 0.0  # syllables a second
    voicing: float = 0.0  # share of the speech that has a pitch, 0..1

    @property
    def note(self) -> str:
        """What the words do not tell, for a mind that reads only words: "whispered", "rising, loud", or ""."""
        if self.speech_s < WHISPER_S:
            return ""
        whispered = self.voicing < WHISPER_VOICING
        told = {
            "whispered": whispered,
            "rising": not whispered and self.slope_st >= RISE_ST,
            "loud": self.louder_db >= LOUD_DB,
            "fast": self.pace_hz >= FAST_HZ,
        }
        return ", ".join(word for word, so in told.items() if so)


class ToneMeter:
    """Measures the turns of one person; `begin` before each turn. 0.2 ms a frame."""

    def __init__(self) -> None:
        self._usual_db: float | None = None
        self._tail = np.zeros(WINDOW + LONGEST, np.float32)
        self._clear()

    def begin(self) -> None:
        """A new turn: what is measured from here on belongs to it; the last one tells how loud the person is."""
        if self.tone().speech_s >= WHISPER_S:
            level_db = self.tone().loudness_db
            self._usual_db = level_db if self._usual_db is None else 0.7 * self._usual_db + 0.3 * level_db
        self._clear()

    def push(self, pcm: np.ndarray, voice: float) -> None:
        """One frame, (512,) float32 at 16 kHz without echo, and its probability of speech."""
        sound = np.concatenate([self._tail, pcm])
        for start in range(0, len(pcm), HOP):
            window = sound[start + HOP : start + HOP + WINDOW + LONGEST]
            self._pitch_hz.append(pitch(window) if voice >= SPOKEN else 0.0)
            self._level_db.append(10 * np.log10(np.mean(np.square(window[-HOP:])) + 1e-12))
            self._voice.append(voice)
        self._tail = sound[-(WINDOW + LONGEST) :]
        self._tone = None

    def tone(self) -> Tone:
        """The turn up to the last frame."""
        if self._tone is None:
            self._tone = self._measured()
        return self._tone

    def _clear(self) -> None:
        hops = round(KEPT_S / HOP_S)
        self._pitch_hz: deque[float] = deque(maxlen=hops)
        self._level_db: deque[float] = deque(maxlen=hops)
        self._voice: deque[float] = deque(maxlen=hops)
        self._tone: Tone | None = None

    def _measured(self) -> Tone:
        pitch_hz, level_db = np.array(self._pitch_hz), np.array(self._level_db)
        spoken = np.flatnonzero(np.array(self._voice) >= SPOKEN)
        if not len(spoken):
            return Tone()
        spoken = spoken[level_db[spoken] >= level_db[spoken].max() - QUIET_DB]
        loudness_db = float(np.median(level_db[spoken]))
        ending = spoken[-round(END_S / HOP_S) :]
        voiced = spoken[pitch_hz[spoken] > 0]
        end_st, slope_st, last_s = _ending(pitch_hz, voiced)
        speech_s = len(spoken) * HOP_S
        return Tone(
            speech_s=speech_s,
            pitch_hz=float(np.median(pitch_hz[voiced])) if len(voiced) else 0.0,
            end_st=end_st,
            slope_st=slope_st,
            fall_db=loudness_db - float(level_db[ending].mean()),
            last_s=last_s,
            loudness_db=loudness_db,
            louder_db=0.0 if self._usual_db is None else loudness_db - self._usual_db,
            pace_hz=syllables(level_db[spoken[0] : spoken[-1] + 1]) / speech_s,
            voicing=len(voiced) / len(spoken),
        )


def _ending(pitch_hz: np.ndarray, voiced: np.ndarray) -> tuple[float, float, float]:
    """`end_st`, `slope_st` and `last_s` of `Tone`; `voiced`: indices of the hops with a pitch."""
    if len(voiced) < 4:
        return 0.0, 0.0, len(voiced) * HOP_S
    height_st = 12 * np.log2(pitch_hz[voiced])
    last, before = round(END_S / HOP_S), round(BEFORE_S / HOP_S)
    end_st = np.median(height_st[-last:])
    breaks = np.flatnonzero(np.diff(voiced) > 2)  # one lost hop does not end a stretch
    last_s = (voiced[-1] - voiced[breaks[-1] + 1 if len(breaks) else 0] + 1) * HOP_S
    earlier_st = height_st[-before:-last] if len(height_st) > last else height_st
    return float(end_st - np.median(height_st)), float(end_st - np.median(earlier_st)), float(last_s)


def pitch(window: np.ndarray) -> float:
    """The pitch in Hz of (WINDOW + LONGEST,) float32 at 16 kHz, 70 to 500; 0 when it has none."""
    window = window - window.mean()
    energy = np.concatenate([[0.0], np.cumsum(np.square(window, dtype=np.float64))])
    lags = np.arange(LONGEST + 1)
    shifted = energy[lags + WINDOW] - energy[lags]
    if shifted[0] < 1e-7 * WINDOW:  # −70 dBFS
        return 0.0
    likeness = np.correlate(window, window[:WINDOW]) / np.sqrt(shifted * shifted[0] + 1e-12)
    inner = likeness[SHORTEST:-1]
    peaks = SHORTEST + np.flatnonzero((inner >= likeness[SHORTEST - 1 : -2]) & (inner > likeness[SHORTEST + 1 :]))
    if not len(peaks) or likeness[peaks].max() < PERIODIC:
        return 0.0
    lag = int(peaks[likeness[peaks] >= AS_GOOD * likeness[peaks].max()][0])
    left, top, right = likeness[lag - 1 : lag + 2]
    return float(RATE_HZ / (lag + 0.5 * (left - right) / (left - 2 * top + right - 1e-12)))  # top of the parabola


def syllables(level_db: np.ndarray) -> int:
    """How many syllables has speech of (n,) levels, one each 16 ms? Peaks with a dip of DIP_DB between them."""
    if len(level_db) < 3:
        return 0
    smooth = np.convolve(level_db, np.ones(3) / 3, "valid")
    count, top, bottom = 0, -np.inf, smooth[0]
    for level in smooth[1:]:
        if top == -np.inf:  # in a dip
            bottom = min(bottom, level)
            top = level if level - bottom >= DIP_DB else top
        elif top - level >= DIP_DB:
            count, top, bottom = count + 1, -np.inf, level
        else:
            top = max(top, level)
    return count + int(top > -np.inf)


assert FRAME_SAMPLES % HOP == 0
