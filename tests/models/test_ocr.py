"""Is the text of a picture found, read and put into words with its spaces, in short steps? With networks of bars."""

import numpy as np
import pytest
from PIL import Image

from localvoice.errors import BadInput, EngineError
from localvoice.events import Line
from localvoice.models import ocr
from localvoice.models.ocr import reader as how
from tests.models import ocr_world
from tests.models.ocr_world import picture


@pytest.fixture(scope="module")
def reader(tmp_path_factory):
    return ocr.load(ocr_world.make(tmp_path_factory.mktemp("ocr")))


def lines(reader, pixels):
    return [step for step in reader.read(pixels) if isinstance(step, Line)]


def texts(reader, pixels):
    return sorted((line.text for line in lines(reader, pixels)), key=len)


def test_each_line_is_read_with_a_box_around_it(reader):
    first, second = sorted(lines(reader, picture((40, 50, "ab"), (300, 220, "bab"))), key=lambda line: line.box[1])
    assert (first.text, second.text) == ("ab", "bab")
    left, top, right, bottom = first.box
    assert 0 <= left <= 40
    assert 30 <= top <= 50
    assert 83 <= right <= 130
    assert 70 <= bottom <= 90
    assert 0.5 < first.score <= 1


def test_a_space_that_was_nearly_written_is_written_where_the_gap_is_wide(reader):
    assert texts(reader, picture((40, 50, "ab ab"))) == ["ab ab"]
    assert texts(reader, picture((40, 50, "abab"))) == ["abab"]


def test_a_picture_is_looked_at_strip_by_strip_and_a_line_between_two_strips_is_one(reader):
    tall = picture(*((40, top, "aba") for top in range(20, 1560, 60)), size=(640, 1600))
    steps = list(reader.read(tall))
    assert [line.text for line in steps if line] == ["aba"] * 26
    assert steps.index(next(line for line in steps if line)) >= 1600 // (2 * how.STRIP)


def test_a_line_that_is_turned_is_read_level(reader):
    straight = Image.fromarray(picture((200, 180, "abab")))
    turned = np.asarray(straight.rotate(12, Image.Resampling.BICUBIC, fillcolor=(255, 255, 255)))
    assert texts(reader, turned) == ["abab"]


def test_letters_larger_than_a_strip_shows_are_found_by_a_coarse_look_and_once(reader):
    assert texts(reader, picture((60, 200, "aba"), size=(1200, 900), scale=8)) == ["aba"]


def test_lines_so_close_that_they_look_like_a_large_letter_are_read_one_by_one(reader):
    close = picture(*((60, 100 + 22 * at, "ab") for at in range(6)), size=(1200, 900))
    assert texts(reader, close) == ["ab"] * 6


def test_a_small_picture_is_enough(reader):
    assert texts(reader, picture((40, 40, "ab"), size=(160, 100))) == ["ab"]


def test_an_empty_page_has_no_lines(reader):
    assert lines(reader, np.full((300, 400, 3), 255, np.uint8)) == []
    assert lines(reader, np.zeros((1, 1, 3), np.uint8)) == []


@pytest.mark.parametrize(
    "pixels",
    [
        np.zeros((0, 10, 3), np.uint8),
        np.zeros((10, 10), np.uint8),
        np.zeros((10, 10, 4), np.uint8),
        np.zeros((10, 10, 3), np.float32),
        np.broadcast_to(np.uint8(0), (10_000, 10_000, 3)),
    ],
)
def test_what_is_no_picture_or_far_too_large_is_refused_in_a_sentence(reader, pixels):
    with pytest.raises(BadInput, match=r"^The picture .*\.$"):
        next(reader.read(pixels))


def test_networks_that_are_missing_or_name_no_letters_are_refused(tmp_path):
    with pytest.raises(EngineError, match="localvoice pull"):
        ocr.load(tmp_path)
    with pytest.raises(EngineError, match="names no letters"):
        ocr.load(ocr_world.make(tmp_path, letters=""))
    with pytest.raises(EngineError, match="4 letters and names 5"):
        list(ocr.load(ocr_world.make(tmp_path, letters="a\nb\nc")).read(picture((40, 50, "ab"))))
