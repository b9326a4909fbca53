"""How does the guard cancel? WebRTC's echo canceller (AEC3), through livekit's audio processing module.

It needs no hint of the delay and bears drift, jumps and distortion, but swallows a person who speaks below the echo.
One object serves the whole session: a fresh one lets the first second of echo through.

livekit hands each line of its log, the last one as Python ends, to a Python function from a thread of its own; while
Python ends that aborts the process. In an order forced so that it meets the end 51 of 64 exits aborted or panicked;
with a function of C in its place none of 124 (scripts/bench exits has the natural order).
"""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING

import numpy as np

from localvoice.errors import EngineError
from localvoice.events import FRAME_SAMPLES, RATE_HZ

if TYPE_CHECKING:
    from livekit.rtc import AudioFrame

BLOCK = RATE_HZ // 100  # AEC3 takes exactly 10 ms
# 512 samples are 3.2 blocks: after k frames up to 128 samples still wait for the rest of their block, so this much
# silence goes before the first output.
PRIMED = max(k * FRAME_SAMPLES % BLOCK for k in range(BLOCK))
OWN_DELAY = 126  # samples by which AEC3's filter banks delay the sound: measured, a test holds it


class Echo:
    """AEC3 with high-pass filter. Raises EngineError when livekit's library cannot be loaded."""

    delay_s = (PRIMED + OWN_DELAY) / RATE_HZ
    only_echo = False
    notice = ""

    def __init__(self) -> None:
        try:
            from livekit import rtc

            call_no_python()
            self._apm = rtc.AudioProcessingModule(echo_cancellation=True, high_pass_filter=True)
        except (ImportError, OSError) as error:
            raise EngineError(
                f"the echo canceller cannot be loaded ({error}); "
                "reinstall livekit, or use headphones with echo cancellation off."
            ) from error
        self._frame = rtc.AudioFrame
        self._mic = np.zeros(0, np.int16)
        self._reference = np.zeros(0, np.int16)
        self._out = np.zeros(PRIMED, np.int16)

    def clean(self, mic: np.ndarray, reference: np.ndarray) -> np.ndarray:
        self._mic = np.concatenate([self._mic, int16(mic)])
        self._reference = np.concatenate([self._reference, int16(reference)])
        done = [self._out]
        blocks = len(self._mic) // BLOCK
        for start in range(0, blocks * BLOCK, BLOCK):
            self._apm.process_reverse_stream(self._block(self._reference[start : start + BLOCK]))
            frame = self._block(self._mic[start : start + BLOCK])
            self._apm.process_stream(frame)
            done.append(np.frombuffer(bytes(frame.data), np.int16))
        self._mic, self._reference = self._mic[blocks * BLOCK :], self._reference[blocks * BLOCK :]
        out = np.concatenate(done)
        self._out = out[len(mic) :]
        return out[: len(mic)].astype(np.float32) / 32768

    def _block(self, pcm: np.ndarray) -> AudioFrame:
        return self._frame(bytearray(pcm.tobytes()), RATE_HZ, 1, BLOCK)


def call_no_python() -> None:
    """Before livekit's library is loaded: its threads call a function of C that does nothing. It uses a name of
    livekit's own, so its version is pinned.

    Lost are only its log and what it says of rooms; audio processing is asked and answered in one call.
    """
    from livekit.rtc import _ffi_client as native

    native.ffi_event_callback = native.ffi_cb_fnc(("labs", ctypes.CDLL(None)))


def int16(pcm: np.ndarray) -> np.ndarray:
    return (np.clip(pcm, -1.0, 32767 / 32768) * 32768).astype(np.int16)
