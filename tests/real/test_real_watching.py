"""NanoDet's and the OCR's published weights on photographs: what is there, and each of ten changes of a film, once.

The photographs lie in scikit-image's wheel (NASA's astronaut, a cat, a cup of coffee, a motorcycle, a cameraman).
"""

import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import platformdirs
import pytest
from PIL import Image, ImageDraw, ImageFont

from localvoice.events import Line
from localvoice.models import nanodet, ocr
from localvoice.vision.changes import grid
from localvoice.vision.scene import PERHAPS, described
from localvoice.vision.watching import CAMERA, Watch

pytestmark = pytest.mark.real
WHEEL = "scikit-image==0.26.0"
PER_S, SECONDS = 2, 100


@pytest.fixture(scope="module")
def photo():
    """`photo("astronaut")`: a picture of that wheel, by Pillow."""
    folder = Path(platformdirs.user_cache_dir("localvoice-tests", appauthor=False)) / "photographs"
    order = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary=:all:"]
    order += ["-d", str(folder), WHEEL]
    if not list(folder.glob("*.whl")) and subprocess.run(order, check=False).returncode:
        pytest.skip("no package index can be reached")
    archive = zipfile.ZipFile(next(folder.glob("*.whl")))

    def read(name):
        with archive.open(f"skimage/data/{name}.png") as file:
            return Image.open(file).convert("RGB")

    yield read
    archive.close()


@pytest.fixture(scope="module")
def finder(real):
    return nanodet.load(real("nanodet"))


@pytest.fixture(scope="module")
def reader(real):
    return ocr.load(real("ocr"))


@pytest.mark.parametrize(
    ("name", "there"),
    [
        ("astronaut", {"person"}),
        ("camera", {"person"}),
        ("chelsea", {"cat"}),
        ("coffee", {"table"}),
        ("motorcycle_right", {"motorcycle"}),
    ],
)
def test_what_a_photograph_shows_is_named_and_nothing_else(name, there, photo, finder):
    pixels = np.asarray(photo(name))
    things = [thing for thing in finder.find(pixels) if thing]
    assert {thing.name for thing in things if thing.score >= PERHAPS} == there
    assert min(there) in described(things, "", (pixels.shape[1], pixels.shape[0]))


def sign(text):
    picture = Image.new("RGB", (300, 60), (250, 250, 245))
    ImageDraw.Draw(picture).text((12, 12), text, fill=(10, 10, 10), font=ImageFont.load_default(30))
    return picture


def sized(picture, width):
    return picture.resize((width, round(picture.height * width / picture.width)))


def film(photo):
    """Pictures of a wall, noisy, flickering, trembling, on which things come and go; it is dark for five seconds."""
    placed = [
        (sized(photo("astronaut"), 280), (20, 150), 10, 40),
        (sized(photo("motorcycle_right"), 330), (360, 190), 20, 60),
        (sign("EXIT THIS WAY"), (200, 20), 30, 90),
        (sized(photo("chelsea"), 300), (20, 200), 50, 80),
        (sign("CLOSED TODAY"), (200, 20), 90, 999),
    ]
    random = np.random.default_rng(0)
    y, x = np.mgrid[0:480, 0:720]
    wall = (150 + 15 * np.sin(x / 90) + 10 * np.cos(y / 70))[..., None] + np.array([6, 0, -8])
    for step in range(PER_S * SECONDS):
        now_s, picture = step / PER_S, Image.fromarray(wall.astype(np.uint8))
        for what, at, begin_s, end_s in placed:
            if begin_s <= now_s < end_s:
                picture.paste(what, at)
        shown = np.roll(np.asarray(picture), tuple(random.integers(-1, 2, 2)), (0, 1)).astype(np.float32)
        shown += 6 * np.sin(1.7 * now_s) + random.normal(0, 5, shown.shape)
        yield now_s, np.clip(shown * (0.25 if 70 <= now_s < 75 else 1), 0, 255).astype(np.uint8)


def read(reader, pixels, box):
    left, top, right, bottom = (round(edge) for edge in box)
    for line in reader.read(np.ascontiguousarray(pixels[top:bottom, left:right])):
        if line:
            place = line.box
            moved = (place[0] + left, place[1] + top, place[2] + left, place[3] + top)
            yield Line(line.text, moved, line.score)


def test_each_of_ten_changes_is_told_once_with_real_models(photo, finder, reader):
    watch, said = Watch(CAMERA), []
    for now_s, pixels in film(photo):
        if look := watch.look(grid(pixels), now_s):
            things = [thing for thing in finder.find(pixels) if thing]
            watch.seen(look, things, list(read(reader, pixels, look.box)), now_s)
        if text := watch.due(now_s):
            said.append(text)
    assert said == [
        "A person has come, on the left.",
        "There is a motorcycle on the right now.",
        "New text in the middle: EXIT THIS WAY.",
        "The person on the left has gone.",
        "There is a cat on the left now.",
        "The motorcycle on the right is gone.",
        "It has become dark.",
        "It has become light.",
        "The cat on the left is gone.",
        "New text in the middle: CLOSED TODAY.",
    ]
