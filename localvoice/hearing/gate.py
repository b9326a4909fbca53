"""How long must it be quiet before the turn is taken to be over? Less, the surer it is that all has been said.

What the words are decides: whether the grammar's sentence is whole, and how much could still be added to it. The waits
count from the end of speech as `hearing.edge` sees it, in frames of 32 ms. A person who was cut into goes on, and both
halves are one turn (`dialogue.session`).

`SURE_S`, `ONE_MORE_S` and `GO_ON_S` were chosen on the pauses of recorded people (`scripts/bench turns --choose`: 28
coffee orders), where 0.15 and 0.31 s cut into 4 % at a mean delay of 318 ms, and 0.285 s for both, a quarter shorter or
longer with the tone, into 11 % at 387 ms. On the other 21 orders it is one turn against none, at 261 against 323 ms.
After a sentence that nothing could follow none of the 49 went on.

How it is said has no say: at 348 pauses of 102 readings (40 readers and more) the pitch of the end told the ends from
the pauses with an area under the curve of 0.47, a fall in loudness with 0.49, a drawn-out end with 0.37; at 71 pauses
of the orders 0.51, 0.59 and 0.61. A logistic model of ten such measures was better (0.73 on held-out readers) only by
the length of what was said so far, which is the length of the clips. The other waits were set by hand.
"""

import re
from dataclasses import dataclass

from localvoice.events import Ending, Note
from localvoice.hearing.tone_measured import Tone

SURE_S = 0.12  # four frames: with the third the recogniser is asked for all the words, and has a frame to say them
LAGGING_S = 0.19  # six frames: complete as far as was heard, and the recogniser may be so far behind
UNSURE_S = 1.2
ONE_MORE_S = 0.15  # a sentence to which one thing could be added
GO_ON_S = 0.31  # a sentence to which more than one could
UNKNOWN_S = 0.60  # no words, or none that the grammar knows
# Not measured here: no spoken answers and no weights of smart-turn in the data. A full stop that a recogniser of open
# speech wrote is worth a third of a second elsewhere (RealtimeVoiceChat: 0.33 to 0.39 s).
FULL_STOP_S = 0.35
PATIENT = 1.5  # factor on the waits beyond SURE_S for who speaks haltingly or slowly; set by hand
SHORT_S = 0.5  # less speech than this without words may be somebody who draws breath

DANGLING = re.compile(
    r"(?:and|or|but|because|so|if|that|which|who|to|of|for|from|with|in|at|by|on|into|about|than|as|the|an?|my|your|his"
    r"|her|our|their|this|these|is|are|um|uh|er|hmm|,|-|–|…|\.\.\.)$"
)


NO_TONE = Tone()


@dataclass(frozen=True)
class Evidence:
    """What is known when it is quiet."""

    words: str = ""  # recognised so far, not forced to be a whole sentence; "" when there is no transcript
    ending: Ending = Ending.UNKNOWN  # of the words, as told by the skills' grammar
    tone: Tone = NO_TONE
    turn_end: float | None = None  # probability of a turn's end, 0..1, of a model that hears it; None without one
    question: bool = False  # the assistant has asked something
    all_heard: bool = True  # the words are all that was said until now; False: the recogniser may be behind


@dataclass(frozen=True)
class Decision:
    """What the gate has made of it."""

    wait_s: float  # SURE_S to UNSURE_S of silence end the turn
    why: str  # for the trace


def decide(evidence: Evidence) -> Decision:
    """How long to wait. The more complete the words, the surer the model, the shorter."""
    match evidence.ending:
        case Ending.COMPLETE:
            if evidence.all_heard:
                return Decision(SURE_S, "a complete sentence")
            return Decision(LAGGING_S, "a complete sentence, unless more is heard of it")
        case Ending.UNFINISHED:
            return Decision(UNSURE_S, "the sentence is not finished")
    last = re.findall(r"[\w']+|\.\.\.|[^\w\s]|$", evidence.words.lower())[-2:][0]
    if DANGLING.match(last):
        return Decision(UNSURE_S, f"more follows after “{last}”")
    if evidence.ending is Ending.ONE_MORE:
        return _modelled(ONE_MORE_S, "a sentence that one thing could be added to", evidence)
    if evidence.ending is Ending.COULD_GO_ON:
        return _modelled(GO_ON_S, "a sentence that could go on", evidence)
    if last in (".", "?", "!"):
        return _modelled(FULL_STOP_S, "the recogniser heard a full stop", evidence)
    if not evidence.words and evidence.tone.speech_s < SHORT_S and not evidence.question:
        return _modelled(UNSURE_S, "hardly begun", evidence)
    return _modelled(UNKNOWN_S, "words outside the grammar" if evidence.words else "no words yet", evidence)


def patience(*notes: Note) -> float:
    """A factor on the waits beyond SURE_S for somebody who spoke so in this turn and, where that is known, before."""
    return PATIENT if any(tone in note for note in notes for tone in ("hesitant", "slow")) else 1.0


def wait_s(evidence: Evidence) -> float:
    """How much silence ends the turn, SURE_S to UNSURE_S."""
    return decide(evidence).wait_s


def _modelled(wait_s: float, why: str, evidence: Evidence) -> Decision:
    """A model that hears the turn's end draws the wait towards what it is sure of: half of the way at most."""
    if evidence.turn_end is not None:
        sure_s = UNSURE_S - (UNSURE_S - SURE_S) * evidence.turn_end
        wait_s, why = (wait_s + sure_s) / 2, f"{why}; end with probability {evidence.turn_end:.2f}"
    return Decision(min(UNSURE_S, max(SURE_S, wait_s)), why)
