"""Is this only a sign of listening? "Mm-hm", "yeah", "right": said while the other speaks, and no wish for the floor.

What backchannels are: Yngve, On getting a word in edgewise, 1970. The list of words is our own.
"""

WORDS = frozenset(
    (
        "mm mhm hm hmm mm-hm mm-hmm mhmm uh-huh uh huh um-hum aha ah oh yeah yep yes ya right okay ok sure i see wow "
        + "really good great nice exactly true is that so"
    ).split()
)
LONGEST = 3  # words; "oh i see"


def is_backchannel(text: str) -> bool:
    """Do these words only show that somebody listens?"""
    words = text.lower().replace(",", " ").replace(".", " ").split()
    return 0 < len(words) <= LONGEST and all(word in WORDS for word in words)
