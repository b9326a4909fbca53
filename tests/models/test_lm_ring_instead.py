"""A machine of the ring goes away at every possible moment: the turn is answered, and one sentence says by whom."""

import pytest
from lm_world import GREEDY, SYSTEM, TOOLS, Parrot, make, prompt
from lm_world import run as ran
from ring_world import AloneRing

from localvoice.errors import EngineError
from localvoice.models.lm import conversation as lm
from localvoice.models.lm_ring.conversation import RingLm
from localvoice.models.lm_ring.instead import GONE, ONE_GONE, STOPPED, Spread
from localvoice.models.roles import Handover, Sampling, Text

LARGE = ("The sea is wide and deep.", "It has waves.", "Yes.")
SMALL = ("Small one.", "Small two.", "Small three.")
CALL = '<|tool_call_start|>[timer(length="ten minutes")]<|tool_call_end|>'


def run(steps):
    """As `lm_world.run`; what is told of a handover stands among the text."""
    return ran(Text(f"{one.text} ") if isinstance(one, Handover) else one for one in steps)


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory):
    return lm.load(make(tmp_path_factory.mktemp("instead"), "lfm2")).tokenizer


@pytest.fixture
def spread(tokenizer):
    def made(*large, small=SMALL, last=float("inf")):
        ring = AloneRing(Parrot(tokenizer, large or LARGE), last=last)
        one = lm.Lm(Parrot(tokenizer, small), tokenizer) if small else None
        return Spread(RingLm(ring, tokenizer, float("inf")), one)

    return made


def lose(spread):
    spread.large.ring.gone = "The part of the language model on mac-2.local is gone"


def test_with_all_machines_there_the_large_one_answers(spread):
    chat = spread().open(SYSTEM, [])
    assert run(chat.reply("What is the sea?", GREEDY))[0] == LARGE[0]
    assert run(chat.reply("What else?", GREEDY))[0] == LARGE[1]


@pytest.mark.parametrize("last", range(1, 12))
def test_a_loss_in_the_middle_of_an_answer_loses_no_turn(spread, last):
    chat = spread(last=last).open(SYSTEM, [])
    said, _, end = run(chat.reply("What is the sea?", GREEDY))
    before, _, after = said.partition(GONE)
    assert after.strip() == SMALL[0]
    assert LARGE[0].startswith(before.strip().removesuffix(" .").removesuffix(". ").removesuffix("."))
    assert end.reason == "done"
    assert "What is the sea?" in prompt(chat._small)


def test_the_small_one_knows_what_was_said_before_and_says_only_once_that_it_is_another(spread):
    spread = spread()
    chat = spread.open(SYSTEM, [])
    run(chat.reply("My dog is called Rex.", GREEDY))
    chat.cut("The sea is")
    lose(spread)
    assert run(chat.reply("What is his name?", GREEDY))[0] == f"{GONE} {SMALL[1]}"
    assert "Rex" in (read := prompt(chat._small))
    assert "The sea is<" in read
    assert run(chat.reply("And now?", GREEDY))[0] == SMALL[2]


def test_a_loss_between_two_turns_is_said_with_the_next_answer(spread):
    spread = spread()
    chat = spread.open(SYSTEM, [])
    run(chat.reply("Hello.", GREEDY))
    lose(spread)
    assert run(chat.settle())[0] == ""
    assert run(chat.prefill("what about"))[0] == ""
    assert run(chat.reply("what about rain", GREEDY))[0].startswith(GONE)


def test_what_was_taken_back_stays_so_after_a_loss(spread):
    spread = spread()
    chat = spread.open(SYSTEM, [])
    run(chat.reply("I would like", GREEDY))
    chat.retract()
    lose(spread)
    run(chat.reply("Good morning.", GREEDY))
    chat.retract()
    run(chat.reply("Good evening.", GREEDY))
    assert not any(said in prompt(chat._small) for said in ("I would like", "Good morning"))


def test_a_tool_that_was_called_before_the_loss_is_answered_after_it(spread):
    spread = spread(CALL, "The timer runs.")
    chat = spread.open(SYSTEM, TOOLS)
    _, calls, _ = run(chat.reply("Set a timer.", GREEDY))
    chat.tool_result("timer", "ten minutes it is")
    lose(spread)
    assert calls[0].arguments == {"length": "ten minutes"}
    assert run(chat.reply(None, GREEDY))[0] == f"{GONE} {SMALL[1]}"
    assert "ten minutes it is" in prompt(chat._small)


def test_a_call_that_was_told_is_not_made_twice(spread):
    """The loss comes between the call and the end of the answer that holds it."""
    spread = spread(f"{CALL} And so on, and so on.")
    chat = spread.open(SYSTEM, TOOLS)
    told, steps = [], chat.reply("Set a timer.", GREEDY)
    for piece in steps:
        told.append(piece)
        if run([piece])[1]:
            lose(spread)
    said, calls, end = run(told)
    assert (said.strip(), len(calls), end.reason) == (GONE, 1, "done")
    chat.tool_result("timer", "set")
    assert run(chat.reply(None, GREEDY))[0] == SMALL[1]


def test_forgetting_works_while_a_machine_goes(spread):
    spread = spread()
    chat = spread.open(SYSTEM, [])
    run(chat.reply("Rex is my dog.", GREEDY))
    lose(spread)
    assert chat.forget()
    run(chat.reply("Hello.", GREEDY))
    assert "Rex" not in prompt(chat._small)


def test_who_comes_after_the_loss_talks_with_the_small_one_from_the_start(spread):
    spread = spread()
    lose(spread)
    assert run(spread.open(SYSTEM, []).reply("Hello.", GREEDY))[0] == SMALL[0]


def test_other_losses_are_told_as_they_are(spread):
    one, two = spread(), spread()
    one.large.ring.size, two.large.ring.elsewhere = 3, False
    for each, sentence in ((one, ONE_GONE), (two, STOPPED)):
        chat = each.open(SYSTEM, [])
        lose(each)
        assert run(chat.reply("Hello.", GREEDY))[0].startswith(sentence)


def test_without_a_small_one_the_error_says_what_to_do(spread):
    spread = spread(small=None)
    chat = spread.open(SYSTEM, [])
    lose(spread)
    with pytest.raises(EngineError, match=r"mac-2\.local is gone, and this profile has no small"):
        run(chat.reply("Hello.", Sampling()))


def test_warming_up_reads_the_prompt_in_both_and_leaves_no_trace(spread):
    spread = spread()
    chat = spread.open(SYSTEM, [])
    run(chat.warm())
    assert SYSTEM in prompt(chat._small)
    assert SYSTEM in prompt(chat._large)
    assert run(chat.reply("Hello.", GREEDY))[0] == LARGE[0]
