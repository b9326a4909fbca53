"""Whole turns with a scripted model: what it wants changed is asked about first, and it learns what others answered."""

import anyio
import pytest
from test_cascade import Beep, turn
from test_language import talk
from test_thinking import Chat
from test_typed import typed

from localvoice.models.roles import Text, ToolCall
from localvoice.understanding.called import NOT_YET
from localvoice.understanding.mind import Occasion, Out

MILK = ToolCall("shopping_add", {"things": "milk"})
QUESTION = "Shall I add milk to your shopping list?"
ADDED = "I added milk to your shopping list."


class Errand(Chat):
    """Wants milk on the list when there is none, else chats."""

    def reply(self, said, how):
        self.pieces = (MILK,) if said == "we have run out of milk" else (Text("I see."),)
        yield from super().reply(said, how)


def say(*sentences, chat=None):
    """What is answered to each of these, what the model was told, and what is on the shelf."""
    chat = chat or Errand()
    answers, _, mind = talk(chat, Beep(), *[(sentence, "") for sentence in sentences])
    log = [entry for entry in chat.log if entry[0] not in ("prefill", "settle")]
    spoken = [" ".join(phrase for phrase, _ in answer) for answer in answers]
    return spoken, log, [item.text for item in mind._lasting.toolbox.world.shelf.items]


def taken_back(told):
    told.exchange.take_back()


def test_what_the_model_wants_changed_is_asked_about_and_not_done():
    spoken, log, kept = say("we have run out of milk")
    assert spoken == [QUESTION]
    assert kept == []
    assert log == [("reply", "we have run out of milk"), ("shopping_add", NOT_YET), ("note", ("", QUESTION))]


def test_a_yes_does_it_without_the_model_which_is_told():
    spoken, log, kept = say("we have run out of milk", "yes")
    assert spoken[1] == ADDED
    assert kept == ["milk"]
    assert log[3:] == [("note", ("yes", ADDED))]


def test_a_no_leaves_everything_and_the_model_is_told():
    spoken, log, kept = say("we have run out of milk", "no don't", "yes do it")
    assert kept == []
    assert log[3] == ("note", ("no don't", spoken[1]))
    assert log[4] == ("reply", "yes do it")


@pytest.mark.parametrize(
    ("other", "answer"), [("tell me about the war of the roses", "I see."), ("roll a die", "You rolled two.")]
)
def test_something_else_is_answered_and_then_a_yes_does_nothing(other, answer):
    spoken, log, kept = say("we have run out of milk", other, "yes do it")
    assert spoken[1] == answer
    assert kept == []
    assert log[-1] == ("reply", "yes do it")


def test_several_changes_are_one_question():
    chat = Chat(MILK, ToolCall("time", {}), ToolCall("timer_set", {"duration": "ten minutes"}))
    (spoken,), log, kept = say("do a few things for me", chat=chat)
    assert spoken.startswith("It is ")  # what changes nothing is done at once
    assert spoken.endswith("Shall I add milk to your shopping list and set a timer for ten minutes?")
    assert [name for name, _ in log] == ["reply", "shopping_add", "time", "timer_set", "note"]
    assert kept == []


def test_what_a_skill_explains_completely_is_not_asked_about():
    (spoken,), log, kept = say("add milk to the shopping list")
    assert spoken == ADDED
    assert kept == ["milk"]
    assert log == [("note", ("add milk to the shopping list", ADDED))]


def test_a_question_to_half_a_turn_is_taken_back():
    chat = Errand()

    def conversation(told, mind):
        assert mind._lasting.toolbox.match("yes")
        taken_back(told)
        assert mind._lasting.toolbox.match("yes") is None

    _, _, mind = talk(chat, Beep(), ("we have run out of milk", ""), after=conversation)
    assert [kind for kind, _ in chat.log][-1] == "retract"
    assert mind._lasting.toolbox.world.shelf.items == []


def test_a_yes_that_was_not_all_is_undone_and_the_question_is_open_again():
    chat, seen = Errand(), []

    def conversation(told, mind):
        seen.append(len(mind._lasting.toolbox.world.shelf.items))
        if len(seen) == 2:
            taken_back(told)
            taken_back(told)

    _, _, mind = talk(chat, Beep(), ("we have run out of milk", ""), ("yes", ""), after=conversation)
    assert seen == [0, 1]
    assert mind._lasting.toolbox.world.shelf.items == []
    assert mind._lasting.toolbox.match("yes")
    assert [kind for kind, _ in chat.log].count("retract") == 1  # a second time it would be the turn before


def test_the_reflexs_turns_are_read_by_the_model_in_idle_time():
    chat = Chat(Text("Yes."))
    say("set a timer for ten minutes", "is that long enough", chat=chat)
    kinds = [kind for kind, _ in chat.log if kind != "prefill"]
    assert kinds == ["note", "settle", "reply", "settle"]


def test_what_was_not_understood_or_has_no_answer_is_not_noted():
    chat = Chat()
    say("stop talking", chat=chat)
    assert "note" not in [kind for kind, _ in chat.log]


def interrupted(announcement):
    """The model's log after it answered, something was said unasked or not, and that was interrupted."""
    chat, seen = Chat(Text("Once upon a time.")), []

    async def main(mind, clock, recogniser):
        async with anyio.create_task_group() as tasks:
            if announcement:
                tasks.start_soon(mind.announce, announcement, Out(lambda told: None))
            await clock.until(clock.now_s() + 0.5)
        recogniser.begin()
        occasion = Occasion(True, None if announcement else seen[0], lambda: "Once upon")
        await turn(mind, clock, [0.9] * 50, occasion=occasion)

    keep = lambda told, mind: seen.append(told.exchange)  # noqa: E731
    talk(chat, Beep(), ("tell me a story", ""), ("what time is it", ""), after=keep, then=main)
    return [entry for entry in chat.log if entry[0] in ("cut", "note")]


def test_a_barge_in_cuts_the_answer_before_the_next_turn_is_noted():
    assert [kind for kind, _ in interrupted("")] == ["cut", "note"]


def test_who_interrupts_an_announcement_cuts_no_answer_of_the_model():
    assert [kind for kind, _ in interrupted("Your pasta timer is done.")] == ["note"]


def test_a_typed_request_shows_the_question_and_takes_a_yes():
    assert typed(Errand(), "we have run out of milk", "yes") == [[QUESTION], [ADDED]]
