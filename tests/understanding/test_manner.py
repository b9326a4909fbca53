"""How loud and fast is each thing said? As the volume and the pace are now, and softly only to who whispers."""

import anyio
import numpy as np
import pytest
from test_cascade import Beep, Scripted, Still, cascade, turn, voice
from test_language import talk
from test_thinking import Chat

from localvoice.engine.costs import Costs, Guess
from localvoice.events import Frame, Speech, Transcript
from localvoice.models.roles import Text
from localvoice.understanding.cold import COLD
from localvoice.understanding.mind import Occasion, Out, Said, Saying
from localvoice.understanding.mouth import WHISPERED
from localvoice.understanding.outlook import ACKNOWLEDGEMENT
from localvoice.understanding.thinking import THINK_AHEAD_S

WHISPERING = Occasion(note=lambda: "whispered")
SLOW = Costs({**COLD, "think": Guess(9000.0, 100.0, 8.0)})


def test_a_timer_that_was_set_in_a_whisper_rings_as_loud_as_any():
    async def main():
        clock = Still()
        lane, mind = cascade(Scripted("set a timer for ten minutes"), clock)
        with lane:
            await turn(mind, clock, [0.9] * 50, occasion=WHISPERING)
            softly = voice(mind).said[-1][1].volume
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(mind.announce, "Your timer is done.", Out(lambda told: None))
                await clock.until(clock.now_s() + 0.5)
            return softly, voice(mind).said[-1][1].volume

    assert anyio.run(main) == (WHISPERED, 1.0)


@pytest.mark.parametrize("words", ["uh huh", "mumble mumble"])
def test_a_whispered_sign_of_listening_leaves_the_held_answer_as_loud_as_it_was(words):
    chat = Chat(*[Text(f"Sentence number {number}. ") for number in range(9)])
    told, ahead_s = [], THINK_AHEAD_S + 1

    async def main(mind, clock, recogniser):
        nonlocal ahead_s
        send, receive = anyio.create_memory_object_stream(25)
        for _ in range(25):
            send.send_nowait(Frame(np.zeros(512, np.float32), 0.9, 0.0))
        send.close()
        recogniser.begin()
        answer = mind.begin(Said(receive), Occasion())
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(answer.run, Out(told.append, lambda: ahead_s))
            await clock.until(clock.now_s() + 0.5)
            before = len(volumes(told))
            recogniser.words = words.split()
            recogniser.finish = lambda: Transcript(words, words == "uh huh", 1.0)
            await turn(mind, clock, [0.9] * 25, occasion=Occasion(True, answer, note=lambda: "whispered"))
            ahead_s = 0.0
            await clock.until(clock.now_s() + 0.5)
        receive.close()
        assert 0 < before < len(volumes(told))

    talk(chat, Beep(), ("tell me a story", ""), then=main)
    assert set(volumes(told)) == {1.0}


def volumes(told):
    return [thing.pcm[0] for thing in told if isinstance(thing, Speech)]


def acknowledged(*said, occasion=Occasion()):  # noqa: B008 (frozen)
    """Volume and samples of the acknowledgement in the turn after these, or None where it was not said."""
    beep, found = Paced(), []

    async def main(mind, clock, recogniser):
        recogniser.begin()
        told = await turn(mind, clock, [0.9] * 50, occasion=occasion)
        at = [thing.text if isinstance(thing, Saying) else None for thing in told]
        if ACKNOWLEDGEMENT in at:
            sound = told[at.index(ACKNOWLEDGEMENT) + 1]
            found.append((pytest.approx(float(sound.pcm[0])), len(sound.pcm)))

    talk(Chat(Text("Yes.")), beep, *[(text, "") for text in said], ("tell me a story", ""), costs=SLOW, then=main)
    return found[0] if found else None


class Paced(Beep):
    """The faster it speaks, the shorter it is."""

    def say(self, phrase, manner):
        for piece in super().say(phrase, manner):
            yield Speech(piece.pcm[: round(1600 / manner.pace)])


def test_the_acknowledgement_is_as_loud_and_fast_as_the_rest():
    assert acknowledged() == (1.0, 1600)
    assert acknowledged("set the volume to fifty percent") == (0.5, 1600)
    assert acknowledged(occasion=WHISPERING) == (WHISPERED, 1600)
    volume, samples = acknowledged("speak faster")
    assert (volume, samples < 1600) == (1.0, True)
