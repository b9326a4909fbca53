"""Fading the loudspeaker: nothing is lost or repeated, held samples wait, and the accounts stay exact."""

from types import SimpleNamespace

import numpy as np
import pytest

from localvoice.audio.card.outlet import Outlet
from localvoice.audio.card.playback import Playback
from localvoice.audio.fade import FADE_S, Fade
from localvoice.audio.timeline import Present, Timeline
from localvoice.events import FRAME_S

RATE = 16_000
RAMP = round(FADE_S * RATE)
STEEPEST = 1 / RAMP + 1e-4


class Virtual:
    """The loudspeaker without hardware, on a hand-stepped clock."""

    def __init__(self, clock):
        self.clock, self.present, self.track, self.read = clock, Present(clock), [], 0
        self.sound = Timeline(RATE, self.present.now_s, 0.02, self.track.append)
        self.pass_(0.05)

    def pass_(self, seconds):
        self.clock.at_s += seconds
        while (self.read + 1) * FRAME_S <= self.clock.at_s:
            self.read += 1
            self.present.advance()
            self.sound.frame()

    def settle(self):
        self.pass_(0.1)


class Device:
    """The playback of a device at the voice's own rate, whose blocks the test takes by hand."""

    def __init__(self, clock):
        self.outlet, self.sound, self.track = Outlet(RATE, 0.02), Playback(RATE), []
        self.sound.attach(self.outlet)

    def pass_(self, seconds):
        for _ in range(max(1, round(seconds * 100))):
            out = np.ones((160, 1), np.float32)
            times = SimpleNamespace(outputBufferDacTime=len(self.track) / 100 + 1, currentTime=0.0)
            self.outlet.callback(out, 160, times, False)
            self.track.append(out[:, 0])
            self.sound.pump()

    def settle(self):
        self.pass_(0.01)


@pytest.fixture(params=[Virtual, Device])
def host(request, clock):
    return request.param(clock)


def track(host):
    return np.concatenate(host.track)


def check(heard, truth):
    """Every sample of the truth sounds once, in order, at a gain that never jumps; returns those gains."""
    sounding = heard[heard != 0]
    assert len(sounding) == len(truth)
    gains = sounding / truth
    assert gains.min() > 0
    assert gains.max() <= 1 + 1e-6
    return gains


def voice(random, count):
    return random.uniform(0.5, 1.0, count).astype(np.float32)


