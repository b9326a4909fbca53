"""Whole turns with a scripted model and the skills beside each other: who answers, and what is left of it."""

import anyio
import numpy as np
import pytest
from sayable import parts
from test_cascade import Beep, turn
from test_language import Polyglot, talk
from test_thinking import Chat, texts

from localvoice.events import Frame
from localvoice.models.roles import Text, ToolCall
from localvoice.understanding.exchange import MISSES
from localvoice.understanding.mind import Occasion, Out, Said, Understood
from localvoice.understanding.thinking import THINK_AHEAD_S
from localvoice.wording.manners.portions import GO_ON

STORY = "talk about the sea"


class Following(Polyglot):
    """Follows the grammar, as the starter's recogniser does."""

    def __init__(self, *said):
        super().__init__(*said)
        self.prepared = []

    def prepare(self, grammar):
        yield
        self.prepared.append(grammar)


def understood(told):
    return next(thing for thing in told if isinstance(thing, Understood))


def test_what_the_model_answered_is_said_again():
    chat = Chat(Text("It was a long story. "), Text("Everybody knew it."))
    answers, *_ = talk(chat, Beep(), ("what time is it", ""), (STORY, ""), ("repeat that", ""))
    assert [phrase for phrase, _ in answers[2]] == ["It was a long story.", "Everybody knew it."]


def test_a_question_that_followed_the_models_words_is_still_open_when_it_was_said_again():
    chat = Chat(Text("Sure."), ToolCall("shopping_add", {"things": "milk"}))
    answers, *_ = talk(chat, Beep(), ("we have run out of milk", ""), ("pardon", ""), ("yes", ""))
    assert [phrase for phrase, _ in answers[1]] == ["Shall I add milk to your shopping list?"]
    assert [phrase for phrase, _ in answers[2]] == ["I added milk to your shopping list."]


def test_who_was_understood_by_the_model_is_told_again_what_is_not_understood():
    nothing = [("", "")] * MISSES
    answers, *_ = talk(Chat(Text("Yes.")), Beep(), *nothing, (STORY, ""), *nothing, *nothing)
    assert [bool(answer) for answer in answers] == [True] * (2 * MISSES + 1) + [False] * MISSES


def test_who_shows_that_they_listen_does_not_end_what_is_still_being_thought():
    chat = Chat(*[Text(f"Sentence number {number} is one of quite a number of them. ") for number in range(9)])
    told, ahead_s = [], THINK_AHEAD_S + 1

    async def main(mind, clock, recogniser):
        nonlocal ahead_s
        send, receive = anyio.create_memory_object_stream(25)
        for _ in range(25):
            send.send_nowait(Frame(np.zeros(512, np.float32), 0.9, 0.0))
        send.close()
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(mind.begin(Said(receive), Occasion()).run, Out(told.append, lambda: ahead_s))
            await clock.until(clock.now_s() + 0.5)
            recogniser.words = ["uh", "huh"]
            await turn(mind, clock, [0.9] * 25, occasion=Occasion(interrupting=True))
            assert len(texts(told)) < 3
            ahead_s = 0.0
            await clock.until(clock.now_s() + 0.5)
        receive.close()

    talk(chat, Beep(), (STORY, ""), (STORY, ""), then=main)
    assert texts(told) == [*(f"Sentence number {number} is one of quite a number of them." for number in (0, 1)), GO_ON]
    assert not [said for kind, said in chat.log if kind == "prefill" and said.startswith("uh")]


def test_words_that_the_model_has_not_taken_in_are_not_forgotten():
    async def main(mind, clock, recogniser):
        send, receive = anyio.create_memory_object_stream(25)
        for _ in range(25):
            send.send_nowait(Frame(np.zeros(512, np.float32), 0.9, 0.0))
        send.close()
        async with anyio.create_task_group() as tasks:

            def tell(told):
                if isinstance(told, Understood):
                    exchange.take_back()
                    tasks.cancel_scope.cancel()

            exchange = mind.begin(Said(receive), Occasion())
            tasks.start_soon(exchange.run, Out(tell))
            await clock.until(clock.now_s() + 0.5)
        receive.close()
        await clock.until(clock.now_s() + 0.5)

    chat = Chat(Text("Yes."))
    talk(chat, Beep(), (STORY, ""), ("tell me more", ""), then=main)
    assert [kind for kind, _ in chat.log if kind in ("reply", "retract")] == ["reply"]


def test_what_only_an_answer_to_a_question_could_mean_goes_to_the_model_when_that_is_taken_back():
    seen = []

    async def main(mind, clock, recogniser):
        recogniser.begin()
        occasion = Occasion(interrupting=True, instead_of=seen[0].exchange, over=anyio.Event())
        occasion.over.set()
        seen.append(await turn(mind, clock, [0.9] * 50, occasion=occasion))

    keep = lambda told, mind: seen.append(told)  # noqa: E731
    said = ("remind me", ""), ("remind me how birds fly", "")
    talk(Chat(Text("With wings.")), Beep(), *said, after=keep, then=main)
    assert understood(seen[0]).answer == "What shall I remind you of?"
    assert texts(seen[1]) == ["With wings."]


def test_the_recogniser_learns_the_answers_to_what_is_asked_for_the_model():
    chat, learnt = Chat(ToolCall("shopping_add", {"things": "milk"})), []
    keep = lambda told, mind: learnt.extend(mind._lasting.listener._recogniser.prepared)  # noqa: E731
    talk(chat, Beep(), ("we have run out of milk", ""), after=keep, recogniser=Following)
    assert sum("ask_proposal_yes" in parts(grammar) for grammar in learnt) == 2  # one with the signs of listening


@pytest.mark.parametrize(("recogniser", "accepted"), [(Following, False), (Polyglot, True)])
def test_only_what_follows_a_grammar_can_have_been_forced_into_words(recogniser, accepted):
    _, (told,), _ = talk(Chat(Text("Yes.")), Beep(), ("what time is it", ""), recogniser=recogniser)
    assert understood(told).accepted is accepted  # twelve letters in 1.6 s
