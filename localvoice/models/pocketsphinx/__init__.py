"""The family `pocketsphinx`: the starter's recogniser, which hears what a grammar allows and may refuse."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from localvoice.models.pocketsphinx.recogniser import GrammarRecogniser


def load(folder: Path | None = None) -> "GrammarRecogniser":
    """See `recogniser.load`; imported here, because a decoder's own process (`apart`) has to be small."""
    from localvoice.models.pocketsphinx.recogniser import GrammarRecogniser

    return GrammarRecogniser()
