"""Who is listened to already and says the word that wakes: it is no part of what they say, whenever it is noticed."""

import anyio
from test_session import ANSWERED, LONG, PAUSE, SPEAK, Frames, Numbered, Parrot

from localvoice.dialogue.commanded import Commanded
from localvoice.events import FRAME_S
from localvoice.trace import Turn

BEHIND_S = 0.2


def converse(voices, called, mind):
    """Called by the word with so many frames heard."""
    world, told = Frames(voices), []
    conversation = Commanded(world.loudspeaker, mind, world, told.append)

    async def frames():
        async for frame in world:
            yield frame
            if world.frame == called:
                conversation.anew(frame.end_s - BEHIND_S)

    anyio.run(conversation.run, frames())
    return world, [turn for turn in told if isinstance(turn, Turn)]


def begins(mind):
    return mind.frames[0].start_s / FRAME_S


def test_noticed_while_the_person_speaks_on_only_what_follows_is_heard():
    mind = Parrot()
    _, turns = converse([0.0] * 20 + SPEAK + SPEAK + PAUSE + [0.0] * 60, 32, mind)
    assert begins(mind) >= 32 - BEHIND_S / FRAME_S - 1
    assert [turn.said for turn in turns] == ["one two three four"]
    assert mind.taken_back == 0


def test_noticed_in_the_pause_after_the_word_what_was_begun_for_it_is_undone():
    mind = Parrot()
    _, turns = converse([0.0] * 20 + SPEAK + [0.0] * 5 + SPEAK + PAUSE + [0.0] * 60, 34, mind)
    assert begins(mind) >= 34 - BEHIND_S / FRAME_S - 1
    assert [turn.said for turn in turns] == ["one two three four"]
    assert mind.taken_back == 1


def test_noticed_when_the_word_was_answered_already_the_answer_ends_and_what_was_done_is_undone():
    mind = Numbered(LONG)
    called = 20 + len(SPEAK) + len(PAUSE) + 3
    world, turns = converse([0.0] * 20 + SPEAK + PAUSE + [0.0] * 8 + SPEAK + ANSWERED + [0.0] * 60, called, mind)
    assert mind.taken_back == 1
    assert turns[-1].said == LONG
    assert all(turn.said != LONG for turn in turns[:-1])
    first = [sample for sample in world.tape if sample > 0]
    assert len(first) / 16_000 < 0.3


def test_said_into_an_answer_it_ends_that_and_only_what_follows_is_heard():
    mind = Parrot(LONG)
    before = [0.0] * 20 + SPEAK + ANSWERED
    _, turns = converse(before + SPEAK + SPEAK + PAUSE + [0.0] * 99, len(before) + 11, mind)
    assert len(turns) == 2
    assert turns[0].barged_in
    assert 0 < len(turns[0].said) < len(LONG)
    assert turns[1].said == LONG
    assert begins(mind) >= len(before) + 11 - BEHIND_S / FRAME_S - 1


def test_in_silence_it_changes_nothing():
    mind = Parrot()
    _, turns = converse([0.0] * 100, 50, mind)
    assert turns == []
    assert mind.taken_back == 0
