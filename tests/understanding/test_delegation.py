"""Mouth and mind: the native model hands on what it cannot answer; the mind behind it is heard as its text comes."""

from native_exchanges import Asked

from localvoice.models.roles import Ended, Read, Text, ToolCall
from localvoice.understanding.mind import Occasion, Said

LOAN = ToolCall("think", {"question": "Which loan is cheaper, ten years or twenty?"})


class Behind:
    """A language model that answers one thing, and remembers what it was told."""

    def __init__(self, *pieces):
        self.pieces, self.log = pieces or ("The shorter one. ", "It costs less in all."), []

    def prefill(self, said):
        yield Read(1)

    def reply(self, said, how):
        self.log.append(("reply", said))
        for piece in self.pieces:
            yield Text(piece)
        yield Ended("done", 1)

    def tool_result(self, name, text): ...

    def note(self, said, answered):
        self.log.append(("note", said, answered))

    def cut(self, heard):
        self.log.append(("cut", heard))

    def retract(self):
        self.log.append(("retract",))

    def settle(self):
        yield Read(0)

    def warm(self):
        yield Read(0)


def test_what_it_hands_on_is_answered_by_the_mind_in_the_models_voice():
    behind = Behind()
    asked = Asked([LOAN], mind=behind)
    assert behind.log == [("reply", LOAN.arguments["question"])]
    assert asked.captions == "Let me think about that. The shorter one. It costs less in all."
    assert asked.spoken == ["Let me think about that.", "The shorter one.", "It costs less in all."]
    assert asked.did("result") == [("result", "think", "The shorter one. It costs less in all.")]


def test_what_it_says_itself_meanwhile_is_not_said_twice():
    asked = Asked(["That takes a moment. ", 14, LOAN], mind=Behind())
    assert asked.captions == "That takes a moment. The shorter one. It costs less in all."


def test_what_it_can_answer_the_mind_never_hears_of():
    behind = Behind()
    assert Asked(["It is blue.", 12], mind=behind).captions == "It is blue."
    assert not behind.log


def test_each_remembers_what_was_heard_of_its_own_part():
    def cut(asked):
        asked.exchange.cut("Let me think about that. The shorter")

    behind = Behind()
    asked = Asked([LOAN], mind=behind, after=cut)
    assert behind.log[-1] == ("cut", "The shorter")
    assert asked.did("cut")[-1][1] == "Let me think about that. The shorter"


def test_taken_back_both_forget_it():
    behind = Behind()
    asked = Asked([LOAN], mind=behind, after=lambda asked: asked.exchange.take_back())
    assert behind.log[-1] == ("retract",)
    assert asked.did("retract")


def test_a_turn_that_the_mind_never_heard_of_takes_nothing_back_from_it():
    def another(asked):
        later = asked.mind.begin(Said(text="what is blue"), Occasion())
        later._forgettable(asked.mind._talker)
        later._known.words = True  # the native model answered
        later.take_back()

    behind = Behind()
    asked = Asked([LOAN], mind=behind, after=another)
    assert asked.did("retract")
    assert behind.log == [("reply", LOAN.arguments["question"])]


def test_a_turn_that_asked_the_mind_twice_takes_both_back():
    behind = Behind()
    Asked([LOAN, LOAN], mind=behind, after=lambda asked: asked.exchange.take_back())
    assert [each[0] for each in behind.log] == ["reply", "reply", "retract", "retract"]


def test_what_a_skill_answered_the_mind_knows_too():
    behind = Behind()
    Asked(["It is blue.", 12], words="what time is it", seconds=1.0, mind=behind)
    assert behind.log[0][:2] == ("note", "what time is it")


def test_a_deed_that_the_mind_only_claims_is_not_said():
    behind = Behind("I have set your timer. ", "Anything else?")
    assert "have set" not in Asked([LOAN], mind=behind).captions


def test_a_call_without_a_question_is_no_delegation():
    behind = Behind()
    asked = Asked([ToolCall("think", {"about": 3})], mind=behind)
    assert not behind.log
    assert asked.captions


def test_without_a_mind_behind_it_the_call_is_no_tool():
    assert "Let me think" not in Asked([LOAN]).captions
