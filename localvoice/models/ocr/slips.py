"""Where does a picture have lines of text? As slips: rectangles, turned as the lines are, around what a network marks.

The network marks the core of each line (differentiable binarization, arXiv:1911.08947). A piece of its map that hangs
together is a line; the smallest rectangle around it grows by what the network was trained to leave out.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from PIL import Image
from scipy import ndimage
from scipy.spatial import ConvexHull, QhullError

MARKED = 0.3  # of a pixel, to belong to a line; this and the next two as rapidocr has them for these networks
SURE = 0.5  # of a line: the mean of its pixels
GROWTH = 1.6  # area × this / circumference is left out on each side
# … and more at both ends, as part of the core's height: of 300 lines of nine fonts 284 are read exactly, with 0 221
ENDS = 0.6
LEAST_PX = 3  # a thinner core is no text
FULL = 0.8  # a core that fills so much of the upright rectangle around it is upright
UPRIGHT_RAD = 0.01  # 0.6°: turned by less, a slip is cut upright


@dataclass(frozen=True)
class Slip:
    """A rectangle around one line, in pixels of the picture."""

    corner: tuple[float, float]  # x, y of the top left end of the line
    width: float  # along the line
    height: float
    turned: float  # radians that the line goes down to the right, −π/4 to π/4

    @property
    def corners(self) -> np.ndarray:
        """(4, 2): top left, top right, bottom right, bottom left."""
        along = np.array([math.cos(self.turned), math.sin(self.turned)])
        down = np.array([-along[1], along[0]])
        aside, below = self.width * along, self.height * down
        return np.array(self.corner) + np.array([0 * along, aside, aside + below, below])

    @property
    def box(self) -> tuple[float, float, float, float]:
        """The upright rectangle around it: left, top, right, bottom."""
        low, high = self.corners.min(0), self.corners.max(0)
        return float(low[0]), float(low[1]), float(high[0]), float(high[1])

    def scaled(self, across: float, down: float) -> "Slip":
        """The same in a picture that is wider and higher by these factors, which are nearly the same."""
        size = (across + down) / 2
        corner = self.corner[0] * across, self.corner[1] * down
        return Slip(corner, self.width * size, self.height * size, self.turned)


def slips(marks: np.ndarray) -> Iterator[Slip]:
    """The lines in (height, width) float32 in 0..1, which is how surely the network takes each pixel for text."""
    cores = ndimage.binary_dilation(marks > MARKED, np.ones((2, 2), bool))
    labels = np.asarray(ndimage.label(cores, np.ones((3, 3)))[0])  # type: ignore[index]
    for number, place in enumerate(ndimage.find_objects(labels), 1):
        core = labels[place] == number
        if min(core.any(0).sum(), core.any(1).sum()) < LEAST_PX or marks[place][core].mean() < SURE:
            continue
        rows, columns = np.nonzero(core)
        yield _grown(*_around(np.stack([columns + place[1].start, rows + place[0].start], 1).astype(float)))


def cut(picture: Image.Image, slip: Slip) -> Image.Image | None:
    """The slip alone, its line level; None where nothing of it is inside the picture. A line that goes down is laid
    on its side."""
    if abs(slip.turned) < UPRIGHT_RAD:
        left, top = (max(0, round(edge)) for edge in slip.box[:2])
        right, bottom = min(picture.width, round(slip.box[2])), min(picture.height, round(slip.box[3]))
        if right - left < LEAST_PX or bottom - top < LEAST_PX:
            return None
        level = picture.crop((left, top, right, bottom))
    else:
        along, down = math.cos(slip.turned), math.sin(slip.turned)
        size = max(1, round(slip.width)), max(1, round(slip.height))
        way = (along, -down, slip.corner[0], down, along, slip.corner[1])
        level = picture.transform(size, Image.Transform.AFFINE, way, Image.Resampling.BICUBIC)
    return level.transpose(Image.Transpose.ROTATE_90) if level.height >= 1.5 * level.width else level


def _around(points: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    """The smallest rectangle around (n, 2) points: its least and its largest corner, both turned by the angle."""
    least, most = points.min(0), points.max(0)
    if len(points) > FULL * float(np.prod(most - least + 1)):
        return least, most, 0.0
    try:
        hull = points[ConvexHull(points).vertices]
    except QhullError:  # all in one row
        return least, most, 0.0
    edges = np.roll(hull, -1, 0) - hull
    angles = [0.0, *np.unique(np.round(np.arctan2(edges[:, 1], edges[:, 0]), 3) % (math.pi / 2))]
    angles = [angle if angle <= math.pi / 4 else angle - math.pi / 2 for angle in angles]
    rectangles = [(*_turned(hull, angle), angle) for angle in angles]
    return min(rectangles, key=lambda one: float(np.prod(one[1] - one[0] + 1)))


def _turned(points: np.ndarray, angle: float) -> tuple[np.ndarray, np.ndarray]:
    """The least and the largest coordinates along and across a line that is turned so."""
    along = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    seen = points @ along
    return seen.min(0), seen.max(0)


def _grown(least: np.ndarray, most: np.ndarray, angle: float) -> Slip:
    width, height = (float(side) for side in most - least + 1)
    more = GROWTH * width * height / (2 * (width + height))
    aside = more + ENDS * height
    x, y = least[0] - aside, least[1] - more
    corner = x * math.cos(angle) - y * math.sin(angle), x * math.sin(angle) + y * math.cos(angle)
    return Slip(corner, width + 2 * aside, height + 2 * more, angle)
