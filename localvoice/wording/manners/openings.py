"""With which words does a model clear its throat? Those before an answer that say nothing: they go, the answer stays.

"Certainly!", "Great question!", "I'd be happy to help", "As an AI language model,": no person begins so. "Sure, Friday
at seven" answers, and so does "Of course!" where something was asked that can be answered with yes. English.
"""

import re

_PRAISE = (
    r"(?:great|good|excellent|interesting|wonderful|fantastic|fascinating|tough|brilliant|amazing|lovely|nice|"
    r"awesome|important)"
)
_YES = (
    r"(?:certainly|absolutely|of course|definitely|sure(?: thing)?|you got it|by all means|with pleasure|gladly|"
    r"no problem)"
)
_PLEASED = (
    r"i(?:['’]d| would|['’]m| am|['’]ll| will)? (?:be |always )?(?:more than |very |so |absolutely )?"
    r"(?:happy|glad|delighted|pleased|excited|thrilled|here|love|try my best|do my best) to (?:help|assist|tell|"
    r"explain|provide|answer|"
    r"share|give|support|walk|do)\b[^.!?,;]*"
)
EMPTY = re.compile(
    rf"(?:{_YES}\W+)?(?:{_PLEASED}|(?:that(?:['’]s| is)|what) (?:a|an) (?:\w+ )?{_PRAISE} (?:question|topic|request|"
    rf"point|choice of topic)"
    rf"(?: about [^.!?]*)?|{_PRAISE} question(?: about [^.!?]*)?|(?:thank you|thanks)(?: so much)? for (?:your |"
    rf"the )?(?:question|asking (?:me )?"
    r"(?:about|this|that)|reaching out|sharing|your interest|contacting)[^.!?]*|let['’]?s (?:dive|delve|jump|"
    r"get) (?:right )?in(?:to [^.!?]*)?|"
    r"(?:i|we) hope you(?:['’]re| are) (?:doing )?well|"
    r"(?:okay|ok|alright|well|so),? (?:here (?:we go|goes)|let['’]?s see))\s*[!.…:]+",
    re.IGNORECASE,
)
AGREES = re.compile(rf"{_YES}\s*!+", re.IGNORECASE)  # which also answers a question
CERTAINLY = re.compile(r"certainly\s*[!.,]+", re.IGNORECASE)
AS_AI = re.compile(
    r"(?:(?:well|sorry|unfortunately|certainly|sure)\W+)?(?:as|being) (?:an? )?(?:\w+ )?(?:ai|"
    r"artificial intelligence|language model|"
    r"large language model|virtual assistant|text-based)\b[^,.!?;:]*,",
    re.IGNORECASE,
)
_BEGINS = re.compile(
    r"(?:certainly|absolutely|of course|definitely|sure|you got it|by all means|with pleasure|gladly|no problem|okay|"
    r"ok|alright|well|so|"
    rf"that['’]?s?|that is|what an?|{_PRAISE}|thank|thanks|let['’]?s|i['’]?|i['’](?:d|m|ll)|i (?:would|am|will|hope|"
    rf"understand|see)|as|being|sorry|"
    r"unfortunately|we hope|with)\b",
    re.IGNORECASE,
)
YES_OR_NO = re.compile(
    r"^(?:and |so |but |hey |please |okay )*(?:is|are|was|were|do|does|did|has|have|had|am|may|might|must|should|"
    r"shall|can|could|will|"
    r"would)(?:n['’]t)? (?!you (?:please |maybe |just )?(?:tell|give|explain|help|show|say|read|write|describe|list|"
    r"name|sing|find|"
    r"suggest|recommend|make|set|add|play|turn|check|look|let|walk|remind|repeat|spell|translate|convert|calculate))",
    re.IGNORECASE,
)


def empty(sentence: str, asked: str = "") -> bool:
    """Can an answer that begins with this whole sentence do without it? `asked`: the request, where it is known."""
    plain = _plain(sentence)
    if EMPTY.fullmatch(plain) or CERTAINLY.fullmatch(plain):
        return not (CERTAINLY.fullmatch(plain) and YES_OR_NO.match(asked.strip()))
    return AGREES.fullmatch(plain) is not None and not YES_OR_NO.match(asked.strip())


def without(beginning: str, asked: str = "") -> str:
    """The first words of an answer without a clause that says nothing."""
    plain = beginning.lstrip()
    for clause in (AS_AI, CERTAINLY):
        found = clause.match(plain)
        if found and not (clause is CERTAINLY and YES_OR_NO.match(asked.strip())):
            rest = plain[found.end() :].lstrip()
            return rest[:1].upper() + rest[1:]
    return beginning


def may_be_empty(beginning: str) -> bool:
    """Could the sentence that begins so become one that says nothing?"""
    return _BEGINS.match(_plain(beginning)) is not None and _goes_on(_plain(beginning))


def _goes_on(plain: str) -> bool:
    """Do all its words so far fit such a sentence? "Sure, Friday" does not, "I'd be happy" does."""
    return any(pattern.match(plain) for pattern in _PREFIXES)


_PREFIXES = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:{_YES}\W+)?{_PLEASED}$",
        rf"(?:{_YES}\s*!*)?$",
        rf"(?:{_YES}\W+)?i(?:['’](?:d|m|ll)| would| am| will)?(?: be| always| more| than| very| so| happy| glad|"
        rf" here)*(?: to)?\W*$",
        rf"(?:that(?:['’]s| is)|what)(?: an?)?(?: \w+)?(?: {_PRAISE})?(?: question.*)?$",
        rf"{_PRAISE}(?: question.*)?$",
        r"(?:thank you|thanks)(?: so much)?(?: for.*)?$",
        r"let['’]?s(?: dive.*| delve.*| jump.*| get.*)?$",
        r"(?:(?:well|sorry|unfortunately|certainly|sure)\W+)?(?:as|being)(?: an?)?(?: \w+){0,3}$",
    )
)


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[*_`#>]", "", text).split())
