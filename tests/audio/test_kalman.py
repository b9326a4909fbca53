"""A reader as the far end, an echo path of known delay, and the clock or the delay made wrong; nothing is faked."""

import sys

import numpy as np
import pytest

from localvoice.audio.echo.canceller import DualCanceller, misled
from localvoice.audio.echo.delay import AHEAD, BLOCK, Alignment, Recent, correlation
from localvoice.audio.echo.kalman import BENT, PARTITIONS, Linear, earlier
from localvoice.audio.echo.suppressor import DELAY, Residual
from localvoice.audio.resample import resample
from localvoice.audio.wav import read_wav
from localvoice.events import FRAME_SAMPLES, RATE_HZ

LATE = 640  # samples between loudspeaker and microphone


@pytest.fixture(scope="module")
def far(data):
    """8 s of a woman reading, (n,) float32 at 16 kHz."""
    pcm = np.concatenate([resample(*read_wav(data / f"ljspeech-32/wavs/LJ001-000{n}.flac"), RATE_HZ) for n in (1, 2)])
    return pcm[: 8 * RATE_HZ]


def delayed(pcm, samples):
    return np.concatenate([np.zeros(samples, np.float32), pcm])[: len(pcm)]


def left(mic, far, linear):
    """What the filter leaves, (n,)."""
    pairs = zip(mic.reshape(-1, BLOCK), far.reshape(-1, BLOCK), strict=True)
    return np.concatenate([linear.block(m, f)[0] for m, f in pairs])


def level_db(pcm):
    return 10 * np.log10(np.mean(np.square(pcm)))


def lowered_db(mic, out, from_s, to_s):
    part = slice(int(from_s * RATE_HZ), int(to_s * RATE_HZ))
    return level_db(mic[part]) - level_db(out[part])


@pytest.mark.parametrize("size", [1, 7, 64, 100])
def test_the_last_samples_are_the_last_samples(size):
    stream, recent = np.arange(1000, dtype=np.float32), Recent(100)
    for end in range(size, len(stream), size):
        recent.push(stream[end - size : end])
        assert recent.samples[-min(end, 100) :].tolist() == stream[max(0, end - 100) : end].tolist()
        assert np.shares_memory(recent.samples, recent.room)


def test_a_peak_of_the_correlation_tells_the_lag():
    noise = np.random.default_rng(0).standard_normal(4096)
    clear, lag = correlation(np.fft.rfft(np.roll(noise, 30)) * np.fft.rfft(noise).conj())
    assert (lag, clear > 30) == (30, True)
    assert correlation(np.fft.rfft(np.roll(noise, -30)) * np.fft.rfft(noise).conj())[1] == -30


def test_the_delay_is_found_and_the_echo_goes(far):
    linear, mic = Linear(), 0.5 * delayed(far, LATE)
    assert lowered_db(mic, left(mic, far, linear), 5, 8) > 20
    assert linear.alignment.delay == pytest.approx(LATE - AHEAD, abs=2)


def test_a_known_path_is_laid_on_its_echo_by_fractions_of_a_sample(far):
    alignment, path, late = Alignment(), np.zeros(1024), AHEAD + 18.5
    path[AHEAD] = 1
    mic = np.interp(np.arange(len(far)) - late, np.arange(len(far)), far).astype(np.float32)
    for heard, played in zip(mic.reshape(-1, BLOCK), far.reshape(-1, BLOCK), strict=True):
        alignment.feed(heard, played)
    alignment.fit(path)
    assert alignment.delay == pytest.approx(late - AHEAD, abs=0.1)


def test_nothing_is_moved_for_a_path_that_is_not_known_yet(far):
    alignment = Alignment()
    for block in far.reshape(-1, BLOCK):
        alignment.feed(block, block)
    before = alignment.delay
    alignment.fit(np.zeros(1024))
    assert alignment.delay == before


def test_what_was_learnt_before_the_delay_was_found_is_kept(far):
    mic = 0.5 * delayed(far, LATE)
    assert lowered_db(mic, left(mic, far, Linear()), 0.75, 1.0) > 9


@pytest.mark.parametrize("samples", [0, 3, 256, 2000, 9000, -3, -700])
def test_a_path_is_moved_by_whole_samples(samples):
    path = np.random.default_rng(0).standard_normal((PARTITIONS + BENT, BLOCK))
    spectra = np.fft.rfft(np.concatenate([path, np.zeros_like(path)], axis=1))
    moved = np.fft.irfft(earlier(spectra, samples))[:, :BLOCK]
    for part in (slice(0, PARTITIONS), slice(PARTITIONS, None)):
        taps = np.concatenate([np.zeros(9000), path[part].ravel(), np.zeros(9000)])
        stays = taps[9000 + samples :][: path[part].size]
        assert np.allclose(moved[part].ravel(), stays, atol=1e-5)


