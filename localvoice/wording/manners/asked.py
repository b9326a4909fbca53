"""How much does a request want to hear? The usual few sentences; one, if it wants it short; all, if it asks for more.

A story, a recipe, steps, details or a list that is asked for by name is told whole. Words of English, and the plainest
of German, French, Spanish and Japanese.
"""

import re

ALL = 0

_ASKS = (
    r"(?:please |okay |ok |yes |and |now |hey |so )*(?:(?:can|could|will|would) you (?:please )?|i(?:'d|"
    r" would) (?:like|love) (?:you )?to (?:hear )?|i want (?:you )?to (?:hear )?|let'?s (?:hear|have) )?"
)
_MAKES = r"(?:tell|read|write|give|sing|recite|compose|make up|invent|perform|narrate|hear|have|improvise|think up)"
_WORK = (
    r"(?:stor(?:y|ies)|tales?|fairy ?tales?|fables?|poems?|songs?|lullaby|limericks?|sonnets?|verses?|raps?|speech|"
    r"essay|"
    r"letter|recipes?|monologue|legend|saga|bedtime story)"
)
_MANY = r"(?:all|every|each|the|some|three|four|five|six|seven|eight|nine|ten|twelve|twenty|\d+)"

BRIEF = re.compile(
    r"\bin (?:just )?(?:one|a|a single|1) (?:sentence|word|line)\b|\b(?:make|keep) (?:it|that|this) (?:short|brief|"
    r"quick|simple)\b"
    r"|\bbriefly\b|(?<!n't )(?<!not )\bbe (?:brief|quick|short)\b|\bshort(?:er)? (?:answer|version)\b|\byes or no\b|"
    r"\bin short\b|\bone word\b"
    r"|\b(?:no|without|not (?:too|so) many)(?: going into)?(?: any| the)? details?\b|\bin a nutshell\b"
    r"|\b(?:don'?t|do not) (?:want|need|go into|give me)(?: (?:any|the|all the|all|so many))? details?\b|\btl;? ?dr\b"
    r"|\b(?:don'?t|do not|stop|no need to) (?:go|keep) (?:on|going)\b|\bkurz\b|\bbrièvement\b|\bbrevemente\b|"
    r"\ben breve\b"
    r"|\bgoing on about\b|一言で|簡単に",
    re.IGNORECASE,
)
MORE = re.compile(
    rf"^{_ASKS}{_MAKES}\b(?: (?!who|what|when|where|why|how|if|whether)[\w'-]+){{0,6}}? {_WORK}\b"
    rf"|\b(?:what(?:'s| is)|do you (?:know|have)|have you got|i need|i want|i'd like|i would like|can i have|show me)"
    rf" (?:a|an|the|your|any)(?: [\w'-]+){{0,3}}? recipe\b"
    rf"|^{_ASKS}(?:tell|give) me (?:more|all|everything|the rest)\b|\bmore about (?:it|that|this|them|him|her)\b"
    rf"|^{_ASKS}(?:tell|give) me (?:an? |the )?(?:[\w'-]+ )?longer\b"
    rf"|^{_ASKS}(?:please )?(?:do )?(?:go on|keep going|continue|carry on|go ahead|and then|what else|more|the rest|"
    r"say more|tell me more|don'?t stop)(?: please| then| now| with (?:it|that|the \w+))*\W*$"
    r"|\b(?:in|with|into)(?: \w+){0,2} (?:details?|depth)\b|\bdetailed\b|\bin-depth\b|\bat (?:great(?:er)? |"
    r"some )?length\b"
    r"|\bthorough(?:ly)?\b|\b(?:(?:all|give me|tell me)(?: of)? (?:the )?details|every (?:little |single )?detail)\b|"
    r"\belaborate\b|\bcomprehensive(?:ly)?\b"
    r"|\b(?:full|whole|complete|entire|long|longer|extended) (?:\w+ )?(?:story|explanation|answer|version|recipe|"
    r"history|account|"
    r"text|poem|list)\b|\bexplain (?:\S+ ){0,6}properly\b|\b(?:a few|several|some|two|three|four|five) paragraphs\b"
    r"|\b(?:lecture|essay)\b|\bstep[- ]by[- ]step\b|\b(?:walk|talk|guide|take|lead) me (?:\w+ )?through\b|"
    r"\bone by one\b"
    r"|\b(?:what (?:are|were)|give me|tell me|list) (?:all )?the (?:\w+ )?(?:steps|instructions|ingredients|rules)\b"
    r"|\b(?:don'?t|do not) (?:be (?:so )?(?:brief|short)|keep it short|cut it short)\b"
    r"|\bwhat (?:happened|happens) (?:next|then|after)\b"
    rf"|^{_ASKS}(?:list|name|enumerate|recite) (?:me )?{_MANY}\b|\bcount (?:down |up )?(?:from|to) \w+"
    rf"|^{_ASKS}(?:give|tell|show|suggest|recommend|name|list)(?: me)? (?:a list of|(?:three|four|five|six|seven|"
    rf"eight|nine|ten|"
    r"twelve|twenty|\d+)) "
    r"|\b(?:what(?:['’]s| is| are)|which) (?:on )?(?:all )?(?:my|the) (?:\w+ ){0,2}(?:lists?|reminders|alarms|timers|"
    r"notes|to-?dos)\b"
    r"|\b(?:read|tell|show|list)(?: me)? (?:all )?my \w+|\b(?:timers|alarms|reminders|notes) do i have\b"
    r"|\bausführlich\w*|\bim detail\b|\bschritt für schritt\b|\b(?:erzähl|lies|sing)\w*\b.*\b(?:geschichte|märchen|"
    r"gedicht|lied)"
    r"|\brezept\b|\bdétail|\bétape par étape\b|\braconte\w*|\brecette\b|\bdetalle|\bpaso a paso\b|\bcu[ée]nta\w*|"
    r"\breceta\b"
    r"|詳しく|手順|レシピ|物語",
    re.IGNORECASE,
)


def sentences(request: str, usual: int) -> int:
    """How many sentences an answer to this request may have at once, `usual` as a rule; ALL: as many as it takes."""
    plain = " ".join(request.replace("’", "'").split())
    if BRIEF.search(plain):
        return min(usual, 1) if usual else 1
    return ALL if MORE.search(plain) else usual
