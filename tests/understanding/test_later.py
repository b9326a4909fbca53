"""Whole turns with a scripted model that asks two things at once: the second is asked when the first was answered."""

import pytest
from test_cascade import Beep
from test_language import Voice, talk
from test_thinking import Chat

from localvoice.models.roles import Ended, Read, Text, ToolCall
from localvoice.wording.manners.answered import answered

WISH, TWO = "i am hungry", "What kind of food do you like? And how many people will be eating?"
SECOND = "And how many people will be eating?"


class Replies(Chat):
    """Answers each turn with the next of these."""

    def __init__(self, *replies):
        super().__init__()
        self.replies = list(replies)

    def reply(self, said, how):
        self.log.append(("reply", said))
        yield Read(1)
        reply = self.replies.pop(0)
        yield reply if isinstance(reply, ToolCall) else Text(reply)
        yield Ended("done", 1)


def say(replies, *sentences, language="", voice=None, after=lambda told, mind: None):
    """What is said in each of these turns, and what the model was told."""
    chat = Replies(*replies)
    said = [(sentence, language) for sentence in sentences]
    answers, *_ = talk(chat, voice or Beep(), *said, after=after)
    return [" ".join(phrase for phrase, _ in answer) for answer in answers], chat.log


def test_the_second_question_waits_until_the_first_is_answered():
    spoken, log = say((TWO, "Italian it is.", "I see, for four."), WISH, "noodles please", "four of us")
    assert spoken == ["What kind of food do you like?", f"Italian it is. {SECOND}", "I see, for four."]
    assert ("cut", "What kind of food do you like?") in log
    assert ("note", ("", SECOND)) in log


@pytest.mark.parametrize(
    "said", ["italian for four people", "what do you have", "never mind", "no thanks", "how are you"]
)
def test_it_is_dropped_when_it_has_lost_its_point(said):
    assert SECOND not in say((TWO, "Fine."), WISH, said)[0][1]


def test_three_are_asked_one_after_the_other():
    spoken, _ = say(("Which day? Which name? How big?", "Good.", "Good."), WISH, "friday", "miller")
    assert spoken == ["Which day?", "Good. Which name?", "Good. How big?"]


def test_it_is_not_asked_beside_another_question():
    spoken, _ = say((TWO, "Pasta or pizza?", "Pasta it is."), WISH, "noodles please", "pasta")
    assert spoken == ["What kind of food do you like?", "Pasta or pizza?", f"Pasta it is. {SECOND}"]


def test_a_skills_answer_in_between_ends_its_waiting():
    spoken, _ = say((TWO, "Italian it is."), WISH, "what time is it", "noodles please")
    assert spoken[2] == "Italian it is."


def test_it_is_not_asked_beside_the_question_whether_to_do_something():
    add = ToolCall("shopping_add", {"things": "pasta"})
    assert say((TWO, add), WISH, "we have run out of pasta")[0][1] == "Shall I add pasta to your shopping list?"


def test_half_a_turn_that_is_taken_back_leaves_it_waiting():
    taken = iter((False, True, False))

    def after(told, mind):
        if next(taken):
            told.exchange.take_back()

    spoken, _ = say((TWO, "Italian it is.", "Italian it is."), WISH, "noodles", "noodles please", after=after)
    assert spoken[1:] == [f"Italian it is. {SECOND}"] * 2


def test_in_other_languages_it_waits_too():
    german = ("Was möchten Sie trinken? Und wann kommen Sie?", "Gerne.")
    spoken, _ = say(
        german, "ich habe heute großen durst", "einen tee mit viel milch", language="de", voice=Voice("en", "de")
    )
    assert spoken == ["Was möchten Sie trinken?", "Gerne. Und wann kommen Sie?"]


@pytest.mark.parametrize(
    ("question", "said", "lost"),
    [
        ("How many people will come?", "twelve", True),
        ("How many people will come?", "on friday", False),
        ("At what time shall I book?", "half past seven", True),
        ("When would you like to come?", "with my wife", False),
        ("What is your name?", "my name is miller", True),
        ("Do you have any allergies?", "yes, an allergy to nuts", True),
        ("Do you have any allergies?", "the window seat please", False),
        ("Do you have any allergies?", "is there a car park", True),
        ("Do you have any allergies?", "forget it", True),
        ("Do you have any allergies?", "Rome?", True),
    ],
)
def test_a_question_loses_its_point_when_it_was_answered_or_something_else_is_asked(question, said, lost):
    assert answered(question, said) is lost
