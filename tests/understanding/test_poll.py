"""Which of several texts was meant, and what a tiny model is told to call for it, by two opinions."""

import json

import pytest
from test_open_conversing import REFUSAL, said
from test_thinking import Chat

from localvoice.models.roles import Read, ToolCall


class Looked:
    """What some words ask for, as far as the model knows."""

    def __init__(self, call, share):
        self.call = call
        self.shares = dict.fromkeys(("shopping_add", "shopping_read", "time", "timer_set", "alarm_cancel_all"), 0.0)
        self.shares |= {call.name: share, "": 1 - share} if call else {"": 1.0}

    def fill(self, tool, arguments, calls, asking):
        yield Read(1)
        made = self.call and tool == self.call.name and calls(self.call.arguments)
        return (self.call.arguments, -0.1) if made else None


class Weigher(Chat):
    """A small model that knows what each sentence wants, and is as sure of it as `share`; it refuses all else."""

    def __init__(self, calls, share=0.9):
        super().__init__(*REFUSAL)
        self.calls, self.share, self.looked_at, self.told = calls, share, [], []

    def weigh(self, said):
        self.looked_at.append(said)
        yield Read(1)
        return Looked(self.calls.get(said), self.share)

    def reply(self, said, how):
        if how.must_call:
            self.told.append((said, json.loads(how.opening)))
            self.pieces = (ToolCall(self.told[-1][1]["name"], self.told[-1][1]["arguments"]),)
        return super().reply(said, how)


TOFU = ToolCall("shopping_add", {"things": "tofu"})


def test_what_all_of_the_texts_rather_ask_for_is_called_once_for_the_text_that_says_it_best():
    texts = ["a list with toes for the store", "out of tofu we need it from the store", "we are all out of tofu"]
    chat = Weigher({texts[0]: ToolCall("shopping_read", {}), texts[1]: TOFU, texts[2]: TOFU})
    assert "Shall I add tofu" in said(chat, texts[0], plain=True, others=[*texts[1:], "Al doubted a few."])[0]
    assert sorted(chat.looked_at) == sorted([*texts, "al doubted a few"])
    assert [told for _, told in chat.told] == [{"name": "shopping_add", "arguments": {"things": "tofu"}}]
    assert chat.told[0][0] in texts[1:]


def test_a_second_opinion_decides_where_the_model_wavers():
    words = "oat milk has to go on the shopping list would you"
    chat = Weigher({words: ToolCall("shopping_add", {"things": "oat milk"})}, share=0.3)
    assert said(chat, words, plain=True)[0].startswith("Shall I add oat milk")
    nothing = Weigher({"they rode home in the evening": ToolCall("alarm_cancel_all", {})}, share=0.3)
    assert said(nothing, "They rode home in the evening.", plain=True)[0].startswith("I heard “")


def test_what_is_hardly_likely_is_asked_about_before_it_is_told():
    words = "what does the clock have for us"
    answers = [said(Weigher({words: ToolCall("time", {})}, share), words, plain=True)[0] for share in (0.3, 0.99)]
    assert answers == ["Shall I tell you the time?", "It is 3:30 PM."]


def test_what_one_text_does_not_hold_another_may():
    texts = ["a timer would be lovely of ten men its", "a timer would be lovely of ten minutes"]
    chat = Weigher({texts[1]: ToolCall("timer_set", {"duration": "ten minutes"})})
    answer = said(chat, texts[0], plain=True, others=texts[1:])[0]
    assert "10 minutes" in answer
    assert chat.told[0][0] == texts[1]


@pytest.mark.parametrize("heard", ["She had seven children, all of them clever.", "They rode home in the evening."])
def test_words_that_speak_of_nothing_are_not_made_a_request(heard):
    chat = Weigher({})
    assert said(chat, heard, plain=True)[0].startswith("I heard “")
    assert not chat.told


def test_where_nothing_that_was_heard_can_be_served_the_likeliest_words_are_said_back():
    answer = said(Weigher({}), "Some toe food I said.", plain=True, others=["Sum to foods."])[0]
    assert answer.startswith("I heard “")


def test_a_larger_model_is_left_its_refusal():
    chat = Weigher({"out of tofu": TOFU})
    said(chat, "Out of tofu.")
    assert not chat.looked_at


def test_a_model_whose_calls_cannot_be_weighed_answers_by_itself():
    class Other(Chat):
        def weigh(self, said):
            yield Read(1)

    assert (
        "Shall I add tofu"
        in said(Other(TOFU), "Get tofu onto my shopping list if you would be so kind.", plain=True)[0]
    )
