"""What does the sound of a turn tell? How sure it is that somebody whispers, hurries, asks, hesitates; or nothing.

Each limit lies between what clips of synthetic voices with that tone have and what plain ones and two sets of readings
have that were looked at while it was chosen (`scripts/bench tone`); the voices, readers and orders that it
is measured on are others. Nothing tells laughing and sighing: there were no recordings of either to choose a limit on.
"""

from localvoice.events import TONES, Note
from localvoice.hearing.tone_measured import HEARD_S, MELODY_S, Tone

# Less speech has no melody, and nobody asks with the end of a longer one: readings rise before a comma, too.
SHORT_QUESTION_S, QUESTION_S = 0.6, 6.0

# The middle between so and not so, and how far from there it is three to one.
WHISPER_VOICING, WHISPER_SPREAD = 0.15, 0.04  # espeak whispers at most 0.04, readers and other voices from 0.27
SOFT_DB, LOUD_DB, LOUD_SPREAD_DB = -8.0, 6.0, 1.0
FAST_HZ, SLOW_HZ, PACE_SPREAD_HZ = 7.8, 5.0, 0.3
STEADY, STEADY_SPREAD = 0.6, 0.03  # who speaks slowly has long vowels; who only makes pauses has not
# Letters a second: plain clips 14 to 19.5, readings 11.2 to 24.2, fast clips from 26, slow ones to 11.3.
FAST_LETTERS_HZ, SLOW_LETTERS_HZ, FEW_LETTERS = 24.5, 10.8, 8
CRAWLING_HZ = 3.0  # so slow is slow whatever the vowels are
QUICKER, SLOWER, QUICKER_SPREAD = 1.4, 0.65, 0.05  # than the person usually speaks
RISE_ST, RISE_SPREAD_ST = 5.0, 0.5  # questions of synthetic voices from 6.0, whatever else they say to 1.5
END_ST, END_SPREAD_ST = -1.0, 0.3  # questions from -0.6: they end high in the voice, not only higher than just before
DRAWN_S, DRAWN_SPREAD_S = 0.345, 0.02
DRAWN_SYLLABLES, DRAWN_SPREAD = 1.5, 0.1  # it is as long as so many syllables of this person are
MELODY_ST, MELODY_SPREAD_ST = 2.0, 0.4


def told(tone: Tone, words: str = "") -> Note:
    """What can be told of it; `words`: that were heard, "" where nobody knows. They tell the pace, too."""
    if tone.speech_s < HEARD_S:
        return Note()
    whispered = _below(tone.voicing, WHISPER_VOICING, WHISPER_SPREAD)
    if whispered >= 0.5:
        return Note(whispered=whispered)
    louder_db = tone.louder_db
    soft = None if louder_db is None else _below(louder_db, SOFT_DB, LOUD_SPREAD_DB)
    loud = None if louder_db is None else _above(louder_db, LOUD_DB, LOUD_SPREAD_DB)
    letters_hz = _letters_hz(tone, words)
    rising = min(_above(tone.rise_st, RISE_ST, RISE_SPREAD_ST), _above(tone.end_st, END_ST, END_SPREAD_ST))
    rising = rising if SHORT_QUESTION_S <= tone.speech_s <= QUESTION_S else None
    if tone.speech_s < MELODY_S:
        fast = None if letters_hz is None else _above(letters_hz, FAST_LETTERS_HZ, 1.0)
        return Note(whispered, soft, loud, fast, rising=rising)
    drawn = _above(tone.drawn_s * tone.pace_hz, DRAWN_SYLLABLES, DRAWN_SPREAD)
    return Note(
        whispered,
        soft,
        loud,
        fast=_fast(tone, letters_hz),
        slow=_slow(tone, letters_hz),
        rising=rising,
        hesitant=min(_above(tone.drawn_s, DRAWN_S, DRAWN_SPREAD_S), drawn),
        flat=_below(tone.melody_st, MELODY_ST, MELODY_SPREAD_ST),
    )


def heeded(setting: str) -> frozenset[str]:
    """The tones that a person lets change the answer: "all", "none", "whispered, fast", or "-rising" for all others."""
    names = [name.strip() for name in setting.split(",")]
    if names in (["all"], ["none"]):
        return frozenset(TONES if names == ["all"] else ())
    without = frozenset(name[1:] for name in names if name.startswith("-"))
    named = frozenset(name for name in names if not name.startswith("-"))
    return (named or frozenset(TONES)) - without


def _letters_hz(tone: Tone, words: str) -> float | None:
    """Letters a second, the longest drawn-out sound apart; None where the words are unknown, too few or no letters."""
    letters = sum(sign.isalpha() for sign in words)
    return letters / max(HEARD_S, tone.talk_s - tone.drawn_s) if letters >= FEW_LETTERS and words.isascii() else None


def _fast(tone: Tone, letters_hz: float | None) -> float:
    quicker = 0.0 if tone.quicker is None else _above(tone.quicker, QUICKER, QUICKER_SPREAD)
    spelt = 0.0 if letters_hz is None else _above(letters_hz, FAST_LETTERS_HZ, 1.0)
    return max(quicker, spelt, _above(tone.pace_hz, FAST_HZ, PACE_SPREAD_HZ))


def _slow(tone: Tone, letters_hz: float | None) -> float:
    slower = 0.0 if tone.quicker is None else _below(tone.quicker, SLOWER, QUICKER_SPREAD)
    spelt = 0.0 if letters_hz is None else _below(letters_hz, SLOW_LETTERS_HZ, 0.5)
    long = min(_below(tone.pace_hz, SLOW_HZ, PACE_SPREAD_HZ), _above(tone.steady, STEADY, STEADY_SPREAD))
    return max(slower, spelt, long, _below(tone.pace_hz, CRAWLING_HZ, PACE_SPREAD_HZ))


def _above(value: float, middle: float, spread: float) -> float:
    """How surely is it above? One half in the middle, three quarters a spread above."""
    return 1 / (1 + 3 ** min(30.0, max(-30.0, (middle - value) / spread)))


def _below(value: float, middle: float, spread: float) -> float:
    return _above(-value, -middle, spread)
