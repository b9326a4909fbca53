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
