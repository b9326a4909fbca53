"""The real-hardware sound on a card made of numbers (conftest): its time passes only while the ear sleeps."""

import numpy as np
import pytest
import soundfile

from localvoice.audio.card.card import Card, System
from localvoice.audio.card.outlet import LEAD_S, SLACK_S
from localvoice.audio.card.streams import Wanted
from localvoice.audio.files import FileMic
from localvoice.audio.wav import Writer
from localvoice.errors import DeviceError
from localvoice.events import FRAME_S, FRAME_SAMPLES, RATE_HZ

VOICE = 22_050


def opened(card, wanted=None, defaults=lambda: None, slept=lambda: 0.0, **files):
    system = System(card, card.clock, card.sleep, defaults, lambda: card.clock() + slept())
    return Card(system, wanted or Wanted(), VOICE, **files)


def tone(count, rate_hz=VOICE, hz=400):
    return (0.5 * np.sin(2 * np.pi * hz * np.arange(count) / rate_hz)).astype(np.float32)


def read(sound, count):
    frames = [sound.read() for _ in range(count)]
    return np.concatenate([f.mic for f in frames]), np.concatenate([f.reference for f in frames])


class Air:
    """Lets the microphone hear what the loudspeaker plays `delay_s` later, by the converters' true times."""

    def __init__(self, card, delay_s):
        self.card, self.delay_s, card.mic = card, delay_s, self.mic

    def mic(self, count):
        out, into = (next(s for s in self.card.streams if s.kind == kind) for kind in ("output", "input"))
        adc_s = into.due_s - count / into.rate - self.card.in_s
        heard = np.concatenate([*[pcm[:, 0] for pcm in self.card.heard[-20:]], np.zeros(1)])
        first_s = self.card.heard_s[-20:][0] if self.card.heard_s else adc_s
        at = (adc_s - self.delay_s - first_s + np.arange(count) / into.rate) * out.rate
        return np.interp(at, np.arange(len(heard)), heard, left=0, right=0).astype(np.float32)


def test_the_microphone_arrives_at_16_khz(card):
    wave = iter(tone(48_000 * 3, 48_000).reshape(-1, 480))
    card.mic = lambda count: next(wave)
    with opened(card) as sound:
        assert sound.live
        mic, reference = read(sound, 30)
    expected = tone(len(mic), RATE_HZ)
    assert np.abs(mic[200:] - expected[200:]).max() < 0.002
    assert not reference.any()


def test_what_waited_before_the_first_read_is_not_heard(card):
    with opened(card) as sound:
        card.mic = lambda count: np.ones(count, np.float32)
        card.sleep(0.5)
        card.mic = lambda count: np.full(count, 0.25, np.float32)
        mic, _ = read(sound, 5)
    assert np.abs(mic[100:] - 0.25).max() < 1e-4
    assert mic[:100].max() < 0.3


def test_every_written_sample_is_played_once_at_the_devices_rate(card):
    with opened(card) as sound:
        read(sound, 3)
        for start in range(0, 11_025, 700):
            assert sound.loudspeaker.write(tone(11_025)[start : start + 700]) == start
        assert sound.loudspeaker.queued == 11_025
        read(sound, 30)
        assert (sound.loudspeaker.played, sound.loudspeaker.queued) == (11_025, 0)
    heard = np.concatenate(card.heard)
    first, last = np.flatnonzero(np.abs(heard[:, 0]) > 0.01)[[0, -1]]
    assert (last - first) / 44_100 == pytest.approx(0.5, abs=0.003)
    assert np.array_equal(heard[:, 0], heard[:, 1])


def test_the_time_when_a_sample_was_heard_is_on_the_microphones_sample_clock(card):
    Air(card, delay_s=0.030)
    with opened(card) as sound:
        read(sound, 10)
        sound.loudspeaker.write(tone(11_025))
        mic, reference = read(sound, 30)
        heard_s = sound.loudspeaker.heard_at_s(0)
        assert sound.loudspeaker.heard_at_s(11_024) == pytest.approx(heard_s + 11_024 / VOICE, abs=1e-4)
        assert sound.loudspeaker.heard_at_s(11_025) is None
    echo_s = 10 * FRAME_S + np.flatnonzero(np.abs(mic) > 0.02)[0] / RATE_HZ
    assert echo_s == pytest.approx(heard_s + 0.030, abs=0.001)
    reference_s = 10 * FRAME_S + np.flatnonzero(np.abs(reference) > 0.02)[0] / RATE_HZ
    assert reference_s == pytest.approx(heard_s - LEAD_S, abs=0.001)


