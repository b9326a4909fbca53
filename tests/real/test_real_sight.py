"""Is what was asked of a screen read right, by the published networks, from pictures that a browser renders?"""

import time

import numpy as np
import pytest
from PIL import Image

from localvoice.models import ocr
from localvoice.vision import asking, layout
from localvoice.vision.reading import lined
from tests.real.rendered import browser, rendered
from tests.real.screens import SCREENS
from tests.real.screens_strangers import OTHERS
from tests.real.screens_strangers import SCREENS as STRANGERS

pytestmark = pytest.mark.real
SECONDS = 10.0  # of one core for a screen; 2.8 at most on an idle one, for a terminal full of figures


@pytest.mark.skipif(not browser(), reason="no Chromium here: apt install chromium")
@pytest.mark.parametrize(
    ("screens", "words"), [(SCREENS, 30), (STRANGERS, 40), (OTHERS, 40)], ids=["own", "strangers", "others"]
)
def test_of_twenty_screens_at_most_two_answers_are_wrong_and_none_is_the_whole_screen(real, tmp_path, screens, words):
    reader, wrong, longest = ocr.load(real("ocr")), [], 0.0
    for screen, pixels in zip(screens, rendered(screens, tmp_path), strict=True):
        began = time.process_time()
        lines = [line for line in reader.read(pixels) if line]
        view = layout.view("screen", pixels, lined(lines))
        answer = asking.answer(screen.asked, lines, (pixels.shape[1], pixels.shape[0]), view)
        longest = max(longest, time.process_time() - began)
        answer = answer or " ".join(block.text for block in view.blocks)
        right = all(part.lower() in answer.lower() for part in screen.told)
        if not right or len(answer.split()) > words:
            wrong.append((screen.name, screen.asked, answer))
    assert len(wrong) <= 2, wrong
    assert longest < SECONDS


def test_spaces_between_words_are_read_and_names_prices_and_addresses_are_not_torn(real):
    """Drawn with the font that Pillow carries, which every machine has."""
    from PIL import ImageDraw, ImageFont

    lines = [
        "Total: $48.50 (incl. 8% tax)",
        "WARNING: report_v2_final.docx was not saved",
        "mail ann.lee@example.org or see www.example.org",
    ]
    image = Image.new("RGB", (700, 200), "white")
    for at, line in enumerate(lines):
        ImageDraw.Draw(image).text((30, 20 + 60 * at), line, font=ImageFont.load_default(20), fill="black")
    read = [line for line in ocr.load(real("ocr")).read(np.asarray(image)) if line]
    assert [line.text for line in sorted(read, key=lambda line: line.box[1])] == lines
