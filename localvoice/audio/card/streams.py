"""One opening of the hardware: up to two PortAudio streams, and whether they still live.

Two streams, not a duplex one: under PulseAudio a duplex stream below 48 kHz got no callbacks.
"""

import sys
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from localvoice.audio.card.devices import CALLED, Device, Kind, resolve
from localvoice.audio.card.inlet import Inlet
from localvoice.audio.card.outlet import Outlet
from localvoice.errors import DeviceError

BLOCK_S = 0.010  # fixed: with a block size of the host's choice there were 48 underruns in 12 s, with this none
# Linux: at 0.02 s a busy thread caused 5 underruns in 40 s, at 0.04 s none. macOS: PortAudio's own figures there cannot
# be relied on and sounddevice's author advises 0.1 (sounddevice #402); a gap is heard by everyone, 60 ms by few.
LATENCY_S = 0.1 if sys.platform == "darwin" else 0.04
DEAD_S = 1.0  # after sleep or unplugging streams stay "active" and deliver nothing


@dataclass(frozen=True)
class Wanted:
    """What is to be opened: "default", an index or a name each; None: not this side."""

    mic: str | None = "default"
    speaker: str | None = "default"
    latency_s: float = LATENCY_S


class Streams:
    """Raises DeviceError when a device is missing or cannot be opened; then nothing stays open."""

    def __init__(self, hardware: Any, wanted: Wanted, now_s: float) -> None:
        self._hardware, self._wanted = hardware, wanted
        self.inlet: Inlet | None = None
        self.outlet: Outlet | None = None
        self._names: list[str] = []
        self._streams: list[Any] = []
        self._beat_s = now_s
        with ExitStack() as undo:
            undo.callback(self.close)
            if wanted.speaker is not None:
                self._open_speaker(resolve(hardware, wanted.speaker, "output"))
            if wanted.mic is not None:
                self._open_mic(resolve(hardware, wanted.mic, "input"))
            undo.pop_all()
        self._beats = [0] * len(self._streams)

    def _open_mic(self, device: Device) -> None:
        self.inlet = Inlet(device.rate_hz, self._wanted.latency_s)
        try:
            self._start("input", device, 1, self.inlet.callback)
        except DeviceError:
            if device.inputs == 1:
                raise
            self._start("input", device, device.inputs, self.inlet.callback)  # raw ALSA devices take all or nothing

    def _open_speaker(self, device: Device) -> None:
        self.outlet = Outlet(device.rate_hz, self._wanted.latency_s)
        self._start("output", device, min(2, device.outputs), self.outlet.callback)

    def _start(self, kind: Kind, device: Device, channels: int, callback: Any) -> None:
        opened = self._hardware.InputStream if kind == "input" else self._hardware.OutputStream
        stream = None
        try:
            stream = opened(
                device=device.index,
                samplerate=device.rate_hz,
                blocksize=round(device.rate_hz * BLOCK_S),
                channels=channels,
                dtype="float32",
                latency=self._wanted.latency_s,
                callback=callback,
            )
            stream.start()
        except (self._hardware.PortAudioError, ValueError) as error:
            if stream is not None:
                stream.close(ignore_errors=True)
            raise DeviceError(
                f'The {CALLED[kind]} "{device.name}" cannot be opened ({error}); '
                "close other programs that may hold it, or choose another one (localvoice devices)."
            ) from error
        self._streams.append(stream)
        self._names.append(device.name)

    @property
    def name(self) -> str:
        """What the person calls the devices."""
        return " and ".join(dict.fromkeys(self._names))

    @property
    def alive(self) -> bool:
        """Has every stream given its first sign of life?"""
        return all(side.beats for side in (self.inlet, self.outlet) if side is not None)

    def dead(self, now_s: float) -> bool:
        """Has a stream ended, or has one given no sign of life for a second?"""
        beats = [side.beats for side in (self.inlet, self.outlet) if side is not None]
        if all(new != old for new, old in zip(beats, self._beats, strict=True)):
            self._beats, self._beat_s = beats, now_s
        try:
            active = all(stream.active for stream in self._streams)
        except self._hardware.PortAudioError:
            return True
        return not active or now_s - self._beat_s > DEAD_S

    def time_s(self) -> float | None:
        """Now, on PortAudio's clock; None once another thread has closed them."""
        streams = self._streams
        try:
            return streams[0].time if streams else None
        except self._hardware.PortAudioError:
            return None

    def xruns(self) -> tuple[int, int]:
        """Overruns of the microphone, underruns of the loudspeaker."""
        return self.inlet.overruns if self.inlet else 0, self.outlet.underruns if self.outlet else 0

    def close(self) -> None:
        for stream in self._streams:
            stream.abort(ignore_errors=True)
            stream.close(ignore_errors=True)
        self._streams = []
