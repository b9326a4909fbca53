"""What small models really answered, through the manners: one question, no Markdown, and nothing true is lost.

Every word of a reply is spoken, or offered and spoken on a yes, or asked later, or left out for one of the REASONS.
"""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from localvoice.wording.manners import openings
from localvoice.wording.manners.claims import claims_a_deed
from localvoice.wording.manners.fillers import is_filler
from localvoice.wording.manners.judging import judge, split
from localvoice.wording.manners.portions import offer, portion
from localvoice.wording.manners.questions import asks
from localvoice.wording.manners.telling import Telling
from localvoice.wording.phrases import spoken_phrases
from localvoice.wording.spoken import speakable

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "model-replies"
REASONS = {
    "stopped": "the model was stopped after as many sentences as can wait; a yes to the last offer lets it write on",
    "loop": "it says again what it has said",
    "deed": "it claims a deed that nobody did; an honest sentence is said",
    "unfinished": "its last sentence has no end, because the model had no more room",
    "empty": "the sentence says nothing, or asks about nothing",
    "code": "it is a block of code, or a call of a tool",
    "item": "a number or sign of a list; first and then are said",
}
CODE = re.compile(r"```.*?(?:```|\Z)", re.DOTALL)
CALL = re.compile(r"^\s*(?:<\w+>\s*)?\{.*", re.DOTALL)
NEVER = {"question", "list", "table", "Markdown", "code", "address", "emoji", "sources", "stage direction", "speaker"}
MARKS = re.compile(r"[*_#`|<>\[\]{}]|https?:|(?:^|\s)\d+[.)]\s")
ITEM = re.compile(r"(?<!\w)\d{1,2}[.)](?=\s)")

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"{FOLDER} is not there")


def turns():
    for file in sorted(FOLDER.glob("*.json")):
        for item in json.loads(file.read_text()):
            yield from (turn for turn in item if turn["reply"].strip())


@pytest.fixture(scope="module")
def told():
    """Each turn with its answers: what is spoken at once, then on each yes; and the state at the end."""
    return [(turn, *answers(turn)) for turn in turns() if not CALL.match(turn["reply"])]


def answers(turn):
    telling, phrases, read = Telling(2, request=turn["asked"]), [], 0
    for char in turn["reply"]:
        if telling.over or telling.claimed:
            break
        read += 1
        phrases += telling.feed(char)
    phrases += telling.end(turn["ended"] != "length")
    asked = bool(telling.question)
    said, rest = [[*phrases, offer(asked)] if telling.rest else phrases], telling.rest
    while rest:
        now, rest = portion(rest, 2)
        said.append([*now, offer(asks(now[-1]))] if rest or telling.stopped else now)
    return [spoken(each) for each in said], telling, read


def spoken(phrases):
    return " ".join(phrase.spoken for phrase in spoken_phrases(phrases))


def test_there_are_as_many_as_there_were(told):
    assert len(told) > 200


def test_never_two_questions_and_never_a_mark_of_markdown_in_one_spoken_answer(told):
    for turn, said, _, _ in told:
        for answer in said:
            rules = {fault.rule for fault in judge(answer, turn["asked"])}
            assert not rules & NEVER, (answer, rules)
            assert not MARKS.search(answer), answer


def test_no_answer_is_longer_than_can_be_heard_unless_its_only_sentence_is(told):
    long = [
        answer
        for turn, (answer, *_), _, _ in told
        if any(each.rule == "length" for each in judge(answer, turn["asked"]))
    ]
    assert len(long) <= 3  # whose figures are many words when they are said


def test_every_word_is_said_or_left_out_for_a_reason_that_has_a_name(told):
    used, lost = Counter(), {}
    for turn, said, telling, read in told:
        kept, reasons = without_reasons(turn, telling, read)
        heard = set(words(" ".join([*said, *map(speakable, telling.later)])))
        used.update(reasons)
        if missing := [word for word in words(speakable(kept)) if word not in heard]:
            lost[turn["reply"]] = missing
    assert lost == {}
    assert set(used) <= set(REASONS)


def without_reasons(turn, telling, read):
    """The reply without what may be left out, and why that was."""
    text, reasons = turn["reply"][:read], set()
    if read < len(turn["reply"]):
        text = text.rpartition(" ")[0]  # a word of the next sentence, by which the end was known
        reasons.add("stopped" if telling.stopped else "deed" if telling.claimed else "loop")
    if "```" in text:
        text = CODE.sub(" ", text)
        reasons.add("code")
    text, numbers = ITEM.subn(" ", text)
    reasons |= {"item"} if numbers else set()
    kept = []
    for sentence in split(text):
        last = sentence == split(text)[-1]
        if claims_a_deed(sentence):
            reasons.add("deed")
        elif is_filler(sentence) or openings.empty(sentence, turn["asked"]):
            reasons.add("empty")
        elif last and read == len(turn["reply"]) and turn["ended"] == "length":
            reasons.add("unfinished")
        elif last and read < len(turn["reply"]) and not telling.stopped:
            reasons.add("loop")
        else:
            kept.append(openings.without(sentence, turn["asked"]))
    return " ".join(kept), reasons


def words(text):
    return re.findall(r"[^\W_]+(?:['’][^\W_]+)?", text.lower())
