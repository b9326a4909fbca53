"""A person who ends their turns with a word: only that ends one, at once, and a long silence where it is missing."""

import pytest
from test_session import PAUSE, SPEAK, Parrot, converse

from localvoice.dialogue.person import OVER_S, STEADY_S, Ends
from localvoice.dialogue.session import State
from localvoice.events import FRAME_S
from localvoice.understanding.mind import Partial, Understood

BY_WORD = Ends(end_word=True)
NOISE = [0.9] * 40


class Radio(Parrot):
    """Its words so far end with the end word after `frames` of them, which it says while they come."""

    def __init__(self, frames):
        super().__init__()
        self.after = frames

    async def understand(self, frames, out, occasion):
        heard = 0
        async for _ in frames:
            heard += 1
            if heard == self.after:
                out.tell(Partial("hello", over=True))
        out.tell(Partial("hello", over=heard >= self.after))
        out.tell(Understood("hello", True, "greet", self.text))
        await self.announce(self.text, out)


def ended(told):
    return State("thinking") in told


def test_a_pause_ends_nothing_until_the_word_is_said_and_then_at_once():
    mind = Radio(78)
    _, _, (turn,) = converse(SPEAK + [0.0] * 60 + SPEAK + PAUSE + [0.0] * 60, mind, BY_WORD)
    assert turn.said == "one two three four"
    assert turn.speech_end_s == pytest.approx(80 * FRAME_S)
    assert turn.first_audio_s - turn.speech_end_s < 0.2
    assert "the end word was said" in turn.decisions[0].text


def test_where_the_word_is_forgotten_a_long_silence_ends_the_turn():
    silence = [0.0] * round(OVER_S / FRAME_S + 60)
    _, _, (turn,) = converse(SPEAK + silence, Radio(9999), BY_WORD)
    assert turn.first_audio_s - turn.speech_end_s == pytest.approx(OVER_S, abs=2 * FRAME_S)


def test_in_a_room_that_is_never_quiet_the_word_alone_ends_the_turn():
    _, told, _ = converse(NOISE + [0.0] * 5, Radio(15), BY_WORD)
    assert ended(told)
    _, told, _ = converse(NOISE[: round(STEADY_S / FRAME_S)], Radio(15), BY_WORD)
    assert not ended(told)


def test_a_word_that_was_no_end_word_after_all_does_not_end_it():
    class Wrong(Radio):
        async def understand(self, frames, out, occasion):
            out.tell(Partial("hello", over=True))
            async for _ in frames:
                out.tell(Partial("hello over there"))
            out.tell(Understood("hello over there", True, "greet", self.text))

    _, told, _ = converse(NOISE + [0.0] * 60, Wrong(0), BY_WORD)
    assert not ended(told)


def test_without_the_setting_nothing_of_this_happens():
    _, _, (turn,) = converse(SPEAK + PAUSE + [0.0] * 60, Radio(9999))
    assert turn.first_audio_s - turn.speech_end_s < 0.7
