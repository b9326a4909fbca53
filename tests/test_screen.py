"""What a terminal shows of a conversation, as plain lines and live."""

import io
import os
import random
from dataclasses import replace

import anyio
import pytest
from anyio.lowlevel import checkpoint

from localvoice.dialogue.session import Failed, State
from localvoice.screen import Screen, space_bar
from localvoice.trace import Span, Turn
from localvoice.understanding.mind import Partial, Saying, Understood

TURN = Turn(1, "what time is it", "It's noon.", speech_end_s=1.0, first_audio_s=1.6, barged_in=True)
TURN = replace(TURN, spans=(Span("endpoint", 1.0, 1.5),))
STORY = [
    State("listening"),
    Partial("what time"),
    Understood("what time is it", True),
    Saying("It's noon.", "It's noon."),
    TURN,
    Understood("", False),
    Failed("The disk is full; free some space."),
]


class Terminal(io.StringIO):
    def isatty(self):
        return True


def shown(out):
    screen = Screen(out)
    for told in STORY:
        screen.show(told)
    return out.getvalue()


def test_in_a_file_there_are_lines_and_no_control_characters():
    text = shown(io.StringIO())
    assert "\x1b" not in text
    assert "\r" not in text
    assert "what time is it" in text
    assert "600 ms: endpoint 500" in text
    assert "interrupted after “It's noon.”" in text
    assert "(something – not understood)" in text
    assert "free some space" in text


def test_a_terminal_shows_state_and_partial_words_in_one_line():
    text = shown(Terminal())
    assert "(listening)" in text
    assert "what time\r" in text.replace("\x1b[0m", "").replace("\x1b[K", "") or "what time" in text
    assert text.count("\n") == 6


async def presses(pieces):
    """How many presses were told after each piece, while nothing more came; the terminal then ends."""
    keyboard, person = os.pipe()
    told, seen = 0, []

    async def count():
        nonlocal told
        async for _ in space_bar(keyboard):
            told += 1

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(count)
        for piece in pieces:
            os.write(person, piece)
            for _ in range(8):  # rounds of the loop, each of which looks at the keyboard
                await checkpoint()
            seen.append(told)
        os.close(person)
    os.close(keyboard)
    return seen


@pytest.mark.parametrize("seed", range(20))
def test_every_press_is_told_when_it_comes_however_the_bytes_are_chopped(seed):
    dice = random.Random(seed)
    keys = "".join(dice.choice([" ", " ", "a", "é", "😀", "\x1b[C", "\n"]) for _ in range(60)).encode()
    cuts = sorted(dice.sample(range(1, len(keys)), dice.randrange(10)))
    pieces = [keys[a:b] for a, b in zip([0, *cuts], [*cuts, len(keys)], strict=True)]
    expected = [b"".join(pieces[: number + 1]).count(b" ") for number in range(len(pieces))]
    assert anyio.run(presses, pieces) == expected


@pytest.mark.parametrize(
    ("said", "unasked", "shown"),
    [("Hello.", True, "after “Hello.”"), ("", True, ""), ("", False, "before its first word")],
)
def test_an_answer_of_which_nothing_was_heard_is_not_quoted_and_a_greeting_is_left_out(said, unasked, shown):
    """Its turn is told when the next answer begins already, and would be taken for that one's."""
    out = io.StringIO()
    Screen(out).show(replace(TURN, said=said, unasked=unasked, first_audio_s=None))
    assert ("interrupted" in out.getvalue()) == bool(shown)
    assert shown in out.getvalue()
    assert "“”" not in out.getvalue()
