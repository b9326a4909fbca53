"""Whole turns, and what was done in them: what was understood is said before it is done, by the events of the turns."""

import pytest
from test_cascade import Beep
from test_confirming import Errand
from test_language import talk

from localvoice.tools.toolbox import PROPOSAL, Toolbox
from localvoice.understanding.mind import Saying, Understood
from localvoice.wording.manners.echo import unechoed


@pytest.fixture
def transcript(monkeypatch):
    """Of turns: (the person's words, the answer, deeds in words), each."""
    did = []
    do = Toolbox._do

    async def noted(self, call):
        if self.changes(call) and not call.intent.startswith(PROPOSAL):
            did.append(self._tools[call.intent].in_words(call))
        return await do(self, call)

    def of(*sentences):
        turns, done = [], 0

        def after(told, mind):
            nonlocal done
            (understood,) = [each for each in told if isinstance(each, Understood)]
            answer = " ".join(each.text for each in told if isinstance(each, Saying))
            turns.append((understood.text, answer, tuple(did[done:])))
            done = len(did)

        talk(Errand(), Beep(), *[(sentence, "") for sentence in sentences], after=after)
        return turns

    monkeypatch.setattr(Toolbox, "_do", noted)
    return of


def faults(turns):
    before = ["", *(answer for _, answer, _ in turns)]
    whys = [unechoed(deed, asked, answer, before[at]) for at, (asked, answer, did) in enumerate(turns) for deed in did]
    return [why for why in whys if why]


def test_what_a_model_wants_and_what_a_person_orders_is_said_before_or_while_it_is_done(transcript):
    turns = transcript(
        *("we have run out of milk", "yes", "set a timer for ten minutes", "add eggs to my shopping list"),
        *("remind me to call mom at six", "take a note the key is under the mat", "wake me at seven"),
    )
    assert sum(len(did) for *_, did in turns) >= 6
    assert faults(turns) == []


def test_what_nobody_had_said_is_found():
    milk = "add milk to your shopping list"
    asked = ("we have run out of milk", "Shall I add milk to your shopping list?", ())
    assert faults([asked, ("yes", "Done.", (milk,))]) == []
    assert "ask first" in faults([("we have no milk left", "I added milk to your shopping list.", (milk,))])[0]
    assert "nothing said so" in faults([("add milk to my shopping list", "Done.", (milk,))])[0]
    assert "eggs" in unechoed("add eggs to your shopping list", *asked[:2]) or "egg" in unechoed(
        *("add eggs to your shopping list", "yes", "Done.", asked[1])
    )
    assert (
        unechoed("set a timer for 10 minutes", "set a timer for ten minutes", "A timer for 10 minutes, from now.") == ""
    )
