"""Small talks about lists and notes, at ten on Monday, 4 May 2026; each line is what a person says."""

import pytest


def on(talk, kind):
    return [item.text for item in talk.shelf.all(kind)]


def test_a_shopping_list_from_empty_to_empty(talk):
    assert talk.say("what's on my shopping list") == "Your shopping list is empty."
    assert talk.say("add milk to my shopping list") == "I added milk to your shopping list."
    assert talk.say("put two bottles of water and bread on the list") == (
        "I added two bottles of water and bread to your shopping list."
    )
    assert talk.say("we need a dozen eggs") == "I added a dozen eggs to your shopping list."
    assert talk.say("add milk") == "Milk is already on your shopping list."
    assert talk.say("add milk and bread to my shopping list") == "Milk and bread are already on your shopping list."
    assert talk.say("read my shopping list") == (
        "On your shopping list: milk, two bottles of water, bread and a dozen eggs."
    )
    assert talk.say("is water on my shopping list") == "Yes, you have two bottles of water on your shopping list."
    assert talk.say("are apples on my shopping list") == "No, I found no apples on your shopping list."
    assert talk.say("take the water off my shopping list") == "I took two bottles of water off your shopping list."
    assert talk.say("i bought eggs") == "I took a dozen eggs off your shopping list."
    assert talk.say("remove cheese from my shopping list") == "I found no cheese on your shopping list."
    assert on(talk, "shopping") == ["milk", "bread"]
    assert talk.say("clear my shopping list") == "Delete all 2 items of your shopping list?"
    assert talk.say("yes") == "Your shopping list is empty now."
    assert talk.say("clear my shopping list") == "Your shopping list is empty already."


@pytest.mark.parametrize("no", ["no", "no thanks", "don't", "never mind", "cancel", "what time is it"])
def test_nothing_is_destroyed_without_a_yes(talk, no):
    talk.say("add milk")
    talk.say("clear my shopping list")
    talk.say(no)
    assert talk.toolbox.question == ""
    assert talk.toolbox.match("yes") is None
    assert on(talk, "shopping") == ["milk"]


@pytest.mark.parametrize("yes", ["yes", "Yes, please!", "yeah", "sure", "okay", "do it", "go ahead", "yes do it"])
def test_ways_to_say_yes(talk, yes):
    talk.say("add milk")
    assert talk.say("empty my shopping list") == "Delete the only item of your shopping list?"
    talk.say(yes)
    assert on(talk, "shopping") == []


def test_typed_amounts_are_found_by_their_thing(talk):
    talk.say("Add 3 Äpfel, 2 kg Mehl & Öl to my shopping list")
    assert on(talk, "shopping") == ["3 Äpfel", "2 kg Mehl", "Öl"]
    assert talk.say("remove Äpfel from my shopping list") == "I took 3 Äpfel off your shopping list."
    assert talk.say("remove that from my list").startswith("Sorry")


def test_a_to_do_list(talk):
    assert talk.say("add call my sister to my to do list") == "I added call your sister to your to do list."
    assert talk.say("i have to do the laundry") == "I added do the laundry to your to do list."
    assert talk.say("what do i have to do today") == "On your to do list: call your sister and do the laundry."
    assert talk.say("mark call my sister as done") == "I took call your sister off your to do list."
    assert talk.say("clear my to do list") == "Delete the only item of your to do list?"
    assert talk.say("no") in ("All right, I left it as it is.", "Okay, nothing was changed.")
    assert on(talk, "todo") == ["do the laundry"]
    assert on(talk, "shopping") == []


def test_notes(talk):
    assert talk.say("read my notes") == talk.say("read my last note") == "You have no notes."
    assert talk.say("delete my last note") == talk.say("delete all my notes") == "You have no notes."
    assert talk.say("Note that the Wi-Fi code is Käse 42.") == "Noted: the Wi-Fi code is Käse 42."
    assert talk.say("read my notes") == "You have one note: the Wi-Fi code is Käse 42."
    assert talk.say("take a note") == "What shall I write down?"
    assert talk.say("buy bread") == "Noted: buy bread."
    assert talk.say("read my notes") == "You have 2 notes, newest first: buy bread; the Wi-Fi code is Käse 42."
    assert talk.say("what's my last note") == "Your last note: buy bread."
    assert talk.say("delete my last note") == "Delete the note: buy bread?"
    assert talk.say("yes") == "The note is deleted."
    assert talk.say("delete all my notes") == "Delete your only note?"
    assert talk.say("yes") == "All notes are deleted."
    for number in range(7):
        talk.say(f"note that this is line {number}")
    assert talk.say("read my notes").startswith("You have 7 notes, the 5 newest are: this is line 6; ")
    assert talk.say("delete all my notes") == "Delete all 7 notes?"


def test_a_note_can_be_given_up(talk):
    talk.say("take a note")
    assert talk.say("never mind") == "Okay."
    assert on(talk, "note") == []


@pytest.mark.parametrize(
    ("said", "noted"),
    [
        ("jot this down, the wifi password is banana", "the wifi password is banana"),
        ("note this down: buy a gift", "buy a gift"),
        ("take this down, the code is seven", "the code is seven"),
        ("write down that the bins go out on tuesday", "the bins go out on tuesday"),
        ("write me a note about the dentist", "the dentist"),
        ("Write me a short birthday wish for my sister.", None),
        ("write me a poem about the sea", None),
        ("write a letter to my landlord", None),
        ("write us a story", None),
    ],
)
def test_what_is_to_be_written_is_a_note_only_when_it_is_to_be_written_down(talk, said, noted):
    talk.say(said)
    assert on(talk, "note") == ([noted] if noted else [])
