"""Is what was asked of a screen read right, by the published networks, from pictures that a browser renders?"""

import shutil
import subprocess
import time

import numpy as np
import pytest
from PIL import Image

from localvoice.models import ocr
from localvoice.vision import asking, layout
from localvoice.vision.reading import lined
from tests.real.screens import SCREENS

pytestmark = pytest.mark.real
SECONDS = 3.0  # of one core for a screen; 0.6 at most on an idle one


def browser():
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def rendered(screen, folder):
    """(height, width, 3) uint8."""
    page, shot = folder / f"{screen.name}.html", folder / f"{screen.name}.png"
    page.write_text(f"<meta charset=utf-8>{screen.html}", "utf-8")
    size = f"--window-size={screen.size[0]},{screen.size[1]}"
    flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", size]
    order = [browser(), *flags, f"--user-data-dir={folder}/profile", f"--screenshot={shot}", page.as_uri()]
    subprocess.run(order, capture_output=True, check=True, timeout=60)
    return np.asarray(Image.open(shot).convert("RGB"))


@pytest.mark.skipif(not browser(), reason="no Chromium here: apt install chromium")
def test_of_twenty_one_screens_at_most_two_answers_are_wrong(real, tmp_path):
    reader, wrong, longest = ocr.load(real("ocr")), [], 0.0
    for screen in SCREENS:
        pixels = rendered(screen, tmp_path)
        began = time.process_time()
        lines = [line for line in reader.read(pixels) if line]
        longest = max(longest, time.process_time() - began)
        view = layout.view("screen", pixels, lined(lines))
        answer = asking.answer(screen.asked, lines, (pixels.shape[1], pixels.shape[0]), view)
        answer = answer or " ".join(block.text for block in view.blocks)
        if not all(part.lower() in answer.lower() for part in screen.told):
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
