"""Screens that a test draws: surfaces, frames, and text as dark letters; who drew them knows their lines."""

import numpy as np

from localvoice.events import Line

WHITE, GREY, DARK, BLUE = (255, 255, 255), (236, 236, 236), (40, 40, 40), (30, 110, 240)


class Screen:
    """A picture of a screen, and what stands in it."""

    def __init__(self, width=1280, height=800, colour=GREY):
        self.pixels = np.full((height, width, 3), colour, np.uint8)
        self.lines = []

    def surface(self, left, top, width, height, colour=WHITE, border=(160, 160, 160)):
        self.pixels[top : top + height, left : left + width] = border
        self.pixels[top + 1 : top + height - 1, left + 1 : left + width - 1] = colour
        return self

    def text(self, left, top, text, high=16, colour=DARK):
        """Each letter is a block with a gap to the next; spaces are empty."""
        wide = max(4, round(0.55 * high))
        for at, sign in enumerate(text):
            if sign != " ":
                x = left + at * wide
                self.pixels[top : top + high, x : x + wide - 3] = colour
                self.pixels[top + 3 : top + high - 3, x + 1 : x + wide - 4] = self.pixels[top, left + len(text) * wide]
        self.lines.append(Line(text, (left, top, left + len(text) * wide, top + high), 0.97))
        return self

    def button(self, left, top, text, colour=WHITE, ink=DARK):
        wide = 9 * len(text) + 40
        self.surface(left, top, wide, 30, colour)
        return self.text(left + 20, top + 7, text, colour=ink)


def article(title="Rain in the north", *paragraphs):
    """A window of a browser with a bar of menus above it."""
    screen = Screen()
    for at, name in enumerate(("Safari", "File", "Edit", "View", "History")):
        screen.text(20 + 90 * at, 8, name, 14)
    screen.surface(60, 50, 1160, 720)
    screen.text(120, 90, title, 30)
    top = 160
    for paragraph in paragraphs:
        for line in paragraph.split("\n"):
            screen.text(120, top, line)
            top += 24
        top += 30
    return screen


def with_dialog(screen, says, *buttons, colour=WHITE, primary=BLUE):
    """A dialog over it, as a program puts one up: a title and a text, the buttons at the right below."""
    wide, high = 520, 80 + 26 * len(says) + 50
    left, top = (screen.pixels.shape[1] - wide) // 2, (screen.pixels.shape[0] - high) // 2
    hidden = (left, top, left + wide, top + high)
    screen.lines = [line for line in screen.lines if not _touches(line.box, hidden)]
    screen.surface(left, top, wide, high, colour)
    for at, line in enumerate(says):
        screen.text(left + 30, top + 30 + 26 * at, line)
    right = left + wide - 30
    for at, name in enumerate(reversed(buttons)):
        right -= 9 * len(name) + 40
        first = at == 0
        screen.button(right, top + high - 50, name, primary if first else WHITE, WHITE if first else DARK)
        right -= 20
    return screen


def _touches(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
