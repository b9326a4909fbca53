"""What a stranger says to be remembered, asked and forgotten; typed, at ten on Monday, 4 May 2026."""

import pytest
from remembering_talk import remembering, turn

TOLD = (
    "remember that I'm allergic to nuts",
    "remember my wifi password is tiger 7",
    "remember the car is in the garage",
)
REMEMBERED = {
    "remember my wife's birthday is on May 3rd": "I'll remember: your wife's birthday is on May 3rd.",
    "remember that my sister was born in 1990": "I'll remember: your sister was born in 1990.",
    "keep in mind that I was born in Rome": "I'll remember: you were born in Rome.",
    "I'm a vegetarian, keep that in mind": "I'll remember: you're a vegetarian.",
    "don't forget that I'm vegan": "I'll remember: you're vegan.",
    "please keep in mind that I don't eat meat": "I'll remember: you don't eat meat.",
    "I parked on level 3, remember that": "I'll remember: you parked on level 3.",
    "remember the spare key is with Mrs. Miller": "I'll remember: the spare key is with Mrs. Miller.",
    "remember this: the alarm code is 4711": "I'll remember: the alarm code is 4711.",
    "save this: my shoe size is 43": "I'll remember: your shoe size is 43.",
    "always remember that I prefer short answers": "I'll always remember: you prefer short answers.",
    "call me Sam": "I'll remember: your name is Sam.",
    "my name is Anna, remember that": "I'll remember: your name is Anna.",
    "remember until Friday that the bike is gone": "I'll remember until Friday, May 8th: the bike is gone.",
    "remember the bike is at the shop until tomorrow": (
        "I'll remember until tomorrow, Tuesday, May 5th: the bike is at the shop."
    ),
    "for the next two weeks I'm on a diet, remember that": "I'll remember until Monday, May 18th: you're on a diet.",
    "remember for today that Tom has the keys": "I'll remember until today, Monday, May 4th: Tom has the keys.",
    "remember until 5 pm that the oven is hot": "I'll remember until today, Monday, May 4th, at 5 PM: the oven is hot.",
    "my flight is on Thursday, remember that until then": (
        "I'll remember until Thursday, May 7th: your flight is on Thursday."
    ),
    "remember until the end of the month that I work from home": (
        "I'll remember until Sunday, May 31st: you work from home."
    ),
    "I'm allergic to nuts, don't forget that": "I know that already, and will remember it: you're allergic to nuts.",
    "remember my wifi password is lion 8": (
        "I'll remember: your wifi password is lion 8. Before, you told me: your wifi password is tiger 7."
    ),
}
ASKED = {
    "what's my wifi password?": "Your wifi password is tiger 7.",
    "where's the car?": "The car is in the garage.",
    "where is my car": "The car is in the garage.",
    "what am I allergic to": "You're allergic to nuts.",
    "do you know what my wifi password is": "Your wifi password is tiger 7.",
    "do you remember my wifi password": "Your wifi password is tiger 7.",
    "when does the parking meter run out": "Sorry, I did not understand that. Ask me what I can do.",
    "do you know anything about my boiler?": "I found nothing about your boiler in what you told me.",
    "what do you know about nuts": "You told me: You're allergic to nuts.",
    "what's my wife's name?": "I don't know your wife's name: you have not told me.",
    "when is my anniversary": "I don't know your anniversary: you have not told me.",
    "what's the name of my dentist?": "I don't know the name of your dentist: you have not told me.",
    "where did I put my glasses": "I don't know where you did that: you have not told me.",
    "what am I good at": "I don't know what you are good at: you have not told me.",
    "who am I?": "I don't know your name. Say, for example: my name is Anna.",
    "did I ever tell you about my sister?": "I found nothing about your sister in what you told me.",
    "what did we talk about yesterday?": "We did not talk yesterday.",
    "what do you know about me?": (
        "You told me 3 things, newest first: the car is in the garage; your wifi password is tiger 7; you're allergic"
        " to nuts."
    ),
}
FORGET = {
    "forget what I told you about nuts": "Shall I forget this: you're allergic to nuts?",
    "forget my wifi password": "Shall I forget this: your wifi password is tiger 7?",
    "you can forget about the car now": "Shall I forget this: the car is in the garage?",
    "forget that": "Shall I forget this: the car is in the garage?",
    "forget the last thing I told you": "Shall I forget this: the car is in the garage?",
    "I don't want you to remember my wifi password": "Shall I forget this: your wifi password is tiger 7?",
    "forget about my sister": "I know nothing about your sister, so there is nothing to forget.",
}
EVERYTHING = (
    "forget everything you know about me",
    "delete everything you have stored about me",
    "erase all you know about me",
    "forget everything",
    "forget everything I've told you",
    "clear your memory",
    "wipe all my data",
)
OTHERS = {
    "make a note that the spare key is under the flowerpot": "note_take",
    "remember to call mom": "reminder_ask",
    "note to self, the boiler was serviced in March": "note_take",
    "never mind, forget it": "never_mind",
    "don't forget to buy milk": "reminder_ask",
    "remember to call mom tomorrow at nine": "reminder_set",
    "forget it": "never_mind",
    "delete everything": "everything_cancel_ask",
    "what's the time": "time",
    "what's on my shopping list": "shopping_read",
    "what are my reminders": "reminder_list",
    "delete my last note": "note_delete_ask",
}


