"""How is somebody answered who spoke like this? As they spoke: softly to a whisper, briskly to who is in a hurry."""

from localvoice.events import Manner, Note
from localvoice.wording.phrase import FIRST_WORDS

WHISPERED = 0.35  # a whisper is answered so softly: a gain of −9 dB
SOFT = 0.6  # a gain of −4.4 dB: softly spoken is often only far away
# Factors on the pace. The least difference of pace that listeners notice is some 5 % (Quené, Journal of Phonetics 35,
# 2007); the others were set by hand, well above it.
FAST_PACE, TIRED_PACE, SLOW_PACE = 1.2, 0.93, 0.85
WHISPERED_PACE = 0.8
BRIEF_WORDS = 6  # of a first phrase for somebody in a hurry


def answering(note: Note, pace: float, volume: float, language: str) -> Manner:
    """`pace`, `volume`: as the person has set them."""
    whispered = "whispered" in note
    gain = WHISPERED if whispered else SOFT if "soft" in note else 1.0
    return Manner(pace * _pace(note), gain * volume, language, whispered)


def first_words(note: Note, words: int = FIRST_WORDS) -> int:
    """How many words a first phrase may have, `words` at most."""
    return min(words, BRIEF_WORDS) if "fast" in note else words


def _pace(note: Note) -> float:
    """Who whispers is answered slowly, even in haste: a whisper is hard to understand."""
    if "whispered" in note:
        return WHISPERED_PACE
    if "fast" in note:
        return FAST_PACE
    if "slow" in note:
        return SLOW_PACE
    return TIRED_PACE if "flat" in note else 1.0
