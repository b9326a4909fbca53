"""A `Sound` on real hardware: microphone and loudspeaker through PortAudio, re-opened when they vanish or change.

Either side may be a file instead; then the other one's real time paces it.
"""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from localvoice.audio.card.coreaudio import default_devices
from localvoice.audio.card.playback import Playback
from localvoice.audio.card.streams import Streams, Wanted
from localvoice.audio.files import LATENCY_S, FileMic
from localvoice.audio.loudspeaker import Loudspeaker
from localvoice.audio.reporter import Reporter
from localvoice.audio.timeline import Timeline
from localvoice.audio.wav import Writer
from localvoice.errors import DeviceError
from localvoice.events import FRAME_S, FRAME_SAMPLES, Captured
from localvoice.wall import up_s

POLL_S = 0.003  # how often the ear looks for a frame; PortAudio's callback must not wake it, that would take a lock
WATCH_S = 0.25  # how often the streams are looked after
RETRY_S = 1.0
GONE_S = 60.0  # a device that has not come back by then is gone for good
ZEROS_S = 10.0  # no microphone that works is exactly silent for so long
SLEPT_S = 2.0  # of sleep: streams may stay "active" after it and deliver nothing, or the sound of another device
XRUNS_TOLD_S = 60.0  # at most one sentence a minute about a busy computer


@dataclass(frozen=True)
class System:
    """The outside, as tests can play it."""

    hardware: Any  # the sounddevice module
    now_s: Callable[[], float] = time.perf_counter
    sleep: Callable[[float], None] = time.sleep
    defaults: Callable[[], object] = default_devices  # changes when the person chooses another default device
    up_s: Callable[[], float] = up_s  # goes on while the machine sleeps, which `now_s` does not


