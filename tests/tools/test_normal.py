"""Typed sentences and the words that a person would say for them."""

import pytest

from localvoice.tools.reading.normal import spoken


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Wake me up at 7:30am!", "wake me up at seven thirty a m"),
        ("wake me up at seven am", "wake me up at seven a m"),
        ("I am here at 7 pm", "i am here at seven p m"),
        ("at 7:00", "at seven o'clock"),
        ("at 7:00 p.m.", "at seven p m"),
        ("at 7:05", "at seven oh five"),
        ("What’s 12*7-3?", "what's twelve times seven minus three"),
        ("whats 8 x 9", "what's eight times nine"),
        ("100 / 4", "one hundred divided by four"),
        ("-5 + 3", "minus five plus three"),
        ("2^8", "two to the power of eight"),
        ("set the volume to 50%", "set the volume to fifty percent"),
        ("1,200 and 3.5", "one thousand two hundred and three point five"),
        ("10 min timer", "ten minutes timer"),
        ("5km in mi", "five kilometers in mi"),
        ("-40 °F", "minus forty degrees fahrenheit"),
        ("on May 3rd", "on may third"),
        ("roll 2d6", "roll two six sided dice"),
        ("roll d20", "roll one twenty sided dice"),
        ("twenty-five", "twenty five"),
        ("to-do list", "to do list"),
        ("my todo list", "my to do list"),
        ("milk & eggs", "milk and eggs"),
        ("nevermind", "never mind"),
        ("remind me tmrw abt rent", "remind me tomorrow about rent"),
        ("2moro or tmr, nxt fri", "tomorrow or tomorrow next fri"),
        ("in 2 wks or an hr", "in two weeks or an hour"),
        ("5 mins, 30 secs", "five minutes thirty seconds"),
        ("thx, how r u", "thanks how are you"),
        ("b4 2nite", "before tonight"),
        ("…!?", ""),
        ("", ""),
        ("99999999999999999999", "99999999999999999999"),
        ("0th place", "0th place"),
        ("5 times 0.000001", "five times zero point zero zero zero zero zero one"),
        ("2.5e3 and 1e-2", "two thousand five hundred and zero point zero one"),
        (".5 cups", "zero point five cups"),
        ("2 - -3", "two minus minus three"),
        ("2--3", "two minus minus three"),
        ("3*-2", "three times minus two"),
        ("−5 – 3", "minus five minus three"),
        ("(2+3)*4", "open bracket two plus three close bracket times four"),
        ("-(2+3)", "minus open bracket two plus three close bracket"),
        ("call mom (at work)", "call mom at work"),
        ("seven - no", "seven no"),
        ("2**3", "two to the power of three"),
        ("5² + √16", "five squared plus the square root of sixteen"),
        ("1/2 cup", "one half cup"),
        ("2 1/2 tablespoons", "two and a half tablespoons"),
        ("3½ cups and ⅔ cup", "three and a half cups and two thirds cup"),
        ("6/3", "six divided by three"),
        ("12/24", "twelve divided by twenty four"),
        ("6'2\" to meters", "six feet two inches to meters"),
        ("5′ 10″", "five feet ten inches"),
        ("the 90's", "the ninety s"),
        ("60 mph to km/h", "sixty miles per hour to kilometers per hour"),
        ("3 m/s", "three meters per second"),
        ("10 sq ft in m²", "ten square feet in square meters"),
        ("8 fl. oz", "eight fluid ounces"),
        ("m&m's", "m and m's"),
        ("squash", "squash"),
    ],
)
def test_typed_text_becomes_what_one_would_say(typed, said):
    assert " ".join(word.text for word in spoken(typed)) == said


def test_every_word_knows_where_it_was_typed():
    text = "Buy 12 Äpfel, now"
    assert [(word.text, text[word.start : word.end]) for word in spoken(text)] == [
        ("buy", "Buy"),
        ("twelve", "12"),
        ("äpfel", "Äpfel"),
        ("now", "now"),
    ]
