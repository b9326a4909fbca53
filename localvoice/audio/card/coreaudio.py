"""Has the person chosen another default device? PortAudio looks only when it starts, so macOS is asked directly."""

import ctypes
import sys

FRAMEWORK = "/System/Library/Frameworks/CoreAudio.framework/CoreAudio"
SYSTEM_OBJECT = 1  # kAudioObjectSystemObject
# AudioHardware.h: kAudioHardwarePropertyDefaultInputDevice, …OutputDevice, kAudioObjectPropertyScopeGlobal
DEFAULT_INPUT, DEFAULT_OUTPUT, GLOBAL = (int.from_bytes(code, "big") for code in (b"dIn ", b"dOut", b"glob"))


class Address(ctypes.Structure):
    """AudioObjectPropertyAddress"""

    _fields_ = (("selector", ctypes.c_uint32), ("scope", ctypes.c_uint32), ("element", ctypes.c_uint32))


def default_devices() -> tuple[int, int] | None:
    """CoreAudio's numbers of the default input and output; None on other systems, where the sound server itself moves
    a running stream to the new default."""
    if sys.platform != "darwin":
        return None
    core = ctypes.CDLL(FRAMEWORK)
    return default_device(core, DEFAULT_INPUT), default_device(core, DEFAULT_OUTPUT)


def default_device(core: ctypes.CDLL, selector: int) -> int:
    """0 when there is none or CoreAudio refuses."""
    address, device, size = Address(selector, GLOBAL, 0), ctypes.c_uint32(0), ctypes.c_uint32(4)
    failed = core.AudioObjectGetPropertyData(
        ctypes.c_uint32(SYSTEM_OBJECT),
        ctypes.byref(address),
        ctypes.c_uint32(0),
        None,
        ctypes.byref(size),
        ctypes.byref(device),
    )
    return 0 if failed else device.value
