"""Do our own sentences keep the manners that models are held to? What skills answer, and each fixed sentence."""

import ast
from pathlib import Path

import pytest
from skill_talk import Talk

import localvoice
from localvoice.tools.persona import names
from localvoice.wording.manners.judging import judge

PACKAGE = Path(localvoice.__file__).parent
# Lists of the person's own that this test has made long, which no request in it asks to be told
MADE_LONG = {"timer_left", "alarm_state", "alarm_cancel", "reminder_list"}
NOT_SPOKEN = {"prompt.py", "answering.py", "translator.py"}  # written to models and programs


@pytest.mark.parametrize("name", names())
def test_what_skills_answer_keeps_the_manners(name):
    talk, wrong = Talk(name), {}
    for intent, sentences in talk.toolbox.examples(1).items():
        for sentence in sentences:
            answer = talk.answer(sentence)
            text = getattr(answer, "text", answer)
            faults = [fault for fault in judge(text, sentence) if not (fault.rule == "length" and intent in MADE_LONG)]
            if text and faults:
                wrong[text] = [fault.why for fault in faults]
    assert wrong == {}


def spoken(node):
    """A string as it may be said: what is filled in is a word."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "tea" for part in node.values)
    return ""


def sentences(file):
    """What the calls of `Answer` in a file say, and its constants that are sentences."""
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Answer" and node.args:
            yield from map(spoken, ast.walk(node.args[0]))
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id.isupper():
            yield from map(spoken, getattr(node.value, "elts", [node.value]))


def test_every_fixed_sentence_keeps_the_manners():
    files = [file for room in ("tools", "understanding") for file in (PACKAGE / room).rglob("*.py")]
    every = [text for file in files if file.name not in NOT_SPOKEN for text in sentences(file)]
    said = {text for text in every if text.rstrip()[-1:] in (".", "!", "?") and len(text.split()) > 1}
    assert len(said) > 150
    wrong = {text: judge(text) for text in said if judge(text)}
    greetings = {text for text in wrong if text.endswith("What can I do for you?")}  # after a "Good morning"
    assert set(wrong) == greetings


def test_what_it_can_do_is_told_in_several_answers():
    talk = Talk()
    told = [talk.say("what can you do")]
    while told[-1].endswith(" Ask what else I can do."):
        told.append(talk.say("what else can you do"))
    assert all(judge(answer) == [] for answer in told)
    assert all(about in " ".join(told) for about in talk.world.skills)
    assert talk.say("what else can you do") == "That is all that I can do."
