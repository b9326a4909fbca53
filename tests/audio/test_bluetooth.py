"""Whose microphone is heard when a Bluetooth headset plays? The computer's own, so that music stays good."""

from dataclasses import asdict

import pytest
from test_devices import Hardware

from localvoice.app.doctor import devices_text
from localvoice.audio.card import devices

MAC = ("MacBook Pro Microphone", 1, 0), ("MacBook Pro Speakers", 0, 2)
OWN = "alsa_input.pci-0000_00_1f.3.analog-stereo"
HEADSETS = [
    ("AirPods Pro", "AirPods Pro"),
    ("Bob’s AirPods", "Bob’s AirPods"),
    ("WH-1000XM4", "WH-1000XM4"),
    ("Jabra Elite 75t", "Jabra Elite 75t"),
    ("Bose QC35 II", "Bose QC35 II"),
    ("bluez_input.AC:12:2F:00:11:22", "bluez_output.AC_12_2F_00_11_22.1"),
    ("bluez_source.AC_12_2F_00_11_22.handsfree_head_unit", "bluez_sink.AC_12_2F_00_11_22.a2dp_sink"),
]


def around(microphone, loudspeaker, *others):
    return Hardware((microphone, 1, 0), (loudspeaker, 0, 2), *others)


@pytest.mark.parametrize(("microphone", "loudspeaker"), HEADSETS)
@pytest.mark.parametrize("own", ["MacBook Pro Microphone", OWN, "Built-in Microphone"])
def test_the_built_in_microphone_is_kept_beside_a_bluetooth_headset(microphone, loudspeaker, own):
    here = around(microphone, loudspeaker, (own, 1, 0))
    assert devices.resolve(here, "default", "input").name == own
    assert devices.resolve(here, "default", "output").name == loudspeaker
    said = devices_text([asdict(each) for each in devices.devices(here)])
    assert f"The microphone {own} is kept" in said
    assert "--mic headset" in said


@pytest.mark.parametrize(("microphone", "loudspeaker"), HEADSETS)
def test_who_wants_the_headset_gets_it(microphone, loudspeaker):
    here = around(microphone, loudspeaker, *MAC)
    assert devices.resolve(here, "headset", "input").name == microphone
    assert devices.resolve(here, microphone, "input").name == microphone


@pytest.mark.parametrize(
    "here",
    [
        around("USB Headset", "USB Headset", *MAC),
        around("Jabra Evolve 20 USB", "Jabra Evolve 20 USB", *MAC),
        around("AirPods Pro", "MacBook Pro Speakers", ("MacBook Pro Microphone", 1, 0)),
        around("AirPods Pro", "WH-1000XM4", *MAC),
        around("AirPods Pro", "AirPods Pro"),
        around("AirPods Pro", "AirPods Pro", ("AirPods Max", 1, 0)),
        around("USB Mic", "HDMI Monitor", *MAC),
        around("bluez_input.AC:12:2F:00:11:22", "bluez_output.BB_12_2F_00_11_22.1", *MAC),
    ],
)
def test_else_the_default_microphone_is_the_default_one(here):
    assert devices.resolve(here, "default", "input").index == 0
    assert "is kept" not in devices_text([asdict(each) for each in devices.devices(here)])
