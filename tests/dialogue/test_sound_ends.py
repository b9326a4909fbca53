"""What is told of a turn whose sound ends before it is answered, and until when a recording has to go on."""

import anyio
import pytest
from test_session import PAUSE, SPEAK, Frames, Parrot, converse

from localvoice.dialogue.session import CUT_OFF, Conversation, Ends, Failed, Unasked
from localvoice.events import FRAME_S


@pytest.mark.parametrize(
    ("voices", "lost"), [(SPEAK, True), (SPEAK + PAUSE[:9], True), (SPEAK + PAUSE + [0.0] * 9, False)]
)
def test_sound_that_ends_before_an_answer_is_heard_says_that_it_is_lost(voices, lost):
    class Slow(Parrot):
        async def understand(self, frames, out, occasion):
            if lost:
                await anyio.sleep_forever()
            await super().understand(frames, out, occasion)

    _, told, _ = converse([0.0] * 20 + voices, Slow())
    assert [each.text for each in told if isinstance(each, Failed)] == [CUT_OFF] * lost


def test_a_turn_is_being_answered_from_its_first_word_to_the_last_one_of_its_answer():
    world, seen = Frames([0.0] * 20 + SPEAK + PAUSE + [0.0] * 60), []
    conversation = Conversation(world.loudspeaker, Parrot(), world, lambda told: None, Ends(), Unasked())

    async def watched():
        async for frame in world:
            seen.append(conversation.answering)
            yield frame

    anyio.run(conversation.run, watched())
    first, last = seen.index(True), len(seen) - seen[::-1].index(True)
    assert 20 < first < 20 + len(SPEAK)
    assert all(seen[first:last])
    assert last * FRAME_S > world.when[max(world.when)]
    assert not seen[-1]
