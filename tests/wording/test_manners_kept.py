"""Replies as models write them go in, chopped at will; what a voice says keeps the manners, and nothing is lost."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from localvoice.wording.manners.judging import judge
from localvoice.wording.manners.portions import offer, portion
from localvoice.wording.manners.telling import Telling
from localvoice.wording.phrases import Cutter, spoken_phrases

REPLIES = [json.loads(line) for line in (Path(__file__).parent / "replies.jsonl").read_text().splitlines()]


def told(text, request="", most=2, sizes=(1000,)):
    """The phrases, and the state at the end; `sizes` of the pieces, again and again."""
    telling, phrases, at = Telling(most, request=request), [], 0
    telling.trusted = True
    while at < len(text):
        size = sizes[len(phrases) % len(sizes)]
        phrases += telling.feed(text[at : at + size])
        at += size
    return [*phrases, *telling.end(True)], telling


def said(text, request="", most=2):
    """All that is spoken at once."""
    phrases, telling = told(text, request, most)
    if telling.rest:
        phrases.append(offer(bool(telling.question)))
    return " ".join(phrase.spoken for phrase in spoken_phrases(phrases))


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(REPLIES), st.lists(st.integers(1, 40), min_size=1, max_size=8))
def test_it_is_the_same_for_any_chopping(reply, sizes):
    phrases, telling = told(reply["reply"], reply["asked"])
    again, other = told(reply["reply"], reply["asked"], sizes=sizes)
    assert again == phrases
    assert (other.rest, other.later, other.question, other.cut) == (
        *(telling.rest, telling.later, telling.question, telling.cut),
    )


@pytest.mark.parametrize("reply", REPLIES, ids=lambda reply: reply["why"])
def test_what_is_said_of_any_reply_keeps_the_manners(reply):
    rules = {fault.rule for fault in judge(said(reply["reply"], reply["asked"]), reply["asked"])}
    assert rules <= {"call", "echo", "half"}  # no text; not done, so not said; where the model ended


@pytest.mark.parametrize("reply", [each for each in REPLIES if each["good"]], ids=lambda reply: reply["why"])
def test_a_good_reply_is_said_as_it_stands(reply):
    phrases, telling = told(reply["reply"], reply["asked"])
    assert " ".join(phrases) == reply["reply"]
    assert (telling.rest, telling.later, telling.cut) == ([], [], False)


@pytest.mark.parametrize("reply", REPLIES, ids=lambda reply: reply["why"])
def test_the_first_phrase_comes_as_soon_as_it_is_cut_unless_it_says_nothing(reply):
    text = reply["reply"]
    cutter, telling = Cutter(), Telling(2, request=reply["asked"])
    telling.trusted = True
    cut = next((at for at, char in enumerate(text) if cutter.cuts(char)), None)
    first = next((at for at, char in enumerate(text) if telling.feed(char)), None)
    waits = {"opening", "stage direction", "table", "speaker"} & {fault.rule for fault in judge(text, reply["asked"])}
    assert waits or first == cut


@pytest.mark.parametrize(
    ("text", "heard", "later"),
    [
        ("What do you like? And how many are you?", "What do you like?", ["And how many are you?"]),
        ("Red or white? I have both. And for when?", "Red or white? I have both.", ["And for when?"]),
        ("Why did it cross the road? To get there. More?", "Why did it cross the road? To get there. More?", []),
        ("Would you like tea, and do you take milk?", "Would you like tea,", ["And do you take milk?"]),
        ("Fine. Would you like tea, and do you take milk?", "Fine. Would you like tea?", ["And do you take milk?"]),
        ("It's cold, right? Do you want a scarf?", "It's cold, right? Do you want a scarf?", []),
        ("Who? When? Where?", "Who?", ["When?", "Where?"]),
        ("Do you want tea? Or coffee? And when?", "Do you want tea? Or coffee?", ["And when?"]),
        (
            "Please tell me your name, the city and the day.",
            "Please tell me your name,",
            ["And the city?", "And the day?"],
        ),
    ],
)
def test_a_second_question_waits(text, heard, later):
    phrases, telling = told(text)
    assert " ".join(phrases) == heard
    assert telling.later == later


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("1. Boil it.\n2. Add salt\n3. Wait.", "First, boil it. Then add salt. Then wait."),
        ("So: 1. Boil it. 2. Add salt.", "So: First, boil it. Then add salt."),
        ("Ideas:\n- Pasta\n- **Rice** with peas", "Ideas: First, Pasta. Then **Rice** with peas."),
        ("### One\n- Rome\n### Two\n- Bonn", "### One First, Rome. ### Two First, Bonn."),
        ("| City | People |\n|---|---|\n| Rome | 3 |", "City Rome, People 3."),
        ("| Rome | Paris |\n", "Rome, Paris."),
        ("It was built in 1889. It is 330 metres high.", "It was built in 1889. It is 330 metres high."),
        ("The answer is 7. And that is all.", "The answer is 7. And that is all."),
    ],
)
def test_a_list_becomes_sentences(text, heard):
    assert " ".join(told(text)[0]) == heard


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("Certainly! Great question! It is Rome.", "It is Rome."),
        ("Sure, I'd be happy to help you with that! It is Rome.", "It is Rome."),
        ("As an AI language model, I cannot taste. It is sweet.", "I cannot taste. It is sweet."),
        ("Certainly, it is Rome.", "It is Rome."),
        ("Certainly!", "Certainly!"),
        ("*laughs softly* That is good. (winks)", "That is good."),
        ("Assistant: It is Rome.\nUser: And Paris?", "It is Rome."),
        ("It is 3 km long.\n\nSources: Wikipedia, 2020.", "It is 3 km long."),
        ("Look at https://www.bbc.co.uk/news?x=1 today.", "Look at bbc.co.uk today."),
    ],
)
def test_what_nobody_wants_to_hear_goes(text, heard):
    assert " ".join(told(text)[0]) == heard


def test_a_yes_that_answers_stays():
    assert " ".join(told("Absolutely! But not with milk.", "can i eat it raw")[0]) == "Absolutely! But not with milk."
    assert " ".join(told("Absolutely! It is Rome.", "can you tell me the capital")[0]) == "It is Rome."


def test_a_wall_is_parted_where_it_takes_a_breath_and_the_rest_is_offered():
    (wall,) = [each["reply"] for each in REPLIES if each["why"] == "a wall in one sentence"]
    phrases, telling = told(wall)
    heard = " ".join(phrases)
    assert heard.endswith("such as red and orange.")
    assert f"{heard[:-1]}, {telling.rest[0][0].lower()}{telling.rest[0][1:]}" == wall


def test_who_wants_it_short_hears_one_sentence():
    text = "It is a city. It has grown on seven hills beside the river Tiber in the course of three thousand years."
    phrases, telling = told(text, "tell me about rome in one sentence")
    assert (" ".join(phrases), telling.rest, telling.over) == ("It is a city.", [], True)


def test_the_rest_goes_on_up_to_a_question():
    assert portion(["One.", "Two?", "Three."], 2) == (["One.", "Two?"], ["Three."])
    assert portion(["One two.", "Three.", "Four."], 2)[0] == ["One two.", "Three.", "Four."]
    assert portion(["word " * 25, "word " * 25], 2)[1] == ["word " * 25]


def test_a_program_and_a_reader_get_lists_and_questions_as_they_stand():
    text = "Certainly!\n- Who?\n- When?"
    telling = Telling(written=True)
    telling.brief = False
    assert " ".join([*telling.feed(text), *telling.end(True)]) == "Certainly! - Who? - When?"
