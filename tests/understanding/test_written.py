"""Typed sentences: skills answer, and only what they do not explain wakes a language model, which is told all."""

import random
from datetime import datetime

import anyio
from test_cascade import Paper, Still
from test_confirming import ADDED, QUESTION, Errand
from test_thinking import Chat

from localvoice.engine.costs import Costs
from localvoice.engine.lane import Lane
from localvoice.models.roles import Sampling, ToolCall
from localvoice.tools.persona import persona
from localvoice.tools.skill import World
from localvoice.tools.toolbox import Toolbox
from localvoice.understanding.cold import COLD
from localvoice.understanding.thinking import Thinker
from localvoice.understanding.written import Written


def typed(*texts, chat=None):
    """What is understood of each of these, and how often a language model was asked for."""
    asked = []

    async def main():
        clock = Still()
        world = World(shelf=Paper(), now=lambda: datetime(2026, 5, 4, 15, 30), random=random.Random(1))
        toolbox = Toolbox(persona("assistant"), world)

        async def think():
            asked.append(chat)
            return chat and Thinker(lane, clock, chat, toolbox, Sampling())

        async def answer():
            understood.extend([await written.ask(text) for text in texts])

        written, understood = Written(toolbox, clock, Costs(COLD), think), []
        with Lane(clock) as lane:
            async with anyio.create_task_group() as tasks:
                tasks.start_soon(answer)
                await clock.until(1.0)
        return understood

    return anyio.run(main), len(asked)


def test_what_skills_explain_needs_no_language_model():
    understood, asked = typed("what time is it", "what is twelve times eleven")
    assert [each.intent for each in understood] == ["time", "calculate"]
    assert "132" in understood[1].answer
    assert asked == 0


def test_without_a_language_model_the_rest_gets_an_honest_answer():
    (understood,), asked = typed("who won the war of the roses")
    assert not understood.accepted
    assert understood.answer
    assert asked == 1


def test_a_typed_request_shows_the_question_and_takes_a_yes():
    understood, _ = typed("we have run out of milk", "yes", chat=Errand())
    assert [each.answer for each in understood] == [QUESTION, ADDED]


def test_the_language_model_is_told_what_was_said_before_it_was_needed():
    chat = Errand()
    (clock, _), asked = typed("what time is it", "tell me a story", chat=chat)
    assert asked == 1
    told = [entry for entry in chat.log if entry[0] in ("note", "reply")]
    assert told == [("note", ("what time is it", clock.answer)), ("reply", "tell me a story")]


def test_a_model_that_copies_a_number_wrongly_is_held_to_the_typed_words():
    wrong = ToolCall("timer_set", {"duration": "twenty seconds"})
    (understood,), _ = typed("actually make it 20 minutes", chat=Chat(wrong))
    assert understood.answer == "Shall I set a timer for 20 minutes?"
    other = ToolCall("todo_add", {"task": "call mother"})
    (understood,), _ = typed("ring my mother", chat=Chat(other))
    assert understood.answer == "Shall I add to your to do list: call mother?"
