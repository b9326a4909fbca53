"""Pictures of pages as a browser shows them: many in one run of it, each in a window of its own size."""

import html
import shutil
import subprocess

import numpy as np
from PIL import Image

ACROSS = 4  # pages beside each other
ROOM_PX = 8  # between them


def browser():
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def rendered(screens, folder):
    """(height, width, 3) uint8 of each."""
    wide = max(screen.size[0] for screen in screens) + ROOM_PX
    high = max(screen.size[1] for screen in screens) + ROOM_PX
    places = [(at % ACROSS * wide, at // ACROSS * high) for at in range(len(screens))]
    frames = [_frame(screen, place) for screen, place in zip(screens, places, strict=True)]
    page, shot = folder / "screens.html", folder / "screens.png"
    page.write_text(f"<!doctype html><meta charset=utf-8><body style='margin:0'>{''.join(frames)}", "utf-8")
    size = f"--window-size={ACROSS * wide},{places[-1][1] + high}"
    flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", size]
    order = [browser(), *flags, f"--user-data-dir={folder}/profile", f"--screenshot={shot}", page.as_uri()]
    subprocess.run(order, capture_output=True, check=True, timeout=60)
    every = np.asarray(Image.open(shot).convert("RGB"))
    return [
        every[top : top + screen.size[1], left : left + screen.size[0]]
        for screen, (left, top) in zip(screens, places, strict=True)
    ]


def _frame(screen, place):
    left, top = place
    style = f"position:absolute;border:0;left:{left}px;top:{top}px;width:{screen.size[0]}px;height:{screen.size[1]}px"
    return f'<iframe scrolling=no style="{style}" srcdoc="{html.escape(screen.html)}"></iframe>'
