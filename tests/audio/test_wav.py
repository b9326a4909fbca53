"""Real files in a temporary folder, good ones and every kind of bad one."""

import os
import struct
import threading
from contextlib import contextmanager

import numpy as np
import pytest
import soundfile

from localvoice.audio import wav
from localvoice.errors import BadInput


def tone(seconds=0.1, rate_hz=16_000):
    return (0.5 * np.sin(2 * np.pi * 440 * np.arange(round(seconds * rate_hz)) / rate_hz)).astype(np.float32)


def one_sentence(error):
    text = str(error.value)
    assert text.rstrip().endswith(".")
    assert "\n" not in text
    return text


@pytest.mark.parametrize("name", ["a.wav", "a.flac"])
def test_a_stereo_file_is_read_as_the_mean_of_its_channels(tmp_path, name):
    soundfile.write(tmp_path / name, np.stack([tone(), tone() / 2], axis=1), 22_050)
    pcm, rate_hz = wav.read_wav(tmp_path / name)
    assert rate_hz == 22_050
    assert (pcm.dtype, pcm.ndim) == (np.float32, 1)
    assert np.abs(pcm - tone() * 0.75).max() < 2e-4


@pytest.mark.parametrize("subtype", ["PCM_U8", "PCM_16", "PCM_24", "PCM_32", "FLOAT", "DOUBLE"])
def test_every_common_sample_format_is_read(tmp_path, subtype):
    soundfile.write(tmp_path / "a.wav", tone(), 8000, subtype)
    assert np.abs(wav.read_wav(tmp_path / "a.wav")[0] - tone()).max() < 0.01


def test_a_missing_file_says_so(tmp_path):
    with pytest.raises(BadInput) as error:
        wav.read_wav(tmp_path / "none.wav")
    assert "does not exist" in one_sentence(error)


def test_a_folder_is_no_sound_file(tmp_path):
    with pytest.raises(BadInput) as error:
        wav.read_wav(tmp_path)
    assert "is a folder" in one_sentence(error)


@pytest.mark.parametrize("content", [b"", b"hello, world\n" * 20, b"RIFF\x10\0\0\0WAVEjunk"])
def test_what_is_no_sound_says_so(tmp_path, content):
    (tmp_path / "a.wav").write_bytes(content)
    with pytest.raises(BadInput) as error:
        wav.read_wav(tmp_path / "a.wav")
    assert "is empty" in one_sentence(error) or "no sound file" in one_sentence(error)


