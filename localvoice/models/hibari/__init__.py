"""How does the assistant speak English? hibari: a small neural voice of the installed package hibari-tts, on a CPU.

`voice.py` speaks, from words (`pronouncing`, `spelling`, `lookup`) over phonemes (`breaths`) and a spectrum (`network`)
to sound (`sound`). Every file of the package is held to a hash; where one differs the voice is refused (`files`).
"""

from pathlib import Path

from localvoice.models import espeak
from localvoice.models.roles import Voice

DEFAULT = "heart"


def voices(folder: Path | None = None) -> list[str]:
    """Names for `load`: its own voice, and espeak-ng's."""
    return [DEFAULT, *espeak.voices()]


def load(folder: Path | None = None, voice: str = DEFAULT) -> Voice:
    """Its own voice, or one of espeak-ng's. Nothing is downloaded, so `folder` is not looked at.

    Raises EngineError when the package, or onnxruntime, is missing or not as expected; BadInput for an unknown name.
    """
    if voice != DEFAULT:
        return espeak.load(voice=voice)
    from localvoice.models.hibari import files
    from localvoice.models.hibari.network import Network
    from localvoice.models.hibari.pronouncing import Pronouncer
    from localvoice.models.hibari.spelling import Spelling
    from localvoice.models.hibari.voice import HibariVoice

    place = files.folder()
    held = files.read(place)
    spelling = Spelling(held["assets/oov.onnx"], held["assets/oov.json"])
    pronouncer = Pronouncer(files.rules(place), held, spelling)
    return HibariVoice(Network(held["assets/hibari.onnx"], held["assets/vocab.json"]), pronouncer)
