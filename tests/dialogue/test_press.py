"""What does an early or a late word change? Presses before the first frame, and speech before words are known."""

import anyio
import pytest
from test_session import LONG, PAUSE, RATE_HZ, SPEAK, Frames, Parrot

from localvoice.dialogue.session import Conversation, Unasked
from localvoice.events import FRAME_S
from localvoice.trace import Turn
from localvoice.understanding.mind import Understood

GREETING = "Hello there."


def pressed(at, frames=120, greeting=GREETING, start_s=0.0, offer=str):
    """The turns of a conversation whose key is pressed `at` those frames; -1: before it runs, 0: before the first."""
    world, told = Frames([0.9] * frames), []
    world.now_s = lambda: start_s + world.frame * FRAME_S
    unasked = Unasked(greeting=greeting, offer=offer)
    conversation = Conversation(world.loudspeaker, Parrot(), world, told.append, unasked=unasked)
    conversation.push_to_talk = True
    for _ in range(at.count(-1)):
        conversation.press()

    async def keyed():
        for _ in range(at.count(0)):
            conversation.press()
        async for frame in world:
            yield frame
            for _ in range(at.count(world.frame)):
                conversation.press()

    anyio.run(conversation.run, keyed())
    return [turn for turn in told if isinstance(turn, Turn)]


@pytest.mark.parametrize("first", [-1, 0])
@pytest.mark.parametrize("start_s", [0.0, 100.0])
@pytest.mark.parametrize("greeting", [GREETING, ""])
def test_a_press_before_the_first_frame_opens_a_turn_and_the_next_one_ends_it(first, start_s, greeting):
    (turn,) = pressed([first, 30], greeting=greeting, start_s=start_s)
    assert (turn.heard, turn.said) == ("hello", "one two three four")
    assert turn.speech_start_s == pytest.approx(start_s, abs=2 * FRAME_S)
    assert turn.speech_end_s == pytest.approx(start_s + 30 * FRAME_S)


@pytest.mark.parametrize("both", [[-1, -1], [-1, 0], [0, 0]])
def test_two_presses_before_the_first_frame_say_nothing_and_the_greeting_is_heard(both):
    (turn,) = pressed(both)
    assert (turn.heard, turn.said) == ("", GREETING)


def test_a_press_during_the_greeting_interrupts_it_and_the_next_one_ends_the_turn():
    greeting, turn = pressed([5, 30])
    assert greeting.barged_in
    assert (turn.heard, turn.said) == ("hello", "one two three four")


def test_a_press_after_the_greeting_opens_a_turn():
    greeting, turn = pressed([100, 130], frames=220)
    assert (greeting.said, turn.said) == (GREETING, "one two three four")


class Slow(Parrot):
    """Answers at once, but understands an interruption only when it is told to, and then as no words."""

    rate_hz = RATE_HZ

    def __init__(self):
        super().__init__(LONG)
        self.known = anyio.Event()

    async def understand(self, frames, out, occasion):
        if not occasion.interrupting:
            await super().understand(frames, out, occasion)
            return
        async for _ in frames:
            pass
        await self.known.wait()
        out.tell(Understood("", False))


def test_who_speaks_again_before_an_interruption_is_understood_does_not_lose_the_answer():
    quiet = [0.0] * 60  # longer than a second half may be away
    world, told, mind = Frames(SPEAK + PAUSE + [0.0] * 4 + SPEAK + quiet + SPEAK + quiet + [0.0] * 120), [], Slow()
    conversation = Conversation(world.loudspeaker, mind, world, told.append)

    async def heard():
        async for frame in world:
            if world.frame == len(SPEAK + PAUSE) + 4 + 2 * len(SPEAK + quiet):
                mind.known.set()
            yield frame

    anyio.run(conversation.run, heard())
    (turn,) = [turn for turn in told if isinstance(turn, Turn)]
    assert turn.said == LONG
    assert not turn.barged_in
