"""What text does a picture have? Where it stands is looked for strip by strip, then each line is read: short steps.

The network that looks sees some way around each pixel, so a strip with a margin marks what the whole picture would:
of a screen of 1280 × 800 other pixels differ by 0.1 to 0.3 %, it costs no more (0.25 s of one core in place of 0.26),
and the longest step is 0.06 s.
"""

from collections.abc import Generator, Iterator
from pathlib import Path

import numpy as np
from PIL import Image

from localvoice.errors import BadInput
from localvoice.events import Line
from localvoice.models import onnx
from localvoice.models.ocr.letters import Letters, normal
from localvoice.models.ocr.slips import Slip, cut, slips
from localvoice.models.onnx import Session
from localvoice.models.owner import Owner

FINDING, READING = "PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx"
GRAIN = 32  # pixels: sides that the network takes are multiples
STRIP, MARGIN = 256, 32  # pixels: of a strip of a wide picture, and of it what only the next one marks
MOST_PX = 3_000_000  # that are looked at: a larger picture is shrunk for that, and its lines are read as they are
SMALL_PX, DOUBLE = 320, 2  # a picture with so short a side is looked at twice as large
HUGE_PX = 60_000_000  # nobody's screen: an 8K one has 33
LARGE_PX, COARSE = 110, 3  # of such large letters a strip shows too little: they are looked for in a third of the size
LINES, LINE_PX = 3, 48  # so many such low lines below each other are no large letter, though they look so coarsely
READABLE = 0.5  # a line's score; below it is a pattern that is no text
WHOLE = 0.5  # a slip that lies so far inside a large one is a part of it


class Ocr:
    """Loaded networks; see `models.roles.Reader`."""

    def __init__(self, finding: Session, letters: Letters) -> None:
        self._finding, self._letters = finding, letters
        self._takes, self._gives = next(iter(finding.takes)), next(iter(finding.gives))
        self.owner = Owner()

    def read(self, pixels: np.ndarray) -> Generator[Line | None, None, None]:
        picture = _picture(pixels)
        found = yield from self._slips(picture)
        for slip in found:
            self.owner.check()
            level = cut(picture, slip)
            written = self._letters.read(level) if level else None
            if written and written.text and written.score >= READABLE:
                yield Line(written.text, _inside(slip.box, picture), written.score)
            else:
                yield None

    def warm(self) -> Generator[Line | None, None, None]:
        yield from self.read(np.zeros((STRIP, STRIP, 3), np.uint8))

    def _slips(self, picture: Image.Image) -> Generator[None, None, list[Slip]]:
        """Of the whole picture: large letters as a coarse look shows them, and the others."""
        fine = yield from self._look(picture, _fitting(picture))
        size = max(GRAIN, picture.width // COARSE), max(GRAIN, picture.height // COARSE)
        coarse = yield from self._look(picture, size)
        large = [slip for slip in coarse if slip.height > LARGE_PX and not _is_lines(slip, fine)]
        return [*large, *(slip for slip in fine if slip.height <= LARGE_PX and not _part(slip, large))]

    def _look(self, picture: Image.Image, size: tuple[int, int]) -> Generator[None, None, list[Slip]]:
        """The slips that are seen in the picture at about this size."""
        width, height = (max(GRAIN, round(side / GRAIN) * GRAIN) for side in size)
        seen = (
            picture if picture.size == (width, height) else picture.resize((width, height), Image.Resampling.BILINEAR)
        )
        marks = np.zeros((height, width), np.float32)
        for top, bottom in _strips(width, height):
            self.owner.check()
            low, high = max(0, top - MARGIN), min(height, bottom + MARGIN)
            strip = normal(np.asarray(seen.crop((0, low, width, high))))[None]
            shown = self._finding.run({self._takes: strip}, [self._gives])[0][0, 0]
            marks[top:bottom] = shown[top - low : bottom - low]
            yield None
        return [slip.scaled(picture.width / width, picture.height / height) for slip in slips(marks)]


def load(folder: Path) -> Ocr:
    """The two networks in `folder`, as rapidocr 3.10 carries them. Raises EngineError."""
    finding = onnx.session(folder / FINDING, "finder of text")
    return Ocr(finding, Letters(onnx.session(folder / READING, "reader of pictures")))


def _picture(pixels: np.ndarray) -> Image.Image:
    """Raises BadInput."""
    if pixels.ndim != 3 or pixels.shape[2] != 3 or pixels.dtype != np.uint8 or not pixels.size:
        raise BadInput("The picture is empty or has no colours: take another one.")
    height, width = pixels.shape[:2]
    if width * height > HUGE_PX:
        raise BadInput(f"The picture has {width} × {height} pixels, too many to read: take a part of it.")
    return Image.fromarray(pixels)


def _fitting(picture: Image.Image) -> tuple[int, int]:
    """The size that it is looked at."""
    width, height = picture.size
    factor = min(DOUBLE if min(width, height) < SMALL_PX else 1.0, (MOST_PX / (width * height)) ** 0.5)
    return round(width * factor), round(height * factor)


def _strips(width: int, height: int) -> Iterator[tuple[int, int]]:
    """From, to: rows of each strip without its margins. A narrow picture has higher ones, for the same work."""
    step = max(STRIP * 1280 // width // GRAIN * GRAIN, STRIP // 2) - 2 * MARGIN
    return ((top, min(height, top + step)) for top in range(0, height, step))


def _is_lines(large: Slip, fine: list[Slip]) -> bool:
    """Are there lines of small print in it?"""
    inside = (slip for slip in fine if slip.height <= LINE_PX and _part(slip, [large]))
    bottom, count = 0.0, 0
    for _, top, _, end in sorted((slip.box for slip in inside), key=lambda box: box[1] + box[3]):
        if (top + end) / 2 > bottom:
            bottom, count = end, count + 1
    return count >= LINES


def _part(slip: Slip, large: list[Slip]) -> bool:
    """Is it a piece of one of these?"""
    left, top, right, bottom = slip.box
    for each in large:
        wide = min(right, each.box[2]) - max(left, each.box[0])
        high = min(bottom, each.box[3]) - max(top, each.box[1])
        if wide > 0 and high > 0 and wide * high > WHOLE * (right - left) * (bottom - top):
            return True
    return False


def _inside(box: tuple[float, float, float, float], picture: Image.Image) -> tuple[float, float, float, float]:
    left, top, right, bottom = box
    return max(0.0, left), max(0.0, top), min(float(picture.width), right), min(float(picture.height), bottom)
