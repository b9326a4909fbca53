"""Two holders of one folder, in this process and in a child that is killed."""

import os
import subprocess
import sys

import pytest

from localvoice.errors import StoreError
from localvoice.memory.instance import NAME, only_one


def test_the_second_conversation_is_refused_and_told_who_holds_it(tmp_path):
    with only_one(tmp_path / "data"):
        with pytest.raises(StoreError, match=f"process {os.getpid()}\\)"), only_one(tmp_path / "data"):
            pass
        with only_one(tmp_path / "elsewhere"):
            pass


def test_the_folder_is_free_again_afterwards(tmp_path):
    with only_one(tmp_path):
        pass
    with only_one(tmp_path):
        assert (tmp_path / NAME).read_text() == str(os.getpid())


def test_a_killed_conversation_frees_the_folder(tmp_path):
    child = (
        "import sys; from pathlib import Path; from localvoice.memory.instance import only_one\n"
        "with only_one(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", child, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout.readline() == b"held\n"
        with pytest.raises(StoreError, match=f"process {process.pid}\\)"), only_one(tmp_path):
            pass
        process.kill()
        process.wait()
    with only_one(tmp_path):
        pass


def test_an_unusable_folder_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be used"), only_one(tmp_path / "file"):
        pass
