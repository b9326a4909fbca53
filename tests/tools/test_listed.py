"""What people put on their lists, and what must have been put down; the answer says it, so that a mistake is heard."""

import pytest

from localvoice.tools.reading.listed import listed

ONE = [
    "1,000 napkins", "2,5 kg flour", "two and a half pounds of beef", "2 and a half gallons of milk", "mac and cheese",
    "a pound and a half of ground beef", "1 1/2 pounds of shrimp", "one and a quarter cups of flour", "m&m's",
    "a hundred and five napkins", "peanut butter and jelly", "ben & jerry's", "a&w root beer", "half and half",
    "two boxes of mac and cheese", "salt & vinegar crisps", "cookies and cream ice cream", "a half gallon of cream",
    "five and a half dozen eggs", "2% milk",
]  # fmt: skip


@pytest.mark.parametrize("thing", ONE)
def test_one_thing_stays_one(thing):
    assert listed(thing) == (thing,)
    assert listed(f"soap, {thing} and beer") == ("soap", thing, "beer")
    assert listed(f"soap and {thing}") == ("soap", thing)


@pytest.mark.parametrize(
    ("said", "things"),
    [
        ("salt and vinegar chips and beer", ("salt and vinegar chips", "beer")),
        ("salt and pepper", ("salt", "pepper")),
        ("bread, peanut butter and jelly, and milk", ("bread", "peanut butter and jelly", "milk")),
        ("eggs, pigs and blankets, and milk", ("eggs", "pigs and blankets", "milk")),
        ("fish and chips and ketchup", ("fish and chips", "ketchup")),
        ("3,500 bricks and 20 bags of cement", ("3,500 bricks", "20 bags of cement")),
        ("a dozen eggs and three dozen bagels", ("a dozen eggs", "three dozen bagels")),
        ("milk and half a pound of cheese", ("milk", "half a pound of cheese")),
        ("milk and a half gallon of cream", ("milk", "a half gallon of cream")),
        ("milk and half and half", ("milk", "half and half")),
        ("milk and add eggs", ("milk", "eggs")),
        ("milk,eggs;bread", ("milk", "eggs", "bread")),
        ("add milk and butter to the shopping list", ("milk", "butter")),
        ("milk to the shopping list and eggs", None),
        ("milk and remove eggs", None),
        ("and", None),
        ("", None),
    ],
)
def test_things_are_parted_where_they_are_two(said, things):
    assert listed(said) == things


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ("milk and eggs", "I added milk and eggs to your shopping list."),
        ("mac and cheese", "I added mac and cheese to your shopping list as 1 item."),
        ("foo and bar", "I added foo and bar to your shopping list as 2 items."),
        ("mac and cheese and beer", "I added mac and cheese, and beer to your shopping list as 2 items."),
        ("two and a half pounds of beef", "I added two and a half pounds of beef to your shopping list."),
        ("1,000 napkins", "I added 1,000 napkins to your shopping list."),
    ],
)
def test_what_was_put_down_is_said_so_that_a_mistake_is_heard(talk, said, answer):
    assert talk.say(f"add {said} to the shopping list") == answer


@pytest.mark.parametrize(
    ("there", "said"),
    [
        *(("tomatoes", "tomato"), ("cherries", "cherry"), ("potato", "potatoes"), ("knives", "knife")),
        *(("three loaves of bread", "bread"), ("2 lbs peaches", "peach"), ("a glass", "glasses"), ("bus", "bus")),
    ],
)
def test_what_is_taken_off_may_be_singular_or_plural(talk, there, said):
    talk.say(f"add {there} to my shopping list")
    assert talk.say(f"remove {said} from my shopping list") == f"I took {there} off your shopping list."


@pytest.mark.parametrize(("there", "said"), [("bras", "brass"), ("peas", "peach"), ("pears", "peas")])
def test_another_thing_stays(talk, there, said):
    talk.say(f"add {there} to my shopping list")
    assert talk.say(f"remove {said} from my shopping list") == f"I found no {said} on your shopping list."


@pytest.mark.parametrize(
    ("said", "shopping", "todo"),
    [
        ("add milk to the shopping list and eggs to the to do list", ["milk"], ["eggs"]),
        ("add call mom to my to do list and add bread to my grocery list", ["bread"], ["call mom"]),
        ("put milk on my list and put eggs on it", ["milk", "eggs"], []),
        ("add milk to the shopping list and eggs to the shopping list", ["milk", "eggs"], []),
        ("add milk to my shopping list and remove soap", ["milk"], []),
        ("remove soap from my shopping list and add tea", ["tea"], []),
    ],
)
def test_two_lists_in_one_sentence_are_both_served(talk, said, shopping, todo):
    talk.say("add soap to my shopping list")
    talk.say(said)
    kept = ["soap"] if "soap" not in said else []
    assert [item.text for item in talk.shelf.all("shopping")] == [*kept, *shopping]
    assert [item.text for item in talk.shelf.all("todo")] == todo


@pytest.mark.parametrize("task", ["milk to the shopping list and eggs", "eggs from my grocery list and tea"])
def test_no_task_swallows_another_list(talk, task):
    talk.say(f"add {task} to the to do list")
    assert all("list" not in item.text for item in talk.shelf.all())
