"""Markdown and simple HTML go in, sentences without marks come out."""

import pytest

from localvoice.wording.phrases import speak_phrases
from localvoice.wording.spoken import speakable
from localvoice.wording.spoken.markup import CODE


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        (
            "**Bold**, *slanted*, ***both***, __under__, _low_ and ~~gone~~.",
            "Bold, slanted, both, under, low and gone.",
        ),
        ("2 * 3 * 4 = 24 and snake_case_name", "two times three times four equals twenty four and snake case name"),
        ("An **open mark. And one* more", "An open mark. And one more"),
        ("Use `pip install x` or ``a`b``!", "Use pip install x or a b!"),
        ('[The docs](https://a.org/x_(y) "title") and ![a cat](cat.png)', "The docs and a cat"),
        ("See [this][1] fact [2] and note[^3].\n\n[1]: https://a.org", "See this fact and note."),
        ("Go to <https://a.org> now", "Go to HTTPS colon slash slash a dot org now"),
        ("# Title\nText under it", "Title. Text under it"),
        ("Title\n=====\nText", "Title. Text"),
        ("- milk\n* eggs,\n+ [x] bread!\n  and butter", "milk. eggs, bread! and butter"),
        ("1. Boil\n2) Cook: long\n\nDone", "one, Boil. two, Cook: long. Done"),
        ("> quoted\n> twice", "quoted twice"),
        ("Above\n\n---\n\nbelow", "Above. below"),
        ("| Name | Age |\n|:---|---:|\n| Ann | 30 |", "Name, Age. Ann, thirty."),
        ("a\n\nb\n\nc?\n\nd", "a. b. c? d"),
        ("soft\nbreak", "soft break"),
        ("<b>Bold</b> &amp; <br>more<!-- hidden -->", "Bold and more"),
        ("5 \\* 3 \\_x\\_", "five times three x"),
        ("Great! 🎉👍🏽 1️⃣ 🇩🇪 done", "Great! one done"),
        ("👍", ""),
        ("---", ""),
        ("zero\u200bwidth soft\u00adhyphen no\u00a0break", "zerowidth softhyphen no break"),
    ],
)
def test_marks_go_and_words_stay(written, spoken):
    assert speakable(written) == spoken


@pytest.mark.parametrize(
    "block",
    ["```python\nprint('x. Y')\n```", "~~~\ncode\n~~~", "```\nnever closed\n\n# x", "```\n```"],
)
def test_code_is_mentioned_and_not_read(block):
    assert speakable(block) == CODE
    assert speakable(f"Here:\n\n{block}").startswith(f"Here: {CODE}")


def test_text_goes_on_after_code():
    assert speakable("Look:\n```\nx = 1\n```\nThat is all.") == f"Look: {CODE} That is all."


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Use this: ```python\nimport random\n\ndef roll():\n    return 1\n``` Nice.", f"Use this: {CODE} Nice."),
        ("Use this. ```\nx = 1``` It is short.", f"Use this. {CODE} It is short."),
        ("So: ```js\nnever closed\n\n# x", f"So: {CODE}"),
        ("Say ```x``` here.\nAnd there.", "Say x here. And there."),
    ],
)
def test_code_that_begins_in_a_line_is_mentioned_too(written, spoken):
    assert speakable(written) == spoken
    assert " ".join(phrase.spoken for phrase in speak_phrases(written)) == spoken
