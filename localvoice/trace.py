"""Where did the milliseconds of a turn go? Spans on the sound's sample clock, one record a turn."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Span:
    """One stage of a turn."""

    name: str  # "endpoint", "recognise", "think", "say", "output", …
    start_s: float  # seconds on the sample clock
    end_s: float


@dataclass(frozen=True)
class Step:
    """One step of model work in the lane."""

    job: str  # "recognise", "think", "say", …
    start_s: float  # seconds on the conversation's clock
    end_s: float
    late_s: float  # how long after the moment at which it was wanted it began; 0: in time


@dataclass(frozen=True)
class Decision:
    """What was decided during a turn, and when: a commit, a rung of the budget's ladder, an interruption."""

    at_s: float  # seconds on the sample clock
    text: str  # for a person to read


@dataclass(frozen=True)
class Turn:
    """One exchange: what was heard, what was said, and when."""

    number: int = 0  # counted from 1 when the turn is finished
    heard: str = ""  # transcript; "" when nothing was understood
    said: str = ""  # what was really heard of the answer, cut at the last word played
    intent: str = ""  # name of the skill's intent; "" when none took it
    speech_start_s: float = 0.0
    speech_end_s: float = 0.0  # end of the last voiced sample
    first_audio_s: float | None = None  # first audible sample of the answer; None: never came
    said_end_s: float | None = None
    unasked: bool = False  # the assistant spoke by itself: a greeting, a timer
    barged_in: bool = False  # the person interrupted this answer
    spans: tuple[Span, ...] = ()
    steps: tuple[Step, ...] = ()  # the lane's work since the turn before
    decisions: tuple[Decision, ...] = ()
    revisions: int = 0  # speculative answers that were withdrawn because the person went on
    budget_ms: float | None = None  # what the answer was allowed to take; None: no budget
    predicted_ms: float | None = None  # what the cost model expected when the turn was committed
    lag_s: float | None = None  # sample clock + lag_s = the conversation's clock, on which steps are stamped
    conversation: str = ""  # local time at which its conversation began, ISO 8601; numbers count within it
    simulated: bool = False  # in a simulated room or on files, not through microphone and loudspeaker
    languages: tuple[str, ...] = ()  # of a clause that was interpreted: the one in which it was said, and the other
    ended_at: datetime | None = None  # local time at which the turn was finished, with its offset

    @property
    def latency_ms(self) -> float | None:
        """Last voiced sample → first audible sample; None without an answer or without a question."""
        return None if self.first_audio_s is None or self.unasked else 1000 * (self.first_audio_s - self.speech_end_s)

    @property
    def over_budget(self) -> bool:
        """Did the answer come later than it was allowed to?"""
        return self.latency_ms is not None and self.budget_ms is not None and self.latency_ms > self.budget_ms
