"""Streams that fail to start, and threads that close them while others look: on the card made of numbers (conftest)."""

import pytest

from localvoice.audio.card.card import Card, System
from localvoice.audio.card.streams import DEAD_S, Streams, Wanted
from localvoice.errors import DeviceError


class Raw:
    """A raw ALSA microphone of two channels: it takes both or none, and says so only when it is started."""

    def __init__(self, card, channels=2):
        self.devices, self.failed = card.query_devices(), []
        self.devices[0]["max_input_channels"] = channels
        card.query_devices = lambda: self.devices
        self.card, self.real = card, card.InputStream
        card.InputStream = self.open

    def open(self, **how):
        stream = self.real(**how)
        if how["channels"] != 2:
            stream.start, stream.close = self.refuse, lambda ignore_errors: self.failed.append(stream)
        return stream

    def refuse(self):
        raise self.card.PortAudioError("Invalid number of channels [PaErrorCode -9998]")


def test_a_microphone_that_takes_all_channels_or_none_lives(card):
    raw = Raw(card)
    streams = Streams(card, Wanted(speaker=None), card.now_s)
    assert len(raw.failed) == 1  # and closed
    for _ in range(40):
        card.sleep(0.1)
        assert not streams.dead(card.now_s)
    assert streams.name == "Desk Mic"


def test_a_stream_that_does_not_start_is_closed(card):
    raw = Raw(card, channels=1)
    with pytest.raises(DeviceError, match="Invalid number of channels"):
        Streams(card, Wanted(), card.now_s)
    assert len(raw.failed) == 1
    assert not any(stream.active for stream in card.streams)


class Losing(Card):
    """While somebody looks at its streams, another thread takes them away: the first look finds them, a second none."""

    looks = 0
    there = None

    @property
    def _streams(self):
        self.looks += 1
        return self.there if self.looks == 1 else None

    @_streams.setter
    def _streams(self, streams):
        self.there = streams


LOOKS = {
    "the count of gaps": lambda card: card.xruns(),
    "notices": lambda card: card.notices(),
    "a time": lambda card: card._heard_at_s(0),
    "the clock": lambda card: card._mic_s(1.0),
    "a frame": lambda card: card._mic(),
    "a captured frame": lambda card: card._captured(card._system.hardware.mic(512)),
    "whether it lives": lambda card: card._look(),
    "the beginning": lambda card: card._begin(),
    "leaving": lambda card: card.__exit__(),
}


@pytest.mark.parametrize("wanted", [Wanted(), Wanted(mic=None), Wanted(speaker=None)], ids=["both", "no mic", "mic"])
@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
@pytest.mark.parametrize("dead", [False, True])
def test_streams_may_vanish_while_they_are_looked_at(card, wanted, look, dead):
    with Losing(System(card, card.clock, card.sleep, lambda: None), wanted, 22_050) as sound:
        card.sleep(0.3)
        card.stopped = dead
        card.sleep(2 * DEAD_S)
        sound.looks = 0
        look(sound)


def test_streams_that_are_opened_while_another_thread_leaves_are_closed(card):
    sound = Card(System(card, card.clock, card.sleep, lambda: None), Wanted(), 22_050)
    with sound:
        sound._close()
    sound._open()
    assert sound._streams is None
    assert not any(stream.active for stream in card.streams)


def test_closed_streams_have_no_time(card):
    streams = Streams(card, Wanted(), card.now_s)
    streams.close()
    assert streams.time_s() is None
