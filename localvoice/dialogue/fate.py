"""What becomes of a reply? A table of its states and of what may happen to it: no clock, no sound, no mind.

    listening --paused--> prepared
    listening --backchannel, apart--> withdrawn
    prepared --over, accepted, unclear--> committed
    prepared --unknown--> undecided
    prepared --resumed, no words, backchannel, failed, apart--> withdrawn
    undecided --accepted, unclear--> committed
    undecided --resumed, no words, backchannel, failed, apart--> withdrawn
    committed --barged in--> held
    committed --resumed--> withdrawn
    committed --played--> done
    held --unknown, apart--> held
    held --no words, backchannel, failed--> committed
    held --accepted, unclear--> cut
    listening, prepared, undecided, committed, held --closed--> cut

At most two replies are alive: the one to the present turn, and one that this turn perhaps interrupts, which is held.
What is found out about the turn (`verdict`) happens to both: accepted words commit the one and cut the other, and so
does clear speech that nobody understands, which is asked about.
What is said unasked is prepared and committed at once.
"""

from enum import Enum

from localvoice.understanding.mind import Understood


class Fate(Enum):
    LISTENING = "listening"  # the person speaks, and the mind hears it
    PREPARED = "prepared"  # they paused: it is begun silently
    UNDECIDED = "undecided"  # their turn is over, but whether it was an interruption is not known yet
    COMMITTED = "committed"  # it may be heard
    HELD = "held"  # silent for the moment: the person may be interrupting
    CUT = "cut"  # nothing more of it will be heard
    WITHDRAWN = "withdrawn"  # begun too early or for nothing, and never heard
    DONE = "done"  # all of it was heard


class Happening(Enum):
    PAUSED = "paused"  # the person did, and perhaps that was all
    RESUMED = "resumed"  # they speak on: what was made for the first half is stale
    BARGED_IN = "barged in"  # somebody speaks while it is heard
    OVER = "over"  # the person's turn is, and nothing is held
    UNKNOWN = "unknown"  # the turn is over, another reply is held, and the words are not known
    ACCEPTED = "accepted"  # the turn is over, another reply is held, and its words make sense: an interruption
    UNCLEAR = "unclear"  # the same, without words that make sense, but the person clearly speaks: an interruption
    NO_WORDS = "no words"  # the same, without words: none
    BACKCHANNEL = "backchannel"  # the person only showed that they listen: none
    FAILED = "failed"  # the mind ended without saying what the words are: none
    APART = "apart"  # the words make no sense together with those before: they are heard again, alone
    PLAYED = "played"  # the last sample was
    CLOSED = "closed"  # the conversation ends


ALIVE = (Fate.LISTENING, Fate.PREPARED, Fate.UNDECIDED, Fate.COMMITTED, Fate.HELD)
ENDS = (Fate.CUT, Fate.WITHDRAWN, Fate.DONE)
HEARD = (Fate.COMMITTED, Fate.HELD, Fate.CUT, Fate.DONE)  # it makes sound, or has made it
_NONE = (Happening.NO_WORDS, Happening.BACKCHANNEL, Happening.FAILED)  # no interruption
_CUTS = (Happening.ACCEPTED, Happening.UNCLEAR)  # an interruption
_STALE = (Happening.RESUMED, Happening.APART, *_NONE)

TABLE: dict[tuple[Fate, Happening], Fate] = {
    (Fate.LISTENING, Happening.PAUSED): Fate.PREPARED,
    (Fate.LISTENING, Happening.BACKCHANNEL): Fate.WITHDRAWN,
    (Fate.LISTENING, Happening.APART): Fate.WITHDRAWN,
    (Fate.PREPARED, Happening.OVER): Fate.COMMITTED,
    (Fate.PREPARED, Happening.UNKNOWN): Fate.UNDECIDED,
    **{(fate, cuts): Fate.COMMITTED for fate in (Fate.PREPARED, Fate.UNDECIDED) for cuts in _CUTS},
    **{(fate, stale): Fate.WITHDRAWN for fate in (Fate.PREPARED, Fate.UNDECIDED) for stale in _STALE},
    (Fate.COMMITTED, Happening.BARGED_IN): Fate.HELD,
    (Fate.COMMITTED, Happening.RESUMED): Fate.WITHDRAWN,
    (Fate.COMMITTED, Happening.PLAYED): Fate.DONE,
    (Fate.HELD, Happening.UNKNOWN): Fate.HELD,
    (Fate.HELD, Happening.APART): Fate.HELD,
    **{(Fate.HELD, none): Fate.COMMITTED for none in _NONE},
    **{(Fate.HELD, cuts): Fate.CUT for cuts in _CUTS},
    **{(fate, Happening.CLOSED): Fate.CUT for fate in ALIVE},
}

IMPOSSIBLE: dict[str, set[tuple[Fate, Happening]]] = {
    "it has ended": {(fate, each) for fate in ENDS for each in Happening},
    "the person still speaks": {
        *((Fate.LISTENING, each) for each in (Happening.RESUMED, Happening.OVER, Happening.UNKNOWN)),
        *((Fate.LISTENING, each) for each in (*_CUTS, Happening.NO_WORDS, Happening.FAILED)),
    },
    "it is not heard": {
        (fate, each)
        for fate in (Fate.LISTENING, Fate.PREPARED, Fate.UNDECIDED)
        for each in (Happening.BARGED_IN, Happening.PLAYED)
    },
    "it is silent": {(Fate.HELD, Happening.BARGED_IN), (Fate.HELD, Happening.PLAYED)},
    "the person has paused": {(fate, Happening.PAUSED) for fate in (Fate.PREPARED, Fate.UNDECIDED, Fate.COMMITTED)},
    "the turn is over": {
        (Fate.UNDECIDED, Happening.OVER),
        (Fate.UNDECIDED, Happening.UNKNOWN),
        *((Fate.COMMITTED, each) for each in (Happening.OVER, Happening.UNKNOWN, *_CUTS)),
        *((Fate.COMMITTED, each) for each in (Happening.APART, *_NONE)),
    },
    "that happens to the reply after it": {
        (Fate.HELD, each) for each in (Happening.PAUSED, Happening.RESUMED, Happening.OVER)
    },
}


def after(fate: Fate, happening: Happening) -> Fate:
    """What becomes of it; raises AssertionError, with the reason, when that cannot happen to it."""
    if (fate, happening) not in TABLE:
        why = next(why for why, pairs in IMPOSSIBLE.items() if (fate, happening) in pairs)
        raise AssertionError(f"“{happening.value}” happened to a reply that is {fate.value}: {why}")
    return TABLE[fate, happening]


def verdict(words: Understood | None, over: bool, holds: bool, joined: bool, ended: bool) -> Happening | None:
    """What is known of a turn, whose reply is not committed yet; None when nothing is to be done before more is.

    `words`: None while they are not known; `over`: the person's turn is; `holds`: another reply is held meanwhile;
    `joined`: the frames are both halves of a turn; `ended`: the mind tells no more.
    """
    if not holds:
        return Happening.OVER if over else None
    if words and not words.accepted and joined:
        return Happening.APART
    if words and not words.accepted and words.backchannel:
        return Happening.BACKCHANNEL
    if not over:
        return None
    if words and words.unclear:
        return Happening.UNCLEAR
    if words:
        return Happening.ACCEPTED if words.accepted else Happening.NO_WORDS
    return Happening.FAILED if ended else Happening.UNKNOWN
