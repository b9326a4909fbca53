"""What does a sentence want answered? The questions in it, each as a text; what is only quoted or wagged is none.

A title with a question mark, a quoted question and a tag ("right?", "oder?", "¿no?") ask nothing. Two questions behind
one mark are two. Marks of all the scripts that voices speak; the words that part questions are English.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

QUOTED = re.compile(
    r"“[^”]*”|«[^»]*»|„[^“”]*[“”]|「[^」]*」|『[^』]*』|\"[^\"]*\"|(?<![\w])‘[^’]*’(?!\w)|(?<!\w)'[^']*[?!.,]'(?!\w)"
    r"|(?<![\w*])\*[^\s*][^*]*\*(?![\w*])|(?<!\w)_[^_]+_(?!\w)"
)
MARK = re.compile(r"[?？؟]+[!?！？]*|(?:です|ます|でしょう|ません|ました)か(?=[。、」』\s]|$)")
TAG = re.compile(
    r"(?:^|[,;:–—-]\s*|\s(?=¿))(?:and |but |so )?(?:right|okay|ok|eh|huh|hm+|no|yes|see|you know|you see|correct|"
    r"alright|all right|get it|"
    r"(?:is|are|was|were|do|does|did|has|have|had|ca|wo|could|would|should|ai)n['’]t (?:it|you|they|we|he|she|there|"
    r"that|i)|"
    r"(?:is|are|was|were|do|does|did|has|have|can|will) (?:it|you|they|we|he|she|there)|don['’]t you think|"
    r"wouldn['’]t you (?:say|agree)|who knows|oder|nicht wahr|gell|ne|n['’]est-ce pas|non|hein|¿(?:no|verdad|cierto|"
    r"eh)|verdad|"
    r"vero|certo)\s*[?？]+$",
    re.IGNORECASE,
)
TAG_JA = re.compile(r"よ?ね[？?]$")
WHO_KNOWS = re.compile(
    r"^(?:who knows|why not|guess what|you know what|really|oh really|how about that)\W*$", re.IGNORECASE
)
TO_YOU = re.compile(
    r"\b(?:you(?:['’](?:d|re|ve|ll))?|yours?|yourself|shall i|should i|may i|can i|could i|do i|would it|shall we)\b"
    r"|\b(?:Sie|Ihr\w*|du|dir|dich|dein\w*|euch|eu(?:er|re)\w*|vous|votre|vos|tu|toi|usted(?:es)?|tú|ti|te|su)\b",
    re.IGNORECASE,
)
_AUX = (
    r"(?:do|does|did|is|are|was|were|will|would|can|could|may|might|shall|should|have|has)(?:n['’]t)? "
    r"(?:you|i|we|it|there|that|this|they|he|she|the|your|my|any\w*|some\w*)"
)
_WH = (
    r"(?:what|when|where|who|which|why|how (?:many|much|long|old|far|often|big|do|would|should|about)|for (?:how|"
    r"what|which|when)|at what|on (?:what|which))"
)
NEXT = re.compile(
    rf"(?<!when)(?<!where)(?<!who)(?<!what)(?<!why)(?<!how)[,;]?\s+(?=(?:and|also|plus)(?: also| then)?,? (?:{_AUX}|"
    rf"{_WH})\b)"
    rf"|[;,]\s+(?={_WH}\b[^,]*$)|[;,]\s+(?={_AUX}\b)(?!is it|isn|are you)",
    re.IGNORECASE,
)
# "tell me your name, the date and how many you are": three
ASKS_FOR = re.compile(
    r"(?:^|[,;:]\s|\b(?:please|you|and|now|first|just|kindly) )(?:(?:tell|let) me(?: know)?|(?:may|can|"
    r"could|might) i (?:please )?(?:have|get|ask(?: for)?|know)|"
    r"(?:please )?"
    r"(?:provide|share|specify|state)(?: me)?(?: with)?|i(?: will| would|['’]ll|"
    r"['’]d)? (?:also )?need(?: to know)?)\b(?P<things>[^.?!]*)",
    re.IGNORECASE,
)
THING = re.compile(
    r"(?:^|,\s*(?:and\s+)?|\s+and\s+)(?=(?:also )?(?:your|the|how|when|what|which|where|who|whether|if|any|a|an)\b)",
    re.IGNORECASE,
)


WHOLE_QUESTION = re.compile(  # "Why is the sky blue?"; "Red or white?" leaves out whom it asks
    rf"^\W*(?:and |so |but |now |well,? )*(?:{_WH}\b|why\b|how\b|(?:do|does|did|is|are|was|were|will|can|could|has|"
    rf"have)\b)"
    r"(?=.*\s\w+\s\w+)",
    re.IGNORECASE,
)


def questions(sentence: str) -> list[str]:
    """What this one sentence asks, part by part; [] where nobody waits for an answer."""
    bare = unquoted(sentence)
    mark = _mark(bare)
    if mark is None:
        return []
    asked = bare[: mark.end()].strip()
    if TAG.search(asked) or TAG_JA.search(asked) or WHO_KNOWS.match(asked):
        return []
    return _parts(sentence, bare[: mark.start()])


def asks(sentence: str) -> bool:
    """Does it wait for an answer?"""
    return bool(questions(sentence))


def to_you(question: str) -> bool:
    """Is it put to the person? One that is not, and is followed by a statement, was put for its own answer's sake."""
    return TO_YOU.search(question) is not None or not WHOLE_QUESTION.match(question)


