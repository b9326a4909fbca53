"""Whole turns with a scripted model that rambles, boasts, loops or says nothing: what is told, and remembered."""

import pytest
from test_cascade import Beep, turn
from test_language import Voice, talk
from test_thinking import Chat
from test_typed import typed

from localvoice.models.roles import Ended, Read, Text, ToolCall
from localvoice.understanding.aloud import EMPTY
from localvoice.understanding.mind import Occasion, Understood
from localvoice.understanding.thinking import CANNOT, LOST, NOT_DONE, UNSAID
from localvoice.wording.manners.portions import GO_ON

STORY = "talk about the sea"
AND_MORE = "is one of many, and as long as a sentence can well be that is heard"
LONG = [f"Sentence {name} {AND_MORE}. " for name in ("one", "two", "three", "four", "five", "six", "seven")]


class Ending(Chat):
    """Ends for another reason than being done."""

    def __init__(self, reason, *pieces):
        super().__init__(*pieces)
        self.reason = reason

    def reply(self, said, how):
        self.log.append(("reply", said))
        yield Read(1)
        yield from self.pieces
        yield Ended(self.reason, len(self.pieces))


def say(chat, *sentences):
    """What is said in each of these turns, and what the model was told meanwhile."""
    answers, *_ = talk(chat, Beep(), *[(sentence, "") for sentence in sentences])
    log = [entry for entry in chat.log if entry[0] not in ("prefill", "settle")]
    return [" ".join(phrase for phrase, _ in answer) for answer in answers], log


def test_after_two_sentences_it_asks_and_a_yes_goes_on_without_the_model():
    spoken, log = say(Chat(*map(Text, LONG)), STORY, "yes", "go on", "yes")
    first = f"Sentence one {AND_MORE}. Sentence two {AND_MORE}. {GO_ON}"
    second = f"Sentence three {AND_MORE}. Sentence four {AND_MORE}. {GO_ON}"
    assert spoken[:2] == [first, second]
    assert log[:3] == [("reply", STORY), ("cut", first), ("note", ("yes", second.replace(". ", ".\n")))]
    assert spoken[2] == f"Sentence five {AND_MORE}. {GO_ON}"
    assert ("reply", "yes") in log  # what follows is for the model to say


def test_a_last_sentence_that_ends_with_the_answer_is_asked_about_too():
    spoken, log = say(Chat(Text("".join(LONG[:3]))), STORY, "yes please")
    assert spoken == [f"{''.join(LONG[:2])}{GO_ON}", LONG[2].strip()]
    assert [kind for kind, _ in log].count("reply") == 1


@pytest.mark.parametrize(
    ("heard", "goes_on"), [(LONG[0].strip(), False), (f"{''.join(LONG[:2])}Shall I", True), ("", False)]
)
def test_a_sign_of_listening_answers_no_question_that_was_not_heard_yet(heard, goes_on):
    chat, told = Chat(*map(Text, LONG)), []

    async def main(mind, clock, recogniser):
        recogniser.begin()
        occasion = Occasion(interrupting=True, heard=lambda: heard)
        told.extend(await turn(mind, clock, [0.9] * 20, occasion=occasion))

    talk(chat, Beep(), (STORY, ""), ("yeah", ""), then=main)
    (understood,) = [thing for thing in told if isinstance(thing, Understood)]
    assert (understood.intent == "rest_yes", understood.backchannel) == (goes_on, not goes_on)


@pytest.mark.parametrize("no", ["no", "that's enough", "no thanks"])
def test_a_no_is_the_end_of_it(no):
    spoken, log = say(Chat(*map(Text, LONG)), STORY, no, "yes")
    assert spoken[1] == "All right."
    assert log[-2:] == [("reply", "yes"), log[-1]]


def test_who_asks_something_else_hears_nothing_of_the_rest():
    spoken, log = say(Chat(*map(Text, LONG)), STORY, "what time is it", "go on")
    assert spoken[1] == "It is three thirty PM."
    assert ("reply", "go on") in log


