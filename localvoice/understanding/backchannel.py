"""Is this only a sign of listening? "Mm-hm", "yeah", "right": said while the other speaks, and no wish for the floor.

What backchannels are: Yngve, On getting a word in edgewise, 1970. The list of words is our own.
"""

# For a grammar that would otherwise force them into a command: "sure" became "slower", "yeah" "thanks". Spelt as in
# CMUdict, which PocketSphinx has.
SHORT = "mm hm hmm hum mhm uh-huh huh aha ah oh um yeah yep right okay sure wow"
SENTENCES = (*SHORT.split(), "um hum", "uh huh", "i see")
MORE = "mm-hm mm-hmm mmhm uh um-hum yes ya ok i see really good great nice exactly true is that so"
WORDS = frozenset([*SHORT.split(), *MORE.split()])
LONGEST = 3  # words; "oh i see"


def is_backchannel(text: str) -> bool:
    """Do these words only show that somebody listens?"""
    words = text.lower().replace(",", " ").replace(".", " ").split()
    return 0 < len(words) <= LONGEST and all(word in WORDS for word in words)
