"""Would a headset's microphone make the music dull? It does over Bluetooth, where one link carries both or good sound.

A Bluetooth headset plays music well only while nobody listens to its microphone; with it, both sides sound like a
telephone. PortAudio does not tell how a device is connected, so its name has to: PulseAudio's and PipeWire's names say
it, macOS has the maker's or the owner's ("Bob's AirPods"), of which the common ones are known here.
"""

import re
from collections.abc import Sequence
from typing import Protocol, TypeVar

BLUETOOTH = re.compile(
    r"bluez|bluetooth|hands-?free|headset_head_unit|airpods|\bbeats\b|\w*beats (?:pro|solo|studio|fit|flex)|\bbuds\b"
    r"|earbuds|\bw[hf]-\w*\d{3,}|quietcomfort|\bqc ?\d\d\b|\ble[_-]|jabra elite|momentum \w*wireless|soundcore"
    r"|freebuds",
    re.IGNORECASE,
)
WIRED = re.compile(r"\busb\b|wired|hdmi", re.IGNORECASE)
BUILT_IN = re.compile(
    r"built-?in|internal|macbook|imac|mac mini|alsa_input\.pci|digital microphone|microphone array|\bhda\b|analog",
    re.IGNORECASE,
)
ADDRESS = re.compile(r"(?:[0-9a-f]{2}[_:]){5}[0-9a-f]{2}", re.IGNORECASE)


class Named(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def inputs(self) -> int: ...


D = TypeVar("D", bound=Named)


def is_bluetooth(name: str) -> bool:
    return BLUETOOTH.search(name) is not None and not WIRED.search(name)


def one_headset(microphone: str, loudspeaker: str) -> bool:
    """Are these, by their names, the two sides of one Bluetooth device?"""
    if not (is_bluetooth(microphone) and is_bluetooth(loudspeaker)):
        return False
    addresses = [ADDRESS.search(name) for name in (microphone, loudspeaker)]
    if all(addresses):
        one, other = (re.sub("[_:]", "", found[0]).lower() for found in addresses if found)
        return one == other
    return _plain(microphone) == _plain(loudspeaker)


def built_in(microphones: Sequence[D]) -> D | None:
    """The computer's own microphone; None where it has none."""
    own = (each for each in microphones if each.inputs and BUILT_IN.search(each.name) and not is_bluetooth(each.name))
    return next((each for each in own if "monitor" not in each.name.lower()), None)


def _plain(name: str) -> str:
    """A name without what tells its sides apart."""
    sides = r"\b(?:stereo|hands-?free(?: ag audio)?|headset|headphones?|microphone)\b|\W"
    return " ".join(re.sub(sides, " ", name.lower()).split())
