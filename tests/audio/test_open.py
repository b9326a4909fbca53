"""What the person typed becomes the right kind of sound; the hardware is the fake card where any is needed."""

import numpy as np
import pytest
import soundfile

from localvoice.audio.card import devices
from localvoice.audio.card.card import Card
from localvoice.audio.files import Files
from localvoice.audio.open import is_file, is_live, open_sound
from localvoice.errors import BadInput, DeviceError, StoreError


@pytest.fixture
def hardware(monkeypatch, card):
    monkeypatch.setattr(devices, "load", lambda: card)
    return card


@pytest.fixture
def question(tmp_path):
    soundfile.write(tmp_path / "question.wav", np.full(1600, 0.1), 16_000)
    return str(tmp_path / "question.wav")


@pytest.mark.parametrize("name", ["a.wav", "b.WAV", "/x/y z.flac", "c.mp3", "d.ogg"])
def test_a_sound_suffix_means_a_file(name):
    assert is_file(name)
    assert not is_file(name.rsplit(".", 1)[0])


def test_two_files_need_no_hardware(question, tmp_path, clock, monkeypatch):
    monkeypatch.setattr(devices, "load", lambda: pytest.fail("PortAudio was loaded"))
    for speaker in (str(tmp_path / "out.wav"), "none"):
        with open_sound(question, speaker, 22_050, clock) as sound:
            assert isinstance(sound, Files)
            assert (sound.loudspeaker.rate_hz, sound.live) == (22_050, False)


@pytest.mark.parametrize("speaker", ["default", "1", "desk", "out.wav", "none"])
def test_devices_make_a_live_sound(hardware, speaker, tmp_path, clock):
    speaker = str(tmp_path / speaker) if speaker.endswith(".wav") else speaker
    with open_sound("default", speaker, 22_050, clock) as sound:
        assert isinstance(sound, Card)
        assert sound.live
        assert [stream.kind for stream in hardware.streams].count("output") == (speaker in ("default", "1", "desk"))


def test_a_file_speaks_into_a_real_loudspeaker(hardware, question, clock):
    with open_sound(question, "default", 22_050, clock) as sound:
        assert isinstance(sound, Card)
        assert [stream.kind for stream in hardware.streams] == ["output"]


def test_a_latency_reaches_the_hardware(hardware, clock, monkeypatch):
    asked = []
    real = hardware.OutputStream
    monkeypatch.setattr(hardware, "OutputStream", lambda **how: asked.append(how) or real(**how))
    with open_sound("default", "default", 22_050, clock, latency_s=0.123):
        assert [(how["latency"], how["blocksize"], how["samplerate"]) for how in asked] == [(0.123, 441, 44_100)]


def test_every_bad_choice_is_one_sentence(hardware, question, tmp_path, clock):
    with pytest.raises(BadInput, match="does not exist"):
        open_sound(str(tmp_path / "none.wav"), "none", 22_050, clock)
    with pytest.raises(BadInput, match="does not exist"):
        open_sound(str(tmp_path / "none.wav"), "default", 22_050, clock)
    with pytest.raises(StoreError, match="make that folder first"):
        open_sound("default", str(tmp_path / "none" / "out.wav"), 22_050, clock)
    with pytest.raises(DeviceError, match="is none of the microphones here"):
        open_sound("piano", "default", 22_050, clock)
    with pytest.raises(DeviceError, match="is none of the loudspeakers here"):
        open_sound(question, "7", 22_050, clock)


def test_a_machine_without_a_microphone_offers_the_demo(hardware, clock):
    hardware.query_devices = list
    with pytest.raises(DeviceError, match="localvoice demo"):
        open_sound("default", "default", 22_050, clock)


def test_sound_is_live_with_hardware_on_one_side():
    assert is_live("default", "none")
    assert is_live("default", "out.wav")
    assert is_live("in.wav", "Desk Speaker")
    assert not is_live("in.wav", "none")
    assert not is_live("in.wav", "out.flac")
