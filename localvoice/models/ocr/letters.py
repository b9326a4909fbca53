"""What stands on one slip? Its letters by the network, column by column (CTC), and the spaces between words.

The network writes spaces itself; of 1,887 in 289 lines of nine fonts it left out 11, all beside a figure or a sign, and
made 2 up. (That of PP-OCRv4, which rapidocr-onnxruntime 1.4 carries, left out 47 of 1,931 and made 63 up.) A space that
was nearly written is written where the slip has a gap, too: then 1 is missing, and 4 are made up. Both must be so, or
identifiers and addresses are torn, which is what a list of words does to them (wordninja: “report v 2 final docx”).
"""

import math
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from PIL import Image

from localvoice.errors import EngineError
from localvoice.models.onnx import Session

HEIGHT = 48  # pixels that the network reads
LEAST_WIDTH = 320  # narrower slips stand in one so wide, as the network was trained
STEP = 8  # pixels of a column
WIDEST = 4800  # 100 times as wide as high: a rule or a frame, no line
NEARLY = 0.1  # of a space's probability between two letters: 1 in 1,000 places without one has so much
GAP = 0.22  # and so wide a gap, as part of the letters' height; 1 in 50 spaces is narrower
PLAIN = 8  # so many times likelier must a letter be that is not ASCII: “passēd”, “calí” are misread
INK = 0.35  # of the contrast between paper and letters


@dataclass(frozen=True)
class Written:
    """What was read on a slip."""

    text: str  # "" for nothing
    score: float  # the mean probability of its letters, 0..1


class Letters:
    """The loaded network."""

    def __init__(self, session: Session) -> None:
        if "character" not in session.notes:
            raise EngineError("The reader of pictures names no letters; fetch it again with `localvoice pull`.")
        self._session = session
        self._takes, self._gives = next(iter(session.takes)), next(iter(session.gives))
        self._letters = ["", *session.notes["character"].splitlines(), " "]
        self._weights = np.array([PLAIN if letter.isascii() else 1 for letter in self._letters], np.float32)

    def read(self, slip: Image.Image) -> Written:
        """One level line, RGB. Raises EngineError. One short step: 20 ms for a long line on one core."""
        width = max(HEIGHT, math.ceil(HEIGHT * slip.width / slip.height))
        if width > WIDEST:
            return Written("", 0.0)
        pixels = np.asarray(slip.resize((width, HEIGHT), Image.Resampling.BICUBIC), np.float32)
        seen = np.zeros((1, 3, HEIGHT, max(width, LEAST_WIDTH)), np.float32)
        seen[0, :, :, :width] = normal(pixels)
        columns = self._session.run({self._takes: seen}, [self._gives])[0][0]
        if columns.shape[-1] != len(self._letters):
            raise EngineError(
                f"The reader of pictures has {columns.shape[-1]} letters and names {len(self._letters)}; "
                "fetch it again with `localvoice pull`."
            )
        return self._written(columns, pixels)

    def _written(self, columns: np.ndarray, pixels: np.ndarray) -> Written:
        best = (columns * self._weights).argmax(1)
        at = np.flatnonzero((best != 0) & (best != np.roll(best, 1)))
        if not len(at):
            return Written("", 0.0)
        spaces, gaps = columns[:, -1], _Gaps(pixels)
        text = self._letters[best[at[0]]]
        for before, here in pairwise(at.tolist()):
            letter = self._letters[best[here]]
            nearly = spaces[before : here + 1].max() >= NEARLY
            if nearly and " " not in (text[-1:], letter) and gaps.between(before, here) >= GAP:
                text += " "
            text += letter
        return Written(" ".join(unicodedata.normalize("NFKC", text).split()), float(columns[at, best[at]].mean()))


class _Gaps:
    """Where a slip has no ink."""

    def __init__(self, pixels: np.ndarray) -> None:
        grey = pixels.mean(2)
        contrast = np.abs(grey - np.median(grey))
        ink = contrast > INK * max(1.0, float(np.percentile(contrast, 99)))
        rows = np.flatnonzero(ink.any(1))
        self._height = int(rows[-1] - rows[0] + 1) if len(rows) else HEIGHT
        self._inked = ink[HEIGHT // 12 : -HEIGHT // 12].any(0)

    def between(self, before: int, here: int) -> float:
        """The widest gap between the letters of two columns, as part of the letters' height."""
        widest = run = 0
        for inked in self._inked[before * STEP + STEP // 2 : here * STEP + STEP // 2]:
            run = 0 if inked else run + 1
            widest = max(widest, run)
        return widest / self._height


def normal(pixels: np.ndarray) -> np.ndarray:
    """(height, width, 3) RGB in 0..255 → (3, height, width) BGR in −1..1, as both networks were trained."""
    return np.ascontiguousarray((pixels[:, :, ::-1].astype(np.float32) / 127.5 - 1).transpose(2, 0, 1))
