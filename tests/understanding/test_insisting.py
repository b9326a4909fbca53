"""A tiny model that refuses is made to call the likeliest request; it only writes what that needs."""

import pytest
from test_open_conversing import REFUSAL, said
from test_thinking import Chat

from localvoice.models.roles import ToolCall


class Stubborn(Chat):
    """Refuses, but where the call's name is given; then it has these arguments for it."""

    def __init__(self, arguments):
        super().__init__()
        self.arguments, self.openings, self.name = arguments, [], ""

    def reply(self, said, how):
        self.openings.append(how.opening)
        name = self.name or how.opening.split('"')[3] if how.opening else ""
        self.pieces = (ToolCall(name, self.arguments(said)),) if name else REFUSAL
        return super().reply(said, how)


def test_the_likeliest_request_is_called_with_the_names_that_it_needs():
    chat = Stubborn(lambda said: {"things": "oat milk"})
    answer = said(chat, "Oat milk has to go on the shopping list, would you.", plain=True)[0]
    assert answer.startswith("Shall I add oat milk")
    assert chat.openings == ["", *['{"name": "shopping_add", "arguments": {'] * 2]


def test_another_call_than_the_likeliest_is_none():
    chat = Stubborn(lambda said: {"percent": "ten"})
    chat.name = "volume_set"
    assert said(chat, "Oat milk has to go on the shopping list, would you.", plain=True)[0].startswith("I heard “")


def test_what_only_tells_is_told():
    assert "30" in said(Stubborn(lambda said: {}), "What time has the clock got to now.", plain=True)[0]


def test_what_was_nearly_heard_is_tried_where_the_words_do_not_hold_it():
    chat = Stubborn(lambda said: {"duration": "ten minutes"} if "ten minutes" in said else {"duration": "two hours"})
    answer = said(
        chat, "Would you set a timer for ten men its.", plain=True, others=["Would you set a timer for 10 minutes."]
    )[0]
    assert "10 minutes" in answer


@pytest.mark.parametrize("heard", ["She had seven children, all of them clever.", "They rode home in the evening."])
def test_words_that_speak_of_nothing_are_not_made_a_request(heard):
    chat = Stubborn(lambda said: {})
    assert said(chat, heard, plain=True)[0].startswith("I heard “")
    assert set(chat.openings) == {""}


def test_a_larger_model_is_left_its_refusal():
    chat = Stubborn(lambda said: {"things": "oat milk"})
    said(chat, "Oat milk has to go on the shopping list, would you.")
    assert chat.openings == [""]
