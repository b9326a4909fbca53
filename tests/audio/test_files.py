"""Small sound files in a temporary folder, read and written on a hand-stepped clock."""

import numpy as np
import pytest
import soundfile

from localvoice.audio.files import FileMic, Files
from localvoice.errors import BadInput, StoreError
from localvoice.events import FRAME_S, FRAME_SAMPLES, RATE_HZ


def tone(seconds, rate_hz):
    return (0.5 * np.sin(2 * np.pi * 300 * np.arange(round(seconds * rate_hz)) / rate_hz)).astype(np.float32)


@pytest.mark.parametrize("rate_hz", [16_000, 8_000, 22_050, 48_000])
def test_a_file_microphone_gives_the_file_and_then_its_tail(tmp_path, rate_hz):
    soundfile.write(tmp_path / "a.wav", tone(1.0, rate_hz), rate_hz, "FLOAT")
    mic, frames = FileMic(tmp_path / "a.wav", tail_s=0.5), []
    while (frame := mic.read()) is not None:
        frames.append(frame)
    pcm = np.concatenate(frames)
    assert {len(frame) for frame in frames} == {FRAME_SAMPLES}
    assert len(frames) == int(np.ceil(1.5 * RATE_HZ / FRAME_SAMPLES))
    assert np.abs(pcm[200:15_800] - tone(1.0, RATE_HZ)[200:15_800]).max() < 0.002
    assert not pcm[RATE_HZ + 10 :].any()
    assert mic.read() is None


def test_what_is_written_lies_in_the_file_where_it_was_heard(tmp_path, clock):
    soundfile.write(tmp_path / "mic.wav", tone(1.0, RATE_HZ), RATE_HZ)
    with Files(tmp_path / "mic.wav", tmp_path / "out.wav", 22_050, clock, tail_s=0.0) as sound:
        captured = []
        while (frame := sound.read()) is not None:
            captured.append(frame)
            clock.at_s += FRAME_S
            if len(captured) == 10:
                assert sound.loudspeaker.write(tone(0.3, 22_050)) == 0
        heard_s = sound.loudspeaker.heard_at_s(0)
        assert (sound.loudspeaker.played, sound.loudspeaker.queued, sound.live) == (len(tone(0.3, 22_050)), 0, False)
        assert not (tmp_path / "out.wav").exists()
    out, rate_hz = soundfile.read(tmp_path / "out.wav", dtype="float32")
    start = round(heard_s * 22_050)
    assert rate_hz == 22_050
    assert np.abs(out[start : start + 6615] - tone(0.3, 22_050)).max() < 1e-4
    assert not out[:start].any()
    assert not out[start + 6615 :].any()
    assert len(out) / 22_050 == pytest.approx(len(captured) * FRAME_S, abs=0.05)
    assert np.abs(np.concatenate([c.reference for c in captured])).max() == pytest.approx(0.5, abs=0.01)


def test_what_was_flushed_is_not_in_the_file(tmp_path, clock):
    soundfile.write(tmp_path / "mic.wav", tone(1.0, RATE_HZ), RATE_HZ)
    with Files(tmp_path / "mic.wav", tmp_path / "out.wav", 16_000, clock) as sound:
        sound.read()
        sound.loudspeaker.write(np.full(16_000, 0.5, np.float32))
        clock.at_s += 0.2
        assert sound.loudspeaker.flush().result() == 3200
        while sound.read() is not None:
            clock.at_s += FRAME_S
    assert np.count_nonzero(soundfile.read(tmp_path / "out.wav")[0]) == 3200


def test_a_loudspeaker_to_nowhere_plays_all_the_same(tmp_path, clock):
    soundfile.write(tmp_path / "mic.wav", tone(0.5, RATE_HZ), RATE_HZ)
    with Files(tmp_path / "mic.wav", None, 16_000, clock) as sound:
        sound.read()
        sound.loudspeaker.write(tone(0.1, 16_000))
        clock.at_s += 0.05
        sound.reporter.look()
        assert sound.loudspeaker.played == 800
        assert sound.loudspeaker.heard_at_s(0) == pytest.approx(FRAME_S + 0.020)
    assert sound.read() is None
    assert [path.name for path in tmp_path.iterdir()] == ["mic.wav"]


def test_silence_follows_the_file_for_as_long_as_somebody_wants_it(tmp_path, clock):
    soundfile.write(tmp_path / "mic.wav", tone(0.1, RATE_HZ), RATE_HZ)
    with Files(tmp_path / "mic.wav", None, 16_000, clock, tail_s=0.0) as sound:
        wanted = [True] * 50
        sound.goes_on = lambda: bool(wanted) and wanted.pop()
        frames = []
        while (frame := sound.read()) is not None:
            frames.append(frame.mic)
        assert len(frames) == 4 + 50
        assert not np.concatenate(frames[4:]).any()
        sound.goes_on = lambda: True
        assert sound.read() is not None
    assert sound.read() is None


def test_no_microphone_at_all_is_silence_for_ever(clock):
    with Files("none", None, RATE_HZ, clock) as sound:
        frames = [sound.read() for _ in range(100)]
    assert not any(frame.mic.any() for frame in frames)


def test_a_silent_file_is_refused_with_the_reason(tmp_path, clock):
    soundfile.write(tmp_path / "mic.wav", np.zeros(1600), RATE_HZ)
    with pytest.raises(BadInput, match="pure zeros"):
        Files(tmp_path / "mic.wav", None, 16_000, clock)


def test_a_bad_file_is_refused_before_anything_begins(tmp_path, clock):
    with pytest.raises(BadInput):
        Files(tmp_path / "none.wav", None, 16_000, clock)
    soundfile.write(tmp_path / "mic.wav", tone(0.5, RATE_HZ), RATE_HZ)
    with pytest.raises(StoreError):
        Files(tmp_path / "mic.wav", tmp_path / "none" / "out.wav", 16_000, clock)


def test_a_broken_conversation_still_leaves_the_file_of_what_was_said(tmp_path, clock):
    soundfile.write(tmp_path / "mic.wav", tone(0.5, RATE_HZ), RATE_HZ)

    def talk():
        with Files(tmp_path / "mic.wav", tmp_path / "out.wav", 16_000, clock) as sound:
            sound.read()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        talk()
    assert (tmp_path / "out.wav").exists()


@pytest.mark.parametrize("name", ["mic.wav", "./mic.wav", "link.wav", "hard.wav"])
def test_the_recording_that_is_heard_is_never_written_over(tmp_path, clock, name):
    soundfile.write(tmp_path / "mic.wav", tone(0.5, RATE_HZ), RATE_HZ)
    (tmp_path / "link.wav").symlink_to("mic.wav")
    (tmp_path / "hard.wav").hardlink_to(tmp_path / "mic.wav")
    before = (tmp_path / "mic.wav").read_bytes()
    with pytest.raises(BadInput, match="is the recording that is heard"):
        Files(str(tmp_path / "mic.wav"), f"{tmp_path}/{name}", 16_000, clock)
    assert (tmp_path / "mic.wav").read_bytes() == before
