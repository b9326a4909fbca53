"""What has changed between two pictures? Cells of a coarse grid, deaf to noise, flicker, and a camera that shakes.

A cell is the mean of some hundred pixels, so that noise is averaged away. Light that gets a little brighter or dimmer,
all over or in bands, is taken off before the comparison. A cell counts as changed where it lies outside everything that
its neighbours were, so that a picture shifted by less than a cell has not changed; a screen does not shake, and its
cells are compared with themselves.
"""

from dataclasses import dataclass

import numpy as np

from localvoice.vision.placed import Box, Size

COLUMNS = 96  # of the grid; a cell is then 13 pixels of a picture 1280 wide
ENOUGH = 600  # pixels in each direction: of a larger picture every second one counts, or every third
LEAST = 7.0  # levels of 0..255 that a cell must have changed by; more where there is more noise
NOISES = 5.0  # times the noise between the two, which is measured
SHADE = 24.0  # levels: a change of light up to this is taken off, all over or in one band
DARKER = 0.5  # of the light before: it has become dark; the other way round, light


@dataclass(frozen=True, eq=False)
class Grid:
    """A picture as cells."""

    cells: np.ndarray  # (rows, COLUMNS, 3) float32, 0..255
    size: Size  # of the picture

    @property
    def light(self) -> float:
        """How bright it is, 0..255."""
        return float(self.cells.mean())


def grid(pixels: np.ndarray) -> Grid:
    """Of (height, width, 3) uint8; a millisecond or two for any picture."""
    size = pixels.shape[1], pixels.shape[0]
    pixels = pixels[:: max(1, size[1] // ENOUGH), :: max(1, size[0] // ENOUGH)]
    height, width = pixels.shape[:2]
    columns = min(COLUMNS, width)
    rows = max(1, min(height, round(columns * height / width)))
    down, across = _edges(height, rows), _edges(width, columns)
    bands = np.add.reduceat(pixels, down[:-1], axis=0, dtype=np.uint32)  # whole rows first, which is quick
    sums = np.add.reduceat(bands, across[:-1], axis=1)
    pixels_of = np.diff(down)[:, None, None] * np.diff(across)[None, :, None]
    return Grid((sums / pixels_of).astype(np.float32), size)


def _edges(length: int, parts: int) -> np.ndarray:
    """Where so many nearly equal parts begin, and the last one ends; (parts + 1,)."""
    return np.arange(parts + 1) * length // parts


def changed(before: Grid, after: Grid, shakes: bool = True) -> np.ndarray:
    """Which cells have changed, (rows, columns) bool; all where the pictures differ in shape.

    `shakes`: may the pictures lie a little beside each other?
    """
    if before.cells.shape != after.cells.shape:
        return np.ones(after.cells.shape[:2], bool)
    then, now = before.cells, _relit(before.cells, after.cells)
    noise = 1.4826 * float(np.median(np.abs(now - then)))
    least = max(LEAST, min(NOISES * noise, 4 * LEAST))
    found = _outside(then, now, least, shakes) | _outside(now, then, least, shakes)
    return _together(found) if shakes else found


def darker(before: Grid, after: Grid) -> int:
    """Has the light changed so that one would say it? -1 it has become dark, 1 light, 0 neither."""
    then, now = before.light + 1.0, after.light + 1.0
    return -1 if now < DARKER * then else 1 if now * DARKER > then else 0


def box_of(cells: np.ndarray, size: Size) -> Box:
    """Around the cells that are set, in pixels; at least one is."""
    rows, columns = np.nonzero(cells)
    across, down = size[0] / cells.shape[1], size[1] / cells.shape[0]
    left, right = columns.min() * across, (columns.max() + 1) * across
    return float(left), float(rows.min() * down), float(right), float((rows.max() + 1) * down)


def share_in(cells: np.ndarray, box: Box, size: Size) -> float:
    """How much of a box is covered by the cells that are set, 0..1."""
    across, down = size[0] / cells.shape[1], size[1] / cells.shape[0]
    left, right = int(box[0] / across), max(int(np.ceil(box[2] / across)), int(box[0] / across) + 1)
    top, bottom = int(box[1] / down), max(int(np.ceil(box[3] / down)), int(box[1] / down) + 1)
    part = cells[max(top, 0) : bottom, max(left, 0) : right]
    return float(part.mean()) if part.size else 0.0


def _relit(then: np.ndarray, now: np.ndarray) -> np.ndarray:
    """`now` in the light of `then`: by what most cells have in common, all over and in each band across."""
    shade = np.median(now - then, axis=(0, 1))
    even = now - np.clip(shade, -SHADE, SHADE)
    band = np.median(even - then, axis=1, keepdims=True)
    return even - np.clip(band, -SHADE / 3, SHADE / 3)


def _outside(these: np.ndarray, those: np.ndarray, least: float, shakes: bool) -> np.ndarray:
    """Which cells of `those` are clearly outside what `these` have there, or around there."""
    low, high = (_around(these, np.minimum), _around(these, np.maximum)) if shakes else (these, these)
    return np.asarray(((those < low - least) | (those > high + least)).any(-1))


def _around(cells: np.ndarray, pick: np.ufunc) -> np.ndarray:
    """The least or the greatest of each cell and its eight neighbours."""
    padded = np.pad(cells, ((1, 1), (1, 1), (0, 0)), "edge")
    down = pick(pick(padded[:-2], padded[1:-1]), padded[2:])
    return pick(pick(down[:, :-2], down[:, 1:-1]), down[:, 2:])


def _together(cells: np.ndarray) -> np.ndarray:
    """Without the lonely ones: at least two of the eight neighbours are set, too."""
    padded = np.pad(cells.astype(np.int8), 1)
    rows = padded[:-2] + padded[1:-1] + padded[2:]
    around = rows[:, :-2] + rows[:, 1:-1] + rows[:, 2:] - padded[1:-1, 1:-1]
    return cells & (around >= 2)
