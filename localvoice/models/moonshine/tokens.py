"""Which text does a token stand for? Moonshine's tokenizer.bin: the bytes of each token, one after another.

Each begins with its length: one byte below 128, or two, of which the first is 128 and more: first − 128 + 128 × second.
A length of 0 is a token without text. The pieces are SentencePiece's: “▁” begins a word, and there is a piece for each
byte, so that a letter may take several tokens.
"""

import re
from pathlib import Path

from localvoice.errors import EngineError

START, END = 1, 2  # the tokens around a text
MOST = 1_000_000  # tokens: a file that claims more is none of these
SPACE = "▁"
SIGN = re.compile(rb"<unk>|</?s>|<<.*>>")  # what stands for something else than text


class Tokens:
    """The pieces of a vocabulary."""

    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces = pieces
        self.signs = [number for number, piece in enumerate(pieces) if SIGN.fullmatch(piece)]

    def __len__(self) -> int:
        return len(self._pieces)

    def text(self, tokens: list[int]) -> str:
        """Without what is not a whole letter yet."""
        raw = b"".join(self._pieces[token] for token in tokens)
        return raw.decode(errors="ignore").replace(SPACE, " ").strip()


def read(file: Path) -> Tokens:
    """Raises EngineError when the file is missing or damaged."""
    try:
        return Tokens(_pieces(file.read_bytes()))
    except (OSError, IndexError, ValueError) as error:
        raise EngineError(
            f"The recogniser's tokens in {file} cannot be read ({error}); fetch it again with `localvoice pull`."
        ) from error


def _pieces(content: bytes) -> list[bytes]:
    pieces: list[bytes] = []
    place = 0
    while place < len(content):
        length = content[place]
        place += 1
        if length >= 128:
            length += 128 * content[place] - 128
            place += 1
        if place + length > len(content) or len(pieces) >= MOST:
            raise ValueError(f"it is cut off or damaged at byte {place}")
        pieces.append(content[place : place + length])
        place += length
    if [pieces[token : token + 1] for token in (START, END)] != [[b"<s>"], [b"</s>"]]:
        raise ValueError("it does not begin with <unk>, <s> and </s>")
    return pieces
