"""Impulses and tones in the simulated room, on a hand-stepped clock; rooms and speech from the shared recordings."""

import numpy as np
import pytest

from localvoice.audio.resample import resample
from localvoice.audio.simulated.room import Acoustics, EchoPath, Noise, Room
from localvoice.audio.simulated.script import Line, Script
from localvoice.audio.wav import read_wav
from localvoice.events import FRAME_S, FRAME_SAMPLES, RATE_HZ

SILENT = -np.inf


def run(room, clock, frames, write=None):
    """Read so many frames at pace; `write` gives what to write after each. Returns microphone and reference."""
    got = []
    for number in range(frames):
        clock.at_s = max(clock.at_s, (number + 1) * FRAME_S)
        got.append(room.read())
        if write and (pcm := write(number)) is not None:
            room.loudspeaker.write(pcm)
    return np.concatenate([c.mic for c in got]), np.concatenate([c.reference for c in got])


def once(pcm, at=0):
    return lambda number: pcm if number == at else None


def tone(seconds, rate_hz=RATE_HZ):
    return (0.5 * np.sin(2 * np.pi * 700 * np.arange(round(seconds * rate_hz)) / rate_hz)).astype(np.float32)


def test_the_echo_arrives_with_its_delay_and_gain(clock):
    room = Room(Script(), clock, RATE_HZ, Acoustics(delay_s=0.040, gain_db=-12, noise_db=SILENT))
    mic, reference = run(room, clock, 40, once(tone(0.5)))
    delay = round(0.040 * RATE_HZ)
    assert np.abs(mic[delay:] - 10 ** (-12 / 20) * reference[:-delay]).max() < 1e-6
    assert np.abs(mic[: np.flatnonzero(reference)[0] + delay]).max() < 1e-6


def test_the_reference_begins_when_the_sample_was_heard(clock):
    room = Room(Script(), clock, 22_050, Acoustics(noise_db=SILENT))
    _, reference = run(room, clock, 40, once(tone(0.5, 22_050)))
    loud = np.flatnonzero(np.abs(reference) > 0.05)[0] / RATE_HZ
    assert loud == pytest.approx(room.loudspeaker.heard_at_s(0), abs=0.001)
    assert room.loudspeaker.heard_at_s(0) == pytest.approx(FRAME_S + 0.020, abs=1 / 22_050)


def test_an_impulse_response_is_scaled_to_its_energy_and_spans_frames(clock):
    impulse = np.exp(-np.arange(3000) / 400) * np.random.default_rng(0).standard_normal(3000)
    noise = np.random.default_rng(1).standard_normal(20 * FRAME_SAMPLES).astype(np.float32)
    path = EchoPath(Acoustics(delay_s=0.01, gain_db=-6, impulse=impulse))
    ours = np.concatenate([path.step(frame) for frame in noise.reshape(-1, FRAME_SAMPLES)])
    scaled = 10 ** (-6 / 20) * impulse / np.sqrt(np.sum(impulse**2))
    theirs = np.convolve(np.concatenate([np.zeros(160), noise]), scaled)[: len(ours)]
    assert np.abs(ours - theirs).max() < 1e-4


def test_headphones_are_a_gain_of_nothing(clock):
    room = Room(Script(), clock, RATE_HZ, Acoustics(gain_db=SILENT, noise_db=SILENT))
    mic, reference = run(room, clock, 30, once(tone(0.5)))
    assert reference.any()
    assert not mic.any()


def test_noise_has_its_level_and_repeats():
    for given in (None, np.sin(np.arange(1000) / 5) * 0.01):
        noise = Noise(Acoustics(noise=given, noise_db=-40))
        pcm = np.concatenate([noise.step() for _ in range(400)])
        assert 10 * np.log10(np.mean(pcm**2)) == pytest.approx(-40, abs=0.3)
    assert np.array_equal(pcm[:1000], pcm[1000:2000])


def test_two_rooms_are_the_same_sample_by_sample(clock):
    first = Room(Script(), clock, RATE_HZ)
    second = Room(Script(), clock, RATE_HZ)
    assert np.array_equal(first.read().mic, second.read().mic)


