"""A list of names and some text become what a person would say who looks for another one, and no more than that."""

import pytest

from localvoice.events import Thing
from localvoice.vision.scene import NO_MORE, NOTHING, counted, described

SIZE = (900, 600)
LEFT, MIDDLE, RIGHT = (20, 200, 120, 300), (400, 200, 500, 300), (760, 200, 860, 300)
CLOSE = (200, 20, 700, 590)


def thing(name, box=MIDDLE, score=0.9):
    return Thing(name, box, score)


def test_each_thing_is_told_with_its_place():
    assert described([thing("cup", LEFT), thing("table", RIGHT)], "", SIZE) == (
        f"I see a cup on the left, and a table on the right. {NO_MORE}"
    )


def test_people_come_before_text_and_text_before_things():
    told = described([thing("chair", LEFT), thing("person", RIGHT)], "Exit", SIZE)
    assert told == f"I see a person on the right. I read: Exit. I also see a chair on the left. {NO_MORE}"


def test_what_is_in_the_way_comes_before_other_things():
    told = described([thing("cup", LEFT), thing("bottle", LEFT), thing("chair", CLOSE)], "", SIZE)
    assert told.startswith("I see a chair, near, in the middle, ")


def test_alike_things_are_counted():
    assert "two cups on the left" in described([thing("cup", LEFT), thing("cup", LEFT)], "", SIZE)
    assert "two people on the left and on the right" in described(
        [thing("person", LEFT), thing("person", RIGHT)], "", SIZE
    )
    assert "three books all over the picture" in described([thing("book", x) for x in (LEFT, MIDDLE, RIGHT)], "", SIZE)


def test_what_is_less_sure_is_said_so_and_what_is_unsure_is_left_out():
    told = described([thing("dog", score=0.55), thing("cat", score=0.2)], "", SIZE)
    assert told == f"I see perhaps a dog in the middle. {NO_MORE}"


def test_it_does_not_count_what_is_sure_and_what_is_not_together():
    told = described([thing("cup", LEFT), thing("cup", RIGHT, 0.5)], "", SIZE)
    assert "a cup on the left, and perhaps a cup on the right" in told


def test_where_nothing_is_known_that_is_said():
    assert described([], "", SIZE) == NOTHING
    assert described([thing("cup", score=0.1)], "", SIZE) == NOTHING


def test_long_text_is_begun_and_the_rest_announced():
    told = described([], " ".join(f"word{n}" for n in range(40)), SIZE)
    assert told.count("word") == 16
    assert "word15, and more." in told


def test_an_answer_can_be_remembered_however_much_there_is_to_see():
    names = ("cup", "dog", "cat", "chair", "table", "book", "bottle", "clock", "vase")
    told = described([thing(name) for name in names], "", SIZE)
    assert told.count("in the middle") == 4


@pytest.mark.parametrize(
    ("name", "count", "said"),
    [
        ("apple", 1, "an apple"),
        ("person", 2, "two people"),
        ("knife", 3, "three knives"),
        ("mouse", 2, "two mice"),
        ("sheep", 2, "two sheep"),
        ("wine glass", 2, "two wine glasses"),
        ("scissors", 1, "a pair of scissors"),
        ("skis", 2, "two pairs of skis"),
        ("book", 14, "many books"),
    ],
)
def test_counts_are_said_as_one_says_them(name, count, said):
    assert counted(name, count) == said
