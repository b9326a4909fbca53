"""Did they say yes, no, or let it be? What people answer to somebody else's question, beyond plain words."""

from localvoice.tools import confirm
from localvoice.tools.reading.match import Matcher
from localvoice.tools.skill import Answer, Intent

YES = (
    *confirm.YES,
    "[oh|well|uh] (yes|yeah|yep|sure|okay|alright|right) [please|thanks|why not|of course|go ahead|i do|i would]",
    "(yes|yeah|sure|okay) please [do|go ahead|do that|do it]",
    "[yes|oh] (please do|by all means|certainly|definitely|exactly|naturally|gladly|why not|go for it|absolutely)",
    "[yes|yeah] [that|this|it] (sounds|is|would be|'d be) (good|great|fine|nice|lovely|perfect|right|okay|all right)",
    "[yes|yeah] (that's|it's) (fine|good|great|perfect|okay|all right|right|it) [with me|by me]",
    "[yes] (i'd|i would) (like|love) (that|it|to) [very much|please]",
    "[yes] i (do|would|think so|guess so|suppose so|am)",
)
NO = (
    *confirm.NO,
    "[oh|well|uh] (no|nope|nah) [thanks|thank you|thank you very much|not really|not now|not this time|i don't]",
    "(not really|not at all|not now|not today|not this time|not necessary|no need|no need to|never|absolutely not)",
    "(definitely not|certainly not|of course not|please don't|don't bother|better not)",
    "[i'd|i would|no i'd] rather not",
    "[no] i (don't think so|do not think so|don't want (that|to|it)|wouldn't|don't need (that|it)|guess not)",
    "[no] (i'm|we're) (good|fine|all right|okay) [thanks|thank you|without]",
)
LEFT = (
    "[oh|no|please|just] (never mind|forget (it|about it|that)|drop it|leave (it|that)|skip (it|that|this))",
    "[no] [please] (stop|cancel|abort|quit) [it|that|this|asking]",
    "[no] let's (not|leave it|drop it|forget it|skip it|not do that)",
    "(i don't want to|i won't|i'd rather not|i would rather not|i prefer not to) (say|tell|answer) [that|you|it]",
    "(none|neither|nothing|none of (them|those|these|the above)|not any|no answer)",
    "[i] [really|honestly] (don't know|do not know|have no idea|can't say|can't tell) [that|it|yet]",
    "(no idea|no clue|not sure|i'm not sure|i am not sure|who knows)",
    "(none of your business|that's private|not any more|i changed my mind)",
)
SAID_SO = Matcher(
    [
        Intent("yes", YES, lambda slots, world: Answer(""), "", request=False),
        Intent("no", NO, lambda slots, world: Answer(""), "", request=False),
    ]
)


def agreed(words: str) -> bool | None:
    """Do the words say yes, or no? None: neither."""
    said = SAID_SO.match(words)
    return said.intent == "yes" if said else None
