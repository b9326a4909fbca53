"""Does `look` say what is wrong before anything is loaded, and what to do where nothing can see?"""

import json
import subprocess
import sys

import pytest


def look(tmp_path, *given):
    order = [
        sys.executable,
        "-m",
        "localvoice",
        "look",
        *given,
        "--profile",
        "starter",
        "--data",
        str(tmp_path),
        "--json",
    ]
    done = subprocess.run(order, capture_output=True, text=True, check=False)
    return done.returncode, json.loads(done.stdout)


@pytest.mark.parametrize(
    ("given", "part"),
    [
        (["receipt.png", "what is the total"], "localvoice pull ocr"),
        (["receipt.png", "--camera"], "Name one thing to look at"),
    ],
)
def test_what_is_wrong_is_one_sentence(tmp_path, given, part):
    code, told = look(tmp_path, *given)
    assert code
    assert part in told["error"]
    assert not any(tmp_path.glob("*.png"))
