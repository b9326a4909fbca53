"""Which things does one sentence name? "two and a half pounds of beef, mac and cheese and beer" are three.

A comma parts things unless it stands in a number, "and" unless it stands in an amount, in a known pair or, where commas
part the rest, in a thing of its own. A guess can be wrong, so whoever puts things down says how many they are.
"""

import re

from localvoice.tools.reading.normal import AFTER_NUMBER, spoken
from localvoice.tools.reading.numbers import number

# What is bought as one: of the nouns with an "and" in Princeton WordNet 3.0 (noun.food) those that are one dish or one
# tin (bacon and eggs, gin and tonic are two), then what shops have besides.
PAIRS = {
    "macaroni and cheese", "fish and chips", "pork and beans", "spaghetti and meatballs", "bubble and squeak",
    "half and half", "mac and cheese", "peanut butter and jelly", "pb and j", "biscuits and gravy", "franks and beans",
    "cookies and cream", "bangers and mash", "nuts and bolts", "odds and ends", "bits and bobs",
    "ben and jerry's", "ben and jerrys", "m and m's", "m and ms", "a and w", "arm and hammer", "head and shoulders",
    "johnson and johnson", "mike and ike", "marks and spencer", "black and decker",
}  # fmt: skip
# Two of these make one thing only before its name: "salt and vinegar chips", but salt and vinegar alone are two.
FLAVOURS = {
    "salt and vinegar", "salt and pepper", "sour cream and onion", "cheese and onion", "sweet and sour", "hot and sour",
    "sweet and salty", "ham and cheese", "bacon and cheese", "garlic and herb", "lemon and herb",
    "oil and vinegar",
    "bread and butter", "milk and honey", "lemon and ginger", "honey and mustard", "steak and ale", "steak and kidney",
    "cream and onion", "tomato and basil", "spinach and ricotta", "cheese and bacon", "egg and cress", "egg and cheese",
    "bacon and egg", "chicken and mushroom", "leek and potato", "fruit and nut", "oats and honey", "mint and chocolate",
    "shampoo and conditioner", "wash and go", "peanut butter and chocolate", "lime and chili", "sage and onion",
}  # fmt: skip
COMMA = re.compile(r",(?!\d)|(?<!\d),|;")  # "1,000" and "2,5" are numbers
JOINT = re.compile(r"\s+(?:and|&|plus)\s+", re.I)
FIRST_WORDS = re.compile(r"^(?:and|&|also|then|plus|add|put)(?:\s+|$)", re.I)
LAST_WORDS = re.compile(r"\s+(?:to|on|onto|in|from|off) (?:my|the|our) (?:[\w-]+ ){0,2}list$", re.I)
OF_A_LIST = re.compile(
    r"\b(?:my|the|our) (?:[\w-]+ ){0,2}list\b|^(?:remove|delete|cross off|take off|remind me)\b", re.I
)
SHARE = re.compile(r"^(?:a half|half|a quarter|three quarters|a third|two thirds)\b(?! (?:a|an|dozen)\b)", re.I)
SMALL_WORDS = {"a", "an", "another", "some", "more", "dozen", "the"}
MANY_COMMAS = 2


def listed(words: str) -> tuple[str, ...] | None:
    """The things as they were written; None where there is none, or where a list or another request is named."""
    text = LAST_WORDS.sub("", " ".join(words.split()))
    pieces = [piece.strip() for piece in COMMA.split(text)]
    whole = len(pieces) > MANY_COMMAS and JOINT.match(f" {pieces[-1]} ") is not None
    found: list[str] = []
    for piece in pieces:
        piece = FIRST_WORDS.sub("", piece)
        found += [piece] if whole else _parted(piece)
    things = [_bare(thing) for thing in found if _bare(thing)]
    return None if not things or any(OF_A_LIST.search(thing) for thing in things) else tuple(things)


def _bare(thing: str) -> str:
    return FIRST_WORDS.sub("", thing).strip(' .,;:!?"')


def _parted(piece: str) -> list[str]:
    """What stands between two commas, parted at each "and" that joins two things."""
    parts = JOINT.split(piece)
    joints = JOINT.findall(piece)
    found = [parts[0]]
    for joint, part in zip(joints, parts[1:], strict=True):
        if _one_amount(found[-1], part) or _pair(found[-1], part):
            found[-1] += joint + part
        else:
            found.append(part)
    return found


def _one_amount(left: str, right: str) -> bool:
    """ "two | a half pounds of beef", "a pound | a half of beef", "a hundred | five napkins"."""
    if SHARE.match(right):
        return _only_an_amount(left)
    before = " ".join(word.text for word in spoken(left))
    said = [word.text for word in spoken(right)]
    reaches = (" ".join(said[:size]) for size in range(1, min(len(said), 4) + 1))
    return number(before) is not None and any(number(f"{before} and {reach}") is not None for reach in reaches)


def _only_an_amount(words: str) -> bool:
    """ "two", "a pound", "three cups"?"""
    said = [word.text for word in spoken(words)]
    counted = number(" ".join(said)) is not None or number(" ".join(said[:-1]) or "") is not None
    units = {
        *AFTER_NUMBER.values(),
        "cups",
        "pints",
        "quarts",
        "gallons",
        "dozen",
        "loaves",
        "bags",
        "boxes",
        "bottles",
    }
    unit = bool(said) and any(said[-1] in (name, name.removesuffix("s")) for name in units)
    return number(" ".join(said)) is not None or (unit and (counted or said[:-1] in (["a"], ["an"], ["one"])))


def _pair(left: str, right: str) -> bool:
    """Does the end of the one make a known pair with the beginning of the other?"""
    before, after = _words(left), _words(right)
    for left_size in range(1, min(len(before), 2) + 1):
        for right_size in range(1, min(len(after), 2) + 1):
            pair = " ".join([*before[-left_size:], "and", *after[:right_size]])
            if pair in PAIRS or (pair in FLAVOURS and len(after) > right_size):
                return _only_small(before[:-left_size])
    return False


def _words(text: str) -> list[str]:
    return text.lower().replace("’", "'").strip(" .!?").split()


def _only_small(words: list[str]) -> bool:
    """Nothing before the pair but an amount: "two boxes of mac | cheese"?"""
    amount = words[:-1] if words[-1:] == ["of"] else words
    return bool(words[-1:] == ["of"]) or all(word in SMALL_WORDS or number(word) is not None for word in amount)
