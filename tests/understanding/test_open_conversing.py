"""What the open ear heard and no skill explains goes to a language model, which must not act on what was misheard."""

import random

import anyio
import pytest
from test_both_ears import NOW, Grammatical, Open
from test_cascade import Beep, Paper, Still, turn
from test_thinking import Chat

from localvoice.engine.lane import Lane
from localvoice.events import Note
from localvoice.models.roles import Text, ToolCall
from localvoice.tools.persona import persona
from localvoice.tools.skill import World
from localvoice.tools.toolbox import Toolbox
from localvoice.understanding.cascade import Cascade, Models
from localvoice.understanding.exchange import MISSES
from localvoice.understanding.mind import Occasion, Saying

REFUSAL = Text("I can't do that. "), Text("Ask me what I can do.")
FAR = Occasion(near=lambda: False)


def said(chat, *heard, occasion=Occasion(), plain=False, others=()):  # noqa: B008 (frozen)
    """What is said in each turn; its words are the open ear's, or, after "=", the grammar's."""

    async def main():
        clock = Still()
        lane = Lane(clock)
        first = Grammatical(*[(text[1:], True, True) if text[:1] == "=" else ("", False, True) for text in heard])
        toolbox = Toolbox(persona("assistant"), World(Paper(), lambda: NOW, random.Random(1)))
        ear = Open(*[text for text in heard if text[:1] != "="], others=others)
        mind = Cascade(lane, clock, Models(first, Beep(), chat, open_ear=ear, plain=plain), toolbox)
        answers = []
        with lane, anyio.fail_after(20):
            for _ in heard:
                told = await turn(mind, clock, [0.9] * 50, occasion=occasion)
                answers.append(" ".join(each.text for each in told if isinstance(each, Saying)))
        return [answer.removeprefix("Let me see. ") for answer in answers]

    return anyio.run(main)


@pytest.mark.parametrize("pieces", [REFUSAL, (Text("Sorry, I did not understand that."),)])
def test_a_models_refusal_does_not_hide_what_was_heard(pieces):
    assert said(Chat(*pieces), "Play some jazz.") == ["I heard “play some jazz”, but I can't do that."]


@pytest.mark.parametrize(
    ("heard", "words"),
    [
        ("Make sure I'm awake by 6:15.", "make sure i'm awake by six fifteen"),
        ("A three-minute egg, please.", "a three minute egg please"),
        ("I'd go for 50% of it!", "i'd go for fifty percent of it"),
    ],
)
def test_a_model_that_was_taught_words_alone_reads_words_alone(heard, words):
    whispered = Occasion(note=lambda words: Note(whispered=0.9))
    plain, other = Chat(*REFUSAL), Chat(*REFUSAL)
    said(plain, heard, occasion=whispered, plain=True)
    said(other, heard, occasion=whispered)
    assert {text for what, text in plain.log if what == "reply"} == {words}
    assert [text for what, text in other.log if what == "reply"] == [f"{heard} (whispered)"]


@pytest.mark.parametrize("heard", ["'Cause you were so late.", "I'm so late.", "’Tis late."])
def test_words_with_an_apostrophe_in_front_are_said_back(heard):
    assert said(Chat(*REFUSAL), heard) == [f"I heard “{heard.rstrip('.')}”, but I can't do that."]


def test_a_models_own_words_are_said_as_they_are():
    assert said(Chat(Text("I am fine. "), Text("And you?")), "How are things with you?") == ["I am fine. And you?"]
    long = [f"This is sentence {word}." for word in ("one", "two", "three", "four")]
    assert said(Chat(*(Text(f"{each} ") for each in long)), "Tell me more of it.")[0].startswith(" ".join(long[:2]))


@pytest.mark.parametrize(
    ("heard", "call"),
    [
        ("They're about to move in tonight.", ToolCall("volume_max", {})),
        ("We're out in bugger.", ToolCall("faster", {})),
        ("How much is wheel on tent?", ToolCall("calculate", {"a": "twelve", "op": "times", "b": "ten"})),
        ("She could not make a very favorable answer.", ToolCall("repeat", {})),
        ("The game was on last night.", ToolCall("shopping_add", {"things": "carrots"})),
    ],
)
def test_what_the_words_do_not_speak_of_is_not_done(heard, call):
    assert said(Chat(call), heard)[0].startswith("I heard “")


@pytest.mark.parametrize(
    ("heard", "call", "answer"),
    [
        ("Speak of the clock time.", ToolCall("time", {}), "30"),
        ("We could do with cereal.", ToolCall("shopping_add", {"things": "cereal"}), "Shall I add cereal"),
        ("Put twenty minutes on the clock.", ToolCall("timer_set", {"duration": "twenty seconds"}), "for 20 minutes?"),
        ("Half of 70, is what?", ToolCall("part", {"part": "half of", "a": "seventeen"}), "35"),
    ],
)
def test_what_the_words_speak_of_is_done_or_asked_about(heard, call, answer):
    assert answer in said(Chat(call), heard)[0]


def test_a_television_that_a_model_refuses_falls_silent():
    answers = said(Chat(*REFUSAL), *["And now the news from Rome."] * (MISSES + 2))
    assert [bool(answer) for answer in answers] == [True] * MISSES + [False] * 2


def test_a_television_far_away_falls_silent_though_a_model_answers():
    answers = said(Chat(Text("Really?")), *["And now the news from Rome."] * (MISSES + 2), occasion=FAR)
    assert [bool(answer) for answer in answers] == [True] * MISSES + [False] * 2


def test_a_person_who_chats_is_answered_on_and_on():
    assert all(said(Chat(Text("Really?")), *["I had a walk in the park."] * (MISSES + 3)))


def test_a_skill_that_was_understood_ends_the_silence():
    television = ["And now the news from Rome."] * (MISSES + 1)
    answers = said(Chat(*REFUSAL), *television, "=thank you very much", "Play some jazz.")
    assert [bool(answer) for answer in answers] == [True] * MISSES + [False, True, True]


def test_the_likeliest_request_is_asked_about_where_a_tiny_model_refuses():
    heard = "Kindly set me an alarm, seven it is."
    assert said(Chat(*REFUSAL), heard, plain=True)[0].startswith("Shall I set an alarm")
    assert said(Chat(*REFUSAL), heard)[0].startswith("I heard “")


def test_what_tells_something_is_asked_about_too_where_a_tiny_model_refuses():
    heard = "Run through my to-do list with me."
    assert said(Chat(*REFUSAL), heard, plain=True) == ["Shall I read your to do list?"]
    assert said(Chat(*REFUSAL), heard)[0].startswith("I heard “")
