"""Answers as models write them go in, chopped at will; what is told of them, and where it ends, comes out."""

import pytest

from localvoice.wording.manners.telling import Telling

SIZES = (1, 3, 10, 1000)


def told(text, size=1000, most=0, whole=True, trusted=False):
    telling = Telling(most)
    telling.trusted = trusted
    found = [each for at in range(0, len(text), size) for each in telling.feed(text[at : at + size])]
    return " ".join(found + telling.end(whole)), telling


EACH = "is one of so many that nobody would want to hear all of them"
STORY = " ".join(f"{name} {EACH}." for name in ("One", "Two", "Three", "Four", "Five", "Six"))


@pytest.mark.parametrize("size", SIZES)
def test_so_many_sentences_are_told_and_the_next_ones_are_kept(size):
    text, telling = told(STORY, size, most=2)
    assert text == f"One {EACH}. Two {EACH}."
    assert telling.rest[:2] == [f"Three {EACH}.", f"Four {EACH}."]
    assert (telling.over, telling.cut) == (True, True)
    text, telling = told("One. Two two.", size, most=2)
    assert (text, telling.rest, telling.cut) == ("One. Two two.", [], False)
    assert told(STORY, size)[0] == STORY


@pytest.mark.parametrize("size", SIZES)
def test_an_answer_that_hits_its_limit_ends_at_its_last_whole_sentence(size):
    assert told("It is old. It was built in the", size, whole=False)[0] == "It is old."
    assert told("It is old. It was built in 1889.", size, whole=False)[0] == "It is old. It was built in 1889."
    assert told("It is old. It was built in", size)[0] == "It is old. It was built in"
    assert told("1. Boil it\n2. Wait for", size, whole=False)[0] == "First, boil it."
    assert told("One. Two. Three th", size, most=2, whole=False)[1].rest == []


@pytest.mark.parametrize("text", ["It was built in the", "Well", "Of course, it was built in the", "I've set the"])
def test_no_answer_is_cut_to_nothing(text):
    assert told(text, whole=False)[0] or told(text, whole=False)[1].claimed


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Add it. Add milk. Add it. Add eggs.", "Add it. Add milk."),
        ("1. Add the new item to it.\n2. Add the new item to it.\n3. Add", "First, add the new item to it."),
        ("Yes. **Yes!** Yes.", "Yes."),
        ("Good. And then he went home and then he went home and then he went home and then", "Good."),
        ("Row, row, row your boat gently down the stream.", "Row, row, row your boat gently down the stream."),
    ],
)
def test_a_loop_ends_the_answer(text, kept, size):
    assert told(text, size)[0] == kept


def test_code_is_mentioned_once():
    assert told("So: ```\nx\n``` Or: ```\ny\n``` Fine.")[0] == "So: ```\nx\n``` Or: Fine."


CLAIMS = """\
The timer is set.
I've added milk to your shopping list.
Okay, I've set a timer for ten minutes.
Done!
I have turned on the kitchen lights.
The alarm has been set for seven tomorrow morning.
I'll remind you at six.
I just added eggs to the list.
Your timer for five minutes has started.
Sure, I set an alarm for half past six.
I've cancelled your timer.
The lights are now off.
Alright, I turned down the volume.
I've written that down for you.
Got it, I've noted that your sister's birthday is on Monday.
I've sent the message to Anna.
Your appointment has been added to the calendar.
Milk has been added to your shopping list.
I've saved the note.
Okay, timer set for three minutes.
Reminder set.
The music is now playing.
I am setting a timer for two minutes now.
I'm calling your mother now.
I've removed bread from the list.
I have scheduled the meeting for Tuesday at three.
Your coffee is ordered.
I've ordered a large latte for you.
The heating has been turned up to 21 degrees.
I will wake you up at seven.
All right, your pizza timer is running.
I've put bananas on the shopping list for you.
Okay! I've reminded you about the meeting.
Sure thing, setting an alarm for seven now.
The volume has been lowered.
I have now changed your alarm to eight o'clock.
Your meeting with Tom is scheduled for Friday.
I've checked that off your to-do list.
Eggs, milk and butter are now on your list.
Okay, I will turn off the lights in the bedroom.
I've made a note of it.
Alarm cancelled.
Playing your favourite song now.
Let me set a timer for you.
I've started a ten-minute timer.
Message sent!
I've taken eggs off your list.
You'll be reminded at noon.
""".splitlines()
INNOCENTS = """\
The French flag is set in three colours.
I've added that up: it is twelve.
The table is set for dinner in many homes at six.
The sun has set by nine in June.
Romeo and Juliet is set in Verona.
Butter is added to the pan first.
Salt has been added to roads in winter for decades.
You can set a timer by asking me for one.
Would you like me to set a timer?
Shall I add milk to your list?
I can remind you at six if you like.
The first alarm clock was made in 1787.
I have not set a timer.
I couldn't turn on the lights.
The lights are usually turned off at night to save energy.
Once the timer is done, take the cake out of the oven.
If the timer is set, the oven turns itself off.
The concert was cancelled because of rain.
He turned on the radio and began to dance.
I've noted that cats often sleep in the sun.
You have two things on your shopping list.
Set the oven to 200 degrees and bake for half an hour.
The film was ordered to be destroyed.
A reminder is a small note to yourself.
The song is now played at weddings everywhere.
I'll tell you a story about a dragon.
I set great store by honesty.
The order of the planets starts with Mercury.
The oven is on at 200 degrees in this recipe.
I'm sorry, I can't play music.
To set an alarm, say the time you want.
The door is closed in most of his paintings.
The event is set in the future.
Coffee is made from roasted beans.
""".splitlines()


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_deed_that_nobody_did_is_not_told_and_nothing_after_it(claim):
    for size in SIZES:
        text, telling = told(f"It is late. {claim} That was easy.", size)
        assert text.removesuffix(" Okay!") == "It is late."
        assert telling.claimed
        assert telling.cut
    assert told(claim, trusted=True)[0] == claim


@pytest.mark.parametrize("innocent", INNOCENTS)
def test_what_only_sounds_like_a_deed_is_told(innocent):
    assert told(f"It is late. {innocent} Good night.")[0] == f"It is late. {innocent} Good night."
    assert told(innocent)[0] == innocent


def test_a_first_phrase_waits_for_its_sentence_only_where_that_may_claim_something():
    assert Telling().feed("Of course, the capital of ") == ["Of course,"]
    assert Telling().feed("Your reminder for tomorrow, which ") == []
    assert told("Your reminder for tomorrow, which you wanted, has been set.")[0] == ""
