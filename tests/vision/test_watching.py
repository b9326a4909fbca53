"""Who watches says each change once, and says nothing as long as nothing changes, however the picture trembles."""

from itertools import pairwise

import pytest
from film import Film, Shown, watched

from localvoice.vision.news import Change
from localvoice.vision.telling import told
from localvoice.vision.watching import CAMERA, SCREEN, Watch

PERSON = Shown("person", (130, 20, 190, 178), 10, 75, to=(120, 0), starts_s=20)
TEN = [  # what there is at the beginning, and then ten changes
    Shown("chair", (20, 110, 60, 170)),
    PERSON,
    Shown("cup", (60, 122, 84, 152), 30, 95),
    Shown("cup", (90, 122, 114, 152), 40),
    Shown("EXIT THIS WAY", (230, 10, 310, 30), 50, text=True),
    Shown("dog", (10, 50, 60, 95), 85),
]
LED = (300, 168, 312, 178)


def test_on_a_film_with_ten_changes_each_is_said_once():
    said, _ = watched(Film(TEN, dark=(110, 120), blinks=[LED]), Watch(CAMERA), 140)
    assert [text for _, text in said] == [
        "A person has come, near, in the middle.",
        "The person is on the right now.",
        "There is a cup on the left now.",
        "There is a cup on the left now.",
        "New text on the right: EXIT THIS WAY.",
        "The person on the right has gone.",
        "There is a dog on the left now.",
        "The cup on the left is gone.",
        "It has become dark.",
        "It has become light.",
    ]
    for (at_s, _), change_s in zip(said, (10, 22, 30, 40, 50, 75, 85, 95, 110, 120), strict=True):
        assert at_s - change_s <= 4


def test_three_still_minutes_are_silent_though_the_picture_is_noisy_flickers_trembles_and_blinks():
    still = [Shown("chair", (20, 110, 60, 170)), Shown("person", (130, 20, 190, 178)), Shown("12:05", LED, text=True)]
    said, looks = watched(Film(still, blinks=[LED, (5, 5, 25, 15)], seed=4), Watch(CAMERA), 180)
    assert said == []
    assert looks <= 20  # a model is hardly ever asked


def test_a_screen_tells_new_text_and_neither_its_clock_nor_its_cursor():
    shown = [
        Shown("File Edit View", (5, 2, 80, 12), text=True),
        *(Shown(f"12:0{n}", (290, 2, 315, 12), 20.0 * n, 20.0 * n + 20, text=True) for n in range(6)),
        Shown("Downloading 12 %", (100, 80, 200, 92), 0, 40, text=True),
        Shown("Downloading 57 %", (100, 80, 200, 92), 40, 60, text=True),
        Shown("Download complete", (100, 80, 205, 92), 60, text=True),
        Shown("Battery is low", (220, 150, 310, 162), 90, text=True),
    ]
    said, _ = watched(Film(shown, trembles=False, blinks=[(40, 100, 42, 112)]), Watch(SCREEN), 120)
    assert [text for _, text in said] == [
        "New text in the middle: Download complete.",
        "New text on the right: Battery is low.",
    ]


def test_nothing_is_said_while_the_person_speaks_and_afterwards_what_is_still_true():
    shown = [
        Shown("chair", (20, 110, 60, 170)),
        Shown("dog", (10, 50, 60, 95), 10),
        Shown("cat", (250, 90, 300, 140), 12, 16),
    ]
    said, _ = watched(Film(shown), Watch(CAMERA), 30, talks=[(5, 20)])
    assert said == [(20, "There is a dog on the left now.")]


def test_sentences_keep_their_distance_and_what_comes_together_is_told_together():
    shown = [
        Shown("chair", (20, 110, 60, 170)),
        Shown("cup", (90, 122, 114, 152), 5),
        Shown("cup", (60, 122, 84, 152), 5),
    ]
    shown += [Shown("dog", (250, 50, 300, 95), 6), Shown("person", (130, 20, 190, 178), 7)]
    said, _ = watched(Film(shown), Watch(CAMERA), 20)
    assert all(later - sooner >= 4 for (sooner, _), (later, _) in pairwise(said))
    assert "There are two cups on the left now." in " ".join(text for _, text in said)


def test_what_is_older_than_half_a_minute_is_no_news():
    shown = [Shown("chair", (20, 110, 60, 170)), Shown("dog", (10, 50, 60, 95), 5)]
    said, _ = watched(Film(shown), Watch(CAMERA), 45, talks=[(0, 40)])
    assert said == []


@pytest.mark.parametrize("rules", [CAMERA, SCREEN])
def test_what_is_there_at_the_beginning_is_not_told(rules):
    said, looks = watched(Film(TEN[:1], trembles=rules.shakes), Watch(rules), 8)
    assert said == []
    assert looks >= 1


def test_a_covered_lens_is_told_at_once():
    said, _ = watched(Film(TEN[:1], dark=(0, 99), deep=0.0), Watch(CAMERA), 6)
    assert [text for _, text in said] == ["All is black: perhaps the lens is covered."]


def test_what_is_less_sure_is_told_so():
    assert told([Change("came", "dog", side="left", sure=False)]) == "Perhaps there is a dog on the left now."
    assert told([Change("came", "person", sure=False)]) == "Perhaps a person has come, in the middle."


def test_people_come_first_and_no_more_than_two_changes_are_told():
    changes = [Change("text", text="Exit"), Change("came", "cup"), Change("went", "person"), Change("came", "dog")]
    assert told(changes) == "The person in the middle has gone. There is a cup in the middle now. More has changed."


def test_what_comes_between_two_looks_at_something_else_is_told():
    shown = [
        Shown("chair", (20, 110, 60, 170)),
        Shown("dog", (250, 50, 300, 95), 5),
        Shown("cup", (90, 122, 114, 152), 5.6),
    ]
    said, _ = watched(Film(shown, seed=2), Watch(CAMERA), 14)
    text = " ".join(text for _, text in said)
    assert "a dog on the right now" in text
    assert "a cup on the left now" in text
