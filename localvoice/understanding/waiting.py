"""What is left of an answer that somebody asked to wait with? From the beginning of the sentence they stopped it in."""

import re
from itertools import takewhile

from localvoice.tools.skill import World

WAIT = "wait"  # the intent: say nothing, and listen on
WAITS_S = 30.0  # so long; what is said meanwhile and not understood was said to somebody else


def interrupted(world: World, heard: str) -> None:
    """Somebody speaks while the last answer is said, of which so much was heard."""
    world.unheard = unheard(world.said, heard)
    world.page = world.page and world.page.kept(world.unheard)


def unheard(said: str, heard: str) -> str:
    """Of an answer, of which so much was heard; "" where that was all, or none of it."""
    said, heard = " ".join(said.split()), " ".join(heard.split())
    known = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(said, heard, strict=False)))
    if not known or known == len(said):
        return ""
    begun = [match.end() for match in re.finditer(r"[.!?…]\s+", said[: known + 1]) if match.end() <= known + 1]
    return said[begun[-1] if begun else 0 :]
