"""Is the last sentence of an answer one that nobody waits for? It is where it offers help, or more, of no special kind.

A question that has to be answered before something is done asks about a thing, a time or a choice; these ask about
nothing. English. Judged by the whole sentence: what asks about anything in particular is none.
"""

import re

_SURE = r"(?:(?:so|and|also|now|okay|great|well|please)\W+)*"
_ELSE = r"(?:anything|something|any other \w+|any (?:more|further) questions?|any questions?|other questions?)"
_HELP = r"(?:help|assist|do|support|know|answer|tell)"
_MORE = r"(?:more|(?:any |some )?(?:more|further|additional|other) (?:information|details?|help|assistance|questions?))"
_END = r"(?: about (?:it|this|that|this topic|that topic|the topic))?(?: today| further| now| please)*\W*"

FILLERS = tuple(
    re.compile(f"{_SURE}(?:{each}){_END}", re.IGNORECASE)
    for each in (
        rf"(?:is there )?{_ELSE}(?: else)?(?: (?:that )?(?:i can|i could|i may|you(?:[’']d| would)? (?:like|need|want))"
        rf"(?: (?:to|me to))?(?: {_HELP})?(?: (?:you|for you|to you|with))*)?",
        r"(?:(?:would|do) you (?:like|want)|want)(?: me)? to (?:know|hear|learn|explain|tell you|go deeper|elaborate"
        rf"|go into)(?: {_MORE}| in more detail| more detail)?",
        r"(?:how|what) (?:else )?(?:can|may|could) i (?:help|assist|do)(?: for)?(?: you)?(?: with)?(?: further| else)?",
        r"(?:can|may|could) i (?:help|assist)(?: you)?(?: with)?(?: (?:anything|something))?(?: else)?",
        rf"do you (?:have|need) (?:{_ELSE}|{_MORE})(?: else)?",
        r"does (?:that|this) (?:help|make sense|answer your question)",
        r"what do you think|how does that sound|is that (?:clear|helpful)",
        rf"(?:please )?(?:let me know|feel free to (?:ask|let me know|reach out)|just (?:ask|let me know))"
        rf"(?: (?:if|whenever|when|should) (?:you|there)[’']?(?:ve| have| need| is| want)? ?(?:have |need )?"
        rf"(?:{_ELSE}|{_MORE})(?: else)?(?: (?:that )?(?:i can|you need)(?: {_HELP})?(?: you)?(?: with)?)?)?",
        rf"if you (?:have|need) (?:{_ELSE}|{_MORE}|assistance with anything|help with anything)(?: else)?,?"
        r" (?:please )?(?:feel free to|don[’']t hesitate to|just|do) (?:ask|let me know)(?: me)?",
        r"(?:i(?:[’']m| am|[’']ll be) )?(?:always )?(?:here|happy|glad) to (?:help|"
        r"assist)(?: you)?(?: (?:with )?(?:anything|something)"
        r"(?: else)?| any ?time)*",
        r"(?:i )?(?:really )?hope (?:this|that|it|you) (?:helps|helped|was (?:helpful|useful)|(?:answers|"
        r"answered) your question|"
        r"clears (?:it|that|things) up|find (?:this|that|it) (?:helpful|useful))(?: you)?",
        r"(?:please )?(?:don[’']t|do not) hesitate to (?:ask|reach out|let me know|"
        r"contact me)(?: (?:me )?(?:any ?time|again))?",
    )
)


_BEGINS = re.compile(
    rf"[*_`]*{_SURE}(?:$|(?:is there|any|would you|do you|want|how can|how may|can i|may i|does th|what do|what else"
    r"|how does|let me know|feel free|just|if you (?:have|need)|(?:i(?:[’']m| am|[’']ll be) )?(?:always )?(?:here|"
    r"happy|glad)|(?:i )?(?:really )?hope"
    r"|don[’']t hesitate|do not hesitate)\b)",
    re.IGNORECASE,
)


def is_filler(sentence: str) -> bool:
    """Could an answer do without it, where it is the last one and not the only one?"""
    plain = " ".join(re.sub(r"[*_`#>]", "", sentence).split())
    return any(filler.fullmatch(plain) for filler in FILLERS)


def may_be_filler(beginning: str) -> bool:
    """Could the sentence that begins so become one?"""
    return _BEGINS.match(beginning) is not None
