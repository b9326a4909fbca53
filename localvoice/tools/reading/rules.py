"""Which phrases do all skills share? Numbers, times, durations, days and things, as template rules.

They are what the starter's recogniser can hear; typed text may go beyond them (`Slot.open_text`). Plain subset of
hassil's notation that templates use: `(a|b)`, `[a]`, `<rule>`. No rule may contain itself.
"""

from localvoice.tools.reading.numbers import DIGITS, TEENS, TENS
from localvoice.tools.reading.things import COUNTABLE, DRINKS, EVENTS, OTHER_GROCERIES, PERSON, TASKS, TIMER_NAMES

DAYS_TO_29 = (
    "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|fourteenth"
    "|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth"
    "|twenty (first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)"
)
WITH_31 = "january|march|may|july|august|october|december"
MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
WEEKDAYS = "monday|tuesday|wednesday|thursday|friday|saturday|sunday"

RULES: dict[str, str] = {
    # manners
    "lead": "please|(could|can|would) you [please]",
    "tail": "please",
    "whats": "what's|what is",
    "go_over": "(read|show|give|tell|list|check|see|hear|recap|review|look (at|over|through)"
    "|(go|run) (over|through)|run down|(run|take|walk|talk) me through"
    "|go through|tell me about|let me (see|hear|have)|can i (see|hear|have)"
    "|could i (see|hear|have)|i want to (see|hear)) [me] [out] [again]",
    "too": "(you're|you are|you sound|your voice is|your speech is|this is|that's|that is|it's|it is"
    "|the (volume|sound|voice) is) (too|way too|much too|far too|a bit too|a bit|a little too|a little)",
    # numbers
    "digit": "|".join(DIGITS),
    "below_hundred": f"<digit>|{'|'.join(TEENS)}|({'|'.join(TENS)}) [<digit>]",
    "hundreds": "(a|<digit>) hundred [[and] <below_hundred>]",
    "to_999": "<below_hundred>|<hundreds>",
    "number": "zero|<to_999>|(a|<below_hundred>) thousand [<digit> hundred]",
    # durations
    "duration": "(a|one) (second|minute)|(an|one) hour|<below_hundred> (second|seconds|minute|minutes|hours)"
    "|half a minute|half an hour|a quarter of an hour|three quarters of an hour|a couple of (minutes|hours)"
    "|(an hour|one hour|<digit> hours) and (a half|a quarter|<below_hundred> minutes)"
    "|<digit> and a half (minutes|hours)|(a minute|one minute) and (a half|<below_hundred> seconds)"
    "|<digit> minutes and <below_hundred> seconds",
    "long_duration": "<duration>|(a|one) (day|week)|<below_hundred> (days|weeks)",
    # times of day
    "hour": "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve",
    "past": "(five|ten|twenty|twenty five|a quarter|quarter) (past|to|after)|half past",
    "half_of_day": "a m|p m|in the (morning|afternoon|evening)|at night",
    "minute": "(oh|o) <digit>|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
    "|(twenty|thirty|forty|fifty) [<digit>]",
    "digital": "<hour> [<minute>] [<half_of_day>]",
    "clock": "noon|midday|midnight|<digital>|<hour> o'clock [<half_of_day>]|<past> <hour> [<half_of_day>]",
    # days
    "weekday": WEEKDAYS,
    "month": MONTHS,
    "month_of_31": WITH_31,
    "day_number": DAYS_TO_29,
    "date": "the <day_number> of <month>|<month> [the] <day_number>|the (thirtieth|thirty first) of <month_of_31>"
    "|<month_of_31> (thirtieth|thirty first)",
    "other_day": "tomorrow|the day after tomorrow|[this|next] <weekday>",
    "day": "today|<other_day>",
    "dated": "<day>|<date>",
    "part_of_day": "<day_part>|night",
    "day_part": "morning|afternoon|evening",
    "some_time": "this (morning|afternoon|evening)|tonight|tomorrow <part_of_day>|[on] [next] <weekday> <part_of_day>",
    "moment": "(at|by) <clock> [<day>]|tonight at <clock>|[on] <dated> [at <clock>]|in <long_duration>|<some_time>"
    "|tomorrow <day_part> at <clock>"
    "|(on the <day_number>|in <digit> (days|weeks)|(a week from|next week on) <weekday>) [at <clock>]",
    "alarm_time": "<clock> [<day>]|(<day>|tomorrow <day_part>) at <clock>|tomorrow <digital>|tomorrow morning",
    "no_moment": "this weekend|next week|next month|before five",
    # things
    "person": PERSON,
    "few": "two|three|four|five|six|ten|a dozen|some|more",
    "countable": COUNTABLE,
    "liquid": DRINKS,
    "packed": "(a (bottle|carton)|(two|three|four|six) (bottles|cartons)) of <liquid>|(a loaf|two loaves) of bread"
    "|(a can|(two|three) cans) of (beans|tomatoes|soup|tuna|corn)|(a bag|two bags) of (rice|flour|sugar|potatoes|chips)"
    "|a (pound|bag|bunch) of <countable>",
    "grocery": f"<countable>|<liquid>|{OTHER_GROCERIES}",
    "groceries": "<grocery>|<few> <countable>|(some|more) <liquid>|<packed>",
    "shopping": "<groceries> [and <groceries>]",
    "task": TASKS,
    "event": EVENTS,
    "timer_name": TIMER_NAMES,
}
