"""What becomes of a picture that a person shows with their words? A model that sees gets it; else that is admitted."""

from typing import TYPE_CHECKING

from localvoice.events import Picture

if TYPE_CHECKING:
    from localvoice.understanding.thinking import Thinker

BLIND = "I cannot see pictures."
UNSEEN = "with a picture that you cannot see"


def admission(picture: Picture | None, thinker: "Thinker | None") -> str:
    """What has to be said first; "" for nothing."""
    return "" if picture is None or (thinker and thinker.sees) else BLIND


def show(picture: Picture | None, thinker: "Thinker") -> str:
    """Show it to the model, before it reads the words; what has to stand beside them where it cannot see."""
    if picture is None:
        return ""
    if not thinker.sees:
        return UNSEEN
    thinker.see(picture)
    return ""
