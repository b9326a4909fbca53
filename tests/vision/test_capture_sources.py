"""Is a picture taken from files, the screen, a window or the clipboard, and is each failure one sentence?"""

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from localvoice.errors import BadInput, DeviceError
from localvoice.vision import picture
from localvoice.vision.capture import files
from localvoice.vision.capture.clipboard import Clipboard
from localvoice.vision.capture.files import File
from localvoice.vision.capture.screen import Screen
from localvoice.vision.capture.window import Open, Window, chosen

pytestmark = pytest.mark.anyio
NOBODY = ":97"  # a display that nobody has


def now_s():
    return 7.0


@pytest.fixture
def image():
    return Image.new("RGB", (30, 20), (200, 10, 30))


@pytest.mark.parametrize("ending", ["png", "jpg", "webp", "gif", "bmp", "tiff"])
async def test_a_file_is_a_picture_with_its_name(tmp_path, image, ending):
    image.save(tmp_path / f"cat.{ending}")
    seen = await File(tmp_path / f"cat.{ending}", now_s).take()
    assert (seen.source, seen.at_s, seen.pixels.shape, seen.pixels.dtype) == (
        f"cat.{ending}",
        7.0,
        (20, 30, 3),
        np.uint8,
    )
    assert np.abs(seen.pixels[5, 5].astype(int) - (200, 10, 30)).max() < 12


def test_a_picture_stands_upright_and_what_is_clear_in_it_is_white(tmp_path, image):
    turned = Image.Exif()
    turned[0x0112] = 6  # of a camera that was held upright
    image.save(tmp_path / "turned.jpg", exif=turned)
    assert files.read(tmp_path / "turned.jpg").shape == (30, 20, 3)
    Image.new("RGBA", (4, 4), (0, 0, 0, 0)).save(tmp_path / "clear.png")
    assert (files.read(tmp_path / "clear.png") == 255).all()


def test_files_that_are_no_picture_are_refused_in_a_sentence(tmp_path, image, monkeypatch):
    image.save(tmp_path / "whole.png")
    (tmp_path / "cut.png").write_bytes((tmp_path / "whole.png").read_bytes()[:60])
    (tmp_path / "empty.png").write_bytes(b"")
    (tmp_path / "text.png").write_text("no picture")
    (tmp_path / "page.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "phone.heic").write_bytes(b"....ftypheic")
    for name in ("absent.png", "cut.png", "empty.png", "text.png", "page.pdf", "phone.heic", "."):
        with pytest.raises(BadInput, match=r"^\S.*\.$"):
            files.read(tmp_path / name)
    monkeypatch.setattr(picture, "HUGE_PX", 100)
    with pytest.raises(BadInput, match="30 × 20 pixels, too many"):
        files.read(tmp_path / "whole.png")


def test_a_large_picture_is_shrunk_and_a_small_one_is_not():
    assert picture.shrunk(np.zeros((1000, 2000, 3), np.uint8), 500).shape == (250, 500, 3)
    assert picture.shrunk(np.zeros((10, 20, 3), np.uint8), 500).shape == (10, 20, 3)


async def test_without_a_screen_one_sentence_says_what_to_do():
    for source in (Screen(now_s, NOBODY), Window("", now_s, NOBODY)):
        with pytest.raises(DeviceError, match="desktop"):
            await source.take()


async def test_an_empty_clipboard_and_one_that_cannot_be_read_say_so(monkeypatch):
    def refused():
        raise NotImplementedError

    monkeypatch.setattr(picture.library().ImageGrab, "grabclipboard", lambda: None)
    with pytest.raises(BadInput, match="copy one first"):
        await Clipboard(now_s).take()
    monkeypatch.setattr(picture.library().ImageGrab, "grabclipboard", refused)
    with pytest.raises(DeviceError, match="install xclip"):
        await Clipboard(now_s).take()


async def test_the_clipboard_gives_its_picture_or_the_first_copied_file(monkeypatch, image, tmp_path):
    image.save(tmp_path / "copied.png")
    for copied in (image, [str(tmp_path / "copied.png")]):
        monkeypatch.setattr(picture.library().ImageGrab, "grabclipboard", lambda copied=copied: copied)
        assert (await Clipboard(now_s).take()).pixels.shape == (20, 30, 3)


WINDOWS = [
    Open("Inbox - Mail", "Thunderbird", (0, 0, 90, 90), 1),
    Open("thunderstorms - Search", "Firefox", (0, 0, 90, 90), 2),
]


def test_a_window_is_the_front_one_or_the_one_that_is_named():
    assert chosen(WINDOWS, "").number == 1
    assert chosen(WINDOWS, "firefox").number == 2
    assert chosen(WINDOWS, "thunder").number == 1
    assert chosen(WINDOWS, "search").number == 2
    with pytest.raises(BadInput, match="there are Thunderbird, Firefox"):
        chosen(WINDOWS, "Excel")
    with pytest.raises(DeviceError, match="No window is open"):
        chosen([], "")


@pytest.fixture(scope="module")
def display(tmp_path_factory):
    """A real X server with one window that a window manager would list."""
    if not shutil.which("Xvfb"):
        pytest.skip("no X server here: apt install xvfb")
    number = tmp_path_factory.mktemp("x") / "number"
    with (
        number.open("wb") as told,
        subprocess.Popen(
            ["Xvfb", "-displayfd", str(told.fileno()), "-screen", "0", "400x300x24"],
            pass_fds=[told.fileno()],
            stderr=subprocess.DEVNULL,
        ) as server,
    ):
        try:
            yield from _window(number)
        finally:
            server.terminate()


def _window(number: Path):
    import time

    while not number.read_text().strip():
        time.sleep(0.01)
    from Xlib import X, Xatom
    from Xlib.display import Display

    name = f":{number.read_text().strip()}"
    server = Display(name)
    screen = server.screen()
    window = screen.root.create_window(
        50, 60, 120, 80, 0, X.CopyFromParent, background_pixel=0x2040FF, override_redirect=True
    )
    window.set_wm_name("Letter - Editor")
    window.set_wm_class("editor", "Editor")
    window.map()
    for kind in ("_NET_CLIENT_LIST_STACKING", "_NET_ACTIVE_WINDOW"):
        screen.root.change_property(server.intern_atom(kind), Xatom.WINDOW, 32, [window.id])
    server.sync()
    yield name
    server.close()


async def test_a_real_x_server_shows_its_screen_and_its_window(display):
    whole = await Screen(now_s, display).take()
    assert (whole.source, whole.pixels.shape) == ("screen", (300, 400, 3))
    for wanted in ("", "editor", "letter"):
        window = await Window(wanted, now_s, display).take()
        assert (window.source, window.pixels.shape) == ("window Editor", (80, 120, 3))
        assert (window.pixels == (0x20, 0x40, 0xFF)).all()
    with pytest.raises(BadInput, match="there are Editor"):
        await Window("calculator", now_s, display).take()
