"""The real PortAudio sound on a simulated sound card (PulseAudio, an echo of −12 dB after 40 ms), in a child process.

The card's addresses must be in the environment before sounddevice is loaded, hence the child
(talk_through_portaudio.py): 3 s a person speaks, 3 s the voice, then it is interrupted.
"""

import json
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from localvoice.audio.card.outlet import LEAD_S, SLACK_S
from localvoice.audio.echo.canceller import Echo
from localvoice.audio.resample import Resampler, resample
from localvoice.audio.wav import read_wav, write_wav
from localvoice.events import FRAME_S, RATE_HZ

pytestmark = pytest.mark.audio

ROOT = Path(__file__).parents[2]
sys.path.append(str(ROOT / "scripts" / "benches"))
from _card import NoCard, missing, simulated_card  # noqa: E402

VOICE_HZ = 22_050
ECHO_S = 0.040
HANGS_S = 100.0  # who has not come to an end by then never will
# How alike what was said and what was recorded are: half a sample of offset costs 0.015 in the fricatives, a dropout of
# the simulated card on a busy computer more. Whoever loses sound always does so in each of so many tries.
INTACT, TRIES = 0.85, 6


@pytest.fixture(scope="module")
def virtual_card():
    """Starts the simulated card; gives the environment for programs that are to use it."""
    if why := missing():
        pytest.skip(why)
    try:
        with simulated_card(echo_s=ECHO_S) as environment:
            yield environment
    except NoCard as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def talk(virtual_card, data, tmp_path_factory):
    """What happened: the report, both 16 kHz tracks, what came out of the loudspeaker, and what was said."""
    folder = tmp_path_factory.mktemp("talk")
    said = {}
    for name, clip in (("person", "LJ001-0001"), ("voice", "LJ001-0002")):
        pcm, rate_hz = read_wav(data / f"ljspeech-32/wavs/{clip}.flac")
        said[name] = 0.7 * resample(pcm, rate_hz, VOICE_HZ)[: round((2.5 if name == "person" else 1.9) * VOICE_HZ)]
        write_wav(folder / f"{name}.wav", said[name], VOICE_HZ)
    for _ in range(TRIES):
        report = talked(virtual_card, folder)
        heard = np.load(folder / "heard.npz")
        intact = found(heard["mic"].ravel(), as_heard(said["person"]))[1] > INTACT
        if intact and not any(report["xruns"].values()):
            break
    out = resample(read_wav(folder / "out.wav")[0], 48_000, RATE_HZ)
    return report, heard["mic"], heard["reference"], out, said


def talked(virtual_card, folder):
    """The report of one talk; `heard.npz` and `out.wav` are in the folder."""
    recorder = subprocess.Popen(
        ["parecord", "--device=lv_speaker.monitor", "--file-format=wav", "--rate=48000", "--channels=1", "out.wav"],
        env=virtual_card,
        cwd=folder,
    )
    try:
        child = subprocess.run(
            [
                sys.executable,
                Path(__file__).with_name("talk_through_portaudio.py"),
                "person.wav",
                "voice.wav",
                "heard.npz",
            ],
            env={**virtual_card, "PYTHONPATH": str(ROOT)},
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=HANGS_S,
        )
    finally:
        recorder.send_signal(signal.SIGINT)
        recorder.wait(timeout=HANGS_S)
    assert child.returncode == 0, child.stderr
    return json.loads(child.stdout)


def as_heard(pcm):
    """At 16 kHz through the streaming resampler, which lets less through near 8 kHz than soxr."""
    return Resampler(VOICE_HZ, RATE_HZ).feed(pcm)


def found(track, piece):
    """Where a piece lies in a track (sample), how alike they are (−1…1) and at what gain."""
    size = 1 << (len(track) + len(piece)).bit_length()
    match = np.fft.irfft(np.fft.rfft(track, size) * np.conj(np.fft.rfft(piece, size)), size)
    at = int(np.argmax(match[: len(track) - len(piece)]))
    there = track[at : at + len(piece)]
    energy = float(np.dot(piece, piece))
    return (
        at,
        float(np.dot(there, piece) / np.sqrt(np.dot(there, there) * energy)),
        float(np.dot(there, piece) / energy),
    )


def test_a_person_arrives_at_the_microphone_intact(talk):
    _, mic, _, _, said = talk
    at, alike, gain = found(mic.ravel(), as_heard(said["person"]))
    assert alike > INTACT
    assert gain == pytest.approx(1.0, abs=0.15)
    assert 0.5 < at / RATE_HZ < 1.2


def test_what_is_written_comes_out_whole_and_is_counted_to_the_sample(talk):
    report, _, _, out, said = talk
    _, alike, gain = found(out, as_heard(said["voice"]))
    assert alike > 0.99
    assert gain == pytest.approx(1.0, abs=0.15)
    assert (report["played"], report["queued"]) == (len(said["voice"]), 0)
    assert report["xruns"] == {"overruns": 0, "underruns": 0}
    assert report["notices"] == []


def test_the_time_it_was_heard_agrees_with_its_echo(talk):
    report, mic, reference, _, said = talk
    voice = as_heard(said["voice"])
    at, alike, gain = found(mic.ravel(), voice)
    assert alike > 0.99
    assert 20 * np.log10(gain) == pytest.approx(-12, abs=0.5)
    first_s, middle_s, last_s = report["heard_s"]
    # Usually right to 5 ms; PulseAudio's times wander by 20 ms in the first seconds on a busy machine. Without the
    # converters' latencies it would be wrong by the 80 ms that were asked for and more. Each is as it was reported.
    assert at / RATE_HZ - first_s == pytest.approx(ECHO_S, abs=0.030)
    assert middle_s - first_s == pytest.approx((len(said["voice"]) // 2) / VOICE_HZ, abs=0.020)
    assert last_s - first_s == pytest.approx((len(said["voice"]) - 1) / VOICE_HZ, abs=0.020)
    assert found(reference.ravel(), voice)[1] > 0.99


def test_the_reference_comes_before_its_echo_and_removes_it(talk):
    _, mic, reference, _, said = talk
    voice = as_heard(said["voice"])
    at, _, _ = found(mic.ravel(), voice)
    lead_s = (at - found(reference.ravel(), voice)[0]) / RATE_HZ
    assert lead_s == pytest.approx(ECHO_S + LEAD_S, abs=SLACK_S + 0.030)
    echo = Echo()
    clean = np.concatenate([echo.clean(m, r) for m, r in zip(mic, reference, strict=True)])
    inside = slice(at + RATE_HZ // 2, at + len(voice))
    assert np.sqrt(np.mean(clean[inside] ** 2)) < 0.1 * np.sqrt(np.mean(mic.ravel()[inside] ** 2))


def test_an_interruption_stops_the_sound_and_the_count(talk):
    report, mic, _, _, _ = talk
    assert report["last_s"] is not None
    assert report["one_later_s"] is None
    assert 0.4 < (report["kept"] - report["played"]) / VOICE_HZ < 0.75
    assert np.abs(mic[-round(0.1 / FRAME_S) :]).max() < 1e-3
