"""Which device is meant by "default", a number or a name? One of those that PortAudio lists, or a sentence why not.

sounddevice is loaded only here and only when asked: nothing else needs PortAudio.
"""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal

from localvoice.audio.card.bluetooth import built_in, one_headset
from localvoice.errors import DeviceError

Kind = Literal["input", "output"]
HEADSET = "headset"  # as a microphone: the default one, also where it makes a Bluetooth headset's music dull
CALLED = {"input": "microphone", "output": "loudspeaker"}


@dataclass(frozen=True)
class Device:
    index: int  # as PortAudio counts
    name: str
    inputs: int  # channels
    outputs: int
    rate_hz: int  # its own
    default_input: bool
    default_output: bool

    def channels(self, kind: Kind) -> int:
        return self.inputs if kind == "input" else self.outputs

    def is_default(self, kind: Kind) -> bool:
        return self.default_input if kind == "input" else self.default_output


def load() -> Any:
    """The sounddevice module. Raises DeviceError when PortAudio is missing or does not start."""
    try:
        import sounddevice
    except OSError as error:
        raise DeviceError(
            f"Sound devices cannot be used because the PortAudio library is missing ({error}); "
            "install it (Debian and Ubuntu: apt install libportaudio2)."
        ) from error
    return sounddevice


def look_again() -> None:
    """Let PortAudio find the devices that there are now: it looks only when it starts. 50 ms."""
    with suppress(DeviceError):  # whoever needs one is told
        hardware = load()
        with suppress(hardware.PortAudioError):
            hardware._terminate()
            hardware._initialize()


def devices(hardware: Any) -> list[Device]:
    """All devices that PortAudio sees; `hardware` is the sounddevice module."""
    try:
        default_input, default_output = hardware.default.device
        listed = hardware.query_devices()
    except hardware.PortAudioError as error:
        raise DeviceError(f"The system's sound cannot be used ({error}); check that its sound service runs.") from error
    return [
        Device(
            index,
            str(info["name"]),
            int(info["max_input_channels"]),
            int(info["max_output_channels"]),
            round(info["default_samplerate"]),
            index == default_input,
            index == default_output,
        )
        for index, info in enumerate(listed)
    ]


def resolve(hardware: Any, wanted: str, kind: Kind) -> Device:
    """The device for "default", an index or (part of) a name. Raises DeviceError that lists what there is."""
    usable = [device for device in devices(hardware) if device.channels(kind)]
    if not usable:
        raise DeviceError(nothing(kind))
    default = next((device for device in usable if device.is_default(kind)), usable[0])
    kept = kept_microphone(devices(hardware)) if kind == "input" and wanted in ("default", HEADSET) else None
    if wanted == "default":
        return kept or default
    if kind == "input" and wanted == HEADSET and (kept or not any(HEADSET in each.name.lower() for each in usable)):
        return default
    found = [device for device in usable if str(device.index) == wanted or device.name.lower() == wanted.lower()]
    found = found or [device for device in usable if wanted.lower() in device.name.lower()]
    if len(found) == 1:
        return found[0]
    several = "fits several of" if found else "is none of"
    names = ", ".join(f"{device.index} {device.name}" for device in (found or usable))
    raise DeviceError(f'"{wanted}" {several} the {CALLED[kind]}s here ({names}); choose one by its number.')


def kept_microphone(found: list[Device]) -> Device | None:
    """The built-in one, where the default one is the other side of the Bluetooth headset that plays; else None."""
    microphone = next((device for device in found if device.inputs and device.default_input), None)
    loudspeaker = next((device for device in found if device.outputs and device.default_output), None)
    if not (microphone and loudspeaker and one_headset(microphone.name, loudspeaker.name)):
        return None
    return built_in(found)


def why_kept(found: list[Device]) -> str:
    """A sentence on the microphone that is heard in place of the default one; "" where the default one is."""
    kept = kept_microphone(found)
    if not kept:
        return ""
    return f"The microphone {kept.name} is kept: that of the Bluetooth headset would make music dull (--mic {HEADSET})."


def nothing(kind: Kind) -> str:
    if kind == "input":
        return "This machine has no microphone; connect one, or listen to `localvoice demo`, which needs none."
    return "This machine has no loudspeaker; connect one, or name a file to write to (--speaker answer.wav)."