def test_microphone_and_reference_stay_paired_though_the_clocks_drift(card):
    Air(card, delay_s=0.030)
    with opened(card) as sound:
        read(sound, 10)
        for stream in card.streams:
            stream.rate *= 1 + 6e-4 * (stream.kind == "output")  # 600 ppm: 36 ms in a minute
        read(sound, 1875)
        sound.loudspeaker.write(tone(VOICE))
        mic, reference = read(sound, 40)
    apart = np.flatnonzero(np.abs(mic) > 0.02)[0] - np.flatnonzero(np.abs(reference) > 0.02)[0]
    assert apart / RATE_HZ == pytest.approx(0.030 + LEAD_S, abs=SLACK_S + 0.007)  # and half a median's window


def test_a_flush_silences_within_a_block(card):
    with opened(card) as sound:
        read(sound, 5)
        sound.loudspeaker.write(tone(VOICE))
        read(sound, 10)
        blocks = len(card.heard)
        assert sound.loudspeaker.flush().result() == pytest.approx(10 * FRAME_S * VOICE, abs=0.02 * VOICE)
        read(sound, 10)
        assert not np.concatenate(card.heard[blocks:]).any()
        assert sound.loudspeaker.queued == 0


def test_a_card_that_stops_calling_is_opened_again_and_said_once(card):
    with opened(card) as sound:
        read(sound, 10)
        sound.loudspeaker.write(tone(VOICE))
        read(sound, 3)
        played = sound.loudspeaker.played
        card.stopped = True
        card.refuses = {"input", "output"}
        before_s = card.now_s
        read(sound, 100)
        assert card.now_s - before_s == pytest.approx(100 * FRAME_S, abs=0.05)  # silence keeps the sample clock going
        notices = sound.notices()
        assert len(notices) == 1
        assert "Desk Speaker and Desk Mic stopped" in notices[0]
        assert sound.loudspeaker.queued > 0
        assert sound.loudspeaker.heard_at_s(0) == pytest.approx(10 * FRAME_S + 0.030, abs=0.020)  # as was reported
        assert sound.loudspeaker.heard_at_s(VOICE - 1) is None
        card.stopped, card.refuses = False, set()
        card.mic = lambda count: np.full(count, 0.125, np.float32)
        mic, _ = read(sound, 80)
        assert sound.notices() == ["Sound goes on with Desk Speaker and Desk Mic."]
        assert mic[-1] == pytest.approx(0.125, abs=1e-4)
        assert (sound.loudspeaker.played, sound.loudspeaker.queued) == (VOICE, 0)
        assert played < VOICE
    assert card.scans >= 3


def test_a_stream_that_ended_is_noticed_at_once(card):
    with opened(card) as sound:
        read(sound, 10)
        card.streams[1].active = False
        read(sound, 20)
        assert [text.split()[1] for text in sound.notices()] == ["from", "goes"]
        assert card.scans == 1


def test_a_card_that_opens_but_stays_mute_is_said_once_and_does_not_stop_the_clock(card):
    with opened(card) as sound:
        read(sound, 10)
        card.stopped = True
        mic, _ = read(sound, 300)
        assert not mic[-250 * FRAME_SAMPLES :].any()
        assert len(sound.notices()) == 1
        assert card.scans > 5
        card.stopped = False
        mic, _ = read(sound, 60)
        assert sound.notices() == ["Sound goes on with Desk Speaker and Desk Mic."]
        assert mic[-1] == pytest.approx(0.01, abs=1e-4)


def test_a_driver_that_fails_when_asked_counts_as_lost(card):
    with opened(card) as sound:
        read(sound, 10)

        class Broken:
            kind = "input"

            @property
            def active(self):
                raise card.PortAudioError("Bad stream pointer")

            def abort(self, ignore_errors):
                pass

            close = abort

        sound._streams._streams.append(Broken())
        read(sound, 20)
        assert len(sound.notices()) == 2


