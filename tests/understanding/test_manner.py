"""How loud and fast is each thing said? As the volume and the pace are now, and softly only to who whispers."""

from types import SimpleNamespace

import anyio
import numpy as np
import pytest
from test_cascade import Beep, Scripted, Still, cascade, turn, voice
from test_language import talk
from test_thinking import Chat

from localvoice.engine.costs import Costs, Guess
from localvoice.events import Frame, Manner, Note, Speech, Transcript
from localvoice.models.roles import Text
from localvoice.understanding.cold import COLD
from localvoice.understanding.manner import BRIEF_WORDS, WHISPERED, answering, first_words
from localvoice.understanding.mind import Occasion, Out, Said, Saying
from localvoice.understanding.mouth import Mouth
from localvoice.understanding.outlook import ACKNOWLEDGEMENT
from localvoice.understanding.thinking import THINK_AHEAD_S
from localvoice.wording.phrases import speak_phrases

WHISPERING = Occasion(note=lambda words: Note(whispered=0.9))
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
            await turn(mind, clock, [0.9] * 25, occasion=Occasion(True, answer, note=lambda words: Note(whispered=0.9)))
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


@pytest.mark.parametrize(
    "text",
    [
        "You have 3 minutes on the egg timer and 7 minutes on the pasta timer.",
        "Tomorrow it will be sunny with a high of 21 degrees and light winds from the west.",
        "There are eggs, milk, bread and two pounds of apples on your shopping list.",
        "I can set timers and alarms and keep lists and notes for you.",
        "It's 3.5 km, that is about 2.2 miles.",
        "Yes.",
    ],
)
def test_who_is_in_a_hurry_gets_a_short_first_phrase(text):
    hurried = [phrase.text for phrase in speak_phrases(text, first_words(Note(fast=0.8)))]
    usual = [phrase.text for phrase in speak_phrases(text, first_words(Note()))]
    assert len(hurried[0].split()) <= BRIEF_WORDS
    assert len(hurried[0]) <= len(usual[0])
    assert " ".join(hurried) == " ".join(usual) == text


def test_people_are_answered_as_they_speak():
    usual = answering(Note(), 1.0, 0.5, "de")
    assert usual == Manner(1.0, 0.5, "de", False)
    assert answering(Note(loud=0.9, rising=0.9, hesitant=0.9), 1.0, 0.5, "de") == usual
    assert answering(Note(fast=0.9), 1.0, 0.5, "de").pace > 1.1
    for note in (Note(slow=0.9), Note(whispered=0.9), Note(whispered=0.9, fast=0.9)):
        assert answering(note, 1.0, 0.5, "de").pace < 0.9
    assert answering(Note(flat=0.9), 1.2, 0.5, "de").pace < 1.2
    for note in (Note(soft=0.9), Note(whispered=0.9)):
        assert answering(note, 1.0, 0.5, "de").volume < 0.35
    assert answering(Note(fast=0.4, whispered=0.3, slow=None), 1.0, 0.5, "de") == usual


def test_from_the_second_time_on_a_wait_is_covered_in_the_manner_of_the_answer():
    lane, voice = Instantly(), Noted()
    mouth = Mouth(lane, Still(), voice, Costs(COLD), SimpleNamespace(pace=1.0, volume=1.0), print)
    anyio.run(mouth.warm)
    hurried = mouth.manner("", Note(fast=0.9))
    assert mouth.acknowledgement(hurried)[0].pcm[0] == 1.0
    mouth.settle()
    assert mouth.acknowledgement(hurried)[0].pcm[0] == np.float32(hurried.pace)


class Noted(Beep):
    """Its sound is its pace."""

    def say(self, phrase, manner):
        yield Speech(np.full(100, manner.pace, np.float32))


class Instantly:
    """A lane that does everything at once."""

    async def call(self, name, work):
        return work()

    def start(self, name, steps, due_s, failed, upkeep):
        list(steps())
