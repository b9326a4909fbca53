"""Run by test_real_streams in a process of its own: listens and speaks through real PortAudio streams.

Arguments: the person's WAV, the voice's WAV, a file for what was heard. Prints one line of JSON.
"""

import json
import subprocess
import sys

import numpy as np

from localvoice.audio.open import open_sound
from localvoice.audio.wav import read_wav
from localvoice.clock import RealClock
from localvoice.events import FRAME_S


def main() -> None:
    person, voice_file, result = sys.argv[1:]
    voice, rate_hz = read_wav(voice_file)
    frames = []
    with open_sound("default", "lv_speaker", rate_hz, RealClock(), latency_s=0.08) as sound:
        loudspeaker = sound.loudspeaker

        def hear(seconds: float) -> None:
            frames.extend(sound.read() for _ in range(round(seconds / FRAME_S)))

        hear(0.5)
        said = subprocess.Popen(["paplay", "--device=lv_room", "--latency-msec=20", person])
        hear(3.2)
        said.wait()
        for start in range(0, len(voice), 1000):
            loudspeaker.write(voice[start : start + 1000])
        hear(len(voice) / rate_hz + 0.6)
        heard_s = [loudspeaker.heard_at_s(index) for index in (0, len(voice) // 2, len(voice) - 1)]
        report = {
            "played": loudspeaker.played,
            "queued": loudspeaker.queued,
            "heard_s": heard_s,
            "xruns": sound.xruns(),
        }
        loudspeaker.write(voice)
        hear(0.5)
        report["kept"] = loudspeaker.flush().result()
        hear(0.5)
        report["last_s"] = loudspeaker.heard_at_s(report["kept"] - 1)
        report["one_later_s"] = loudspeaker.heard_at_s(report["kept"])
        report["notices"] = sound.notices()
    np.savez(result, mic=np.stack([f.mic for f in frames]), reference=np.stack([f.reference for f in frames]))
    print(json.dumps(report))


if __name__ == "__main__":
    main()