def test_a_device_that_comes_back_at_another_rate_is_heard_at_16_khz(card):
    with opened(card) as sound:
        read(sound, 10)
        card.stopped = True
        card.rates = [24_000, 48_000]
        read(sound, 20)
        card.stopped = False
        at = [0]

        def sing(count):
            at[0] += count
            return tone(at[0], 24_000)[-count:]

        card.mic = sing
        mic, _ = read(sound, 80)
    spectrum = np.abs(np.fft.rfft(mic[-8000:]))
    assert np.argmax(spectrum) * 2 == 400


def test_a_device_that_stays_away_is_given_up(card):
    with opened(card) as sound:
        read(sound, 10)
        card.stopped, card.refuses = True, {"input"}
        with pytest.raises(DeviceError, match="away for 60 s"):
            read(sound, 3000)


def test_another_default_device_is_taken_and_said(card):
    chosen = [1]
    with opened(card, defaults=lambda: chosen[0]) as sound:
        read(sound, 20)
        assert card.scans == 0
        chosen[0], card.names = 2, ["Headset Mic", "Headset"]
        read(sound, 20)
        assert sound.notices() == ["Sound goes on with Headset and Headset Mic."]
        read(sound, 20)
        assert card.scans == 1


def test_a_device_chosen_by_name_does_not_follow_the_default(card):
    chosen = [1]
    with opened(card, Wanted("desk mic", "desk speaker"), defaults=lambda: chosen[0]) as sound:
        read(sound, 20)
        chosen[0] = 2
        read(sound, 40)
        assert card.scans == 0


def test_after_the_machine_has_slept_the_devices_are_opened_anew(card):
    slept = [1000.0]
    with opened(card, Wanted("desk mic", "desk speaker"), slept=lambda: slept[0]) as sound:
        read(sound, 20)
        slept[0] += 1.0  # the clocks' own error
        read(sound, 20)
        assert card.scans == 0
        slept[0] += 3600.0
        read(sound, 40)
        assert card.scans == 1
        assert len(sound.notices()) == 1
        read(sound, 40)
        assert card.scans == 1


def test_ten_seconds_of_zeros_are_said_once(card):
    with opened(card) as sound:
        card.mic = lambda count: np.zeros(count, np.float32)
        read(sound, 300)
        assert sound.notices() == []
        read(sound, 20)
        (notice,) = sound.notices()
        assert "nothing but zeros for 10 s" in notice
        read(sound, 400)
        assert sound.notices() == []


def test_one_sample_of_life_is_no_dead_microphone(card):
    with opened(card) as sound:
        card.mic = lambda count: np.zeros(count, np.float32)
        read(sound, 200)
        card.mic = lambda count: np.full(count, 1e-4, np.float32)
        read(sound, 2)
        card.mic = lambda count: np.zeros(count, np.float32)
        read(sound, 200)
        assert sound.notices() == []


def test_gaps_are_counted_and_told_at_most_once_a_minute(card):
    with opened(card) as sound:
        read(sound, 10)
        assert sound.xruns() == {"overruns": 0, "underruns": 0}
        card.flags = True
        card.sleep(0.010)
        card.flags = False
        assert sound.xruns() == {"overruns": 1, "underruns": 1}
        assert "1 gaps in playback and 1 in the recording" in sound.notices()[0]
        card.flags = True
        read(sound, 1)
        card.flags = False
        assert sound.notices() == []
        read(sound, 1900)
        assert len(sound.notices()) == 1


def test_gaps_before_a_reopening_still_count(card):
    with opened(card) as sound:
        card.flags = True
        card.sleep(0.010)
        card.flags = False
        read(sound, 2)
        card.streams[0].active = False
        read(sound, 20)
        assert sound.xruns() == {"overruns": 1, "underruns": 1}


def test_an_ear_that_sleeps_too_long_loses_sound_and_counts_it(card):
    with opened(card) as sound:
        read(sound, 2)
        card.sleep(3.0)
        read(sound, 2)
        assert sound.xruns()["overruns"] == 1


