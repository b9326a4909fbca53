"""What other programs may rely on: these names, loaded only when they are asked for."""

import subprocess
import sys

import pytest

import localvoice

NAMES = [
    *("Client", "Conversation", "Engine", "Failed", "Frame", "LocalvoiceError", "Partial", "Planned", "Saying"),
    *("Settings", "Speech", "State", "Turn", "Understood", "client"),
]


def test_these_names_and_no_others_are_promised():
    assert localvoice.__all__ == NAMES
    assert set(NAMES) < set(dir(localvoice))


@pytest.mark.parametrize("name", NAMES)
def test_each_name_is_there(name):
    assert getattr(localvoice, name).__name__ == name


def test_a_name_that_is_not_promised_is_not_there():
    with pytest.raises(AttributeError, match="no attribute 'Cascade'"):
        _ = localvoice.Cascade


def test_the_package_alone_loads_no_library():
    code = (
        "import localvoice, sys\n"
        "tops = {name.partition('.')[0] for name in sys.modules}\n"
        "sys.exit(str(tops & {'numpy', 'anyio', 'mlx', 'msgspec', 'sounddevice', 'pocketsphinx'} or ''))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stderr.strip() == ""
