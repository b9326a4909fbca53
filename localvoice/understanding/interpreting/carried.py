"""How is a translation spoken? As the speaker speaks: in haste quickly, in a whisper softly; faster when behind."""

from localvoice.events import Manner, Note

# Gains; the speaker's usual loudness leaves room for a loud one. Paces: differences of 5 % are just noticed
# (Quené, Journal of Phonetics 35, 2007); these are well above that. Set by hand.
USUAL, LOUD = 0.8, 1.0
SOFT, WHISPERED = 0.5, 0.3
FAST_PACE, SLOW_PACE = 1.2, 0.88
CATCH_UP = ((6.0, 1.3), (4.0, 1.2), (2.0, 1.1))  # so much speech is waiting, in seconds: so much faster


def carried(note: Note, pace: float, volume: float, language: str, behind_s: float) -> Manner:
    """`pace`, `volume`: as somebody has set them; `behind_s`: speech that is made and was not heard yet."""
    whispered = "whispered" in note
    gain = WHISPERED if whispered else SOFT if "soft" in note else LOUD if "loud" in note else USUAL
    own = FAST_PACE if "fast" in note else SLOW_PACE if "slow" in note else 1.0
    hurry = next((factor for limit_s, factor in CATCH_UP if behind_s > limit_s), 1.0)
    pace *= max(own, hurry) if hurry > 1.0 else own
    return Manner(min(2.0, max(0.5, pace)), gain * volume, language, whispered)
