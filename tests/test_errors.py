"""What a message looks like, and what comes out of task groups."""

import pytest

from localvoice.errors import DeviceError, EngineError, LocalvoiceError, ungrouped


def test_an_error_comes_out_of_groups_as_itself_and_nothing_is_lost():
    inner = ExceptionGroup("inner", [EngineError("the voice broke"), DeviceError("the card is gone")])
    outer = ExceptionGroup("outer", [inner])
    with pytest.raises(EngineError, match="the voice broke") as caught, ungrouped():
        raise outer
    assert caught.value.__cause__ is outer


def test_what_is_in_no_group_passes_as_it_is():
    with pytest.raises(EngineError) as caught, ungrouped():
        raise EngineError("alone")
    assert caught.value.__cause__ is None


def test_a_message_is_one_line():
    assert str(LocalvoiceError("PortAudio:\n  no device ")) == "PortAudio: no device"
