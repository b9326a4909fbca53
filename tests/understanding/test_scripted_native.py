"""The native model that the tests script offers what the role asks for."""

from scripted_native import FRAME, ScriptedNative

from localvoice.models.native import Reading, Sound
from localvoice.models.roles import Ended, Read, Sampling, Text


def test_it_tells_text_and_frames_in_the_order_of_its_script():
    native = ScriptedNative(["Hello ", 2, "there."])
    chat = native.open("You are kind.", [])
    told = list(chat.reply("Hi.", Sampling()))
    assert [type(each) for each in told] == [Read, Text, Sound, Sound, Text, Ended]
    assert len(told[2].pcm) == FRAME
    assert isinstance(native, Reading)
