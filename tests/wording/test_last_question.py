"""A last question that nobody waits for is not told; chopped in any way."""

import pytest

from localvoice.wording.manners.telling import Telling

MORE = "Is there anything else I can help you with?"


def told(text, size, most=0, brief=True):
    telling = Telling(most)
    telling.brief = brief
    phrases = [phrase for at in range(0, len(text), size) for phrase in telling.feed(text[at : at + size])]
    return " ".join(phrases + telling.end(True)), telling


@pytest.mark.parametrize("size", [1, 7, 1000])
@pytest.mark.parametrize(
    "last",
    [MORE, "Would you like to know more?", "If you have any questions, feel free to ask.", f"Anything else? {MORE}"],
)
def test_a_last_question_that_nobody_waits_for_is_not_told(size, last):
    said, telling = told(f"Canberra is the capital. {last}", size)
    assert said == "Canberra is the capital."
    assert telling.cut


@pytest.mark.parametrize("size", [1, 7, 1000])
@pytest.mark.parametrize(
    "text",
    [
        "Canberra is the capital. Which list should I add it to?",
        f"Canberra is the capital. {MORE} It has 450 thousand people.",
        MORE,
        "Would you like to know more?",
    ],
)
def test_a_real_one_is_told_and_so_is_what_stands_alone_or_in_the_middle(size, text):
    said, telling = told(text, size)
    assert said == text
    assert not telling.cut


def test_it_is_no_more_that_could_be_told():
    said, telling = told(f"One. Two. {MORE}", 1000, most=2)
    assert said == "One. Two."
    assert telling.rest == []


def test_a_program_gets_all_of_its_answer():
    said, _ = told(f"Canberra. {MORE}", 1000, brief=False)
    assert said == f"Canberra. {MORE}"
