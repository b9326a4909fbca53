"""Which surface does a text lie on? The rectangle of one colour around it: a button, a dialog, a window.

A surface ends where less than a share of the next row or column has its colour, so that text and pictures on it do not
end it and a border of one pixel does. Colours decide where things end, never what is said of them.
"""

from dataclasses import dataclass

import numpy as np

Box = tuple[int, int, int, int]  # left, top, right, bottom in pixels; right and bottom are outside

TOLERANCE = 8  # levels of 256 by which a surface's colour may differ from itself; chosen on rendered dialogs
SHARE = 0.35  # of a row or column that has the surface's colour, while it goes on; the same
RING = 2  # pixels around a text, where its surface shows
STEP = 16  # levels that count as one colour, when the commonest is looked for


@dataclass(frozen=True)
class Panel:
    """A surface."""

    box: Box

    @property
    def area(self) -> int:
        left, top, right, bottom = self.box
        return (right - left) * (bottom - top)

    def holds(self, box: tuple[float, float, float, float]) -> bool:
        """Is the middle of this on it?"""
        left, top, right, bottom = self.box
        return left <= (box[0] + box[2]) / 2 < right and top <= (box[1] + box[3]) / 2 < bottom


def around(pixels: np.ndarray, box: tuple[float, float, float, float], outside: bool = False) -> Panel:
    """The surface of (height, width, 3) uint8 that this box lies on. `outside`: the box has a surface of its own."""
    height, width = pixels.shape[:2]
    left, top, right, bottom = _inside(box, width, height)
    colour = _surface(_ring(pixels, (left, top, right, bottom)) if outside else pixels[top:bottom, left:right])
    fits = np.zeros((height + 1, width + 1), np.int32)
    same = (np.abs(pixels.astype(np.int16) - colour) <= TOLERANCE).all(axis=2)
    fits[1:, 1:] = same.cumsum(axis=0, dtype=np.int32).cumsum(axis=1, dtype=np.int32)
    return Panel(_grown(fits, (left, top, right, bottom)))


def _grown(fits: np.ndarray, box: Box) -> Box:
    """`fits`: how many pixels above and left of each have the surface's colour."""
    height, width = fits.shape[0] - 1, fits.shape[1] - 1
    left, top, right, bottom = box
    grows = True

    def on(area: Box) -> bool:
        l, t, r, b = area  # noqa: E741
        count = fits[b, r] - fits[t, r] - fits[b, l] + fits[t, l]
        return bool(count >= SHARE * (r - l) * (b - t))

    while grows:
        grows = False
        if left > 0 and on((left - 1, top, left, bottom)):
            left, grows = left - 1, True
        if right < width and on((right, top, right + 1, bottom)):
            right, grows = right + 1, True
        if top > 0 and on((left, top - 1, right, top)):
            top, grows = top - 1, True
        if bottom < height and on((left, bottom, right, bottom + 1)):
            bottom, grows = bottom + 1, True
    return left, top, right, bottom


def _inside(box: tuple[float, float, float, float], width: int, height: int) -> Box:
    left, top = min(max(0, int(box[0]) - RING), width - 1), min(max(0, int(box[1]) - RING), height - 1)
    return left, top, min(width, max(left + 1, int(box[2]) + RING)), min(height, max(top + 1, int(box[3]) + RING))


def _ring(pixels: np.ndarray, box: Box) -> np.ndarray:
    """What is just outside the box, left, right, above and below, (pixels, 3)."""
    left, top, right, bottom = box
    left_of, right_of = pixels[top:bottom, max(0, left - RING) : left], pixels[top:bottom, right : right + RING]
    above, below = pixels[max(0, top - RING) : top, left:right], pixels[bottom : bottom + RING, left:right]
    return np.concatenate([part.reshape(-1, 3) for part in (left_of, right_of, above, below)])


def _surface(pixels: np.ndarray) -> np.ndarray:
    """The commonest colour, (3,) int16: the median of the pixels that are about alike."""
    inside = pixels.reshape(-1, 3)
    coarse = inside // STEP
    keys = coarse[:, 0].astype(np.int32) * 1024 + coarse[:, 1].astype(np.int32) * 32 + coarse[:, 2]
    found, counts = np.unique(keys, return_counts=True)
    return np.median(inside[keys == found[counts.argmax()]], axis=0).astype(np.int16)
