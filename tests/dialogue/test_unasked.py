"""What is said unasked, besides timers (those are in test_bell)."""

from test_press import pressed
from test_session import PAUSE, SPEAK, converse


def test_an_offer_follows_the_greeting_and_is_put_only_then():
    put = []

    def offer():
        put.append("asked")
        return "Shall I?"

    _, _, turns = converse([0.0] * 120, greeting="Hello.", offer=offer)
    assert [turn.said for turn in turns] == ["Hello. Shall I?"]
    assert put == ["asked"]


def test_who_speaks_first_is_offered_nothing():
    put = []
    (turn,) = pressed([-1, 30], offer=lambda: put.append("asked") or "Shall I?")
    assert turn.heard == "hello"
    assert put == []


def test_news_are_said_once_when_nobody_speaks():
    news = ["", "", "It is here."]
    _, _, turns = converse([0.0] * 60 + SPEAK + PAUSE + [0.0] * 200, news=lambda: news.pop(0) if news else "")
    assert [turn.said for turn in turns if turn.said] == ["It is here.", "one two three four"]


def test_news_wait_until_the_person_has_their_answer():
    frames = iter([""] * 60 + ["It is here."])
    _, _, turns = converse(SPEAK + PAUSE + [0.0] * 300, news=lambda: next(frames, ""))
    assert [turn.said for turn in turns] == ["one two three four", "It is here."]
