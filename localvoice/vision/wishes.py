"""What is somebody waiting for? A person who comes, or a text that says so; everything else is not told meanwhile."""

import re
from dataclasses import dataclass

from localvoice.vision.news import Change
from localvoice.vision.scene import PEOPLE

DONE = re.compile(
    r"\b(complete|completed|done|finished|ready|success|successful|succeeded|100 ?%|failed|error)\b", re.I
)
ENDED = "That is what you were waiting for, so I've stopped watching."


@dataclass(frozen=True)
class Wish:
    """Everything, a person, or a text that says that something is done."""

    text: str = ""  # "": everything; "person"; else what is to be done, as it was said

    def fits(self, change: Change) -> bool:
        """Is this worth telling to who wishes so?"""
        if not self.text:
            return True
        if self.text in PEOPLE:
            return change.name in PEOPLE and change.kind in ("came", "near")
        return change.kind in ("text", "other") and bool(DONE.search(change.text))

    @property
    def once(self) -> bool:
        """Is it over when it was told?"""
        return bool(self.text)