def test_drift_is_followed(far):
    linear = Linear()
    mic = 0.5 * np.interp(np.arange(len(far)) * (1 + 1e-4) - LATE, np.arange(len(far)), far).astype(np.float32)
    left(mic, far, linear)
    assert linear.alignment.drift * 1e6 == pytest.approx(-100, abs=30)


def test_a_jump_of_the_delay_is_followed_within_a_second(far):
    half = len(far) // 2 // FRAME_SAMPLES * FRAME_SAMPLES
    mic = 0.5 * np.concatenate([delayed(far, LATE)[:half], delayed(far, LATE + 480)[half:]])
    echo = DualCanceller()
    out = np.concatenate(
        [echo.clean(m, f) for m, f in zip(mic.reshape(-1, FRAME_SAMPLES), far.reshape(-1, FRAME_SAMPLES), strict=True)]
    )
    assert echo._linear.alignment.delay == pytest.approx(LATE + 480 - AHEAD, abs=3)
    assert lowered_db(mic, out, half / RATE_HZ + 1, 8) > 20


def test_an_echo_that_is_not_where_it_was_expected_is_no_person():
    echo, elsewhere, person = np.random.default_rng(0).standard_normal((3, FRAME_SAMPLES))
    assert misled(elsewhere, echo)
    assert not misled(person + echo, echo)
    assert not misled(person, 0.3 * echo)


def test_while_nothing_plays_the_microphone_passes_unchanged(far):
    linear = Linear()
    assert np.array_equal(left(far, np.zeros_like(far), linear), far)


def test_the_residual_filter_only_delays_what_is_no_echo(far):
    residual, nothing = Residual(), np.zeros(BLOCK, np.float32)
    out = np.concatenate([residual.block(block, nothing)[0] for block in far.reshape(-1, BLOCK)])
    assert np.allclose(out[DELAY:], far[:-DELAY], atol=1e-4)


def test_what_rings_on_in_the_assistants_pauses_is_taken_away():
    noise, residual = np.random.default_rng(0).standard_normal((2, 1280, BLOCK)).astype(np.float32), Residual()
    rings = 0.03 * noise[0]
    speaks = np.where(np.arange(1280) // 16 % 2, 2e-3, 0.5)[:, None].astype(np.float32)
    out = np.array([residual.block(ring, said)[0] for ring, said in zip(rings, speaks * noise[1], strict=True)])
    assert level_db(rings[-8:]) - level_db(out[-8:]) > 15


@pytest.mark.parametrize("guarded", [True, False])
def test_the_assistant_alone_is_known_as_such_and_a_person_is_not(far, guarded, monkeypatch):
    if not guarded:
        monkeypatch.setitem(sys.modules, "livekit", None)
    echo, mic = DualCanceller(), 0.5 * delayed(far, LATE)
    said = far[: 60 * FRAME_SAMPLES]
    mic[-len(said) :] += said
    noise = 10 ** (-65 / 20) * np.random.default_rng(0).standard_normal(len(mic)).astype(np.float32)
    alone, silent = [], []
    for heard, played in zip((mic + noise).reshape(-1, FRAME_SAMPLES), far.reshape(-1, FRAME_SAMPLES), strict=True):
        out = echo.clean(heard, played)
        alone.append(echo.only_echo)
        silent.append(level_db(out) < -60)
    person = np.square(said.reshape(-1, FRAME_SAMPLES)).mean(axis=1) > 1e-3
    assert all(mine or nothing for mine, nothing in zip(alone[20:60], silent[20:60], strict=True))
    assert np.mean(np.array(alone[-len(person) :])[person]) < 0.2


def test_without_its_guard_the_linear_filter_goes_on_alone_and_hears_nobody_before_it_has_converged(far, monkeypatch):
    monkeypatch.setitem(sys.modules, "livekit", None)
    echo = DualCanceller()
    assert "echo canceller cannot be loaded" in echo.notice
    mic = 0.5 * delayed(far, LATE)
    mic += 10 ** (-65 / 20) * np.random.default_rng(0).standard_normal(len(mic)).astype(np.float32)
    out, alone = [], []
    for heard, played in zip(mic.reshape(-1, FRAME_SAMPLES), far.reshape(-1, FRAME_SAMPLES), strict=True):
        out.append(echo.clean(heard.astype(np.float32), played))
        alone.append(echo.only_echo)
    said = np.square(far.reshape(-1, FRAME_SAMPLES)).mean(axis=1) > 1e-3
    assert np.mean(np.array(alone)[said]) > 0.98
    assert lowered_db(mic, np.concatenate(out), 5, 8) > 20
