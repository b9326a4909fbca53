"""Was a wake word said? pymicro-wakeword listens, one small network a word; nothing of what it hears is kept.

Its models are in its wheel: their author declares them Apache-2.0. The extra `wake` installs it.
"""

import platform
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol

import numpy as np

from localvoice.errors import BadInput, EngineError
from localvoice.events import RATE_HZ


@dataclass(frozen=True)
class Word:
    """What is known of a wake word."""

    model: str  # its name in the package
    # It is noticed about so long after its end: what is newer belongs to the command. More is heard as another word,
    # with less the command's first one is cut. Of 48 recorded orders 0 to 0.5 s after a recorded alexa 47 were heard as
    # without it at 0.1 s, 43 at 0.2; of 19 commands of synthetic voices after okay nabu 14, at 0.15 and 0.2 s 18
    # (`scripts/bench wake`). Of the other two words there are synthetic voices only.
    behind_s: float


WORDS: Mapping[str, Word] = {
    "okay nabu": Word("okay_nabu", 0.15),
    "hey jarvis": Word("hey_jarvis", 0.15),
    "hey mycroft": Word("hey_mycroft", 0.05),
    "alexa": Word("alexa", 0.1),
}
# The word may still sound when it is noticed; it is not noticed again so soon. Chosen.
REFRACTORY_S = 1.0
DARWIN_OF_MACOS_15 = 24  # the wheel for the Mac needs it
OLD_MAC = "The wake word needs macOS 15: update macOS, or set listen to press or always."
MISSING = (
    "The wake word needs the package pymicro-wakeword, which is not installed: pip install 'localvoice[wake]', "
    "or set listen to press or always."
)


class Detector(Protocol):
    """What is asked of a network: one of `pymicro_wakeword.MicroWakeWord`."""

    probability_cutoff: float

    def process_streaming_prob(self, features: np.ndarray) -> float | None: ...

    def reset(self) -> None: ...


class Features(Protocol):
    """What all of them hear: `pymicro_wakeword.MicroWakeWordFeatures`."""

    def process_streaming(self, audio_bytes: bytes) -> Any: ...


class Listener(Protocol):
    """`Wake`, or a fake of it."""

    def hear(self, pcm: np.ndarray) -> str: ...


class Wake:
    """Listens for several words at once; `load` makes one."""

    def __init__(self, detectors: Mapping[str, Detector], features: Features) -> None:
        self._detectors, self._features = dict(detectors), features
        self._deaf_samples = 0  # so long it notices nothing

    def hear(self, pcm: np.ndarray) -> str:
        """The word that was noticed in these samples, (n,) float32 at 16 kHz; "" for none."""
        found, sure = "", 0.0
        sound = np.clip(np.rint(pcm * 32768), -32768, 32767).astype("<i2").tobytes()
        for features in self._features.process_streaming(sound):
            for word, detector in self._detectors.items():
                probability = detector.process_streaming_prob(features) or 0.0
                if probability > max(sure, detector.probability_cutoff):
                    found, sure = word, probability
        deaf, self._deaf_samples = self._deaf_samples > 0, max(0, self._deaf_samples - len(pcm))
        if not found or deaf:
            return ""
        self._deaf_samples = round(REFRACTORY_S * RATE_HZ)
        for detector in self._detectors.values():
            detector.reset()
        return found


def named(word: str) -> str:
    """The name in `WORDS` of a word in any spelling, such as "OK_Nabu". Raises BadInput, naming them."""
    plain = " ".join(word.lower().replace("_", " ").replace("-", " ").replace(",", " ").split())
    plain = plain.replace("ok ", "okay ", 1) if plain.startswith("ok ") else plain
    if plain not in WORDS:
        raise BadInput(f"There is no wake word “{word}”: choose one of {', '.join(WORDS)}.")
    return plain


def load(words: Sequence[str]) -> Wake:
    """One that listens for these, in any spelling; takes some 3 ms a word.

    Raises BadInput for a word that there is not, EngineError where the package is missing or does not run here.
    """
    chosen = [named(word) for word in words]
    try:
        package = import_module("pymicro_wakeword")
    except ImportError as error:
        raise EngineError(why_missing(sys.platform, platform.release())) from error
    try:
        made = {word: package.MicroWakeWord.from_builtin(package.Model(WORDS[word].model)) for word in chosen}
        return Wake(made, package.MicroWakeWordFeatures())
    except (OSError, RuntimeError, ValueError) as error:
        raise EngineError(f"The wake word's library does not run here ({error}): set listen to press.") from error


def why_missing(system: str, release: str) -> str:
    """What to do about it; `release` is the kernel's, such as 23.6.0."""
    kernel = release.split(".")[0]
    old = system == "darwin" and kernel.isdigit() and int(kernel) < DARWIN_OF_MACOS_15
    return OLD_MAC if old else MISSING
