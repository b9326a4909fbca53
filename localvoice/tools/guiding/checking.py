"""Does a picture show that a step is done? What is missing in what was read of it, however it was spelt and spaced.

A reader of text loses spaces and mistakes single letters, so that letters and digits alone are compared, and a few may
be wrong.
"""

from collections.abc import Sequence

from localvoice.tools.guiding.procedure import Step

ALIKE = str.maketrans("0i1|", "olll")  # what looks the same on a screen
LETTERS_A_FAULT = 8  # of so many letters one may be read wrongly; set by hand


def missing(step: Step, texts: Sequence[str], things: Sequence[str]) -> tuple[str, ...]:
    """What is not as it is when the step is done, as one says it: "I do not see Connected"; () when all is."""
    whole = bare(" ".join(texts))
    absent = [name for name in step.seen if not any(within(bare(each), whole) for each in name.split("|"))]
    there = [name for name in step.gone if any(within(bare(each), whole) for each in name.split("|"))]
    known = {thing.lower() for thing in things}
    return (
        *(f"I do not see {called(name)}" for name in absent),
        *(f"I do not see {articled(name)}" for name in step.things if name.lower() not in known),
        *(f"I still see {called(name)}" for name in there),
    )


def called(name: str) -> str:
    """ "On|Connected" → “On” or “Connected”."""
    return " or ".join(f"“{each}”" for each in name.split("|"))


def articled(name: str) -> str:
    """ "an apple"."""
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


def bare(text: str) -> str:
    """Letters and digits alone, those that look alike made one."""
    return "".join(filter(str.isalnum, text.casefold().translate(ALIKE)))


def within(wanted: str, whole: str) -> bool:
    """Does it stand somewhere in the text, with few letters wrong, missing or added?"""
    if wanted in whole:
        return True
    faults = len(wanted) // LETTERS_A_FAULT
    if not faults:
        return False
    size = len(wanted) // (faults + 1)  # of so many pieces and one more, one at least is without a fault
    for begin in range(0, size * (faults + 1), size):
        piece, at = wanted[begin : begin + size], -1
        while (at := whole.find(piece, at + 1)) >= 0:
            window = whole[max(0, at - begin - faults) : at - begin + len(wanted) + faults]
            if _fewest(wanted, window) <= faults:
                return True
    return False


def _fewest(wanted: str, window: str) -> int:
    """Faults of the place in the window that is most like it."""
    row = list(range(len(wanted) + 1))  # of each beginning of `wanted`, ending at the letter before
    fewest = row[-1]
    for letter in window:
        before, row[0] = row[0], 0  # it may begin anywhere
        for at, own in enumerate(wanted, 1):
            before, row[at] = row[at], min(before + (own != letter), row[at] + 1, row[at - 1] + 1)
        fewest = min(fewest, row[-1])
    return fewest
