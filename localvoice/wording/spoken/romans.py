"""Which Roman numerals are numbers? Those after "Chapter" and the like, and after the names of kings and popes."""

import re

from localvoice.wording.spoken.spell import cardinal, ordinal

ROMAN = r"(?P<roman>(?=[IVXL])(?!L\b)(?:X[CL]|L?X{0,3})(?:IX|IV|V?I{0,3}))(?!\w|['’]\w)"
PARTS = re.compile(
    r"\b(?P<what>Chapter|Part|Section|Volume|Vol\.|Act|Scene|Phase|Type|Level|Class|War|Book|Article|Appendix|Round|Stage"
    rf"|Step|Bowl|Unit|Lesson|Season|Episode|CHAPTER|PART|VOLUME|ACT|SCENE|BOOK)\s{ROMAN}"
)
RULERS = re.compile(
    r"\b(?P<who>Alexander|Benedict|Catherine|Charles|Clement|Edward|Elizabeth|Ferdinand|Francis|Frederick|George|Gregory"
    r"|Henry|Innocent|Ivan|James|Leo|Louis|Mary|Napoleon|Nicholas|Paul|Peter|Philip|Pius|Ramesses|Richard|Urban|Wilhelm"
    rf"|William)\s(?!I\b(?!\sof\b)){ROMAN}"  # "Mary I think" is not about a queen
)
VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}


def say(text: str) -> str:
    text = PARTS.sub(lambda m: f"{m['what']} {cardinal(value(m['roman']))}", text)
    return RULERS.sub(lambda m: f"{m['who']} the {ordinal(value(m['roman']))}", text)


def value(roman: str) -> int:
    """The number that a numeral stands for: "XIV" → 14."""
    values = [VALUES[letter] for letter in roman]
    return sum(-one if one < max(values[at:]) else one for at, one in enumerate(values))