def asked(sentences: Sequence[str]) -> list[str]:
    """The questions of a whole text, without those that it answers itself."""
    found = list[str]()
    for at, sentence in enumerate(sentences):
        here = questions(sentence)
        follows = at + 1 < len(sentences) and not asks(sentences[at + 1])
        goes_on = found and at and asks(sentences[at - 1]) and is_other_half(sentence)
        if not (follows and here and not to_you(sentence)) and not goes_on:
            found += here
    return found


def is_other_half(sentence: str) -> bool:
    """Does it offer the other choice of the question before it ("Or would you rather sleep?")?"""
    return re.match(r"\W*or\b", sentence, re.IGNORECASE) is not None


def demands(sentence: str) -> int:
    """How many things a sentence wants to be told that says so without asking ("tell me the day and the time")."""
    found = ASKS_FOR.search(unquoted(sentence))
    return len(THING.findall(found["things"].strip())) if found else 0


def demanded(sentence: str) -> list[str]:
    """The parts of a sentence that wants several things told: the first as it stands, each other as a question."""
    bare = unquoted(sentence)
    found = ASKS_FOR.search(bare)
    if not found:
        return []
    start = found.end() - len(found["things"].lstrip())
    cuts = [start + cut.start() for cut in THING.finditer(bare[start:].rstrip(" .?!"))][1:]
    edges = [*cuts, len(bare.rstrip(" .?!"))] if cuts else []
    others = [sentence[begin:end].strip(" ,") for begin, end in pairwise(edges)]
    first = [f"{sentence[: cuts[0]].rstrip(' ,')}{'?' if MARK.search(bare) else '.'}"] if cuts else []
    return [*first, *(f"And {re.sub('^and ', '', other)}?" for other in others)]


def second_begins(begun: str) -> int | None:
    """Where, in a sentence that is not whole yet, a second question begins; None: nowhere so far."""
    bare = unquoted(begun)
    cuts = [found.start() for found in NEXT.finditer(bare) if _question_before(bare[: found.start()])]
    if demand := ASKS_FOR.search(bare):
        start = demand.end() - len(demand["things"].lstrip())
        cuts += [start + cut.start() for cut in THING.finditer(bare[start:])][1:2]
    return min(cuts, default=None)


def unquoted(sentence: str) -> str:
    """The same length, with quotations blotted out, but where they are all there is."""
    blotted = QUOTED.sub(lambda m: "x" * len(m[0]), sentence)
    return blotted if re.search(r"\w", QUOTED.sub(" ", sentence)) else sentence


def _mark(bare: str) -> re.Match[str] | None:
    """The question mark that ends a question: not one inside a name ("Where Art Thou? is a film")."""
    for mark in MARK.finditer(bare):
        after, word = bare[mark.end() :].strip(" \"'”’»)]*_"), re.search(r"(\S+)$", bare[: mark.start()])
        named = word is not None and word[1][:1].isupper() and after[:1].islower()
        if not named:
            return mark
    return None


def _parts(sentence: str, bare: str) -> list[str]:
    """Where a sentence asks more than once, each question for itself, as one writes it."""
    cuts = [found.end() for found in NEXT.finditer(bare) if _question_before(bare[: found.start()])]
    edges = [0, *cuts, len(sentence)]
    parts = [sentence[start:end].strip() for start, end in pairwise(edges)]
    if len(parts) == 1:
        return demanded(sentence) or [sentence.strip()]
    return [_asked(part) for part in parts if re.search(r"\w", part)]


def _question_before(text: str) -> bool:
    """Has a question been put before it goes on? "When you come, what will you bring" asks once."""
    return re.search(
        rf"(?:^|[,;:.]\s|\band |\bso )\W*(?:{_AUX}|{_WH})\b", text, re.IGNORECASE
    ) is not None and not re.match(
        r"(?:when|if|while|as|after|before|once|what|where) (?:you|i|we|it|the)\b", text, re.IGNORECASE
    )


def _asked(part: str) -> str:
    text = part.strip().rstrip(",;")
    text = text if MARK.search(text[-2:]) else f"{text}?"
    return text[0].upper() + text[1:]
