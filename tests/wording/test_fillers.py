"""Which last sentences can an answer do without?"""

import pytest

from localvoice.wording.manners.fillers import is_filler


@pytest.mark.parametrize(
    "sentence",
    [
        "Is there anything else I can help you with?",
        "Would you like to know more?",
        "Anything else?",
        "How can I assist you further?",
        "Do you have any other questions?",
        "Let me know if you need anything else.",
        "Want me to go deeper?",
        "What do you think?",
        "Does that make sense?",
        "Can I help you with something else today?",
        "Is there anything else you'd like to know?",
        "If you have any questions, feel free to ask.",
        "Feel free to ask!",
        "Would you like me to explain more?",
        "Would you like to hear more about it?",
        "How can I help you today?",
        "So, is there anything else?",
    ],
)
def test_what_nobody_waits_for_is_filler(sentence):
    assert is_filler(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Which list should I add it to?",
        "Do you mean London, Ontario?",
        "For how many people?",
        "At what time?",
        "Shall I delete it?",
        "Would you like to know more about the red one or the blue one?",
        "Do you want me to add it?",
        "What is your name?",
        "Would you like sugar?",
        "Anything else for the list?",
        "Do you need an alarm?",
        "How can I make bread?",
        "Let me know when you are ready to start the timer.",
        "I can help.",
        "Do you have any allergies?",
        "",
    ],
)
def test_a_question_about_something_stays(sentence):
    assert not is_filler(sentence)
