"""Is the table of a reply's fates whole? Every pair is a transition or impossible, and its drawing shows the same."""

import re
from itertools import product

import pytest

from localvoice.dialogue import fate
from localvoice.dialogue.fate import ALIVE, ENDS, IMPOSSIBLE, TABLE, Fate, Happening, after, verdict
from localvoice.understanding.mind import Understood

PAIRS = list(product(Fate, Happening))
ACCEPTED = Understood("stop", True)
NO_WORDS = Understood("", False)
BACKCHANNEL = Understood("mm-hm", False, backchannel=True)
UNCLEAR = Understood("", False, unclear=True)


def drawn():
    for froms, happenings, to in re.findall(r"^    ([a-z, ]+) --([a-z, ]+)--> (\w+)$", fate.__doc__, re.M):
        for each in product(froms.split(", "), happenings.split(", ")):
            yield *each, to


def name(pair):
    return f"{pair[0].value}, {pair[1].value}"


@pytest.mark.parametrize("pair", PAIRS, ids=name)
def test_whatever_happens_to_a_reply_leads_somewhere_or_is_impossible_for_one_reason(pair):
    reasons = [why for why, pairs in IMPOSSIBLE.items() if pair in pairs]
    assert len(reasons) == (pair not in TABLE)
    if reasons:
        with pytest.raises(AssertionError, match=reasons[0]):
            after(*pair)
    else:
        assert after(*pair) is TABLE[pair]


def test_the_drawing_is_the_table():
    lines = list(drawn())
    assert len(lines) == len(set(lines))
    assert set(lines) == {(start.value, by.value, to.value) for (start, by), to in TABLE.items()}
    assert len(re.findall("-->", fate.__doc__)) == len(re.findall(r"^    .*-->", fate.__doc__, re.M))


def reached(start):
    found, new = set(), {start}
    while new:
        found |= new
        new = {to for (at, _), to in TABLE.items() if at in new} - found
    return found


def test_every_fate_is_reached_from_the_beginning_and_is_alive_or_an_end():
    assert reached(Fate.LISTENING) == set(Fate) == {*ALIVE, *ENDS}


@pytest.mark.parametrize("start", ALIVE)
def test_from_everywhere_an_end_is_reached_even_if_the_conversation_goes_on(start):
    assert TABLE[start, Happening.CLOSED] in ENDS
    onward = {to for (at, by), to in TABLE.items() if at in reached(start) and by is not Happening.CLOSED}
    assert onward & set(ENDS)


@pytest.mark.parametrize("start", ENDS)
def test_an_end_is_the_end(start):
    assert reached(start) == {start}


WORDS = [None, ACCEPTED, NO_WORDS, BACKCHANNEL, UNCLEAR]


@pytest.mark.parametrize(
    ("over", "joined", "ended", "expected"),  # of no words yet, accepted ones, none, a backchannel, unclear ones
    [
        (False, False, False, [None, None, None, "backchannel", None]),
        (True, False, False, ["unknown", "accepted", "no words", "backchannel", "unclear"]),
        (False, False, True, [None, None, None, "backchannel", None]),
        (True, False, True, ["failed", "accepted", "no words", "backchannel", "unclear"]),
        (False, True, False, [None, None, "apart", "apart", "apart"]),
        (True, True, False, ["unknown", "accepted", "apart", "apart", "apart"]),
        (False, True, True, [None, None, "apart", "apart", "apart"]),
        (True, True, True, ["failed", "accepted", "apart", "apart", "apart"]),
    ],
)
def test_what_a_turn_makes_of_the_answer_it_perhaps_interrupts(over, joined, ended, expected):
    got = [verdict(words, over, True, joined, ended) for words in WORDS]
    assert [each and each.value for each in got] == expected


@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("ended", [False, True])
@pytest.mark.parametrize("joined", [False, True])
def test_a_turn_that_interrupts_nothing_is_answered_when_it_is_over_whatever_its_words(words, ended, joined):
    assert verdict(words, False, False, joined, ended) is None
    assert verdict(words, True, False, joined, ended) is Happening.OVER


@pytest.mark.parametrize("start", [Fate.LISTENING, Fate.PREPARED, Fate.UNDECIDED])
@pytest.mark.parametrize("words", WORDS)
@pytest.mark.parametrize("joined", [False, True])
@pytest.mark.parametrize("ended", [False, True])
def test_a_verdict_can_happen_both_to_the_reply_and_to_the_one_that_is_held(start, words, joined, ended):
    over = start is Fate.UNDECIDED
    for now_over in {over, start is not Fate.LISTENING}:
        happening = verdict(words, now_over, True, joined, ended)
        if happening and not (start is Fate.UNDECIDED and happening is Happening.UNKNOWN):
            after(start, happening)
            after(Fate.HELD, happening)
