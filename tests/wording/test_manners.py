"""Replies as models really write them, and what a voice's manners say of each; requests, and how much they want."""

import json
from pathlib import Path

import pytest

from localvoice.wording.manners.asked import sentences
from localvoice.wording.manners.judging import judge

REPLIES = [json.loads(line) for line in (Path(__file__).parent / "replies.jsonl").read_text().splitlines()]
WANT_MORE = """\
tell me a story
tell me a longer story about a dragon
tell me everything you know about whales
tell me more
tell me more about that
go on
keep going
continue please
yes go on
explain it in detail
how does a fridge work in detail
give me all the details
i want the long version
take your time and explain it properly
explain step by step how to change a tyre
walk me through resetting the router
talk me through it
can you give me a recipe for lasagna
what's the recipe for tomato soup
how do you make lasagna give me the whole recipe
write me a poem for my mum
read me a bedtime story
sing me a song about rain
recite a poem
give me a long answer
could you elaborate on that
summarise the whole book for me in a few paragraphs
make up a fairy tale
what happened next in the story
i'd like a thorough explanation
explain like you would in a lecture
give me the full story of apollo eleven
don't be brief
what are the steps one by one
""".splitlines()
WANT_NO_MORE = """\
what's the capital of france
what should i cook tonight
tell me a joke
how does a fridge work
explain black holes in one sentence
make it short
give me the short version of the story
keep it brief please tell me about rome
what's the story with the broken window
who wrote the neverending story
is there a step missing here
how long does the story take
no don't go on
stop going on about it
go on tuesday then
i don't want details
without going into detail how does a fridge work
tell me who won
tell me the time
how many recipes do i have
add recipe book to my shopping list
more milk please
one more time
what is the detail view
who sings this song
set a timer for the poem
what's for dinner
do you like poems
i read a story yesterday
is the poem long
""".splitlines()


@pytest.mark.parametrize("reply", REPLIES, ids=lambda reply: reply["why"])
def test_a_reply_is_judged_as_a_person_would(reply):
    faults = judge(reply["reply"], reply["asked"])
    assert (not faults) == reply["good"], faults


@pytest.mark.parametrize("reply", [reply for reply in REPLIES if not reply["good"]], ids=lambda reply: reply["why"])
def test_every_fault_has_a_place_in_the_text_and_a_reason_in_plain_words(reply):
    for fault in judge(reply["reply"], reply["asked"]):
        assert 0 <= fault.start < fault.end <= len(reply["reply"])
        assert fault.why.endswith(".")


@pytest.mark.parametrize("request_", WANT_MORE)
def test_who_asks_for_a_story_for_steps_or_for_more_hears_all(request_):
    assert sentences(request_, 2) == 0


@pytest.mark.parametrize("request_", WANT_NO_MORE)
def test_who_does_not_hears_the_usual_few_sentences_or_fewer(request_):
    assert 1 <= sentences(request_, 2) <= 2


def test_who_wants_it_short_hears_one_sentence():
    assert sentences("keep it brief please tell me about rome", 2) == 1
    assert sentences("tell me about rome", 2) == 2


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("Was möchten Sie trinken? Und wie viele sind Sie?", ["question"]),
        ("Es ist kalt heute, oder? Nehmen Sie einen Schal mit.", []),
        ("Que voulez-vous boire ? Combien êtes-vous ?", ["question"]),
        ("¿Qué desea beber? ¿Cuántos son?", ["question"]),
        ("何を飲みますか。何名様ですか。", ["question"]),
        ("何を飲みますか？", []),
        ("- Brot\n- Käse", ["list"]),
        ("1. ご飯を炊く\n2. 海苔を置く", ["list"]),
        ("・牛乳\n・卵", ["list"]),
        ("Z. B. Suppe oder Salat, am 3. Mai um 18 Uhr.", []),
        ("« Qui a peur ? » est une pièce.", []),
    ],
)
def test_other_languages_marks_are_known(text, rules):
    assert [fault.rule for fault in judge(text)] == rules
