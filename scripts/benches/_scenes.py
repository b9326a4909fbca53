"""The floor bench's simulated scenes: an assistant talks in a room, persons and noises come in between."""

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
from _ears import DATA, recording, say, sound_of, voice_of

from localvoice.audio.simulated.room import Acoustics, EchoPath
from localvoice.events import FRAME_SAMPLES, RATE_HZ

NEAR_DB = -30.0  # the person's speech in the microphone, dBFS (root mean square of what is above −25 dB of the peak)
ROOM_NOISE_DB = -65.0
ONSET_DB = -25.0  # a person's first 10 ms louder than this below his loudest 10 ms are his onset
BETWEEN_S = 8.0  # from one interruption to the next
FIRST_S = 6.0  # the first interruption
PERSON_S = 2.5  # how long a person speaks
READ_S = 4.0  # how long a reader reads
TELEVISION_DB = -10.0  # against the person
ASKED_S = (
    4.0  # when the person asks something, before a stranger comes in between; the canceller knows the room by then
)
TAIL_S = 0.5  # after the person, his voice's end may still be heard
ROOMS = ("rir1", "rir2", "rir3", "rir4")
DRIFTS_S = 0.030  # by which the delay may shrink: 5 minutes at 100 ppm
SINC = 64  # taps
SAID = (
    "The timer is set for ten minutes, and I will let you know when it is over.",
    "Tomorrow it will be mostly sunny, with a light wind from the west and about twenty degrees in the afternoon.",
    "You have three things on your list: milk, bread, and a birthday card for your sister.",
    "The next train to the city leaves at a quarter past seven from platform two.",
    "A kilometre is a thousand metres, which is a little more than half a mile.",
    "I have added the meeting with the architect on Thursday at nine in the morning.",
    "Water boils at a hundred degrees at sea level, and at less when you climb a mountain.",
    "First heat the oven, then mix the flour with the butter, and add the eggs one after the other.",
)
# espeak reads "mm-hm" letter by letter
BACKCHANNELS = ("um-hum", "yeah", "right", "uh-huh", "okay", "hum", "sure", "I see")
STOPPING = ("en-us+f1", "en-us+f3", "en-us+m2", "en-us+m8", "en-gb+f2", "en-gb+m3", "en-gb-x-rp", "en-029")
SYNTHETIC = ("en-us", "en-gb", "en-us+f3", "en-gb+f2", "en-us+m3")


@dataclass(frozen=True)
class Kind:
    """What is difficult about a scene."""

    room: str = "rir4"
    ratio_db: float = 0.0  # person over echo, both while they speak
    clipped: bool = False  # the loudspeaker saturates: tanh, driven to three times its knee
    drift_ppm: float = 0.0  # the microphone's clock runs slower than the loudspeaker's
    jump_s: float = 0.0  # the echo's delay changes by this much, there and back, every second interruption
    far: str = "espeak"  # a voice's family, or "reader": recorded speech
    delay_s: float = 0.040


@dataclass(frozen=True, eq=False)
class Scene:
    mic: np.ndarray  # (n,) float32 at 16 kHz
    reference: np.ndarray
    spans: list[tuple[float, float]]  # onset and end of everyone who comes in between, seconds


def level_db(pcm: np.ndarray) -> float:
    """Level in dB of what is audible: the 10 ms blocks less than 25 dB below the loudest."""
    power = np.mean(blocks(pcm) ** 2, axis=1)
    return float(10 * np.log10(np.mean(power[power > power.max() * 10 ** (ONSET_DB / 10)]) + 1e-20))


