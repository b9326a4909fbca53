"""What else wants the model while it answers? Upkeep gives way, and an answer that ended too soon says so. A parrot."""

import pytest
from lm_world import SYSTEM, TOOLS, parrot, prompt, run

from localvoice.errors import EngineError
from localvoice.models.lm import conversation as lm
from localvoice.models.roles import Ended, Sampling, Text

LONG = Sampling(temperature=0, repetition_penalty=1, max_tokens=200)


@pytest.fixture
def chat(tmp_path):
    return lambda *answers, tools=TOOLS, **options: parrot(tmp_path, *answers).open(SYSTEM, tools, **options)


def until_text(steps):
    return next(step for step in steps if isinstance(step, Text) and step.text)


def test_upkeep_that_falls_into_an_answer_leaves_it_whole(chat):
    talk = chat("", "One two three.")
    talk.note("set a timer", "Timer set.")
    steps = talk.reply("count", LONG)
    first = until_text(steps)
    assert list(talk.settle()) == []
    text, _, end = run(steps)
    assert (first.text + text, end.reason) == ("One two three.", "done")
    assert run(talk.settle())[2] is None
    assert "One two three." in prompt(talk)


def test_upkeep_that_an_answer_interrupts_ends(chat):
    talk = chat("One two three.")
    talk.note("tell me a story " * 200, "No.")
    upkeep = talk.settle()
    next(upkeep)
    assert run(talk.reply("count", LONG))[0] == "One two three."
    assert list(upkeep) == []


@pytest.mark.parametrize("end", [lambda talk: talk.note("stop", "Okay."), lambda talk: run(talk.prefill("but"))])
def test_an_answer_that_something_else_ended_tells_so(chat, end):
    talk = chat("One two three.")
    steps = talk.reply("count", LONG)
    until_text(steps)
    end(talk)
    assert [step.reason for step in steps if isinstance(step, Ended)] == ["outdated"]
    run(talk.settle())


def test_an_answer_that_was_left_does_not_keep_upkeep_away(chat):
    talk = chat("One two three.")
    steps = talk.reply("count", LONG)
    until_text(steps)
    steps.close()
    assert list(talk.settle())
    left = talk.reply("again", LONG)
    until_text(left)
    talk.note("stop", "Okay.")
    assert list(talk.settle())


def tools(count):
    about = "Does something that takes a while to explain, and so takes many tokens."
    return [{"type": "function", "function": {"name": f"tool_{n}", "description": about}} for n in range(count)]


def test_more_tools_than_planned_never_stop_a_conversation(chat):
    few = chat("Yes.", tools=tools(2), budget_tokens=600)
    assert few._budget == 600
    more = chat("Yes.", tools=tools(7), budget_tokens=600)
    assert 600 < more._budget <= lm.MOST * 600
    assert more._budget - more._begun >= lm.LEAST_ROOM * 600
    assert run(more.reply("hello", LONG))[0] == "Yes."
    assert "tool_6" in prompt(more)
    most = chat("Yes.", tools=tools(100), budget_tokens=600)
    assert most._budget <= lm.MOST * 600
    run(most.prefill(""))
    assert "tool_0" in prompt(most)
    assert "tool_99" not in prompt(most)
    with pytest.raises(EngineError, match="no room"):
        most._lm.open("Be kind. " * 600, [], 600)


def test_a_model_that_thinks_without_saying_where_it_begins_is_known_the_second_time(chat):
    talk = chat("Paris maybe.</think>Paris.", "Perhaps Rome.</think>Rome.", "Oslo.")
    run(talk.reply("of France?", LONG))
    assert run(talk.reply("of Italy?", LONG))[0] == "Rome."
    assert run(talk.reply("of Norway?", LONG))[0] == "Oslo."