@pytest.fixture
def talk(tmp_path):
    with remembering(tmp_path) as talk:
        yield talk


@pytest.fixture
def told(talk):
    for each in TOLD:
        assert turn(talk, each)[0] == "remember"
    return talk


def facts(talk):
    return [item.text for item in talk.world.memory.known()]


@pytest.mark.parametrize(("said", "answer"), REMEMBERED.items(), ids=str)
def test_what_was_understood_is_said_back(told, said, answer):
    assert turn(told, said)[1] == answer


@pytest.mark.parametrize(("said", "answer"), ASKED.items(), ids=str)
def test_what_was_told_is_known_and_what_was_not_is_said_not_to_be(told, said, answer):
    assert turn(told, said)[1] == answer


@pytest.mark.parametrize(("said", "answer"), FORGET.items(), ids=str)
def test_what_is_to_be_forgotten_is_asked_first(told, said, answer):
    assert turn(told, said)[1] == answer
    assert len(facts(told)) == 3


@pytest.mark.parametrize("said", EVERYTHING)
def test_everything_is_forgotten_once_that_was_confirmed(told, said):
    assert turn(told, said)[1] == (
        "Shall I forget everything: 3 facts and 3 turns of our conversations? Your lists, notes and timers stay."
    )
    assert turn(told, "yes")[1].startswith("I have forgotten everything about you.")
    assert facts(told) == []
    assert told.past.count() == 0


@pytest.mark.parametrize("said", ["forget my wifi password", "forget everything you know about me"])
@pytest.mark.parametrize("no", ["no", "what time is it"])
def test_nothing_is_forgotten_without_a_yes(told, said, no):
    turn(told, said)
    turn(told, no)
    assert told.toolbox.match("yes") is None
    assert len(facts(told)) == 3


@pytest.mark.parametrize(("said", "intent"), OTHERS.items(), ids=str)
def test_what_other_skills_do_they_still_do(talk, said, intent):
    call = talk.toolbox.match(said)
    assert call
    assert call.intent == intent


def test_something_to_remember_is_asked_for_and_taken(talk):
    assert turn(talk, "can you remember something for me?")[1] == "What shall I remember?"
    assert turn(talk, "Tom's birthday is on June 1st")[1] == "I'll remember: Tom's birthday is on June 1st."


def test_where_only_known_words_are_heard_that_is_said(talk):
    talk.world.hears_all = False
    said = turn(talk, "remember something")[1]
    assert said.startswith("I only know some words by ear")
    assert said.endswith("What shall I remember?")


def test_what_ends_is_gone_after_its_last_day(told):
    turn(told, "remember until tomorrow that the bike is at the shop")
    told.later(hours=37)
    assert len(facts(told)) == 4
    told.later(hours=1)
    assert len(facts(told)) == 3


def test_an_end_that_is_over_is_told(talk):
    talk.later(hours=8)
    assert turn(talk, "remember until today at 5 pm that the oven is hot")[1].startswith("That time has already passed")


def test_what_was_said_on_a_day_is_told(told):
    told.later(days=1)
    assert turn(told, "what did we talk about yesterday")[1] == (
        "Yesterday you said, last of all: “remember that I'm allergic to nuts”; “remember my wifi password is tiger 7”;"
        " “remember the car is in the garage”."
    )
    told.later(days=5)
    assert "“what did we talk about yesterday”" in turn(told, "what did I say on Tuesday")[1]


def test_what_was_said_of_something_is_found_where_no_fact_was_told(talk):
    turn(talk, "my dentist moved to Elm Street")
    assert turn(talk, "what did I say about the dentist")[1].startswith(
        "You said today: My dentist moved to Elm Street"
    )


def test_a_language_model_answers_what_nobody_told_where_there_is_one(tmp_path):
    with remembering(tmp_path, thinks=True) as talk:
        assert talk.toolbox.match("what's my wife's name") is None
        assert talk.toolbox.match("where did I put my glasses") is None
        turn(talk, "remember my wife's name is Clara")
        assert turn(talk, "what's my wife's name") == ("fact_tell", "Your wife's name is Clara.")


def test_what_is_always_told_has_little_room(talk):
    for number in range(4):
        turn(talk, f"always remember that {'I like long walks and ' * 6}number {number}")
    assert "this I will look up" in turn(talk, f"always remember that {'I like long walks and ' * 6}more")[1]
    assert sum(len(text) for text in talk.world.memory.facts.always()) <= 400


def test_a_program_gets_to_know_nothing(talk):
    talk.world.memory = None
    for said in ("remember that I'm vegan", "what do you know about me", "forget everything you know about me"):
        assert "through this program" in turn(talk, said)[1]


def test_half_a_sentence_that_was_taken_back_is_not_remembered(talk):
    undo = talk.toolbox.mark()
    turn(talk, "remember that the car is red")
    undo()
    assert facts(talk) == []
