"""What is compared, as figures: each way to answer, and what became of each request in it."""

from dataclasses import dataclass, field

from localvoice.trace import Span
from localvoice.traces.stages import percentile


@dataclass(frozen=True, eq=False)
class Answer:
    """One request, answered one way. Spans count in seconds from the last voiced sample of the request."""

    title: str  # of the request
    heard: str = ""
    said: str = ""
    latency_ms: float | None = None  # last voiced → first audible sample; None: no answer
    path: tuple[Span, ...] = ()  # what each moment until then waited for
    meanwhile: tuple[Span, ...] = ()  # work that cost nothing, because it ran ahead
    took_ms: dict[str, float] = field(default_factory=dict)  # each stage, wherever it lay
    understood: bool = False  # a skill or the language model took it
    cut_in: bool = False  # the assistant began before the person had ended
    asked_note: str = ""  # how it was said, as measured: "whispered"; "" for nothing special
    loudness_db: float | None = None  # of the answer, dB of full scale
    pace_hz: float | None = None  # its letters a second of speech
    sound: bytes = b""  # MP3: the request, the wait, the answer
    asked_s: float = 0.0  # where in it the last voiced sample of the request is


@dataclass(frozen=True, eq=False)
class Told:
    """One way, measured on this machine; without answers where it cannot run here."""

    name: str
    title: str
    about: str
    lead_ms: float = 0.0  # silence after which its first stage may begin; 0: when the turn is over
    why_not: str = ""  # it cannot run here, in one sentence
    answers: tuple[Answer, ...] = ()
    interrupted: Answer | None = None  # one more, into which the person speaks; it counts only for the next figure
    silent_ms: float | None = None  # from the first voiced sample of an interruption until the loudspeaker is silent
    memory_gb: float | None = None  # of the whole process, with these models loaded
    processor_s: float | None = None  # for each request
    energy_j: float | None = None  # for each request; None: the system does not say
    languages: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    licences: tuple[str, ...] = ()  # of those
    needs_gb: float | None = None  # computed: what its models take, where it was not measured

    @property
    def latencies_ms(self) -> list[float]:
        """Of what was answered, and not cut into."""
        return [one.latency_ms for one in self.answers if one.latency_ms is not None and not one.cut_in]

    def first_sound_ms(self, percent: float) -> float | None:
        return percentile(self.latencies_ms, percent) if self.latencies_ms else None

    @property
    def cut_ins(self) -> int:
        return sum(one.cut_in for one in self.answers)


@dataclass(frozen=True)
class Stages:
    """One way on one chip, computed: milliseconds of each stage."""

    gate_ms: float  # silence until the turn is over
    lead_ms: float  # silence after which the first stage may begin
    stages_ms: dict[str, float]
    output_ms: float

    @property
    def first_sound_ms(self) -> float:
        """What is ready before the turn is over waits for that; what is not costs what is missing."""
        return max(self.gate_ms, self.lead_ms + sum(self.stages_ms.values())) + self.output_ms


@dataclass(frozen=True, eq=False)
class Compared:
    """All of it."""

    profile: str
    machine: str  # for a person
    ways: tuple[Told, ...]
    chip: str  # of the computed figures
    chips: dict[str, dict[str, Stages]]  # chip → name of the way → its stages, simulated
    computed_profiles: dict[str, str]  # name of the way → the profile whose models are computed
    advice: tuple[str, ...]  # which way fits this person, in sentences
    own: bool  # the requests are recordings of the person's own
    note: str  # what is measured how
