"""When does a letter after a number multiply it? "10K people" → "ten thousand people", "1.5x faster" → "… times …"."""

import re

from localvoice.wording.spoken.beside import COUNTED, adjective, after, before
from localvoice.wording.spoken.fractions import scaled
from localvoice.wording.spoken.spell import NUMBER, number

NAMES = {"k": "thousand", "m": "million", "b": "billion", "t": "trillion"}
LETTER = re.compile(
    rf"(?<![\w.,$£€/-])(?:(?P<first>{NUMBER})\s?[-–]\s?)?(?P<n>{NUMBER})(?P<letter>[kKMBT]|mn|bn|Mn|Bn)(?P<plus>\+)?(?![\w/-])"
)
# "4K" is a screen, "10K" a race, and a model of "7B" is called so
NAMES_OF_THINGS = re.compile(
    r"\s(?:models?|llms?|screens?|videos?|tvs?|monitors?|displays?|cameras?|runs?|races?)\b", re.IGNORECASE
)
MANY = re.compile(
    r"(?<![\w.,$£€/-])(?P<n>\d+(?:\.\d+)?)m(?=\s(?:people|users|views|followers|subscribers|customers|downloads|copies|jobs|homes|children)\b)"
)
TIMES = re.compile(rf"(?<![\w.,$£€/-])(?P<n>{NUMBER})x(?!\w|\s?[-+=*/^\d(])")
OPERATOR = re.compile(r"[-+=*/^(]\s?$")


def say(text: str) -> str:
    text = MANY.sub(lambda m: scaled(m["n"], "million"), text)
    return TIMES.sub(_times, LETTER.sub(_letter, text))


def _letter(match: re.Match[str]) -> str:
    """Sure before what is counted; else only for "k", and for a decimal: nobody calls a thing "2.5M"."""
    counted = COUNTED.match(after(match)) and not NAMES_OF_THINGS.match(after(match))
    alone = not adjective(match) and re.match(r"\W|$", after(match)) and not NAMES_OF_THINGS.match(after(match))
    sure = "." in match["n"] or len(match["letter"]) > 1 or (match["letter"] == "k" and len(match["n"]) > 1)
    if not (counted or (alone and sure)):
        return match[0]
    first = f"{number(match['first'])} to " if match["first"] else ""
    return first + scaled(match["n"], NAMES[match["letter"][0].lower()]) + (" plus" if match["plus"] else "")


def _times(match: re.Match[str]) -> str:
    """Not the "2x" of a sum or alone, and not "a 10x engineer"."""
    if match[0] == match.string or OPERATOR.search(before(match)) or adjective(match):
        return match[0]
    return f"{match['n']} times"