def test_a_fade_is_one_straight_ramp_that_never_sounds_at_zero():
    fade = Fade(100, 1.0, 0.0, RATE)
    assert fade.done == 100 + RAMP
    gains = fade.gains(100, RAMP + 5)
    assert np.allclose(gains[:RAMP], 1 - (np.arange(RAMP) + 0.5) / RAMP)
    assert gains[:RAMP].min() > 0
    assert not gains[RAMP:].any()
    assert fade.sounding(100 + RAMP - 3, 50) == 3
    assert fade.gain(100 + RAMP // 2) == pytest.approx(0.5)


def test_faded_to_nothing_the_voice_waits_and_goes_on_with_the_very_next_sample(host):
    pcm = voice(np.random.default_rng(0), RATE)
    host.sound.write(pcm)
    host.pass_(0.2)
    before = host.sound.played
    host.sound.fade(0.0)
    host.pass_(0.1)
    held = host.sound.played
    assert held - before == RAMP
    host.pass_(3.0)
    assert (host.sound.played, host.sound.queued) == (held, len(pcm) - held)
    host.sound.fade(1.0)
    host.pass_(1.5)
    assert host.sound.played == len(pcm)
    gains = check(track(host), pcm)
    assert np.allclose(gains[:before], 1)
    assert np.allclose(gains[before:held], 1 - (np.arange(RAMP) + 0.5) / RAMP, atol=1e-4)
    assert np.allclose(gains[held : held + RAMP], (np.arange(RAMP) + 0.5) / RAMP, atol=1e-4)
    assert np.allclose(gains[held + RAMP :], 1)


def test_a_half_fade_plays_on_at_half_the_loudness(host):
    pcm = voice(np.random.default_rng(0), RATE)
    host.sound.fade(0.5)
    host.sound.write(pcm)
    host.pass_(2.0)
    gains = check(track(host), pcm)
    assert np.allclose(gains[RAMP:], 0.5)


def test_what_is_written_while_held_waits_too(host):
    random = np.random.default_rng(0)
    first, second = voice(random, 4000), voice(random, 4000)
    host.sound.fade(0.0)
    host.pass_(0.1)
    assert host.sound.write(first) == 0
    host.pass_(1.0)
    assert host.sound.write(second) == 4000
    assert (host.sound.played, host.sound.queued) == (0, 8000)
    assert host.sound.heard_at_s(0) is None if isinstance(host, Virtual) else host.sound.sounded_at_s(0) is None
    host.sound.fade(1.0)
    host.pass_(1.0)
    check(track(host), np.concatenate([first, second]))
    assert np.flatnonzero(np.diff(np.flatnonzero(track(host)))).size == 7999  # without a gap


def test_a_flush_brings_the_loudness_back_at_once(host):
    pcm = voice(np.random.default_rng(0), 8000)
    host.sound.write(pcm)
    host.pass_(0.1)
    host.sound.fade(0.0)
    host.pass_(0.5)
    held = host.sound.played
    assert host.sound.flush() == 8000 - held
    assert host.sound.played == held
    assert host.sound.write(pcm) == held
    host.pass_(1.0)
    gains = check(track(host), np.concatenate([pcm[:held], pcm]))
    assert np.allclose(gains[held:], 1)


def test_the_time_a_sample_was_heard_is_the_time_it_sounded(host):
    pcm = voice(np.random.default_rng(0), RATE)
    host.sound.write(pcm)
    host.pass_(0.2)
    host.sound.fade(0.0)
    host.pass_(0.7)
    host.sound.fade(1.0)
    host.pass_(1.5)
    heard_at_s = host.sound.heard_at_s if isinstance(host, Virtual) else host.sound.sounded_at_s
    zero_s = 0.0 if isinstance(host, Virtual) else 1.0
    at = np.flatnonzero(track(host))
    for index in (0, 100, 3200, 4000, 8000, RATE - 1):
        assert heard_at_s(index) - zero_s == pytest.approx(at[index] / RATE, abs=1e-6)


@pytest.mark.parametrize("seed", range(20))
def test_random_fades_lose_nothing_repeat_nothing_and_keep_the_accounts(host, seed):
    random = np.random.default_rng(seed)
    truth = np.zeros(0, np.float32)  # written and not dropped
    for _ in range(150):
        match random.integers(6):
            case 0:
                pcm = voice(random, random.integers(1, 4000))
                assert host.sound.write(pcm) == len(truth)
                truth = np.append(truth, pcm)
            case 1 if random.random() < 0.3:
                dropped = host.sound.flush()
                truth = truth[: len(truth) - dropped]
                assert host.sound.queued == 0
            case 2:
                host.sound.fade(float(random.choice([0.0, 0.0, 0.25, 1.0])))
            case 3:
                host.sound.fade(0.0)
                host.pass_(0.06)
                held = host.sound.played
                host.pass_(0.2)
                assert host.sound.played == held
            case _:
                host.pass_(random.uniform(0.0, 0.1))
        assert host.sound.played + host.sound.queued == len(truth)
    host.sound.fade(1.0)
    host.pass_(host.sound.queued / RATE + 0.5)
    assert (host.sound.played, host.sound.queued) == (len(truth), 0)
    check(track(host), truth)


@pytest.mark.parametrize("seed", range(5))
def test_without_a_flush_the_gain_never_jumps(host, seed):
    random = np.random.default_rng(seed)
    pcm = voice(random, 3 * RATE)
    host.sound.write(pcm)
    for _ in range(60):
        host.sound.fade(float(random.choice([0.0, 0.25, 1.0])))
        host.pass_(random.uniform(0.0, 0.1))
    host.sound.fade(1.0)
    host.pass_(host.sound.queued / RATE + 0.5)
    gains = check(track(host), pcm)
    assert np.abs(np.diff(gains)).max() < STEEPEST


def test_a_device_that_is_opened_anew_is_held_like_the_old_one(clock):
    old, new = Device(clock), Device(clock)
    pcm = voice(np.random.default_rng(0), RATE)
    old.sound.write(pcm)
    old.pass_(0.2)
    old.sound.fade(0.0)
    old.pass_(0.1)
    held = old.sound.played
    new.sound = old.sound
    new.sound.attach(None)
    new.sound.attach(new.outlet)
    new.pass_(0.5)
    assert (new.sound.played, track(new).any()) == (held, False)
    new.sound.fade(1.0)
    new.pass_(1.2)
    check(track(new), pcm[held:])


def test_the_reference_holds_the_faded_sound(clock):
    host = Device(clock)
    host.sound.write(np.full(RATE, 0.5, np.float32))
    host.sound.fade(0.5)
    host.pass_(0.5)
    host.sound.fade(0.0)
    host.pass_(0.3)
    reference = np.concatenate([host.outlet.reference(1.0 + n * FRAME_S) for n in range(22)])
    assert np.median(reference[4000:7000]) == pytest.approx(0.25, abs=1e-3)
    assert not reference[-1000:].any()


@pytest.mark.parametrize("sort", ["card", "nowhere", "files", "room"])
def test_every_sound_fades(sort, card, clock, tmp_path):
    from localvoice.audio.card.card import Card, System
    from localvoice.audio.card.streams import Wanted
    from localvoice.audio.files import FileMic, Files
    from localvoice.audio.simulated.room import Room
    from localvoice.audio.simulated.script import Script
    from localvoice.audio.wav import write_wav

    write_wav(tmp_path / "mic.wav", np.full(5 * RATE, 0.1, np.float32), RATE)
    system = System(card, card.clock, card.sleep, lambda: None)
    sound = {
        "card": lambda: Card(system, Wanted(), RATE),
        "nowhere": lambda: Card(system, Wanted(speaker=None), RATE, FileMic(tmp_path / "mic.wav")),
        "files": lambda: Files(tmp_path / "mic.wav", None, RATE, clock),
        "room": lambda: Room(Script(), clock, RATE),
    }[sort]()

    def read(count):
        for _ in range(count):
            clock.at_s += FRAME_S
            assert sound.read() is not None

    with sound:
        read(2)
        sound.loudspeaker.write(np.full(RATE, 0.5, np.float32))
        read(5)
        sound.loudspeaker.fade(0.0)
        read(3)
        held = sound.loudspeaker.played
        assert 0 < held < RATE
        read(10)
        assert (sound.loudspeaker.played, sound.loudspeaker.queued) == (held, RATE - held)
        sound.loudspeaker.fade(1.0)
        read(40)
        assert (sound.loudspeaker.played, sound.loudspeaker.queued) == (RATE, 0)