@pytest.mark.parametrize("name", ["a.wav", "a.flac"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_file_that_was_cut_off_says_so(tmp_path, name, share):
    noise = np.random.default_rng(0).standard_normal(16_000) * 0.1
    soundfile.write(tmp_path / name, noise, 16_000)
    content = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(content[: round(share * len(content))])
    with pytest.raises(BadInput) as error:
        wav.read_wav(tmp_path / name)
    assert "cut short" in one_sentence(error) or "no sound file" in one_sentence(error)


def test_a_wav_whose_writer_left_the_length_open_is_read(tmp_path):
    soundfile.write(tmp_path / "a.wav", tone(), 16_000)
    content = bytearray((tmp_path / "a.wav").read_bytes())
    at = content.index(b"data")
    content[at + 4 : at + 8] = content[4:8] = struct.pack("<I", 0xFFFFFFFF)
    (tmp_path / "a.wav").write_bytes(content)
    assert len(wav.read_wav(tmp_path / "a.wav")[0]) == len(tone())


def test_a_wav_with_other_chunks_before_its_sound_is_read(tmp_path):
    soundfile.write(tmp_path / "a.wav", tone(), 16_000)
    content = (tmp_path / "a.wav").read_bytes()
    at = content.index(b"data")
    odd = b"note" + struct.pack("<I", 3) + b"abc\0"
    size = struct.pack("<I", len(content) + len(odd) - 8)
    (tmp_path / "a.wav").write_bytes(content[:4] + size + content[8:at] + odd + content[at:])
    assert len(wav.read_wav(tmp_path / "a.wav")[0]) == len(tone())


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_samples_that_are_no_numbers_are_refused(tmp_path, value):
    pcm = tone()
    pcm[100] = value
    soundfile.write(tmp_path / "a.wav", pcm, 16_000, "FLOAT")
    with pytest.raises(BadInput) as error:
        wav.read_wav(tmp_path / "a.wav")
    assert "not numbers" in one_sentence(error)


@pytest.mark.parametrize("rate_hz", [1, 3_999, 384_001, 2_000_000])
def test_an_absurd_rate_is_refused(tmp_path, rate_hz):
    soundfile.write(tmp_path / "a.wav", tone(), rate_hz)
    with pytest.raises(BadInput) as error:
        wav.read_wav(tmp_path / "a.wav")
    assert str(rate_hz) in one_sentence(error)


def test_too_many_channels_are_refused(tmp_path):
    soundfile.write(tmp_path / "a.wav", np.zeros((100, 9)), 16_000)
    with pytest.raises(BadInput) as error:
        wav.read_wav(tmp_path / "a.wav")
    assert "9 channels" in one_sentence(error)


def test_a_file_without_a_sample_is_refused(tmp_path):
    soundfile.write(tmp_path / "a.wav", np.zeros(0), 16_000)
    with pytest.raises(BadInput) as error:
        wav.read_wav(tmp_path / "a.wav")
    assert "zero samples" in one_sentence(error)


def test_pure_zeros_are_read_but_are_no_speech(tmp_path):
    soundfile.write(tmp_path / "a.wav", np.zeros(1600), 16_000)
    assert wav.silent(wav.read_wav(tmp_path / "a.wav")[0])
    with pytest.raises(BadInput) as error:
        wav.read_speech(tmp_path / "a.wav")
    assert "0.1 s of pure zeros" in one_sentence(error)


def test_the_faintest_sound_is_not_silent(tmp_path):
    pcm = np.zeros(1600)
    pcm[7] = 1 / 32768
    soundfile.write(tmp_path / "a.wav", pcm, 16_000)
    assert wav.read_speech(tmp_path / "a.wav")[1] == 16_000


def test_two_tracks_come_back_side_by_side(tmp_path):
    wav.write_wav(tmp_path / "a.wav", wav.side_by_side(tone(0.1), 0.5 * tone(0.2)), 16_000)
    both, rate_hz = soundfile.read(tmp_path / "a.wav")
    assert (rate_hz, both.shape, soundfile.info(tmp_path / "a.wav").subtype) == (16_000, (3200, 2), "PCM_16")
    assert np.abs(both[:1600, 0] - tone(0.1)).max() < 1e-4
    assert not both[1600:, 0].any()
    assert np.abs(both[:, 1] - 0.5 * tone(0.2)).max() < 1e-4


def test_what_is_louder_than_full_scale_is_clipped_and_does_not_wrap_around(tmp_path):
    wav.write_wav(tmp_path / "a.wav", np.array([2.0, -2.0, 1.0], np.float32), 16_000)
    assert np.abs(soundfile.read(tmp_path / "a.wav")[0] - [1, -1, 1]).max() < 1e-4


def test_the_file_gets_its_name_only_when_it_is_complete(tmp_path):
    file = wav.Writer(tmp_path / "a.wav", 16_000)
    file.write(tone())
    assert not (tmp_path / "a.wav").exists()
    file.close()
    assert [path.name for path in tmp_path.iterdir()] == ["a.wav"]


def test_a_file_whose_writing_failed_leaves_the_old_one_alone(tmp_path):
    wav.write_wav(tmp_path / "a.wav", tone(), 16_000)

    def fail():
        with wav.Writer(tmp_path / "a.wav", 16_000) as file:
            file.write(tone(1))
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert [path.name for path in tmp_path.iterdir()] == ["a.wav"]
    assert len(wav.read_wav(tmp_path / "a.wav")[0]) == len(tone())


@contextmanager
def pipe_with(content):
    """The name of a pipe that gives these bytes and ends."""
    out, into = os.pipe()

    def give():
        with os.fdopen(into, "wb") as file:
            file.write(content)

    giver = threading.Thread(target=give)
    giver.start()
    yield f"/dev/fd/{out}"
    giver.join()
    os.close(out)


@pytest.mark.parametrize("name", ["a.wav", "a.flac", "a.ogg"])
def test_a_pipe_is_read_like_a_file(tmp_path, name):
    soundfile.write(tmp_path / name, tone(2.0), 16_000)
    with pipe_with((tmp_path / name).read_bytes()) as path:
        assert np.array_equal(wav.read_wav(path)[0], wav.read_wav(tmp_path / name)[0])


@pytest.mark.parametrize(("content", "told"), [(b"", "is empty"), (b"hello\n" * 100, "no sound file")])
def test_a_pipe_without_sound_says_so(content, told):
    with pipe_with(content) as path, pytest.raises(BadInput) as error:
        wav.read_wav(path)
    assert told in one_sentence(error)


def test_the_standard_input_has_a_short_name(tmp_path, monkeypatch):
    soundfile.write(tmp_path / "a.wav", tone(), 16_000)
    with (tmp_path / "a.wav").open() as file:
        monkeypatch.setattr("sys.stdin", file)
        assert len(wav.read_wav("-")[0]) == len(tone())


def test_a_device_that_never_ends_is_refused(monkeypatch):
    monkeypatch.setattr(wav, "MOST_BYTES", 1 << 20)
    with pytest.raises(BadInput) as error:
        wav.read_wav("/dev/zero")
    assert "does not end" in one_sentence(error)


@pytest.mark.parametrize("subtype", ["GSM610", "ULAW", "ALAW", "IMA_ADPCM", "MS_ADPCM"])
def test_the_codecs_of_telephones_are_read(tmp_path, subtype):
    soundfile.write(tmp_path / "a.wav", tone(1.0, 8000), 8000, subtype)
    pcm, rate_hz = wav.read_wav(tmp_path / "a.wav")
    assert rate_hz == 8000
    assert 8000 <= len(pcm) < 9000
    assert np.sqrt(np.mean(pcm**2)) == pytest.approx(0.35, abs=0.05)


def sized(content, size):
    """The WAV with another size of its sound."""
    at = content.index(b"data")
    return content[: at + 4] + struct.pack("<I", size) + content[at + 8 :]


def test_a_wav_that_is_still_being_recorded_is_read_to_its_end(tmp_path):
    soundfile.write(tmp_path / "a.wav", tone(), 16_000)
    (tmp_path / "a.wav").write_bytes(sized((tmp_path / "a.wav").read_bytes(), 0))
    assert len(wav.read_wav(tmp_path / "a.wav")[0]) == len(tone())


def test_chunks_after_no_sound_are_no_sound(tmp_path):
    soundfile.write(tmp_path / "a.wav", np.zeros(0), 16_000)
    more = b"LIST" + struct.pack("<I", 6) + b"INFOab"
    (tmp_path / "a.wav").write_bytes((tmp_path / "a.wav").read_bytes() + more)
    with pytest.raises(BadInput) as error:
        wav.read_wav(tmp_path / "a.wav")
    assert "zero samples" in one_sentence(error)
