"""Is the comparison's page whole in a real browser? Chromium looks at it, and axe, which knows what people cannot use.

`scripts/clients` fetches what drives the browser, and runs this; the browser itself is Debian's `chromium`.
"""

import json
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
from compared_figures import compared, way

from localvoice.audio.encoded import Encoder
from localvoice.events import RATE_HZ
from localvoice.traces.compared.page import page

FOLDER = Path.home() / ".cache" / "localvoice" / "clients" / "page"  # as in scripts/clients
LOOK = Path(__file__).parent / "talks" / "page_look.mjs"
LOOK_S = 90

pytestmark = pytest.mark.clients


def browser():
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def with_sound():
    encoder = Encoder("mp3", RATE_HZ)
    sound = encoder.feed(np.zeros(RATE_HZ, np.float32)) + encoder.finish()
    ways = (way("overlapped", [150, 200], sound=sound), way("traditional", [1200, 1300], sound=sound))
    return compared(ways=(*ways, compared().ways[2]))


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    if not browser():
        pytest.skip("no Chromium here: apt install chromium")
    if not FOLDER.is_dir():
        pytest.skip(f"no Playwright and no axe in {FOLDER}; scripts/clients fetches them")
    file = tmp_path_factory.mktemp("page") / "compare.html"
    file.write_text(page(with_sound()), "utf-8")
    look = FOLDER / LOOK.name  # Node looks for packages beside the file
    shutil.copy(LOOK, look)
    done = subprocess.run(
        ["node", str(look), str(file), browser()], capture_output=True, text=True, timeout=LOOK_S, check=False
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return json.loads(done.stdout.splitlines()[-1])


def test_the_browser_has_nothing_to_complain_of_and_asks_nobody_for_anything(told):
    assert told["complaints"] == []
    assert {url.split(":")[0] for url in told["requests"]} <= {"file", "data"}


def test_axe_finds_nothing_that_anybody_could_not_use_narrow_or_wide_light_or_dark(told):
    assert told["violations"] == []


def test_it_is_read_without_scrolling_sideways_on_a_telephone(told):
    assert told["too_wide"] == []


def test_stages_are_dragged_by_mouse_and_by_key_and_put_back(told):
    assert told["total_by_key"] != told["total"]
    assert told["total_by_mouse"] not in (told["total"], told["total_by_key"])
    assert told["total_again"] == told["total"]


def test_another_chip_is_chosen_and_called_simulated(told):
    assert told["total_on_chip"] != told["total"]
    assert "simulated: m1-pro" in told["origin_on_chip"]
    assert "simulated" in told["verdict"]


def test_answers_are_heard_and_stopped(told):
    assert told["playing"] == "Stop"
    assert told["stopped"] == "Hear"


def test_without_scripts_all_figures_are_there(told):
    for shown in ("150 ms", "Which fits you", "What survives", "simulated"):
        assert shown in told["without_script"]
    assert "What if" not in told["without_script"]
