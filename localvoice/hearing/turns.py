"""Whose turn is it? A pure fold over voice probabilities: no clock, no I/O, no models."""

from dataclasses import dataclass, replace
from enum import Enum


class Floor(Enum):
    OPEN = "open"
    USER = "user"
    ASSISTANT = "assistant"


class Event(Enum):
    SPEECH_STARTED = "speech-started"
    TURN_ENDED = "turn-ended"
    BARGED_IN = "barged-in"


@dataclass(frozen=True)
class Rules:
    voiced: float = 0.5  # probability at or above which a frame counts as voice; silero's own default
    unvoiced: float = 0.35  # below it a frame counts as silence; silero's default is 0.15 under `voiced`
    start_s: float = 0.09  # voice needed to take an open floor: three frames
    barge_s: float = 0.25  # voice needed to take the floor from the assistant
    end_s: float = 0.50  # silence that ends a turn


@dataclass(frozen=True)
class Turns:
    floor: Floor = Floor.OPEN
    now_s: float = 0.0  # end of the last frame
    voice_s: float = 0.0  # length of the present run of voice
    quiet_s: float = 0.0  # length of the present run of silence
    speech_start_s: float = 0.0  # when the speech that took the floor began
    speech_end_s: float = 0.0  # end of the last voiced frame


def hear(turns: Turns, probability: float, seconds: float, rules: Rules) -> tuple[Turns, Event | None]:
    """Fold one frame of `seconds` length into `turns`; return what it changed, if anything.

    A frame between `unvoiced` and `voiced` prolongs a run of voice but cannot begin one.
    """
    now_s = turns.now_s + seconds
    if probability >= rules.voiced or (turns.voice_s > 0 and probability >= rules.unvoiced):
        turns = replace(turns, now_s=now_s, voice_s=turns.voice_s + seconds, quiet_s=0.0, speech_end_s=now_s)
    else:
        turns = replace(turns, now_s=now_s, voice_s=0.0, quiet_s=turns.quiet_s + seconds)

    began_s = now_s - turns.voice_s
    match turns.floor:
        case Floor.OPEN if turns.voice_s >= rules.start_s:
            return replace(turns, floor=Floor.USER, speech_start_s=began_s), Event.SPEECH_STARTED
        case Floor.ASSISTANT if turns.voice_s >= rules.barge_s:
            return replace(turns, floor=Floor.USER, speech_start_s=began_s), Event.BARGED_IN
        case Floor.USER if turns.quiet_s >= rules.end_s:
            return replace(turns, floor=Floor.ASSISTANT), Event.TURN_ENDED
    return turns, None


def take(turns: Turns) -> Turns:
    """The assistant begins to speak by itself: something rings."""
    return replace(turns, floor=Floor.ASSISTANT, voice_s=0.0)


def release(turns: Turns) -> Turns:
    """The assistant has finished: the floor is open again."""
    return replace(turns, floor=Floor.OPEN)


def press(turns: Turns) -> tuple[Turns, Event]:
    """Push-to-talk: the key was pressed, which starts a turn, ends it, or interrupts the assistant."""
    match turns.floor:
        case Floor.USER:
            return replace(turns, floor=Floor.ASSISTANT, speech_end_s=turns.now_s), Event.TURN_ENDED
        case Floor.OPEN:
            return replace(turns, floor=Floor.USER, speech_start_s=turns.now_s), Event.SPEECH_STARTED
        case Floor.ASSISTANT:
            return replace(turns, floor=Floor.USER, speech_start_s=turns.now_s), Event.BARGED_IN
