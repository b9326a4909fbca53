"""The family `pocketsphinx`: the starter's recogniser, which hears what a grammar allows and may refuse."""

from localvoice.models.pocketsphinx.recogniser import load

__all__ = ["load"]
