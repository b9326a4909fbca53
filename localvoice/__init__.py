"""A voice assistant that answers like a person, on a laptop, offline."""

__version__ = "0.1.0"
