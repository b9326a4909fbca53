"""What has come of the tools that a language model called for one answer, and what it is told of what was not done."""

from dataclasses import dataclass, field

from localvoice.tools.offered.limits import Uses
from localvoice.tools.skill import Call
from localvoice.understanding.aloud import Aloud

UNUSABLE = "That cannot be done: there is no such tool, or its arguments make no sense."
NOT_YET = "Not done yet: the person is asked first."
ASKED = "Not done yet. The person is asked:"


@dataclass(eq=False)
class Calls:
    """Those of one answer."""

    aloud: Aloud
    changes: list[Call] = field(default_factory=list)  # that are asked about
    uses: Uses = field(default_factory=Uses)
    used: bool = False  # a tool was called
    told: bool = False  # what came of it was said, or will be asked
    unsaid: bool = False  # the model has to say it
