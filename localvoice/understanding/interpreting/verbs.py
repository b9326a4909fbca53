"""Does a clause still wait for its verb? In German and Dutch it may be its last word, and nobody can translate without.

No parser: which small words open a bracket ("habe", "kann", "weil"), and what a last word that closes it looks like.
"Ich habe einen Hund" is taken for one that waits; the recogniser's full stop or the end of speech helps there.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Bracket:
    """Of one language; texts are choices in small letters."""

    opens: str  # finite verbs whose other half comes last
    subordinate: str  # words after which the finite verb comes last
    parts: str  # after these another clause begins
    closes: str  # a pattern of participles and infinitives
    finite: str  # a pattern of finite verbs
    never: str  # small words that look like verbs and are none


GERMAN = Bracket(
    "habe|hast|hat|haben|habt|hatte|hattest|hatten|hattet|hätte|hätten|werde|wirst|wird|werden|werdet|wurde|wurden|würde"
    "|würden|würdest|kann|kannst|können|könnt|konnte|konnten|könnte|könnten|könntest|muss|musst|müssen|musste|mussten"
    "|müsste|will|willst|wollen|wollt|wollte|wollten|soll|sollst|sollen|sollte|sollten|darf|dürfen|durfte|dürfte|mag"
    "|möchte|möchten|möchtest",
    "dass|weil|wenn|ob|obwohl|während|damit|bevor|nachdem|sobald|falls|solange|sodass|indem",
    "und|aber|oder|denn|sondern",
    r"(?:ge|be|ver|er|ent|zer|emp|miss|\w{2,}ge)\w+(?:t|en)|\w+iert|\w{2,}(?:en|ern|eln)|sein|tun",
    r"\w+(?:t|te|ten|test|st|en|e|n)|war|kam|ging|ließ|gab|sah|nahm|fand|stand|lag|blieb|schrieb|ist|sind|bin",
    "einen|den|meinen|deinen|seinen|ihren|unseren|euren|keinen|diesen|jeden|jenen|welchen|meine|seine|ihre|eine|keine"
    "|mit|nicht|heute|jetzt|gestern|seit|fast|selbst|oft|erst|gegen|wegen|zwischen|neben|morgen|ohne|denen|deren|alle"
    "|viele|zusammen|dort|hier|sehr|vielleicht|ihnen|neuen|alten|guten|großen|kleinen|ersten|letzten|nächsten|eben|oben"
    "|unten|hinten|vorne|draußen|drinnen|wieder|leider|zuerst|zuletzt|bereits|bitte|gern|gerne|unter|hinter|über",
)
DUTCH = Bracket(
    "heb|hebt|heeft|hebben|had|hadden|zal|zult|zullen|zou|zouden|kan|kunt|kunnen|kon|konden|moet|moeten|moest|wil|wilt"
    "|willen|wilde|wou|mag|mogen|mocht|word|wordt|worden|werd",
    "dat|omdat|als|of|hoewel|terwijl|zodat|voordat|nadat|zodra",
    "en|maar|of|want",
    r"(?:ge|be|ver|er|ont|her|\w{2,}ge)\w+(?:t|d|en)|\w{2,}en|zijn|gaan|doen|staan|zien",
    r"\w+(?:t|de|te|en|den|ten)|was|is|kwam|ging|had|heeft|kan|zal",
    "een|den|mijn|zijn|hun|geen|met|niet|gisteren|morgen|tussen|tegen|sinds|binnen|buiten|beneden|boven|samen|alleen",
)
BRACKETS = {"de": GERMAN, "nl": DUTCH}
LATEST_FINITE = 5  # words into a main clause: the finite verb is its second part


def waits_for_verb(words: list[str], language: str) -> bool:
    """Is the clause open at its end? `words` as written: a German noun has a capital, and is no verb."""
    bracket = BRACKETS.get(language)
    last = _last_clause(words, bracket) if bracket else []
    if not bracket or not last:
        return False
    ends = last[-1].strip(",.;:!?…–-\"'”“")
    if re.fullmatch(bracket.subordinate, last[0].lower()) and last[0].lower() != ends.lower():
        return not _looks(ends, bracket.finite, bracket)
    begins = [word.lower() for word in last[:LATEST_FINITE]]
    if any(re.fullmatch(bracket.opens, word) for word in begins) and len(last) > 1:
        return not _looks(ends, bracket.closes, bracket)
    return len(last) > 1 and re.fullmatch(f"{bracket.subordinate}|{bracket.parts}", ends.lower()) is not None


def _looks(word: str, pattern: str, bracket: Bracket) -> bool:
    if not word or word[0].isupper() or re.fullmatch(bracket.never, word):
        return False
    return re.fullmatch(pattern, word) is not None


def _last_clause(words: list[str], bracket: Bracket) -> list[str]:
    """The words since the last comma or joining word."""
    start = 0
    for at, word in enumerate(words[:-1]):
        joins = re.fullmatch(bracket.parts, word.lower()) and at > start
        if word.endswith((",", ";", ":", ".", "?", "!")) or joins:
            start = at + 1
    return words[start:]
