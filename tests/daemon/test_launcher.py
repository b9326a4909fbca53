"""The app's program: it starts the words after it, hands signals on, and ends as they end. Compiled on any system."""

import shutil
import signal
import subprocess
import sys

import pytest

from localvoice.daemon.install.macos import launcher

pytestmark = pytest.mark.skipif(not shutil.which("cc"), reason="no compiler here")


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    folder = tmp_path_factory.mktemp("launcher app ü")
    (folder / "launcher.c").write_bytes(launcher())
    command = ["cc", "-Wall", "-Wextra", "-Werror", "-O2", "-o", folder / "localvoice", folder / "launcher.c"]
    subprocess.run(command, check=True, capture_output=True)
    return str(folder / "localvoice")


@pytest.mark.parametrize("code", [0, 1, 7])
def test_it_ends_with_the_command_s_own_code(program, code):
    done = subprocess.run([program, sys.executable, "-c", f"import sys; sys.exit({code})"], timeout=20)
    assert done.returncode == code


def test_words_arrive_as_they_are(program):
    words = ["a b", 'quote "', "ü 日本", "$HOME", ""]
    done = subprocess.run(
        [program, sys.executable, "-c", "import sys; print(sys.argv[1:])", *words], capture_output=True, text=True
    )
    assert done.stdout.strip() == str(words)


WAITS = """
import signal, sys
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
print("ready", flush=True)
signal.pause()
"""


def test_a_signal_is_handed_on_and_an_orderly_end_is_one(program):
    with subprocess.Popen([program, sys.executable, "-c", WAITS], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


def test_a_command_that_is_killed_is_a_failure_so_that_it_is_started_again(program):
    code = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
    assert subprocess.run([program, sys.executable, "-c", code], timeout=20).returncode == 128 + signal.SIGKILL


def test_what_cannot_be_started_is_one_sentence(program):
    done = subprocess.run([program, "/no/such/python"], capture_output=True, text=True, timeout=20)
    assert done.returncode == 78
    assert "run localvoice install again" in done.stderr
