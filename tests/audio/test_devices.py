"""A made-up list of devices in place of PortAudio's."""

import subprocess
import sys
from types import SimpleNamespace

import pytest

from localvoice.audio.card import devices
from localvoice.audio.card.coreaudio import default_device, default_devices
from localvoice.errors import DeviceError


class Hardware:
    class PortAudioError(Exception):
        pass

    def __init__(self, *entries, default=(0, 1)):
        self.entries, self.default = entries, SimpleNamespace(device=default)

    def query_devices(self):
        return [
            {"name": name, "max_input_channels": ins, "max_output_channels": outs, "default_samplerate": 44_100.0}
            for name, ins, outs in self.entries
        ]


LAPTOP = Hardware(
    ("MacBook Microphone", 1, 0), ("MacBook Speakers", 0, 2), ("USB Headset", 1, 2), ("USB Headset Pro", 1, 2)
)


def test_devices_are_listed_with_what_they_can_do():
    first, second, third, _ = devices.devices(LAPTOP)
    assert first == devices.Device(0, "MacBook Microphone", 1, 0, 44_100, True, False)
    assert (second.is_default("output"), second.is_default("input")) == (True, False)
    assert (third.channels("input"), third.channels("output")) == (1, 2)


@pytest.mark.parametrize(
    ("wanted", "kind", "index"),
    [
        ("default", "input", 0),
        ("default", "output", 1),
        ("2", "input", 2),
        ("usb headset", "output", 2),
        ("USB Headset Pro", "output", 3),
        ("macbook", "input", 0),
        ("macbook", "output", 1),
        ("headset pro", "input", 3),
    ],
)
def test_a_device_is_found_by_default_number_name_or_part_of_it(wanted, kind, index):
    assert devices.resolve(LAPTOP, wanted, kind).index == index


def test_an_unknown_name_lists_what_there_is_for_that_side():
    with pytest.raises(DeviceError) as error:
        devices.resolve(LAPTOP, "piano", "input")
    assert "0 MacBook Microphone, 2 USB Headset, 3 USB Headset Pro" in str(error.value)
    assert "Speakers" not in str(error.value)


def test_a_part_that_fits_several_lists_those():
    with pytest.raises(DeviceError) as error:
        devices.resolve(LAPTOP, "usb", "input")
    assert "fits several of the microphones here (2 USB Headset, 3 USB Headset Pro)" in str(error.value)


def test_a_loudspeaker_is_no_microphone():
    with pytest.raises(DeviceError):
        devices.resolve(LAPTOP, "1", "input")


def test_without_a_default_the_first_usable_device_is_taken():
    lost = Hardware(("Out", 0, 2), ("In", 1, 0), default=(-1, -1))
    assert devices.resolve(lost, "default", "input").index == 1


def test_a_machine_without_a_microphone_is_offered_the_demo():
    with pytest.raises(DeviceError, match=r"no microphone.*localvoice demo"):
        devices.resolve(Hardware(("Out", 0, 2)), "default", "input")
    with pytest.raises(DeviceError, match="no loudspeaker"):
        devices.resolve(Hardware(), "default", "output")


def test_a_sound_service_that_does_not_answer_is_one_sentence():
    class Broken(Hardware):
        def query_devices(self):
            raise self.PortAudioError("Internal PortAudio error")

    with pytest.raises(DeviceError, match="sound service"):
        devices.devices(Broken())


def test_a_missing_portaudio_says_how_to_install_it(monkeypatch):
    class Missing:
        def find_spec(self, name, path=None, target=None):
            if name == "sounddevice":
                raise OSError("PortAudio library not found")

    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Missing(), *sys.meta_path])
    with pytest.raises(DeviceError, match="apt install libportaudio2"):
        devices.load()


def test_the_whole_room_can_be_imported_without_portaudio():
    code = """
import importlib, pkgutil, sys
import localvoice.audio
for module in pkgutil.walk_packages(localvoice.audio.__path__, "localvoice.audio."):
    importlib.import_module(module.name)
assert "sounddevice" not in sys.modules
assert "livekit" not in sys.modules
"""
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")


def test_core_audio_is_asked_only_on_a_mac(monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    assert default_devices() is None


@pytest.mark.parametrize(("status", "number"), [(0, 42), (-50, 0)])
def test_core_audio_names_its_default_device_by_number(status, number):
    asked = []

    def get(system, address, qualifiers, qualifier, size, device):
        asked.append((system.value, address._obj.selector.to_bytes(4, "big"), address._obj.scope.to_bytes(4, "big")))
        device._obj.value = 42
        return status

    core = SimpleNamespace(AudioObjectGetPropertyData=get)
    assert default_device(core, int.from_bytes(b"dIn ", "big")) == number
    assert asked == [(1, b"dIn ", b"glob")]
