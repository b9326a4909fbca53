"""What is a phrase? A piece of text that is spoken in one go; `wording.phrases` cuts them."""

from dataclasses import dataclass

FIRST_WORDS = 12  # a first phrase without a comma is cut after so many words: about 4 s of speech


@dataclass(frozen=True)
class Phrase:
    """A piece of text that is spoken in one go."""

    text: str  # as written, without white space around
    spoken: str  # as said; never ""
    language: str = ""  # such as "de"; "" is English, the only one where nobody tells languages apart
