"""Whose turn is it? A pure fold over voice probabilities: no clock, no I/O, no models."""

from dataclasses import dataclass, replace
from enum import Enum


class Floor(Enum):
    OPEN = "open"
    USER = "user"
    ASSISTANT = "assistant"


class Event(Enum):
    SPEECH_STARTED = "speech-started"
    PAUSED = "paused"  # perhaps that was all: begin to answer, silently
    RESUMED = "resumed"  # it was not all: what was begun is stale
    TURN_ENDED = "turn-ended"
    DUCKED = "ducked"  # perhaps somebody interrupts: speak more softly
    UNDUCKED = "unducked"  # nobody did
    BARGED_IN = "barged-in"  # somebody speaks: hold the answer and listen


@dataclass(frozen=True)
class Rules:
    voiced: float = 0.5  # probability at or above which a frame counts as voice; silero's own default
    unvoiced: float = 0.35  # below it a frame counts as silence; silero's default is 0.15 under `voiced`
    start_s: float = 0.09  # voice needed to take an open floor: three frames
    pause_s: float = 0.09  # silence after which an answer is begun silently: three frames
    end_s: float = 0.50  # silence that ends a turn when nobody knows better (`hear`'s `wait_s`)
    duck_s: float = 0.06  # voice that makes the assistant speak more softly: two frames
    barge_s: float = 0.12  # voice that makes it stop to listen: four frames


@dataclass(frozen=True)
class Turns:
    floor: Floor = Floor.OPEN
    now_s: float = 0.0  # end of the last frame
    voice_s: float = 0.0  # length of the present run of voice
    quiet_s: float = 0.0  # length of the present run of silence
    speech_start_s: float = 0.0  # when the speech that took the floor began
    speech_end_s: float = 0.0  # end of the last voiced frame
    paused: bool = False  # PAUSED was the last word about the person's speech
    ducked: bool = False  # DUCKED was the last word about the assistant's


def hear(
    turns: Turns, probability: float, seconds: float, rules: Rules, wait_s: float | None = None
) -> tuple[Turns, Event | None]:
    """Fold one frame of `seconds` length into `turns`; return what it changed, if anything.

    A frame between `unvoiced` and `voiced` prolongs a run of voice but cannot begin one. `wait_s`: silence that ends
    the turn as far as is known now (None: `rules.end_s`).
    """
    now_s = turns.now_s + seconds
    if probability >= rules.voiced or (turns.voice_s > 0 and probability >= rules.unvoiced):
        turns = replace(turns, now_s=now_s, voice_s=turns.voice_s + seconds, quiet_s=0.0)
        if turns.floor is not Floor.ASSISTANT:
            turns = replace(turns, speech_end_s=now_s)
    else:
        turns = replace(turns, now_s=now_s, voice_s=0.0, quiet_s=turns.quiet_s + seconds)
    match turns.floor:
        case Floor.OPEN if turns.voice_s >= rules.start_s:
            return _speaks(turns), Event.SPEECH_STARTED
        case Floor.ASSISTANT:
            return _interrupted(turns, rules)
        case Floor.USER:
            return _pausing(turns, rules, rules.end_s if wait_s is None else wait_s)
    return turns, None


def _pausing(turns: Turns, rules: Rules, wait_s: float) -> tuple[Turns, Event | None]:
    if turns.paused and turns.voice_s > 0:
        return replace(turns, paused=False), Event.RESUMED
    if not turns.paused and turns.quiet_s >= rules.pause_s:
        return replace(turns, paused=True), Event.PAUSED
    if turns.paused and turns.quiet_s >= wait_s:
        return replace(turns, floor=Floor.ASSISTANT, paused=False), Event.TURN_ENDED
    return turns, None


def _interrupted(turns: Turns, rules: Rules) -> tuple[Turns, Event | None]:
    if turns.voice_s >= rules.barge_s:
        return _speaks(turns), Event.BARGED_IN
    if not turns.ducked and turns.voice_s >= rules.duck_s:
        return replace(turns, ducked=True), Event.DUCKED
    if turns.ducked and turns.quiet_s > 0:
        return replace(turns, ducked=False), Event.UNDUCKED
    return turns, None


def _speaks(turns: Turns) -> Turns:
    began_s = turns.now_s - turns.voice_s
    return replace(
        turns, floor=Floor.USER, speech_start_s=began_s, speech_end_s=turns.now_s, paused=False, ducked=False
    )


def take(turns: Turns) -> Turns:
    """The assistant begins to speak by itself, or goes on after an interruption that was none."""
    return replace(turns, floor=Floor.ASSISTANT, voice_s=0.0, paused=False, ducked=False)


def release(turns: Turns) -> Turns:
    """The assistant has finished: the floor is open again."""
    return replace(turns, floor=Floor.OPEN, ducked=False)


def press(turns: Turns) -> tuple[Turns, Event]:
    """Push-to-talk: the key was pressed, which starts a turn, ends it, or interrupts the assistant."""
    match turns.floor:
        case Floor.USER:
            return replace(turns, floor=Floor.ASSISTANT, speech_end_s=turns.now_s, paused=False), Event.TURN_ENDED
        case Floor.OPEN:
            return replace(_speaks(turns), speech_start_s=turns.now_s), Event.SPEECH_STARTED
        case Floor.ASSISTANT:
            return replace(_speaks(turns), speech_start_s=turns.now_s), Event.BARGED_IN
