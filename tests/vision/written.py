"""Lines of text as a reader of pictures finds them, for tests: cells by their place, sentences below each other."""

from localvoice.events import Line


def cell(text, left, top, wide=None, high=18):
    return Line(text, (left, top, left + (wide or 9 * len(text)), top + high), 0.9)


def below(*texts, left=40, top=40, step=20, high=18):
    """Lines from the top."""
    return [cell(text, left, top + step * at, high=high) for at, text in enumerate(texts)]


def grid(*rows, lefts, top=40, step=34):
    """Rows of cells; "" is none."""
    return [
        cell(text, left, top + step * at)
        for at, row in enumerate(rows)
        for text, left in zip(row, lefts, strict=True)
        if text
    ]
