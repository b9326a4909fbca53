"""Sound as other programs send and want it, a stream of bytes: 16-bit PCM at 24 kHz, or 16; or G.711 at 8.

G.711's tables are libsndfile's.
"""

from functools import cache
from io import BytesIO
from typing import Literal

import numpy as np
import soundfile

from localvoice.audio.resample import Resampler

Format = Literal["audio/pcm", "audio/pcmu", "audio/pcma"]
RATES_HZ: dict[str, int] = {"audio/pcm": 24_000, "audio/pcmu": 8_000, "audio/pcma": 8_000}
SUBTYPES = {"audio/pcmu": "ULAW", "audio/pcma": "ALAW"}


class Incoming:
    """Bytes of a format → (n,) float32 in [-1, 1] at another rate. `form_hz`: the format's, if not the usual."""

    def __init__(self, form: Format, rate_hz: int, form_hz: int | None = None) -> None:
        self._form: Format = form
        self._resampler = Resampler(form_hz or RATES_HZ[form], rate_hz)

    def feed(self, sound: bytes) -> np.ndarray:
        """Whole samples; what can be known by now comes out."""
        return self._resampler.feed(decoded(sound, self._form))

    def finish(self) -> np.ndarray:
        """The rest, as if silence followed."""
        return self._resampler.finish()


class Outgoing:
    """(n,) float32 at some rate → bytes of a format. `form_hz`: the format's, where it is not the usual."""

    def __init__(self, rate_hz: int, form: Format, form_hz: int | None = None) -> None:
        self._form: Format = form
        self._resampler = Resampler(rate_hz, form_hz or RATES_HZ[form])

    def feed(self, pcm: np.ndarray) -> bytes:
        """What can be known by now."""
        return encoded(self._resampler.feed(pcm), self._form)

    def finish(self) -> bytes:
        """The rest, as if silence followed."""
        return encoded(self._resampler.finish(), self._form)


def decoded(sound: bytes, form: Format) -> np.ndarray:
    """(n,) float32 in [-1, 1] at the format's rate."""
    if form == "audio/pcm":
        return np.frombuffer(sound, "<i2").astype(np.float32) / np.float32(32768)
    return _levels(form)[np.frombuffer(sound, np.uint8)]


def encoded(pcm: np.ndarray, form: Format) -> bytes:
    """(n,) float32 at the format's rate, beyond ±1 clipped, as its bytes."""
    if form == "audio/pcm":
        return np.clip(np.rint(pcm * 32768), -32768, 32767).astype("<i2").tobytes()
    if not len(pcm):
        return b""
    written = BytesIO()
    soundfile.write(written, np.clip(pcm, -1, 1), RATES_HZ[form], SUBTYPES[form], format="RAW")
    return written.getvalue()


@cache
def _levels(form: Format) -> np.ndarray:
    """(256,) float32: what each byte stands for."""
    every = BytesIO(bytes(range(256)))
    levels, _ = soundfile.read(
        every, dtype="float32", channels=1, samplerate=RATES_HZ[form], subtype=SUBTYPES[form], format="RAW"
    )
    return levels
