"""Can this order be believed, which is heard while the assistant speaks? A hum over an answer must not change anything.

A grammar makes one of its sentences of every sound, and what the echo canceller leaves of a short one fits many. In a
simulated room "uh-huh" in five synthetic voices became "add soda", "cancel it" and "pardon", and of orders of two words
some became others: those that would have changed something had more letters than their voice has time for (from 22.7
each second), or were hardly accepted; the ten that were heard rightly have at most 19.9. A person says it again.
"""

from dataclasses import replace

from localvoice.events import Transcript
from localvoice.tools.skill import Call
from localvoice.tools.toolbox import Toolbox
from localvoice.understanding.waiting import WAIT

FASTEST = 21.0  # letters for each second of voice
BRIEF_S = 0.6  # of 40 signs of listening none has more voice than 0.58 s (scripts/bench floor)


def believed(transcript: Transcript, voiced_s: float, call: Call | None, toolbox: Toolbox) -> Transcript:
    """The words over an answer, which ask for `call`; not accepted where they are more likely a hum.

    What changes nothing may be tried, save a wait, which would end the answer; and who answers a question is expected
    to say something short.
    """
    if call is None or toolbox.question or not (toolbox.changes(call) or call.intent == WAIT):
        return transcript
    hasty = len(transcript.text.replace(" ", "")) > FASTEST * voiced_s
    slipped = hasty or (voiced_s < BRIEF_S and not transcript.sure)
    return replace(transcript, accepted=False) if slipped else transcript