def test_both_sides_are_kept_and_the_mouth_of_the_person_reaches_the_microphone(clock):
    line = Line(tone(0.3), "hello", at_s=0.5)
    room = Room(Script([line]), clock, RATE_HZ, Acoustics(noise_db=SILENT))
    mic, reference = run(room, clock, 60, once(tone(0.2), at=40))
    assert np.array_equal(room.assistant, reference)
    assert np.array_equal(room.person[8000 : 8000 + 4800], tone(0.3))
    assert np.array_equal(mic[8000:12_800], tone(0.3))
    assert len(room.person) == len(room.assistant) == 60 * FRAME_SAMPLES
    assert room.spoken[0].text == "hello"


def test_the_microphone_clips_like_a_real_one(clock):
    room = Room(Script([Line(4 * tone(0.3), at_s=0.0)]), clock, RATE_HZ)
    mic, _ = run(room, clock, 8)
    assert mic.max() == 1.0
    assert mic.min() == -1.0


def test_the_first_audible_sample_after_a_time_is_found(clock):
    room = Room(Script(), clock, RATE_HZ, Acoustics(noise_db=SILENT))
    quiet = np.full(8000, 10 ** (-51 / 20), np.float32)
    run(room, clock, 60, once(np.concatenate([quiet, np.full(800, 0.1, np.float32)])))
    start_s = FRAME_S + 0.020 + 0.5
    assert room.first_audible_s(0.0) == pytest.approx(start_s, abs=1 / RATE_HZ)
    assert room.first_audible_s(start_s + 0.01) == pytest.approx(start_s + 0.01, abs=1 / RATE_HZ)
    assert room.first_audible_s(start_s + 0.1) is None
    assert room.first_audible_s(99.0) is None


def test_the_scene_ends_with_none_and_so_does_a_closed_room(clock):
    room = Room(Script(quiet_s=0.1), clock, RATE_HZ)
    with room:
        while room.read() is not None:
            clock.at_s += FRAME_S
        assert room.read() is None
    with Room(Script(), clock, RATE_HZ) as room:
        assert room.read() is not None
    assert room.read() is None


def test_the_person_interrupts_what_the_assistant_is_saying(clock):
    lines = [Line(tone(0.3), at_s=0.2), Line(tone(0.3), "stop", after="answer_start", delay_s=0.4)]
    room = Room(Script(lines), clock, 22_050, Acoustics(noise_db=SILENT))
    run(room, clock, 80, once(tone(1.5, 22_050), at=20))
    assert room.spoken[1].start_s == pytest.approx(room.loudspeaker.heard_at_s(0) + 0.4, abs=0.003)


def test_a_flush_is_silence_after_the_latency(clock):
    room = Room(Script(), clock, RATE_HZ, Acoustics(noise_db=SILENT))
    run(room, clock, 2, once(np.ones(RATE_HZ, np.float32)))
    clock.at_s += 0.3
    reached = room.loudspeaker.flush().result()
    flushed_s = clock.at_s
    rest = np.concatenate([room.read().reference for _ in range(30)])
    assert (2 * FRAME_SAMPLES + np.flatnonzero(rest > 0.5)[-1]) / RATE_HZ == pytest.approx(flushed_s + 0.020, abs=0.001)
    assert reached == round((flushed_s - FRAME_S) * RATE_HZ)
    assert room.loudspeaker.queued == 0
    assert room.notices() == []
    assert room.xruns() == {"overruns": 0, "underruns": 0}


def test_every_measured_room_keeps_the_level_that_was_asked_for(clock, data):
    for number in range(1, 5):
        pcm, rate_hz = read_wav(data / f"rooms-noise-vad-speechbrain/RIRs/rir{number}.wav")
        path = EchoPath(Acoustics(gain_db=-12, impulse=resample(pcm, rate_hz, RATE_HZ)))
        white = np.random.default_rng(number).standard_normal((200, FRAME_SAMPLES)).astype(np.float32)
        echo = np.concatenate([path.step(frame) for frame in white])[3 * RATE_HZ :]
        assert 10 * np.log10(np.mean(echo**2)) == pytest.approx(-12, abs=0.5)
