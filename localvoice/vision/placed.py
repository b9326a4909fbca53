"""Where in a picture is it? Left, middle or right, and near where it fills much of the picture, as one says it."""

from typing import Literal, get_args

Box = tuple[float, float, float, float]  # left, top, right, bottom in pixels
Size = tuple[int, int]  # width, height in pixels
Side = Literal["left", "middle", "right"]

NEAR_SHARE = 0.2  # of the picture that something near fills; chosen by hand
NEAR_HEIGHT = 0.75  # or of its height, for what is tall and narrow: somebody who stands there
SIDES: tuple[Side, ...] = get_args(Side)
WHERE: dict[Side, str] = {"left": "on the left", "middle": "in the middle", "right": "on the right"}


def side(box: Box, size: Size) -> Side:
    """By the middle of it, in thirds of the picture: what fills it all is in the middle."""
    share = (box[0] + box[2]) / 2 / max(size[0], 1)
    return "left" if share < 1 / 3 else "middle" if share <= 2 / 3 else "right"


def near(box: Box, size: Size) -> bool:
    """Does it fill so much that it must be close by?"""
    width, height = (box[2] - box[0]) / max(size[0], 1), (box[3] - box[1]) / max(size[1], 1)
    return width * height >= NEAR_SHARE or height >= NEAR_HEIGHT


def where(box: Box, size: Size) -> str:
    """ "on the left", "near, in the middle"."""
    place = WHERE[side(box, size)]
    return f"near, {place}" if near(box, size) else place


def overlap(one: Box, other: Box) -> float:
    """How much of both together is common to both, 0..1."""
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    if width <= 0 or height <= 0:
        return 0.0
    common = width * height
    return common / (_area(one) + _area(other) - common)


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