def test_two_sentences_are_said_as_they_are():
    chat = Chat(*map(Text, LONG[:2]))
    spoken, log = say(chat, STORY)
    assert spoken == ["".join(LONG[:2]).strip()]
    assert log == [("reply", STORY)]


def test_what_is_typed_is_answered_whole():
    assert " ".join(typed(Chat(*map(Text, LONG)), STORY)[0]) == "".join(LONG).strip()


def test_who_cannot_be_asked_in_their_language_hears_all():
    chat = Chat(*map(Text, ("Eins. ", "Zwei. ", "Drei. ")))
    (answer,), *_ = talk(chat, Voice("en", "de"), ("erzähl mir etwas", "de"))
    assert [phrase for phrase, _ in answer] == ["Eins.", "Zwei.", "Drei."]


def test_an_answer_at_its_limit_ends_with_a_whole_sentence_and_is_remembered_so():
    spoken, log = say(Ending("length", Text("It is old. It was built in the")), STORY)
    assert spoken == ["It is old."]
    assert log[-1] == ("cut", "It is old.")


@pytest.mark.parametrize(
    ("asked", "claim", "answer"),
    [
        ("tell me when forty five seconds are over", "The timer is set for 45 seconds.", f"{NOT_DONE} Say: "),
        (
            "there is no milk in this house",
            "I've added milk to your shopping list. Anything else?",
            f"{NOT_DONE} Say: ",
        ),
        ("make it brighter in here", "I have turned on the kitchen lights.", CANNOT),
    ],
)
def test_a_deed_that_nobody_did_is_not_said(asked, claim, answer):
    spoken, log = say(Chat(Text(claim)), asked)
    assert spoken[0].startswith(answer)
    assert log[-1][0] == "cut"
    assert log[-1][1].startswith(answer)


def test_what_to_say_is_something_that_is_understood():
    answers, _, mind = talk(Chat(Text("The timer is set.")), Beep(), ("count down for me", ""))
    hint = "".join(phrase for phrase, _ in answers[0][1:]).removeprefix("Say: ").removesuffix(".")
    assert mind._lasting.toolbox.match(hint).intent == "timer_set"


def test_a_deed_that_is_asked_about_is_not_claimed_either():
    chat = Chat(Text("I've added milk to your list."), ToolCall("shopping_add", {"things": "milk"}))
    assert say(chat, "we have run out of milk")[0] == ["Shall I add milk to your shopping list?"]


@pytest.mark.parametrize(
    ("chat", "answer"),
    [
        (Chat(), EMPTY),
        (Chat(Text("  ")), EMPTY),
        (Ending("length", Text("***")), EMPTY),
        (Ending("outdated"), LOST),
        (Chat(ToolCall("", {"raw": "{"})), "Sorry, I did not understand that. Ask me what I can do."),
    ],
)
def test_no_answer_is_silent(chat, answer):
    assert say(chat, STORY)[0] == [answer]


def test_an_answer_that_something_else_ended_is_no_whole_one():
    spoken, log = say(Ending("outdated", Text("It is old. It was")), STORY)
    assert spoken == ["It is old."]
    assert log == [("reply", STORY)]  # what is remembered is for who ended it


def test_a_loop_is_left_and_forgotten():
    spoken, log = say(Chat(*[Text("Add the item. "), Text("Add it to the list. ")] * 9), STORY)
    assert spoken == ["Add the item. Add it to the list."]
    assert log[-1] == ("cut", "Add the item. Add it to the list.")


def test_half_a_turn_that_is_taken_back_takes_the_rest_with_it():
    async def main(mind, clock, recogniser):
        await clock.until(clock.now_s() + 0.1)
        assert mind._lasting.toolbox.match("yes") is None

    taken = lambda told, mind: told.exchange.take_back()  # noqa: E731
    talk(Chat(*map(Text, LONG)), Beep(), (STORY, ""), ("", ""), after=taken, then=main)


def test_data_after_a_lead_in_is_not_taken_for_a_question_that_was_not_understood():
    spoken, _ = say(Chat(Text("Here is a list:"), ToolCall("", {"raw": "{"})), STORY)
    assert spoken == [f"Here is a list: {UNSAID}"]