def blocks(pcm: np.ndarray) -> np.ndarray:
    """(n, 160): 10 ms each."""
    return pcm[: len(pcm) // 160 * 160].reshape(-1, 160).astype(np.float64)


def from_onset(pcm: np.ndarray, seconds: float) -> np.ndarray:
    """What begins 50 ms before the onset, faded in and out, at NEAR_DB."""
    power = np.mean(blocks(pcm) ** 2, axis=1)
    onset = int(np.argmax(power > power.max() * 10 ** (ONSET_DB / 10))) * 160
    lead = min(onset, RATE_HZ // 20)
    piece = pcm[onset - lead : onset + int(seconds * RATE_HZ)].astype(np.float64)
    piece *= 10 ** ((NEAR_DB - level_db(piece)) / 20)
    ramp = np.linspace(0, 1, 320)
    if lead:
        piece[:lead] *= np.linspace(0, 1, lead)
    piece[-320:] *= ramp[::-1]
    return np.concatenate([np.zeros(RATE_HZ // 20 - lead), piece]).astype(np.float32)


@cache
def persons() -> list[np.ndarray]:
    """Twelve recorded speakers of the forty."""
    files = sorted((DATA / "librispeech-train-clean-40spk").rglob("*.flac"))
    return [from_onset(recording(file), PERSON_S) for file in files[1::3][:12]]


@cache
def synthetic() -> list[np.ndarray]:
    """Synthetic persons who ask something."""
    return [from_onset(say("What time is it in London right now?", voice), PERSON_S) for voice in SYNTHETIC]


@cache
def backchannels() -> list[np.ndarray]:
    return [from_onset(say(text, voice), 1.0) for text in BACKCHANNELS for voice in SYNTHETIC]


@cache
def stops() -> list[np.ndarray]:
    return [from_onset(say("stop", voice), 1.0) for voice in STOPPING]


@cache
def readers() -> list[np.ndarray]:
    """The first seconds of what twelve others read: no skill explains it."""
    files = sorted((DATA / "librispeech-train-clean-40spk").rglob("*.flac"))
    return [from_onset(recording(file), READ_S) for file in files[2::3][:12]]


@cache
def televisions() -> list[np.ndarray]:
    """The same, softer than the person."""
    return [10 ** (TELEVISION_DB / 20) * piece for piece in readers()]


@cache
def babble() -> list[np.ndarray]:
    """Four at once, as loud together as one television."""
    least = min(map(len, readers()))
    mixed = [np.sum([piece[:least] for piece in readers()[at : at + 4]], axis=0) for at in range(0, 9, 2)]
    return [10 ** ((NEAR_DB + TELEVISION_DB - level_db(piece)) / 20) * piece for piece in mixed]


@cache
def coughs() -> list[np.ndarray]:
    """Recorded sneezes, the nearest to a cough that there is."""
    files = sorted((DATA / "esc10-noise-cc0" / "006 - Person sneeze").glob("*.ogg"))
    return [from_onset(recording(file), 5.0) for file in files]


@cache
def noises() -> list[np.ndarray]:
    files = sorted((DATA / "esc10-noise-cc0").rglob("*.ogg"))
    return [from_onset(recording(file), 5.0) for file in files]


@cache
def assistant(far: str, seconds: float) -> np.ndarray:
    """(n,) float32: the assistant talks with pauses of 0.2 s between sentences."""
    if far == "reader":
        said = [recording(file) for file in sorted((DATA / "ljspeech-32/wavs").glob("*.flac"))]
    else:
        said = [sound_of(voice_of(far), text) for text in SAID]
    pause = np.zeros(RATE_HZ // 5, np.float32)
    pieces = [np.zeros(RATE_HZ // 2, np.float32)]
    while sum(map(len, pieces)) < seconds * RATE_HZ:
        pieces += [said[len(pieces) // 2 % len(said)], pause]
    out = np.concatenate(pieces)[: int(seconds * RATE_HZ) // FRAME_SAMPLES * FRAME_SAMPLES]
    return (0.5 * out / np.abs(out).max()).astype(np.float32)


@cache
def impulse(room: str) -> np.ndarray:
    return recording(DATA / f"rooms-noise-vad-speechbrain/RIRs/{room}.wav")


class Moving:
    """Loudspeaker → microphone, frame by frame; every difficulty of the scene included."""

    def __init__(self, kind: Kind, gain: float, loudest: float) -> None:
        """`loudest`: the highest sample that is played."""
        self._kind, self._gain, self._drive = kind, gain, 3 / loudest
        early_s = DRIFTS_S if kind.drift_ppm else 0.0
        self._paths = [
            EchoPath(Acoustics(delay_s=delay_s - early_s, gain_db=0.0, impulse=impulse(kind.room)))
            for delay_s in sorted({kind.delay_s, kind.delay_s + kind.jump_s})
        ]
        self._played = np.zeros(int(DRIFTS_S * RATE_HZ) + FRAME_SAMPLES + SINC, np.float32)
        self._frames = 0

    def step(self, frame: np.ndarray) -> np.ndarray:
        """(512,) float32 each."""
        if self._kind.clipped:
            frame = np.tanh(self._drive * frame) / self._drive
        if self._kind.drift_ppm:
            frame = self._drifted(frame)
        heard = [path.step(frame) for path in self._paths]
        at_s = (self._frames * FRAME_SAMPLES + np.arange(FRAME_SAMPLES)) / RATE_HZ
        self._frames += 1
        if len(heard) == 1:
            return self._gain * heard[0]
        return self._gain * np.where((at_s - FIRST_S + 3) // (2 * BETWEEN_S) % 2 == 0, heard[0], heard[1])

    def _drifted(self, frame: np.ndarray) -> np.ndarray:
        """DRIFTS_S late at first and ever earlier, as a clock that is too slow records it."""
        self._played = np.concatenate([self._played[FRAME_SAMPLES:], frame])
        late = DRIFTS_S * RATE_HZ - self._frames * FRAME_SAMPLES * self._kind.drift_ppm * 1e-6
        at = len(self._played) - FRAME_SAMPLES + np.arange(FRAME_SAMPLES) * (1 + self._kind.drift_ppm * 1e-6) - late
        whole = np.floor(at).astype(int)
        around = np.arange(1 - SINC // 2, SINC // 2 + 1)
        distance = around - (at - whole)[:, None]
        taps = np.sinc(distance) * np.cos(np.pi * distance / (SINC + 2)) ** 2
        return np.einsum("ij,ij->i", self._played[whole[:, None] + around], taps).astype(np.float32)


def intruders(who: str) -> list[np.ndarray]:
    """Those who come in between: "persons", "synthetic", "stops", "backchannels", "noises" … or "nobody"."""
    groups = {
        "persons": persons,
        "synthetic": synthetic,
        "stops": stops,
        "backchannels": backchannels,
        "noises": noises,
        "readers": readers,
        "televisions": televisions,
        "babble": babble,
        "coughs": coughs,
        "nobody": list,
    }
    return groups[who]()


def scene(kind: Kind, who: str, seconds: float = 0.0) -> Scene:
    """One continuous scene: the assistant talks, `who` ("persons", "noises", "nobody", …) comes in between."""
    near = intruders(who)
    between_s = max([BETWEEN_S, *(len(piece) / RATE_HZ + 2 for piece in near)])
    far = assistant(kind.far, seconds or FIRST_S + between_s * len(near))
    path = Moving(kind, 1.0, float(np.abs(far).max()))
    mic = np.concatenate([path.step(frame) for frame in far.reshape(-1, FRAME_SAMPLES)]).astype(np.float64)
    mic *= 10 ** ((NEAR_DB - kind.ratio_db - level_db(mic)) / 20)
    mic += 10 ** (ROOM_NOISE_DB / 20) * np.random.default_rng(1).standard_normal(len(mic))
    spans = []
    for number, piece in enumerate(near):
        at = int((FIRST_S + between_s * number + 0.37 * (number % 3)) * RATE_HZ)
        mic[at : at + len(piece)] += piece[: len(mic) - at]
        spans.append((at / RATE_HZ + 0.05, (at + len(piece)) / RATE_HZ))
    return Scene(np.clip(mic, -1, 1).astype(np.float32), far, spans)


def alone(kind: Kind, who: str) -> Scene:
    """The same persons, and the assistant is silent: what the voice detector can do at best."""
    whole = scene(replace(kind, ratio_db=60.0), who)
    return replace(whole, reference=np.zeros_like(whole.reference))
