"""A film to watch: drawn things come and go on a noisy, flickering, trembling picture, and what a model sees in it.

Nothing here knows what is to be said. The model is as unsure as a small detector is: its scores and boxes tremble, it
overlooks what there is, and sees what there is not.
"""

from dataclasses import dataclass, field

import numpy as np

from localvoice.events import Line, Thing
from localvoice.vision.changes import grid

SIZE = (320, 180)
PER_S = 2  # pictures


@dataclass(frozen=True)
class Shown:
    """A thing or a line of text that is there from one time to another."""

    name: str  # a thing's name, or the text
    box: tuple[int, int, int, int]
    from_s: float = 0.0
    until_s: float = 1e9
    text: bool = False
    to: tuple[int, int] = (0, 0)  # how far it has gone at the end of `moving_s` after `from_s` + `starts_s`
    starts_s: float = 1e9
    moving_s: float = 2.0

    def at(self, now_s):
        share = float(np.clip((now_s - self.starts_s) / self.moving_s, 0, 1))
        x, y = round(share * self.to[0]), round(share * self.to[1])
        left, top, right, bottom = self.box
        return left + x, top + y, right + x, bottom + y


@dataclass
class Film:
    shown: list[Shown]
    dark: tuple[float, float] = (1e9, 1e9)
    deep: float = 0.2  # how much light is left in the dark
    trembles: bool = True  # a camera
    doubts: bool = True  # the model overlooks things, and sees what is not there
    seed: int = 1
    blinks: list[tuple[int, int, int, int]] = field(default_factory=list)

    def __post_init__(self):
        self.random = np.random.default_rng(self.seed)
        y, x = np.mgrid[0 : SIZE[1], 0 : SIZE[0]]
        wall = 110 + 20 * np.sin(x / 40) + 15 * np.cos(y / 25) + 25 * ((x // 50 + y // 45) % 2)
        self.wall = np.repeat(wall[..., None], 3, 2) if self.trembles else np.full((SIZE[1], SIZE[0], 3), 235.0)
        self.wall = self.wall.astype(np.float32)
        self.noise = self.random.normal(0, 8, (7, *self.wall.shape)).astype(np.float32)

    def there(self, now_s):
        return [each for each in self.shown if each.from_s <= now_s < each.until_s]

    def pixels(self, now_s):
        """(180, 320, 3) uint8."""
        picture = self.wall.copy()
        for each in self.there(now_s):
            left, top, right, bottom = each.at(now_s)
            part = picture[top:bottom, left:right]
            if each.text:
                part[:] = 250
                part[2:-2:3, 2:-2:2] = 20 + 60 * (len(each.name) % 3)  # ink
            else:
                part[:] = 40 + 9 * (sum(map(ord, each.name)) % 20)
                part[:: 1 + len(each.name) % 4] += 25
        for number, (left, top, right, bottom) in enumerate(self.blinks):
            if int(now_s * 2 / (number + 1)) % 2:
                picture[top:bottom, left:right] = 30 + 40 * number
        if self.trembles:
            picture = np.roll(picture, (int(self.random.integers(-1, 2)), int(self.random.integers(-1, 2))), (0, 1))
            bands = 4 * np.sin(np.arange(SIZE[1]) / 20 + 7 * now_s)
            picture += (8 * np.sin(1.9 * now_s) + bands[:, None, None]).astype(np.float32)
            picture += self.noise[self.random.integers(len(self.noise))]
        if self.dark[0] <= now_s < self.dark[1]:
            picture *= self.deep
        return np.clip(picture, 0, 255).astype(np.uint8)

    def seen(self, now_s, box=None):
        """What a model makes of it: things, and the lines in this box."""
        things, lines = [], []
        if self.dark[0] <= now_s < self.dark[1]:
            return things, lines
        for each in self.there(now_s):
            tremble = self.random.normal(0, 2, 4)
            place = tuple(float(edge + by) for edge, by in zip(each.at(now_s), tremble, strict=True))
            if each.text:
                x, y = (place[0] + place[2]) / 2, (place[1] + place[3]) / 2
                if box is None or (box[0] <= x <= box[2] and box[1] <= y <= box[3]):
                    lines.append(Line(self._misread(each.name), place, 0.9))
            elif not self.doubts or self.random.random() < 0.97:
                things.append(Thing(each.name, place, float(np.clip(self.random.normal(0.75, 0.04), 0.62, 0.95))))
        if self.doubts and self.random.random() < 0.2:
            left, top = self.random.integers(0, 250), self.random.integers(0, 130)
            things.append(Thing("bottle", (left, top, left + 40, top + 40), 0.55))
        return things, lines

    def _misread(self, text):
        if self.trembles and len(text) > 8 and self.random.random() < 0.3:
            at = int(self.random.integers(len(text)))
            return text[:at] + "l" + text[at + 1 :]
        return text


def watched(film, watch, seconds, talks=()):
    """Everything that is said: (second, sentence). `talks`: spans in which the person speaks, and nothing is."""
    said, looks = [], 0
    for step in range(int(seconds * PER_S)):
        now_s = step / PER_S
        if look := watch.look(grid(film.pixels(now_s)), now_s):
            looks += 1
            things, lines = film.seen(now_s, look.box)
            watch.seen(look, things, lines, now_s + 0.3)
        if not any(begin <= now_s < end for begin, end in talks) and (text := watch.due(now_s)):
            said.append((now_s, text))
    return said, looks
