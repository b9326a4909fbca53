"""A long conversation is summed up in idle time, with a parrot for a model; and what it always knows of the person."""

import pytest
from lm_world import GREEDY, TOOLS, parrot, prompt, run

SUMMARY = "The person has a dog called Rex."


def filled(chat, words=30, turns=40):
    chat.note("I have a dog called Rex", "What a name.")
    for number in range(turns):
        chat.note(f"turn {number} " + "and so on " * words, "All right.")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("lm")


@pytest.fixture
def chat(folder):
    return parrot(folder, SUMMARY).open("You are kind.", [], 2000)


def test_the_oldest_turns_are_summed_up_where_space_runs_low(chat):
    filled(chat)
    asked = []

    def faithful(summary, said):
        asked.append((summary, said))
        return True

    list(chat.compact(faithful))
    ((summary, said),) = asked
    assert summary == SUMMARY
    assert said.startswith("Person: I have a dog called Rex\nYou: What a name.\nPerson: turn 0 ")
    list(chat.settle())
    assert f"(Earlier, in short: {SUMMARY}) turn" in prompt(chat)
    assert len(chat.context.ids) <= chat._filled(0.5) + 60
    assert not list(chat.compact(faithful))


def test_a_summary_that_is_not_faithful_is_dropped_with_the_turns(chat):
    filled(chat)
    list(chat.compact(lambda summary, said: False))
    list(chat.settle())
    assert "Rex" not in prompt(chat)
    assert "turn 39" in prompt(chat)


def test_a_summary_is_part_of_the_next_one(chat):
    filled(chat)
    list(chat.compact(lambda summary, said: True))
    filled(chat)
    texts = []
    list(chat.compact(lambda summary, said: texts.append(said) or True))
    assert texts[0].startswith(f"Person: (Earlier, in short: {SUMMARY}) turn")


def test_who_speaks_ends_it_and_nothing_has_changed(chat):
    filled(chat)
    steps = chat.compact(lambda summary, said: True)
    next(steps)
    chat.note("wait", "Yes?")
    assert list(steps) == []
    assert len(chat._messages) == 84


def test_a_short_conversation_is_left_as_it_is(chat):
    chat.note("hello", "Hi.")
    assert list(chat.compact(lambda summary, said: True)) == []


@pytest.mark.parametrize("tools", [[], TOOLS])
def test_facts_stand_behind_the_system_prompt_and_what_was_said_stays(folder, tools):
    chat = parrot(folder, "Yes.").open("You are kind.", tools, 2000)
    chat.note("hello", "Hi there.")
    chat.remind("The person is vegan.")
    list(chat.settle())
    assert "You are kind.\n\nThe person is vegan." in prompt(chat)
    assert "Hi there." in prompt(chat)
    before = chat.context.read_tokens
    chat.remind("The person is vegan.")
    list(chat.settle())
    assert chat.context.read_tokens == before
    chat.remind("")
    list(chat.settle())
    assert "vegan" not in prompt(chat)


def test_what_was_said_is_forgotten_but_not_while_it_answers(folder):
    chat = parrot(folder, "Yes indeed.").open("You are kind.", [], 2000)
    chat.note("the secret is Zanzibar", "All right.")
    answering = chat.reply("and now", GREEDY)
    next(answering)
    assert not chat.forget()
    run(answering)
    assert chat.forget()
    list(chat.settle())
    assert "Zanzibar" not in prompt(chat)
    assert "You are kind." in prompt(chat)
