"""How does the guard cancel? WebRTC's echo canceller (AEC3), through livekit's audio processing module.

It needs no hint of the delay and bears drift, jumps and distortion, but swallows a person who speaks below the echo.
One object serves the whole session: a fresh one lets the first second of echo through.

livekit hands each line of its log, the last one as Python ends, to a Python function from a thread of its own; while
Python ends that aborts the process. In an order forced so that it meets the end 51 of 64 exits aborted or panicked;
with a function of C in its place none of 124 (scripts/bench exits has the natural order).
"""

import ctypes
from typing import Any

import numpy as np

from localvoice.errors import EngineError
from localvoice.events import FRAME_SAMPLES, RATE_HZ

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
            self._far, self._near = Work("apm_process_reverse_stream", self._apm), Work("apm_process_stream", self._apm)
        except (ImportError, OSError) as error:
            raise EngineError(
                f"the echo canceller cannot be loaded ({error}); "
                "reinstall livekit, or use headphones with echo cancellation off."
            ) from error
        self._mic = np.zeros(0, np.int16)
        self._reference = np.zeros(0, np.int16)
        self._out = np.zeros(PRIMED, np.int16)

    def clean(self, mic: np.ndarray, reference: np.ndarray) -> np.ndarray:
        self._mic = np.concatenate([self._mic, int16(mic)])
        self._reference = np.concatenate([self._reference, int16(reference)])
        done = [self._out]
        whole = len(self._mic) // BLOCK * BLOCK
        for start in range(0, whole, BLOCK):
            self._far.on(self._reference[start : start + BLOCK])
            done.append(self._near.on(self._mic[start : start + BLOCK]))
        self._mic, self._reference = self._mic[whole:], self._reference[whole:]
        out = np.concatenate(done)
        self._out = out[len(mic) :]
        return out[: len(mic)].astype(np.float32) / 32768


class Work:
    """One request to livekit's library about one block in memory, which is made again and again.

    Its own `AudioProcessingModule` makes, packs and unpacks both messages each time: with pauses between the frames, as
    in life, 0.47 ms of processor a frame, so 0.33.
    """

    def __init__(self, what: str, apm: Any) -> None:
        """`what`: a field of livekit's FfiRequest and FfiResponse."""
        from livekit.rtc._ffi_client import FfiClient
        from livekit.rtc._proto import ffi_pb2

        self._block = np.zeros(BLOCK, np.int16)
        request, done = ffi_pb2.FfiRequest(), ffi_pb2.FfiResponse()
        asked = getattr(request, what)
        asked.apm_handle, asked.data_ptr = apm._ffi_handle.handle, self._block.ctypes.data
        asked.size, asked.sample_rate, asked.num_channels = self._block.nbytes, RATE_HZ, 1
        getattr(done, what).SetInParent()
        packed, self._done = request.SerializeToString(), done.SerializeToString()
        self._request, self._size = (ctypes.c_ubyte * len(packed)).from_buffer_copy(packed), len(packed)
        self._answer, self._length = ctypes.POINTER(ctypes.c_ubyte)(), ctypes.c_size_t()
        self._library = FfiClient.instance._ffi_lib

    def on(self, block: np.ndarray) -> np.ndarray:
        """(160,) int16 → what it makes of it. Raises EngineError when it refuses."""
        self._block[:] = block
        handle = self._library.livekit_ffi_request(
            self._request, self._size, ctypes.byref(self._answer), ctypes.byref(self._length)
        )
        answer = ctypes.string_at(self._answer, self._length.value) if handle else b""
        if handle:
            self._library.livekit_ffi_drop_handle(handle)
        if answer != self._done:
            raise EngineError(f"The echo canceller refuses a sound ({answer!r}): start localvoice again.")
        return self._block.copy()


def call_no_python() -> None:
    """Before livekit's library is loaded: its threads call a function of C that does nothing. It uses a name of
    livekit's own, as `Work` does, so its version is pinned.

    Lost are only its log and what it says of rooms; audio processing is asked and answered in one call.
    """
    from livekit.rtc import _ffi_client as native

    native.ffi_event_callback = native.ffi_cb_fnc(("labs", ctypes.CDLL(None)))


def int16(pcm: np.ndarray) -> np.ndarray:
    return (np.clip(pcm, -1.0, 32767 / 32768) * 32768).astype(np.int16)
