"""What is said may be typed, or come with a picture: the same turn as for sound, with a scripted model or none."""

import random

import anyio
import numpy as np
import pytest
from test_both_ears import NOW
from test_cascade import Beep, Paper, Scripted, Still, cascade, shelf, voice
from test_language import Voice, talk
from test_thinking import Chat

from localvoice.engine.lane import Lane
from localvoice.events import Picture
from localvoice.models.roles import Text, ToolCall
from localvoice.tools.persona import persona
from localvoice.tools.skill import World
from localvoice.tools.toolbox import Toolbox
from localvoice.understanding.cascade import Cascade, Models
from localvoice.understanding.exchange import MISSES
from localvoice.understanding.mind import Occasion, Out, Said, Saying, Speech, Understood
from localvoice.understanding.shown import BLIND

PICTURE = Picture(np.zeros((2, 2, 3), np.uint8), "page", 0.0)


async def answered(mind, clock, said, aloud=False):
    """What is told of a turn that is not heard."""
    told = []
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(mind.begin(said, Occasion()).run, Out(told.append, aloud=aloud))
        await clock.until(clock.now_s() + 5.0)
    return told


def typed(chat, *texts, voice=None, aloud=False, picture=None):
    """The phrases of the answers."""
    answers = []

    async def main(mind, clock, recogniser):
        for text in texts:
            told = await answered(mind, clock, Said(text=text, picture=picture), aloud)
            answers.append([thing.text for thing in told if isinstance(thing, Saying)])

    talk(chat, voice or Beep(), ("", ""), then=main)
    return answers


def alone(*said, aloud=False):
    """What is told of these turns where there is no model, and the mind."""

    async def main():
        clock = Still()
        lane, mind = cascade(Scripted(""), clock)
        with lane:
            return [await answered(mind, clock, each, aloud) for each in said], mind

    return anyio.run(main)


def test_typed_words_are_understood_as_spoken_ones():
    ((told,), mind) = alone(Said(text="add milk to the shopping list"))
    (understood,) = [thing for thing in told if isinstance(thing, Understood)]
    assert (understood.accepted, understood.intent) == (True, "shopping_add")
    assert [item.text for item in shelf(mind).items] == ["milk"]


@pytest.mark.parametrize("aloud", [False, True])
def test_sound_is_made_only_for_who_listens(aloud):
    ((told,), mind) = alone(Said(text="what time is it"), aloud=aloud)
    assert any(isinstance(thing, Saying) for thing in told)
    assert any(isinstance(thing, Speech) for thing in told) is aloud
    assert bool(voice(mind).said) is aloud


def test_what_is_typed_is_never_taken_for_a_television():
    told, _ = alone(*[Said(text="blah blah")] * (MISSES + 2))
    assert all(any(isinstance(thing, Saying) for thing in each) for each in told)


def test_a_model_answers_what_is_typed_and_is_told_what_the_skills_answered():
    chat = Chat(Text("It was long ago. "), Text("Everybody knew it."))
    answers = typed(chat, "what time is it", "tell me about the war of the roses")
    assert answers[1] == ["It was long ago.", "Everybody knew it."]
    assert [kind for kind, _ in chat.log if kind in ("note", "reply")] == ["note", "reply"]


def test_a_tool_of_the_model_needs_no_word_to_cover_it_where_nobody_listens():
    assert typed(Chat(ToolCall("time", {})), "is it late already") == [["It is 3:30 PM."]]


def test_a_picture_that_nobody_can_see_is_admitted():
    chat = Chat(Text("Perhaps a cat."))
    assert typed(chat, "what is this animal", picture=PICTURE) == [[BLIND, "Perhaps a cat."]]
    assert chat.log[-2] == ("reply", "what is this animal (with a picture that you cannot see)")
    ((told,), _) = alone(Said(text="what is this animal", picture=PICTURE))
    assert told[0].answer.startswith(BLIND)


class Seer(Chat):
    """Notes what it is shown."""

    def see(self, pixels):
        self.log.append(("see", pixels.shape))


def test_a_model_that_sees_is_shown_the_picture_before_the_words():
    chat = Seer(Text("A cat."))
    assert typed(chat, "what is this animal", picture=PICTURE) == [["A cat."]]
    kinds = [told for told in chat.log if told[0] in ("see", "reply")]
    assert kinds == [("see", (2, 2, 3)), ("reply", "what is this animal")]


def test_a_picture_beside_what_a_skill_explains_changes_nothing():
    assert typed(Chat(), "what time is it", picture=PICTURE) == [["It is 3:30 PM."]]


def test_what_is_typed_in_a_strange_place_is_answered_in_the_voices_language():
    assert typed(Chat(Text("Ja.")), "erzähl mir was", voice=Voice("en", "de")) == [["Ja."]]


@pytest.mark.parametrize(
    ("text", "call", "answer"),
    [
        ("make it ten", ("volume_set", {"percent": "ten"}), "Sorry, I did not understand that."),
        ("actually make that fifteen", ("dice", {"count": "fifteen"}), "Sorry, I did not understand that."),
        ("oh rather ten", ("volume_down", {}), "Sorry, I did not understand that."),
        ("get the volume over to sixty percent", ("volume_set", {"percent": "sixty"}), "Volume 60 percent."),
        ("could you speak lower", ("volume_down", {}), "Volume 80 percent."),
    ],
)
def test_a_small_model_does_nothing_at_once_with_a_bare_number(text, call, answer):
    """A correction of what was just set is no wish for another volume, or for dice."""

    async def main():
        clock = Still()
        lane, toolbox = Lane(clock), Toolbox(persona("assistant"), World(Paper(), lambda: NOW, random.Random(1)))
        models = Models(Scripted(""), Beep(), Chat(ToolCall(*call)), plain=True)
        with lane:
            return await answered(Cascade(lane, clock, models, toolbox), clock, Said(text=text))

    told = anyio.run(main)
    assert " ".join(each.text for each in told if isinstance(each, Saying)).startswith(answer)
