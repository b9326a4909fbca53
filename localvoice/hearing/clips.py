"""Which parts of a recording would be turns? The same frames, voice probabilities and fold as in live hearing."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from localvoice.events import FRAME_S, FRAME_SAMPLES, Frame
from localvoice.hearing.edge import Edge
from localvoice.hearing.turns import Event, Floor, Rules, Turns, hear, release
from localvoice.hearing.vad import Vad

# Recorded before the voice was sure: onsets are soft, and the rules wait for `start_s` of voice.
PRE_ROLL_S = 0.35
KEPT = 20  # frames that are kept before a voice is sure: the pre-roll and the longest beginning of a voice


@dataclass(frozen=True, eq=False)
class Clip:
    """One turn cut out of a recording."""

    pcm: np.ndarray  # (n,) float32 at 16 kHz, from PRE_ROLL_S before the voice to the end of the silence after it
    start_s: float  # where it begins in the recording
    voiced_s: float  # how long the frames with voice in it are together
    voices: tuple[float, ...]  # probability of speech of each of its frames

    @property
    def frames(self) -> Iterator[Frame]:
        """Its frames, as an ear would have told them; time counts from its beginning."""
        for number, voice in enumerate(self.voices):
            yield Frame(self.pcm[number * FRAME_SAMPLES : (number + 1) * FRAME_SAMPLES], voice, number * FRAME_S)


def turns(pcm: np.ndarray, rules: Rules = Rules(), one: bool = False) -> list[Clip]:  # noqa: B008 (frozen)
    """The turns that (n,) float32 samples at 16 kHz would make if nobody answered; [] when nobody speaks.

    `one`: at most one turn, which pauses do not end; silence before and after it is cut off as always.
    """
    frames = np.concatenate([pcm, np.zeros(-len(pcm) % FRAME_SAMPLES, np.float32)]).astype(np.float32)
    frames = frames.reshape(-1, FRAME_SAMPLES)
    vad, edge = Vad(), Edge()
    voices = [edge.voice(frame, vad.voice(frame)) for frame in frames]
    return [
        Clip(
            frames[first:last].ravel(),
            first * FRAME_S,
            FRAME_S * sum(voice >= rules.voiced for voice in voices[first:last]),
            tuple(voices[first:last]),
        )
        for first, last in _spans(voices, rules, one)
    ]


def _spans(voices: list[float], rules: Rules, one: bool) -> Iterator[tuple[int, int]]:
    """(first frame, frame after the last) of each turn."""
    fold = replace(rules, end_s=math.inf) if one else rules
    state = Turns()
    for index, voice in enumerate(voices):
        state, event = hear(state, voice, FRAME_S, fold)
        if event is Event.TURN_ENDED:
            yield _first(state), index + 1
            state = release(state)
    if state.floor is Floor.USER:
        yield _first(state), min(len(voices), round((state.speech_end_s + rules.end_s) / FRAME_S))


def _first(state: Turns) -> int:
    return max(0, round((state.speech_start_s - PRE_ROLL_S) / FRAME_S))


class Live:
    """The same for sound that still comes: its one turn, which pauses do not end; silence around it is left out.

    Silence that may be the last is kept back until somebody goes on.
    """

    def __init__(self, rules: Rules = Rules()) -> None:  # noqa: B008 (frozen)
        self._rules, self._turns = replace(rules, end_s=math.inf), Turns()
        self._vad, self._edge = Vad(), Edge()
        self._rest = np.zeros(0, np.float32)  # less than a frame
        self._end_s = rules.end_s
        self._kept: list[Frame] = []

    @property
    def seconds(self) -> float:
        """Of everything so far."""
        return self._turns.now_s

    def feed(self, pcm: np.ndarray) -> list[Frame]:
        """The frames of the turn that are certain now, of any number of samples, (n,) float32 at 16 kHz."""
        sound = np.concatenate([self._rest, pcm])
        whole = len(sound) - len(sound) % FRAME_SAMPLES
        self._rest = sound[whole:]
        return [each for frame in sound[:whole].reshape(-1, FRAME_SAMPLES) for each in self._frame(frame)]

    def finish(self) -> list[Frame]:
        """Nothing follows: the rest of the turn, as if silence did."""
        return self.feed(np.zeros(-len(self._rest) % FRAME_SAMPLES, np.float32))

    def _frame(self, pcm: np.ndarray) -> list[Frame]:
        voice = self._edge.voice(pcm, self._vad.voice(pcm))
        self._kept.append(Frame(pcm, voice, self._turns.now_s))
        before = self._turns.floor
        self._turns, _ = hear(self._turns, voice, FRAME_S, self._rules)
        if self._turns.floor is Floor.OPEN:
            del self._kept[:-KEPT]
            return []
        if before is Floor.OPEN:
            self._kept = [frame for frame in self._kept if round(frame.start_s / FRAME_S) >= _first(self._turns)]
        if round(self._turns.now_s / FRAME_S) > round((self._turns.speech_end_s + self._end_s) / FRAME_S):
            return []
        certain, self._kept = self._kept, []
        return certain
