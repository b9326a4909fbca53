"""How long must it be quiet before the turn is taken to be over? Less, the surer it is that all has been said.

What the words are decides most. How they are said moves the middle: falling and softer is nearer to an end. The waits
count from the end of speech as `hearing.edge` sees it. `GO_ON_S` and `SWAY` were chosen with `scripts/bench latency`:
0.38 s and 0.5 gave 1 cut-in in 100 turns and a latency of 326 ms (645 ms for 95 %), 0.285 s and 0.25 give 4 and 275 ms
(428 ms), all on the chip m1-pro, simulated. A person who was cut into goes on, and both halves are one turn
(`dialogue.session`). The other waits were set by hand.

`scripts/bench turns` on turns that nothing was chosen on: of 59 with words, 33 of which have simulated pauses inside,
10 % are cut into at a mean delay of 275 ms, none of the 26 complete ones; a fixed silence with a mean delay of 300 ms
cuts into 38 %, with 600 ms into 22 %, and into 5 % from 1134 ms on. All waits stretched to a mean of 300 ms still cut
into 10 %, and up to twice as long they never come down to 5 %. On the other half the cost, a cut-in taken for 1 s, is
flat: 369 to 387 ms with `GO_ON_S` from 0.26 to 0.32 s, whatever the sway.
"""

import re
from dataclasses import dataclass

from localvoice.events import Ending
from localvoice.hearing.tone import Tone

SURE_S = 0.19  # six frames: with a seventh it would be over 200 ms
UNSURE_S = 1.2
GO_ON_S = 0.285  # a sentence that could go on
UNKNOWN_S = 0.60  # no words, or none that the grammar knows
# Falling and softer makes `GO_ON_S` up to so much shorter, level and loud as much longer. Without words it moves
# nothing: in read speech neither pitch nor loudness told the ends from the pauses (area under the curve 0.47 to 0.60).
SWAY = 0.25
FALL_ST, FALL_DB, SPAN_DB = 1.5, 7.0, 3.0  # a fall in the middle between level and settled, and how far those are
# Not measured here: no spoken answers and no weights of smart-turn in the data. A full stop that a recogniser of open
# speech wrote is worth a third of a second elsewhere (RealtimeVoiceChat: 0.33 to 0.39 s).
FULL_STOP_S = 0.36
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


@dataclass(frozen=True)
class Decision:
    """What the gate has made of it."""

    wait_s: float  # SURE_S to UNSURE_S of silence end the turn
    why: str  # for the trace


def decide(evidence: Evidence) -> Decision:
    """How long to wait. The more complete the words, the further the fall, the surer the model, the shorter."""
    match evidence.ending:
        case Ending.COMPLETE:
            return Decision(SURE_S, "a complete sentence")
        case Ending.UNFINISHED:
            return Decision(UNSURE_S, "the sentence is not finished")
    last = re.findall(r"[\w']+|\.\.\.|[^\w\s]|$", evidence.words.lower())[-2:][0]
    if DANGLING.match(last):
        return Decision(UNSURE_S, f"more follows after “{last}”")
    if evidence.ending is Ending.COULD_GO_ON:
        settled = _settled(evidence.tone)
        how = "settled" if settled > 0.2 else "left open" if settled < -0.2 else "neutral"
        return _modelled(GO_ON_S * (1 - SWAY * settled), f"a sentence that could go on, tone {how}", evidence)
    if last in (".", "?", "!"):
        return _modelled(FULL_STOP_S, "the recogniser heard a full stop", evidence)
    if not evidence.words and evidence.tone.speech_s < SHORT_S and not evidence.question:
        return _modelled(UNSURE_S, "hardly begun", evidence)
    return _modelled(UNKNOWN_S, "words outside the grammar" if evidence.words else "no words yet", evidence)


def wait_s(evidence: Evidence) -> float:
    """How much silence ends the turn, SURE_S to UNSURE_S."""
    return decide(evidence).wait_s


def _settled(tone: Tone) -> float:
    """−1: level and loud to the last, 1: it fell and grew softer."""
    if not tone.pitch_hz:
        return 0.0
    fall = _clamped(-tone.end_st / FALL_ST - 1)
    softer = _clamped((tone.fall_db - FALL_DB) / SPAN_DB)
    return (fall + softer) / 2


def _clamped(value: float) -> float:
    return min(1.0, max(-1.0, value))


def _modelled(wait_s: float, why: str, evidence: Evidence) -> Decision:
    """A model that hears the turn's end draws the wait towards what it is sure of: half of the way at most."""
    if evidence.turn_end is not None:
        sure_s = UNSURE_S - (UNSURE_S - SURE_S) * evidence.turn_end
        wait_s, why = (wait_s + sure_s) / 2, f"{why}; end with probability {evidence.turn_end:.2f}"
    return Decision(min(UNSURE_S, max(SURE_S, wait_s)), why)
