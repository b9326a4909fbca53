"""A conversation that somebody else keeps: the model is told the whole of it, and reads only what is new."""

import pytest
from lm_world import GREEDY, SYSTEM, TOOLS, make, parrot, prompt, run

from localvoice.errors import EngineError
from localvoice.models.lm import conversation as lm
from localvoice.models.roles import Entry, Read, Sampling, ToolCall

LONG = Sampling(temperature=0, repetition_penalty=1, max_tokens=200)


@pytest.fixture
def chat(tmp_path):
    return lambda *answers, tools=(), **options: parrot(tmp_path, *answers).open(SYSTEM, list(tools), **options)


def test_it_answers_the_conversation_that_it_is_told(chat):
    talk = chat("One.", "Two.")
    talk.become("Be brief.", [], [Entry("user", "first"), Entry("assistant", "One."), Entry("user", "second")])
    assert run(talk.reply(None, LONG))[0] == "Two."
    assert "Be brief." in prompt(talk)
    assert SYSTEM not in prompt(talk)
    assert prompt(talk).index("first") < prompt(talk).index("One.") < prompt(talk).index("second")


def test_calls_and_results_of_another_s_tools_are_read(chat):
    talk = chat("", "It rings at noon.")
    call = ToolCall("timer", {"length": "ten minutes"})
    entries = [
        Entry("user", "set a timer"),
        Entry("assistant", "", (call,)),
        Entry("tool", "at noon", name="timer"),
    ]
    talk.become(SYSTEM, TOOLS, entries)
    assert run(talk.reply(None, LONG))[0] == "It rings at noon."
    assert "ten minutes" in prompt(talk)
    assert "at noon" in prompt(talk)


def test_what_is_as_before_is_not_read_again(chat):
    talk = chat("Yes, of course.", "No.")
    told = [Entry("user", "do you hear me well enough to answer")]
    talk.become(SYSTEM, [], told)
    run(talk.reply(None, LONG))
    before = talk.context.read_tokens
    talk.become(SYSTEM, [], [*told, Entry("assistant", "Yes, of course."), Entry("user", "again")])
    _, _, end = run(talk.reply(None, LONG))
    assert talk.context.read_tokens - before <= 16
    assert end.prompt - end.kept <= 16
    assert end.kept > 16


def test_words_of_a_person_who_still_speaks_are_read_along(chat):
    talk = chat("Yes.")
    talk.become(SYSTEM, [], [])
    run(talk.prefill("is it as cold in the north of the"))
    before = talk.context.read_tokens
    talk.become(SYSTEM, [], [Entry("user", "is it as cold in the north of the country")])
    _, _, end = run(talk.reply(None, LONG))
    assert talk.context.read_tokens - before < 16
    assert end.reason == "done"


def test_an_answer_that_is_cut_elsewhere_is_forgotten_here(chat):
    talk = chat("One two three four.", "Yes.")
    talk.become(SYSTEM, [], [Entry("user", "count")])
    run(talk.reply(None, LONG))
    talk.become(SYSTEM, [], [Entry("user", "count"), Entry("assistant", "One two"), Entry("user", "go on")])
    assert run(talk.reply(None, LONG))[0] == "Yes."
    assert "three" not in prompt(talk)


def test_tokens_that_are_read_in_a_turn_stay_bounded_over_two_hundred_turns(chat):
    """Old turns are left out now and then, which costs one reading, and stay left out."""
    talk = chat("Very well then.", budget_tokens=400)
    entries, read = [], []
    for number in range(200):
        entries.append(Entry("user", f"this is what I have to say in turn {number}"))
        before = talk.context.read_tokens
        talk.become(SYSTEM, [], tuple(entries))
        text, _, end = run(talk.reply(None, LONG))
        assert end.prompt <= 400
        read.append(talk.context.read_tokens - before)
        entries.append(Entry("assistant", text))
    assert max(read) < 400
    assert sorted(read)[100] < 40
    assert sum(read[-50:]) < 1.5 * sum(read[10:60])


def test_a_conversation_of_its_own_does_not_disturb_another(tmp_path):
    model = parrot(tmp_path, "Yes.", "No.")
    talk, beside = model.open(SYSTEM, []), model.open(SYSTEM, [])
    entries = [Entry("user", "hello")]
    talk.become(SYSTEM, [], entries)
    run(talk.reply(None, LONG))
    beside.become("Is that polite?", [], [Entry("user", "hello")])
    run(beside.reply(None, LONG))
    before = talk.context.read_tokens
    talk.become(SYSTEM, [], [*entries, Entry("assistant", "Yes."), Entry("user", "again")])
    assert run(talk.reply(None, LONG))[0] == "No."
    assert talk.context.read_tokens - before <= 20


def test_words_that_leave_no_room_are_refused_and_the_next_ones_are_answered(chat):
    talk = chat("Yes.", budget_tokens=200)
    with pytest.raises(EngineError, match="no room"):
        talk.become("Be very kind. " * 200, [], [Entry("user", "hello")])
    talk.become(SYSTEM, [], [Entry("user", "hello")])
    assert run(talk.reply(None, LONG))[0] == "Yes."


@pytest.mark.parametrize("family", ["lfm2", "gemma3_text"])
def test_real_families_answer_the_same_whether_they_read_it_at_once_or_in_turns(tmp_path, family):
    model = lm.load(make(tmp_path, family))
    slowly, at_once = model.open(SYSTEM, []), model.open(SYSTEM, [])
    entries = []
    for words in ("hello there", "what is that"):
        entries.append(Entry("user", words))
        slowly.become(SYSTEM, [], entries)
        text, _, _ = run(slowly.reply(None, GREEDY))
        last = list(entries)
        entries.append(Entry("assistant", text))
    at_once.become(SYSTEM, [], last)
    assert run(at_once.reply(None, GREEDY))[0] == text
    assert [piece for piece in at_once.settle() if isinstance(piece, Read)]
