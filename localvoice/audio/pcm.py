"""Sound in another program's own format, as numbers at our rate: 16 to 32 bits, some channels, a usual rate.

`wyoming.audio.AudioChunkConverter` was compared: it filters nothing, so at 48 → 16 kHz a tone of 9 kHz folds down to
7 kHz at 0 dB, here at −77, and from Python 3.13 on it is pure Python.
"""

import numpy as np

from localvoice.audio.resample import Resampler
from localvoice.errors import BadInput

RATES_HZ = (8000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 88_200, 96_000)
WIDTHS = {2: "<i2", 4: "<i4"}  # bytes of a sample
CHANNELS = 8


class Pcm:
    """A stream of bytes → (n,) float32 in [-1, 1], the channels' mean, at `to_hz`. Raises BadInput for the format."""

    def __init__(self, rate_hz: int, width: int, channels: int, to_hz: int) -> None:
        if rate_hz not in RATES_HZ:
            raise BadInput(f"Sound of {rate_hz} Hz cannot be used: send it at 16000 Hz.")
        if width not in (1, *WIDTHS, 3) or not 1 <= channels <= CHANNELS:
            raise BadInput(f"Sound of {width} bytes a sample in {channels} channels cannot be used: send 2 bytes in 1.")
        self.format = rate_hz, width, channels
        self._width, self._channels = width, channels
        self._resampler = Resampler(rate_hz, to_hz)
        self._rest = b""  # less than one sample of every channel

    def feed(self, sound: bytes) -> np.ndarray:
        """Any number of bytes; what can be known by now comes out."""
        sound = self._rest + sound
        whole = len(sound) - len(sound) % (self._width * self._channels)
        self._rest = sound[whole:]
        return self._resampler.feed(self._mono(sound[:whole]))

    def finish(self) -> np.ndarray:
        """The rest, as if silence followed."""
        return self._resampler.finish()

    def _mono(self, sound: bytes) -> np.ndarray:
        samples = _numbers(sound, self._width).reshape(-1, self._channels)
        return samples.mean(axis=1, dtype=np.float32)


def _numbers(sound: bytes, width: int) -> np.ndarray:
    """(n,) float32 in [-1, 1]."""
    if width == 1:  # the only one without a sign
        return np.frombuffer(sound, np.uint8).astype(np.float32) / 128 - 1
    if width == 3:
        whole = np.zeros((len(sound) // 3, 4), np.uint8)
        whole[:, 1:] = np.frombuffer(sound, np.uint8).reshape(-1, 3)
        sound, width = whole.tobytes(), 4
    return np.frombuffer(sound, WIDTHS[width]).astype(np.float32) / 2.0 ** (8 * width - 1)
