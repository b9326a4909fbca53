"""Who has asked to wait gets more time to go on: for half a minute, or until they have."""

import pytest
from test_session import ANSWERED, SPEAK, Parrot, converse

from localvoice.dialogue.person import WAITING
from localvoice.events import FRAME_S
from localvoice.hearing.gate import SURE_S, UNKNOWN_S
from localvoice.understanding.mind import Partial, Understood
from localvoice.understanding.waiting import WAIT, WAITS_S


class Waits(Parrot):
    """The first thing said to it is to wait."""

    async def understand(self, frames, out, occasion):
        async for _ in frames:
            pass
        self.occasions.append(occasion)
        first = len(self.occasions) == 1
        out.tell(Partial("hello"))
        out.tell(Understood("hello", True, WAIT if first else "greet", "" if first else self.text))
        if not first:
            await self.announce(self.text, out)


def latency_s(between_s):
    silence = [0.0] * round(between_s / FRAME_S)
    _, _, turns = converse(SPEAK + ANSWERED[10:] + silence + SPEAK + [0.0] * 130, Waits())
    return turns[-1].first_audio_s - turns[-1].speech_end_s


def test_who_has_asked_to_wait_may_hesitate_longer():
    assert latency_s(2.0) == pytest.approx(SURE_S + WAITING * (UNKNOWN_S - SURE_S), abs=2 * FRAME_S)


def test_half_a_minute_later_all_is_as_always():
    assert latency_s(WAITS_S + 1) == pytest.approx(UNKNOWN_S, abs=2 * FRAME_S)
