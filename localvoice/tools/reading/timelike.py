"""Are these words about time, although nobody can say when? "on friday or saturday at five", "every monday".

What is about time may not be swallowed by a task: the person is asked instead. A number alone is not ("chapter five",
"the seven eleven"), nor is a month or a day in the middle of a name ("the may invoice").
"""

import re

from localvoice.tools.reading.days import MONTHS, NAMED, SHORT_MONTHS, SHORT_WEEKDAYS, WEEKDAYS
from localvoice.tools.reading.durations import SECONDS
from localvoice.tools.reading.numbers import ORDINALS, SMALL

PERIODS = (*SECONDS, "month", "year", "weekend", "morning", "afternoon", "evening", "night", "day", "time")
NUMBER = rf"(?:(?:{'|'.join(SMALL)}|hundred|thousand)\b ?)+"
ORDINAL = f"(?:{'|'.join(sorted(ORDINALS, key=len, reverse=True))}|last)"
COUNT = rf"(?:{NUMBER}|an? |a couple of |a few |several |half an? |some )"
MONTH = f"(?:{'|'.join([*MONTHS, *SHORT_MONTHS])})"
WEEKDAY = f"(?:{'|'.join([*WEEKDAYS, *SHORT_WEEKDAYS])})"
LASTING = f"(?:{'|'.join([*SECONDS, 'month', 'year'])})s?"
WHICH = "(?:next|this|last|every|each|coming|following|other)"
DATED = (  # which day
    rf"{MONTH} (?:the )?(?:{ORDINAL}|{NUMBER})",
    rf"(?:{ORDINAL}|{NUMBER}) ?(?:day )?(?:of )?{MONTH}",
    r"today|tomorrow|yesterday|tonight",
    rf"(?:on|by|until|till|before|after|from|since|{WHICH}) {WEEKDAY}s?",
    rf"(?:on|by|until|till|before|after) the {ORDINAL}(?= (?:and|or|at|to|of|in|by)\b|$)",
    rf"(?:end|start|beginning|middle) of (?:the|this|next) (?:{'|'.join(PERIODS)})",
    rf"(?:in|within|after) {COUNT}{LASTING}",
    rf"{COUNT}{LASTING} (?:from|after|before|ago|later|hence)",
    rf"(?:in|by|until|till|before|next|this|last) {MONTH}",
    rf"{WHICH} (?:{'|'.join(PERIODS)})s?",
    r"on (?:the )?weekends?|on weekdays",
    rf"(?:on|at|by|before|after) (?:{'|'.join([*NAMED, 'easter', 'thanksgiving'])})",
)
OF_DAY = (  # at what time
    rf"(?:at|by|before|after|around|until|till|past|between|from) (?:about |around )?{NUMBER}",
    rf"{NUMBER} ?(?:[ap] m|o'clock)",
    rf"(?:half|quarter|{NUMBER}) (?:past|to) {NUMBER}",
    r"(?:at|by|before|after|until|till) (?:noon|midnight|midday|night)|in the (?:morning|afternoon|evening)",
)
DAY = re.compile(rf"\b(?:{'|'.join(DATED)})(?!\w)")
TIME = re.compile(rf"\b(?:{'|'.join([*OF_DAY, f'{WEEKDAY}s?'])})(?!\w)")
ANCHORS = (DAY, TIME)  # as one pattern they took 10 ms more of every start
LITTLE = (
    "on at in by to of or and the a an p m o'clock half quarter past before after around about until till from since"
    " between within this next last coming following every each other today tomorrow yesterday tonight noon midnight"
    " midday weekday weekdays easter thanksgiving beginning middle end early late later ago hence now sharp exactly"
    " approximately roughly sometime start few couple several some minus divided daily weekly monthly hundred thousand"
)
WORDS = {word for name in (*NAMED, *ORDINALS) for word in name.split()} | {*MONTHS, *SHORT_MONTHS, *SHORT_WEEKDAYS}
WORDS |= {form for name in (*PERIODS, *WEEKDAYS) for form in (name, f"{name}s")} | {*SMALL, *LITTLE.split()}
FIRST = (
    "on at by in before after around until till from since between within this next last coming every each today"
    " tomorrow yesterday tonight noon midnight early late daily weekly monthly sometime"
)
OPENERS = {*FIRST.split(), *MONTHS, *WEEKDAYS, *SHORT_WEEKDAYS, *(f"{name}s" for name in WEEKDAYS)}
REPEATED = re.compile(r"\b(?:every|each|daily|weekly|monthly|weekdays|\w+days)\b")


OPENING = re.compile(rf"the (?:{ORDINAL}|day|week|weekend|month|end|beginning|middle|next|following)\b")


def timelike(words: str) -> bool:
    """Do these words, spelled out, speak of nothing but time, from the first to the last?"""
    said = words.split()
    if not said or not set(said) <= WORDS or not any(anchor.search(words) for anchor in ANCHORS):
        return False
    return said[0] in OPENERS or any(begins.match(words) for begins in (OPENING, *ANCHORS))


def names_a_day(words: str) -> bool:
    """Is there a day or a span among these words, spelled out: "call mom on friday about the rent"?"""
    return DAY.search(words) is not None


def without(words: list[str]) -> int:
    """How many of the words, each spelled out, come before a timelike rest."""
    for at in range(len(words)):
        if timelike(" ".join(words[at:])):
            return at
    return len(words)


def repeated(words: str) -> bool:
    """Is it to happen again and again?"""
    return REPEATED.search(words) is not None
