"""Somebody asks to wait: nothing is said, a question stays open, and what was not heard of an answer is kept."""

import anyio
import pytest
from test_cascade import Scripted, Still, cascade, turn

from localvoice.understanding.mind import Occasion, Saying, Understood
from localvoice.understanding.waiting import WAIT, unheard

WAITS = [
    "wait", "hold on", "one moment", "wait a second", "hang on a minute", "just a second", "give me a moment",
    "hold on let me think", "one moment please", "wait wait wait", "okay wait", "just a moment", "let me think",
    "no wait", "hold on a second",
]  # fmt: skip
TOLD = "It is five. It is late. Go to bed."


@pytest.mark.parametrize(
    ("heard", "rest"),
    [
        ("It is five. It is", "It is late. Go to bed."),
        ("It is five.", "It is late. Go to bed."),
        ("It is", TOLD),
        (TOLD, ""),
        ("", ""),
        ("A timer rings", ""),
    ],
)
def test_the_rest_begins_with_the_sentence_that_was_stopped(heard, rest):
    assert unheard(TOLD, heard) == rest


def after(*sentences, occasion=Occasion(), said=TOLD, question=""):  # noqa: B008 (frozen)
    """What is told after each, and the toolbox."""

    async def main():
        ears, clock = Scripted(sentences[0]), Still()
        lane, mind = cascade(ears, clock)
        toolbox = mind._lasting.toolbox
        toolbox.world.said, toolbox.question = said, question
        told = []
        with lane:
            await mind.warm()
            for sentence, how in zip(sentences, (occasion, Occasion()), strict=False):
                ears.words = sentence.split()
                told.append(await turn(mind, clock, [0.9] * 50, occasion=how))
        return told, toolbox

    return anyio.run(main)


def spoken(told):
    return [thing.text for thing in told if isinstance(thing, Saying)]


@pytest.fixture(scope="module")
def toolbox():
    _, mind = cascade(Scripted(""), Still())
    return mind._lasting.toolbox


@pytest.mark.parametrize("words", WAITS)
def test_strangers_ask_to_wait_in_many_words(toolbox, words):
    assert toolbox.match(words).intent == WAIT


@pytest.mark.parametrize("words", ["set a timer for one minute", "what is a second", "add weights"])
def test_other_words_ask_for_something_else(toolbox, words):
    call = toolbox.match(words)
    assert call is None or call.intent != WAIT


def test_nothing_is_said_to_who_asks_to_wait_and_a_question_stays_open():
    (told,), toolbox = after("hold on", question="remind_when")
    assert spoken(told) == []
    assert [thing.intent for thing in told if isinstance(thing, Understood)] == [WAIT]
    assert toolbox.question == "remind_when"


def test_an_answer_that_had_to_wait_goes_on_with_the_sentence_it_was_stopped_in():
    over = Occasion(interrupting=True, heard=lambda: "It is five. It is")
    (waits, goes_on), toolbox = after("wait a moment", "okay go on", occasion=over)
    assert spoken(waits) == []
    assert " ".join(spoken(goes_on)) == "It is late. Go to bed."
    assert toolbox.world.rest == ""


def test_what_nobody_understands_while_they_wait_was_said_to_somebody_else():
    (_, other), _ = after("one moment", "yes dear in the kitchen")
    assert spoken(other) == []
    (alone,), _ = after("yes dear in the kitchen")
    assert spoken(alone)
