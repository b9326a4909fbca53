"""The family `pocketsphinx`: the starter's recogniser, which hears what a grammar allows and may refuse.

Its models are inside the pocketsphinx wheel: nothing is downloaded. A process of its own loads them and learns.
"""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from localvoice.models.pocketsphinx.apart import Apart
    from localvoice.models.pocketsphinx.recogniser import GrammarRecogniser

_begun: list["Apart"] = []  # at most one


def begin() -> None:
    """Let the next `load` find its process loaded; see `app.ahead`. Unused, it ends with this process."""
    from localvoice.models.pocketsphinx import apart

    if not _begun:
        _begun.append(apart.begin())


def load(folder: Path | None = None) -> "GrammarRecogniser":
    """The recogniser; `folder` is not looked at.

    Loading takes 0.1 s, in the other process: the first use waits for it, and raises EngineError when the wheel's
    models are missing.
    """
    from localvoice.models.pocketsphinx.recogniser import GrammarRecogniser, Grammars

    begin()
    return GrammarRecogniser(Grammars(_begun.pop()), owns=True)
