"""What do the hops of a turn add up to? Its pitch and melody, how it ends, its pace, and sounds that are drawn out."""

from dataclasses import dataclass

import numpy as np

from localvoice.hearing.tone_hop import HOP_S, SPOKEN, syllables

QUIET_DB = 30.0  # below the loudest: not speech any more
PAUSE_S = 0.2  # of silence: more than a consonant
HEARD_S, MELODY_S = 0.4, 0.9  # of speech, before loudness and voicing, pitch and pace tell anything

# A rise of the pitch at the end: hops at most APART from each other, and at most STEP_ST semitones for each of them;
# over a consonant, or a glide too quick to have a pitch, nearly an octave.
APART, RISE_S = 7, 0.32
STEP_ST, LEAP_ST = 2.0, 11.0
SEEN_HOPS = 3  # that a pitch is measured from: a short vowel's is found when the vowel is over
OCTAVE_ST = 14.0  # away from the median: half or twice a pitch, taken for one
SAME_ST = 1.0  # a sound goes on: the pitches of neighbouring hops differ by less, and so do those of its ends
STEADY_DB = 2.5  # colours of neighbouring hops
DRAWN_S = 0.3  # a sound that goes on for so long
DRAWN_DB, SMOOTHED = 1.0, 5  # the same when the colour is the mean of so many hops, and one may have lost its pitch


@dataclass(frozen=True)
class Usual:
    """How the person spoke in the turns before, the later the more; None: they have not said enough."""

    loudness_db: float | None = None
    pace_hz: float | None = None

    def after(self, tone: "Tone") -> "Usual":
        """With one more turn, not a whispered one."""
        if tone.speech_s < HEARD_S:
            return self
        long = tone.speech_s >= MELODY_S
        return Usual(_nearer(self.loudness_db, tone.loudness_db), _nearer(self.pace_hz, tone.pace_hz if long else None))


def _nearer(known: float | None, new: float | None) -> float | None:
    return known if new is None else new if known is None else 0.7 * known + 0.3 * new


@dataclass(frozen=True)
class Tone:
    """How one turn sounds up to now."""

    speech_s: float = 0.0  # speech so far
    talk_s: float = 0.0  # the same with the silence inside of words and between them, but no pause
    pitch_hz: float = 0.0  # median pitch, 0 without voicing
    melody_st: float = 0.0  # semitones between the lowest and the highest tenth of the pitch
    rise_st: float = 0.0  # of the pitch at the end, from its last low point
    end_st: float = 0.0  # the pitch at the end, above the turn's median
    loudness_db: float = -120.0  # median level of speech, dB of full scale
    louder_db: float | None = None  # the same, against the person's turns before; None: there were none
    pace_hz: float = 0.0  # syllables for each second of speech but that of drawn-out sounds
    quicker: float | None = None  # factor on the person's pace in the turns before; None: there were none
    voicing: float = 0.0  # share of the speech that has a pitch, 0..1
    steady: float = 0.0  # share of the same in which a sound goes on unchanged
    drawn_s: float = 0.0  # the longest sound that does, at one pitch


def measured(hops: np.ndarray, usual: Usual) -> Tone:
    """Of the hops of a turn, (n,) HOP_KIND, and how the person usually speaks."""
    spoken = np.flatnonzero(hops["voice"] >= SPOKEN)
    if not len(spoken):
        return Tone()
    level_db, colour_db, pitch_hz = hops["level_db"], hops["colour_db"], hops["pitch_hz"]
    spoken = spoken[level_db[spoken] >= level_db[spoken].max() - QUIET_DB]
    voiced = spoken[pitch_hz[spoken] > 0]
    speech_s, loudness_db = len(spoken) * HOP_S, float(np.median(level_db[spoken]))
    drawn_s, drawn = _drawn(colour_db, pitch_hz, voiced)
    others = max(1, len(spoken) - drawn)
    pace_hz = _syllables(hops["vowel_db"], spoken) / (others * HOP_S)
    melody_st, rise_st, end_st = _melody(pitch_hz, _pitched(hops))
    return Tone(
        speech_s,
        float(_between(spoken).sum()) * HOP_S,
        float(np.median(pitch_hz[voiced])) if len(voiced) else 0.0,
        melody_st,
        rise_st,
        end_st,
        loudness_db,
        None if usual.loudness_db is None else loudness_db - usual.loudness_db,
        pace_hz,
        pace_hz / usual.pace_hz if usual.pace_hz else None,
        len(voiced) / len(spoken),
        max(0, _steady(colour_db, pitch_hz, voiced) - drawn) / others,
        drawn_s,
    )


def _between(spoken: np.ndarray) -> np.ndarray:
    """From each hop of speech to the next, but over no pause."""
    apart = np.diff(spoken, append=spoken[-1] + 1)
    return np.where(apart * HOP_S < PAUSE_S, apart, 1)


