"""Where a conversation hears: live sound in a process of its own, files in this one."""

from types import SimpleNamespace

import anyio
import numpy as np
import pytest

from localvoice.app.talk import _ear
from localvoice.audio.wav import write_wav
from localvoice.clock import RealClock
from localvoice.errors import BadInput
from localvoice.hearing.apart.process import EarProcess
from localvoice.hearing.ear import Ear
from localvoice.settings import Settings

READY = SimpleNamespace(rate_hz=22_050, engine=SimpleNamespace(clock=RealClock()))


def ear(**settings):
    return anyio.run(_ear, Settings(**settings), None, READY)


def test_live_sound_is_heard_in_a_process_of_its_own_and_files_in_this_one(tmp_path):
    write_wav(tmp_path / "in.wav", np.full(16_000, 0.1, np.float32), 16_000)
    assert isinstance(ear(mic="default", speaker="none"), EarProcess)
    assert isinstance(ear(mic=str(tmp_path / "in.wav"), speaker="default"), EarProcess)
    assert isinstance(ear(mic=str(tmp_path / "in.wav"), speaker="none"), Ear)


def test_an_unknown_way_to_cancel_echo_is_said_before_anything_is_opened():
    with pytest.raises(BadInput, match="must be one of"):
        ear(mic="default", speaker="none", aec="magic")
