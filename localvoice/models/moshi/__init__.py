"""The family `moshi`: Kyutai's Moshi, which hears and speaks at once, one step for each 80 ms."""

from localvoice.models.moshi.model import load

__all__ = ["load"]
