"""The family `moonshine`: open English speech on any processor, from three small files."""

from localvoice.models.moonshine.recogniser import load

__all__ = ["load"]