def _syllables(vowel_db: np.ndarray, spoken: np.ndarray) -> float:
    """As both bands count them, on average. What is not speech is as quiet as its softest hop."""
    level_db = np.tile(vowel_db[spoken].min(axis=0), (spoken[-1] + 1 - spoken[0], 1))
    level_db[spoken - spoken[0]] = vowel_db[spoken]
    return (syllables(level_db[:, 0]) + syllables(level_db[:, 1])) / 2


def _pitched(hops: np.ndarray) -> np.ndarray:
    """Indices of the hops with the pitch of speech, also where the hop itself is quiet again."""
    spoken = np.flatnonzero(hops["voice"] >= SPOKEN)
    behind = np.pad(hops["level_db"], (SEEN_HOPS - 1, 0), mode="edge")
    level_db = np.lib.stride_tricks.sliding_window_view(behind, SEEN_HOPS).max(axis=1)
    loud = level_db[spoken] >= hops["level_db"][spoken].max() - QUIET_DB
    return spoken[loud & (hops["pitch_hz"][spoken] > 0)]


def _melody(pitch_hz: np.ndarray, voiced: np.ndarray) -> tuple[float, float, float]:
    """`melody_st`, `rise_st` and `end_st` of `Tone`; `voiced`: indices of the hops with a pitch."""
    if not len(voiced):
        return 0.0, 0.0, 0.0
    height_st = 12 * np.log2(pitch_hz[voiced])
    own = np.abs(height_st - np.median(height_st)) < OCTAVE_ST
    voiced, height_st = voiced[own], height_st[own]
    low_st, middle_st, high_st = np.percentile(_smooth(height_st), (10, 50, 90))
    apart = np.diff(voiced)
    sounds = np.split(height_st, np.flatnonzero(apart > 1) + 1)  # vowels, and what is voiced beside them
    height_st = np.concatenate([_smooth(sound) for sound in sounds])
    steps_st = np.abs(np.diff(height_st))
    broken = (apart > APART) | (steps_st > np.where(apart > 2, LEAP_ST, STEP_ST * apart))
    since = max(int(np.flatnonzero(broken)[-1]) + 1 if broken.any() else 0, len(voiced) - round(RISE_S / HOP_S))
    end_st = height_st[-min(2, len(sounds[-1])) :].mean()
    rise_st = end_st - height_st[since:].min()
    return float(high_st - low_st), float(rise_st), float(end_st - middle_st)


def _smooth(height_st: np.ndarray) -> np.ndarray:
    """Medians of three: a single hop is often wrong."""
    padded = np.pad(height_st, 1, mode="edge")
    return np.median(np.stack([padded[:-2], padded[1:-1], padded[2:]]), axis=0)


def _steady(colour_db: np.ndarray, pitch_hz: np.ndarray, voiced: np.ndarray) -> int:
    """How many hops sound as the one before."""
    same = np.diff(voiced) == 1
    return int((same & _alike(colour_db[voiced], pitch_hz[voiced], STEADY_DB)).sum())


def _drawn(colour_db: np.ndarray, pitch_hz: np.ndarray, voiced: np.ndarray) -> tuple[float, int]:
    """How long the longest sound goes on at one pitch, and how many hops such sounds of DRAWN_S have."""
    if len(voiced) < SMOOTHED:
        return 0.0, 0
    kernel = np.ones(SMOOTHED) / SMOOTHED
    smooth_db = np.stack([np.convolve(band_db, kernel, "same") for band_db in colour_db.T], axis=1)
    same = (np.diff(voiced) <= 2) & _alike(smooth_db[voiced], pitch_hz[voiced], DRAWN_DB)
    edges = np.flatnonzero(np.diff(np.concatenate([[False], same, [False]]).astype(int)))
    height_st, lengths = 12 * np.log2(pitch_hz[voiced]), [0]
    for start, end in edges.reshape(-1, 2)[edges[1::2] - edges[::2] > SMOOTHED]:
        ends_st = np.median(height_st[start : start + 3]), np.median(height_st[max(start, end - 2) : end + 1])
        if abs(ends_st[1] - ends_st[0]) < SAME_ST:
            lengths.append(int(voiced[end] - voiced[start]))
    return max(lengths) * HOP_S, sum(hops for hops in lengths if hops * HOP_S >= DRAWN_S)


def _alike(colour_db: np.ndarray, pitch_hz: np.ndarray, within_db: float) -> np.ndarray:
    """Whether each hop but the first is like the one before."""
    nearly = np.abs(np.diff(colour_db, axis=0)).mean(axis=1) < within_db
    return nearly & (np.abs(np.diff(12 * np.log2(pitch_hz))) < SAME_ST)
