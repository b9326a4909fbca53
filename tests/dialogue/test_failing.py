"""What fails in a conversation is one sentence, and the conversation goes on (played as in test_session)."""

import pytest
from test_session import PAUSE, SPEAK, Parrot, converse

from localvoice.dialogue.session import Ends, Failed
from localvoice.errors import EngineError, StoreError

FULL = StoreError("The disk is full; free some space.")
TWO_TURNS = SPEAK + PAUSE + [0.0] * 20 + SPEAK + PAUSE + [0.0] * 60


class Breaking(Parrot):
    """Its first turn ends in an error, before or after it was understood."""

    def __init__(self, error, understood=False):
        super().__init__()
        self.error, self.understood = error, understood

    async def understand(self, frames, out, occasion):
        if self.occasions:
            return await super().understand(frames, out, occasion)
        self.occasions.append(occasion)
        if self.understood:
            self.occasions.clear()
            await super().understand(frames, out, occasion)
        raise self.error


def failures(told):
    return [thing.text for thing in told if isinstance(thing, Failed)]


@pytest.mark.parametrize("understood", [False, True])
@pytest.mark.parametrize(
    "error",
    [
        EngineError("The voice broke."),
        ZeroDivisionError("by zero"),
        ExceptionGroup("", [KeyError("x")]),
        OSError(28, ""),
    ],
    ids=["ours", "a skill's", "in a group", "the system's"],
)
def test_whatever_a_reply_raises_is_one_sentence_and_the_conversation_goes_on(error, understood):
    _, told, turns = converse(TWO_TURNS, Breaking(error, understood))
    (sentence,) = failures(told)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert turns[-1].said == "one two three four"


def test_what_is_no_fault_of_the_person_asks_for_a_report_and_says_where_it_was():
    _, told, _ = converse(TWO_TURNS, Breaking(ZeroDivisionError("by zero")))
    (sentence,) = failures(told)
    assert "please report it" in sentence
    assert "test_failing.py" in sentence


@pytest.mark.parametrize("error", [FULL, ValueError("what")])
def test_timers_that_cannot_be_read_are_told_once_and_looked_at_again(error):
    polls = []

    def rings():
        polls.append(len(polls))
        if len(polls) < 4:
            raise error
        return ["Your timer is done."] if len(polls) == 4 else []

    _, told, turns = converse([0.0] * 300, rings=rings)
    assert len(failures(told)) == 1
    assert turns[0].said.startswith("Your timer is done.")


def test_timers_that_fail_anew_are_told_anew():
    polls = []

    def rings():
        polls.append(len(polls))
        if len(polls) in (1, 2, 5, 6):
            raise FULL
        return []

    _, told, _ = converse([0.0] * 100, rings=rings)
    assert failures(told) == [str(FULL)] * 2


@pytest.mark.parametrize("error", [FULL, RuntimeError("what")])
def test_a_ring_or_a_greeting_that_fails_leaves_the_person_the_floor(error):
    class Mute(Parrot):
        async def announce(self, text, out):
            if text == "Hello.":
                raise error
            await super().announce(text, out)

    _, told, turns = converse([0.0] * 5 + SPEAK + PAUSE + [0.0] * 60, Mute(), greeting="Hello.")
    assert len(failures(told)) == 1
    assert turns[-1].said == "one two three four"


@pytest.mark.parametrize("error", [FULL, RuntimeError("what")])
def test_a_judge_of_the_turns_end_that_fails_is_told(error):
    async def broken(pcm):
        raise error

    _, told, turns = converse(SPEAK + PAUSE + [0.0] * 60, ends=Ends(judge=broken))
    assert len(failures(told)) == 1
    assert len(turns) == 1
