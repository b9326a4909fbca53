"""Tokens → text: the pieces of a SentencePiece model, as they come; padding and other signs are nothing."""

import codecs
from pathlib import Path

import sentencepiece

SPACE = "▁"  # stands for the space before a word


class Pieces:
    """Of one published *.model. Raises OSError, RuntimeError for a file that is none."""

    def __init__(self, file: Path) -> None:
        self._known = sentencepiece.SentencePieceProcessor()
        self._known.LoadFromSerializedProto(file.read_bytes())
        self._bytes = codecs.getincrementaldecoder("utf-8")("ignore")  # a letter may be several tokens

    def text(self, token: int) -> str:
        """What this token adds to the text so far; "" for one that is no word."""
        known = self._known
        if not 0 <= token < known.GetPieceSize() or known.IsUnknown(token) or known.IsControl(token):
            return ""
        piece: str = known.IdToPiece(token)
        return self._bytes.decode(bytes([int(piece[3:-1], 16)])) if known.IsByte(token) else piece.replace(SPACE, " ")
