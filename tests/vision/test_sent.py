"""Pictures that were sent, as pixels: whatever their kind, upright and opaque, and never more than can be looked at."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from localvoice.errors import BadInput
from localvoice.vision import picture, sent


def encoded(image, kind, **how):
    into = BytesIO()
    image.save(into, kind, **how)
    return into.getvalue()


def two_halves(width=40, height=20):
    pixels = np.zeros((height, width, 3), np.uint8)
    pixels[:, : width // 2] = (200, 30, 30)
    return Image.fromarray(pixels)


@pytest.mark.parametrize("kind", sent.FORMATS)
def test_every_kind_is_opened(kind):
    pixels = sent.opened(encoded(two_halves(), kind))
    assert (pixels.shape, pixels.dtype) == ((20, 40, 3), np.uint8)
    assert pixels[10, 5, 0] > 150
    assert pixels[10, 35, 0] < 80


def test_it_stands_as_the_camera_was_held():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned to the right
    assert sent.opened(encoded(two_halves(), "JPEG", exif=exif)).shape == (40, 20, 3)


def test_what_is_transparent_is_white():
    assert sent.opened(encoded(Image.new("RGBA", (4, 4), (0, 0, 0, 0)), "PNG")).min() == 255


@pytest.mark.parametrize(
    ("kind", "mode"), [("PNG", "P"), ("PNG", "I;16"), ("PNG", "1"), ("JPEG", "CMYK"), ("JPEG", "L")]
)
def test_any_colours_become_red_green_and_blue(kind, mode):
    image = Image.new("L", (8, 6), 128).convert(mode) if mode == "I;16" else two_halves(8, 6).convert(mode)
    assert sent.opened(encoded(image, kind)).shape == (6, 8, 3)


def test_a_large_one_is_made_smaller_and_keeps_its_shape():
    pixels = sent.opened(encoded(two_halves(4000, 1000), "JPEG"))
    assert max(pixels.shape) <= sent.LONGEST
    assert pixels.shape[1] / pixels.shape[0] == pytest.approx(4, rel=0.01)


@pytest.mark.parametrize(
    "data", [b"", b"\x89PNG\r\n\x1a\nrest", encoded(two_halves(), "GIF"), encoded(two_halves(), "PNG")[:60]]
)
def test_what_is_damaged_or_of_another_kind_is_refused(data):
    with pytest.raises(BadInput, match="damaged"):
        sent.opened(data)


def test_one_that_would_fill_the_memory_is_refused_unopened(monkeypatch):
    monkeypatch.setattr(picture, "HUGE_PX", 100)
    with pytest.raises(BadInput, match="too many to look at"):
        sent.opened(encoded(two_halves(), "PNG"))
