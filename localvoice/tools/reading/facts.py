"""What is to be remembered, until when, and what is asked of it? Slots of the skills of memory.

By ear the recogniser hears only the facts of FACTS, in its own words; typed text and an open ear may say anything.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from localvoice.tools.reading.slots import MOMENT, dated, spelled
from localvoice.tools.reading.times import Day, Moment, duration
from localvoice.tools.skill import Slot

LONGEST_FACT = 300  # characters
FEWEST_WORDS = 3  # "remember the milk" tells no fact; "I'm vegan" are three
# What follows "remember" where nothing is told: a task, a person, a question, or only a pointing word.
OPENS_NO_FACT = (
    "to me us him her them when how what where who why if whether of about for until till something anything"
    " everything nothing"
)
NO_FACT = set(OPENS_NO_FACT.split())
LONGEST_TOPIC = 12  # words
NO_TOPIC = {"it", "that", "this", "everything", "to"}
DANGLING = {"the", "my", "our", "a", "an", "your", "of", "about", "with", "for", "is", "are", "and", "or"}
LONGEST_NAME = 3  # words
OPENS_NO_NAME = "a an the when if back later at in on to not and or my your it that this tomorrow today"
NO_NAME = set(OPENS_NO_NAME.split())
POINTING = re.compile(r"(?:that|this|it|these|those)(?: (?:for|to|until|till) .*)?", re.I)
# What skills of their own keep.
KEPT_ELSEWHERE = re.compile(
    r"\b(?:timers?|alarms?|reminders?|lists?|notes?|tasks?|countdowns?|to[- ]?dos?|volume|orders?|schedule|agenda"
    r"|appointments?|calendar|shopping|groceries|next|last|answer|options?|question)\b",
    re.I,
)

RELATIVE = "(wife's|husband's|mother's|father's|mom's|dad's|sister's|brother's|son's|daughter's|grandmother's|boss's)"
KEPT = "(car|bike|spare key|key|passport|umbrella|suitcase|ladder|charger)"
PLACE = (
    "(at the (garage|station|office|airport)|in the (kitchen|bedroom|basement|garage|car|closet|top drawer|drawer)"
    "|under the (mat|bed|table|flowerpot)|with my (mother|father|sister|brother|neighbor)|at home"
    "|on (level|floor) <digit>)"
)
SUBSTANCES = "(nuts|peanuts|milk|eggs|fish|shrimp|soy|wheat|pollen|cats|dogs|bees|penicillin)"
FACTS = (
    f"my {RELATIVE} birthday is [on] <date>|my birthday is [on] <date>|our anniversary is [on] <date>"
    f"|(the|my) {KEPT} is {PLACE}|i parked {PLACE}|i'm allergic to {SUBSTANCES}"
    "|i'm [a] (vegetarian|vegan|diabetic)|my shoe size is <below_hundred>"
    "|my favorite color is (blue|red|green|yellow|black|white|purple|orange|pink)"
)
ASKED = f"(my {RELATIVE} birthday|my birthday|our anniversary|(the|my) {KEPT})"
TOPICS = f"(nuts|allergies|birthdays|my {RELATIVE} birthday|my birthday|our anniversary|(the|my) {KEPT})"
UNTIL = "<other_day>|<date>|<duration>|(a|one) (week|day)|<below_hundred> (days|weeks)"


@dataclass(frozen=True)
class Until:
    """When something ends, as it was said; one of the fields is set."""

    moment: Moment | None = None
    span: timedelta | None = None
    period: str = ""  # that is now: "day", "week", "month", "year"

    def end(self, now: datetime) -> datetime | None:
        """The first moment after it, as the clock on the wall shows it; a day counts to its end. None: it is over."""
        today = now.date()
        if self.period:
            return _after(_last_day(self.period, today))
        if self.span is not None:
            shown = now.replace(tzinfo=None) + self.span
            return _after(shown.date()) if not self.span % timedelta(days=1) else shown
        assert self.moment is not None
        if self.moment.clock or self.moment.part or self.moment.after:
            end = self.moment.at(now)
            return end and end.replace(tzinfo=None)
        day = (self.moment.day or Day(ahead=0)).on(today)
        return _after(day) if day and day >= today else None


def _after(day: date) -> datetime:
    return datetime.combine(day + timedelta(days=1), time())


def _last_day(period: str, today: date) -> date:
    if period == "week":
        return today + timedelta(days=6 - today.weekday())
    if period == "day":
        return today
    first = date(today.year + 1, 1, 1) if period == "year" or today.month == 12 else None
    return (first or date(today.year, today.month + 1, 1)) - timedelta(days=1)


PERIOD = re.compile(r"(?:the )?(?:(?:end|rest) of )?(?:the |this )(?P<period>day|week|month|year)")
SPAN = re.compile(r"(?:for )?(?:the )?(?:next |coming )?(?P<span>.+)")


def until(words: str) -> Until | None:
    """ "friday", "five pm", "two weeks", "the next month", "the end of the week"; None: no end."""
    said = spelled(words)
    if found := PERIOD.fullmatch(said):
        return Until(period=found["period"])
    if said == "today":
        return Until(period="day")
    span = SPAN.fullmatch(said)
    text = span["span"] if span else ""
    for one in (text, f"a {text}"):  # "the next week" is a week from now
        if (length := duration(dated(one))) is not None:
            return Until(span=length)
    moment = MOMENT.parse(words)
    return Until(moment) if moment is not None else None


def mentioned_end(fact: str) -> Until | None:
    """The day that a fact speaks of: "my flight is on monday"; None for none."""
    words = fact.split()
    for size in range(len(words), 0, -1):
        for start in range(len(words) - size + 1):
            moment = MOMENT.parse(" ".join(words[start : start + size]).strip(".,;:!?"))
            if moment is not None and moment.day is not None:
                return Until(moment)
    return None


def fact(words: str) -> str | None:
    """Something that is told: "my wife's birthday is on May 3rd"; None for a task, a question, and for "that"."""
    text = " ".join(words.split()).strip(' .,;:!?"“”')
    said = re.findall(r"\w+", text.lower())
    if len(said) < FEWEST_WORDS or said[0] in NO_FACT or len(text) > LONGEST_FACT or POINTING.fullmatch(text):
        return None
    return text


def topic(words: str) -> str | None:
    """What is spoken of: "my wife's birthday"; None for what other skills keep, and for nothing."""
    text = " ".join(words.split()).strip(' .,;:!?"“”')
    said = text.lower().split()
    whole = 0 < len(said) <= LONGEST_TOPIC and said[0] not in NO_TOPIC and said[-1] not in DANGLING
    return text if whole and not KEPT_ELSEWHERE.search(text) else None


def name(words: str) -> str | None:
    """A name, of so few words that it can be one: "Anna", "Dr. Brown"."""
    text = " ".join(words.split()).strip(' .,;:!?"“”')
    said = text.lower().split()
    fits = 0 < len(said) <= LONGEST_NAME and not set(said) & NO_NAME
    return text if fits and all(re.search(r"[^\W\d_]", word) for word in said) else None


FACT = Slot(
    "fact",
    FACTS,
    fact,
    "what is told: 'my wife is called Ann'",
    open_text=True,
    as_typed=True,
)
END = Slot("end", UNTIL, until, "until when, such as 'friday'", open_text=True, sure=True)
ABOUT = Slot("about", ASKED, topic, "what is asked about", open_text=True, as_typed=True)
MINE = Slot("mine", "shoe size|favorite color", topic, "", open_text=True, as_typed=True)
DONE = Slot("done", "park|leave my (car|keys)", topic, "", open_text=True, as_typed=True)
STATE = Slot("state", "allergic to", topic, "", open_text=True, as_typed=True)
NAME = Slot("first_name", "x", name, "a name", open_text=True)
TOPIC = Slot("topic", TOPICS, topic, "what it is about, such as 'the car'", open_text=True, as_typed=True)