def test_after_such_a_sleep_microphone_and_reference_are_paired_again(card):
    Air(card, delay_s=0.030)
    with opened(card) as sound:
        read(sound, 10)
        card.sleep(7.0)
        read(sound, 150)
        sound.loudspeaker.write(tone(11_025))
        mic, reference = read(sound, 30)
        heard_s = sound.loudspeaker.heard_at_s(0)
    apart = np.flatnonzero(np.abs(mic) > 0.02)[0] - np.flatnonzero(np.abs(reference) > 0.02)[0]
    assert apart / RATE_HZ == pytest.approx(0.030 + LEAD_S, abs=SLACK_S)
    assert 160 * FRAME_S + np.flatnonzero(np.abs(mic) > 0.02)[0] / RATE_HZ == pytest.approx(heard_s + 0.03, abs=0.001)


def test_closing_ends_the_reading(card):
    with opened(card) as sound:
        read(sound, 2)
    assert sound.read() is None
    assert not any(stream.active for stream in card.streams)


@pytest.mark.parametrize("side", ["input", "output"])
def test_a_device_that_cannot_be_opened_is_one_sentence_and_leaves_nothing_open(card, side):
    card.refuses = {side}
    with pytest.raises(DeviceError, match="cannot be opened"):
        opened(card).__enter__()
    assert not any(stream.active for stream in card.streams)


def test_a_microphone_that_refuses_one_channel_is_opened_with_all(card):
    real = card.query_devices
    card.query_devices = lambda: [{**entry, "max_input_channels": 2 * entry["max_input_channels"]} for entry in real()]
    open_input = card.InputStream

    def refuse_mono(channels, **how):
        if channels == 1:
            raise card.PortAudioError("Invalid number of channels")
        return open_input(channels=channels, **how)

    card.InputStream = refuse_mono
    with opened(card) as sound:
        mic, _ = read(sound, 5)
    assert mic[-1] == pytest.approx(0.01, abs=1e-4)


def test_a_file_can_speak_into_real_loudspeakers(card, tmp_path):
    soundfile.write(tmp_path / "a.wav", tone(RATE_HZ, RATE_HZ), RATE_HZ, "FLOAT")
    with opened(card, Wanted(None), file_mic=FileMic(tmp_path / "a.wav", tail_s=0.2)) as sound:
        assert sound.loudspeaker.heard_at_s(0) is None
        begun_s = card.now_s
        frames = []
        while (frame := sound.read()) is not None:
            frames.append(frame)
            if len(frames) == 5:
                sound.loudspeaker.write(tone(4410))
        assert card.now_s - begun_s == pytest.approx(len(frames) * FRAME_S, abs=FRAME_S + 0.005)
        assert sound.loudspeaker.played == 4410
        # written at the end of frame 5, taken with the next block, out 20 ms after that block is due
        assert 5 * FRAME_S < sound.loudspeaker.heard_at_s(0) < 5 * FRAME_S + 0.045
    assert np.array_equal(np.concatenate([f.mic for f in frames])[:RATE_HZ], tone(RATE_HZ, RATE_HZ))
    assert np.concatenate([f.reference for f in frames]).any()


def test_a_real_microphone_can_be_answered_into_a_file(card, tmp_path):
    with opened(card, Wanted("default", None), file_speaker=Writer(tmp_path / "a.wav", VOICE)) as sound:
        read(sound, 10)
        sound.loudspeaker.write(tone(4410))
        _, reference = read(sound, 20)
        assert (sound.loudspeaker.played, sound.loudspeaker.queued) == (4410, 0)
        heard_s = sound.loudspeaker.heard_at_s(0)
        assert sound.loudspeaker.flush().result() == 4410
    out, _ = soundfile.read(tmp_path / "a.wav", dtype="float32")
    start = round(heard_s * VOICE)
    assert np.abs(out[start : start + 4410] - tone(4410)).max() < 1e-4
    assert 10 * FRAME_S <= heard_s < 10 * FRAME_S + 0.03
    assert np.abs(reference).max() == pytest.approx(0.5, abs=0.01)
    assert reference.dtype == np.float32
    assert len(reference) == 20 * FRAME_SAMPLES