class Card:
    """Real devices on one or both sides; `file_mic` and `file_speaker` take the place of a side that is not wanted.

    Without `file_speaker` a loudspeaker that is not wanted plays to nowhere. Entering opens the streams and may raise
    DeviceError; one thread reads, any thread writes.
    """

    live = True

    def __init__(
        self,
        system: System,
        wanted: Wanted,
        rate_hz: int,
        file_mic: FileMic | None = None,
        file_speaker: Writer | None = None,
        goes_on: bool = False,
    ) -> None:
        """`goes_on`: as for `Playback`."""
        self._system, self._wanted = system, wanted
        self._file_mic, self._file_speaker = file_mic, file_speaker
        self._playback = Playback(rate_hz, goes_on)
        sink = file_speaker.write if file_speaker else lambda pcm: None
        self._nowhere = Timeline(rate_hz, self._now_s, LATENCY_S, sink)
        playing = self._playback if wanted.speaker is not None else self._nowhere
        self.reporter = Reporter(playing, rate_hz, self._heard_at_s)
        self._streams: Streams | None = None
        self._closed = False
        self._frames = 0  # given by `read`
        self._read_s = 0.0  # when the last one was
        self._begun = 0  # frames given before the streams were opened
        self._zero_s: float | None = None  # PortAudio's time of the file microphone's first sample
        self._lost_s: float | None = None
        self._look_s = 0.0  # when to look after the streams next
        self._defaults: object = None
        self._apart_s = 0.0  # between the clock that goes on in sleep and the other one
        self._zeros = 0  # exactly silent samples in a row
        self._notices: list[str] = []
        self._xruns = (0, 0)  # of streams that are closed
        self._xruns_told, self._xruns_told_s = 0, -XRUNS_TOLD_S

    @property
    def loudspeaker(self) -> Loudspeaker:
        return self.reporter.loudspeaker

    def __enter__(self) -> Self:
        self._defaults = self._system.defaults()
        self._slept()
        self._open()
        return self

    def __exit__(self, *exc: object) -> None:
        self._closed = True
        streams = self._streams
        if streams is not None:
            streams.close()
        if self._file_speaker is not None:
            file, self._file_speaker = self._file_speaker, None
            file.close()

    def read(self) -> Captured | None:
        if self._frames == 0:
            self._begin()
        while not self._closed:
            self._look()
            if self._frame_due():
                mic = self._mic()
                if mic is None and self._file_mic is not None:
                    return None
                if mic is not None:
                    return self._captured(mic)
            self._system.sleep(POLL_S)
        return None

    def _begin(self) -> None:
        """Sample 0 is now: what the microphone heard before the first `read` is not wanted."""
        self._read_s = self._system.now_s()
        streams = self._streams
        if streams is not None and streams.inlet is not None:
            streams.inlet.begin()

    def _frame_due(self) -> bool:
        """A real microphone says itself when a frame is there; a file, or silence in its place, comes in real time."""
        return self._real_mic() or self._system.now_s() >= self._read_s + FRAME_S

    def _real_mic(self) -> bool:
        return self._wanted.mic is not None and self._streams is not None and self._lost_s is None

    def _mic(self) -> np.ndarray | None:
        if self._file_mic is not None:
            return self._file_mic.read()
        streams = self._streams
        if streams is None or streams.inlet is None or self._lost_s is not None:
            return np.zeros(FRAME_SAMPLES, np.float32)  # so that turns and timers go on while the device is away
        return streams.inlet.frame()

    def _captured(self, mic: np.ndarray) -> Captured:
        streams = self._streams
        if self._wanted.mic is None and self._zero_s is None and streams is not None:
            now_s = streams.time_s()
            self._zero_s = None if now_s is None else now_s - (self._frames + 1) * FRAME_S
        start_s = self._mic_s(self._frames * FRAME_S)
        self._frames += 1
        # Paced frames keep to the hour: what one came late, the next one waits less.
        self._read_s = self._system.now_s() if self._real_mic() else self._read_s + FRAME_S
        self._playback.pump()
        self.reporter.look()
        self._listen_for_zeros(mic)
        if self._wanted.speaker is None:
            return Captured(mic, self._nowhere.frame())
        outlet = streams.outlet if streams is not None else None
        if outlet is None or start_s is None:
            return Captured(mic, np.zeros(FRAME_SAMPLES, np.float32))
        return Captured(mic, outlet.reference(start_s))

    def _mic_s(self, sample_clock_s: float) -> float | None:
        """PortAudio's time at which the microphone's sample clock showed this."""
        streams = self._streams
        if streams is None or self._lost_s is not None:
            return None
        if streams.inlet is not None:
            first_s = streams.inlet.first_s
            return None if first_s is None else first_s + sample_clock_s - self._begun * FRAME_S
        return None if self._zero_s is None else self._zero_s + sample_clock_s

    def _now_s(self) -> float:
        """Now, on the microphone's sample clock."""
        since_s = self._system.now_s() - self._read_s if self._frames else 0.0
        return self._frames * FRAME_S + since_s

    def _heard_at_s(self, index: int) -> float | None:
        """When this sample of those that were played left the loudspeaker, on the microphone's sample clock."""
        if self._wanted.speaker is None:
            return self._nowhere.heard_at_s(index)
        sounded_s, zero_s = self._playback.sounded_at_s(index), self._mic_s(0.0)
        return None if sounded_s is None or zero_s is None else sounded_s - zero_s

    def notices(self) -> list[str]:
        self._tell_xruns()
        notices, self._notices = self._notices, []
        return notices

    def xruns(self) -> dict[str, int]:
        streams = self._streams
        now = streams.xruns() if streams is not None else (0, 0)
        return {"overruns": self._xruns[0] + now[0], "underruns": self._xruns[1] + now[1]}

    def _open(self) -> None:
        self._streams = streams = Streams(self._system.hardware, self._wanted, self._system.now_s())
        self._begun, self._zero_s, self._zeros = self._frames, None, 0
        self._playback.attach(streams.outlet)
        if self._closed:  # another thread has left meanwhile (`audio.open.opened`)
            self._close()

    def _close(self) -> None:
        streams = self._streams
        if streams is not None:
            self._playback.attach(None)
            streams.close()
            overruns, underruns = streams.xruns()
            self._xruns = (self._xruns[0] + overruns, self._xruns[1] + underruns)
            self._streams = None

    def _look(self) -> None:
        """Do the devices live, and are they still the ones that are meant?"""
        now_s = self._system.now_s()
        if now_s < self._look_s:
            return
        self._look_s = now_s + WATCH_S
        streams = self._streams
        if streams is not None and streams.dead(now_s):
            if self._lost_s is None:
                self._notices.append(f"Sound from {streams.name} stopped; trying again every second.")
                self._lost_s = now_s
            self._close()
        if self._lost_s is None and (self._slept() or self._defaults_changed()):
            self._lost_s = now_s
            self._close()
        streams = self._streams
        if streams is None:
            self._retry(now_s)
        elif self._lost_s is not None and streams.alive:
            self._regain(streams)

    def _slept(self) -> bool:
        """Has the machine, since the last time?"""
        before_s, self._apart_s = self._apart_s, self._system.up_s() - self._system.now_s()
        return self._apart_s > before_s + SLEPT_S

    def _defaults_changed(self) -> bool:
        if "default" not in (self._wanted.mic, self._wanted.speaker):
            return False
        before, self._defaults = self._defaults, self._system.defaults()
        return before != self._defaults

    def _retry(self, now_s: float) -> None:
        """Let PortAudio look for devices anew (it does so only when it starts), and open them."""
        hardware = self._system.hardware
        if self._lost_s is not None and now_s - self._lost_s > GONE_S:
            raise DeviceError(f"The sound device has been away for {GONE_S:.0f} s; connect one and start again.")
        try:
            hardware._terminate()
            hardware._initialize()
            self._open()
        except (DeviceError, hardware.PortAudioError):
            self._look_s = now_s + RETRY_S

    def _regain(self, streams: Streams) -> None:
        """The streams that were opened again deliver."""
        self._notices.append(f"Sound goes on with {streams.name}.")
        self._lost_s, self._begun = None, self._frames
        if streams.inlet is not None:
            streams.inlet.begin()

    def _listen_for_zeros(self, mic: np.ndarray) -> None:
        if self._wanted.mic is None or self._lost_s is not None:
            return
        before, self._zeros = self._zeros, 0 if np.any(mic) else self._zeros + len(mic)
        limit = round(ZEROS_S / FRAME_S) * FRAME_SAMPLES
        if before < limit <= self._zeros:
            self._notices.append(f"The microphone has given nothing but zeros for {ZEROS_S:.0f} s; {UNMUTE}")

    def _tell_xruns(self) -> None:
        overruns, underruns = self.xruns().values()
        now_s = self._system.now_s()
        if overruns + underruns > self._xruns_told and now_s >= self._xruns_told_s + XRUNS_TOLD_S:
            self._xruns_told, self._xruns_told_s = overruns + underruns, now_s
            self._notices.append(
                f"The computer was too busy for sound: {underruns} gaps in playback and {overruns} in the recording "
                "so far; close heavy programs."
            )


UNMUTE = (
    "allow localvoice, or the terminal it runs in, to use it in System Settings → Privacy & Security → Microphone, "
    "then start it again."
    if sys.platform == "darwin"
    else "check that it is not muted and that it is the right one (localvoice devices)."
)
