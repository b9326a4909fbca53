"""What is imported by when? Each command in a process of its own, which tells."""

import subprocess
import sys

import pytest
from typer.testing import CliRunner

from localvoice.cli import app
from localvoice.daemon import life

# Each takes long to import, and what is begun before them goes on beside.
HEAVY = ("numpy", "hassil", "livekit", "onnxruntime", "mlx", "localvoice.app.talk")
TELLING = f"""
import sys

import pytest
from typer.testing import CliRunner

from localvoice.cli import app
from localvoice.daemon import life
from localvoice import cli
from localvoice.models import pocketsphinx

pocketsphinx.begin = lambda: print("begun after", *sorted({HEAVY!r} & sys.modules.keys()))
cli.main()
""".replace("('numpy'", "{'numpy'").replace("talk')", "talk'}")


def test_the_recogniser_begins_before_what_a_conversation_needs_is_imported(tmp_path):
    command = ["talk", "--profile", "starter", "--mic", "missing.wav", "--data", str(tmp_path)]
    done = subprocess.run([sys.executable, "-c", TELLING, *command], capture_output=True, text=True, timeout=60)
    assert done.stdout.splitlines() == ["begun after"], done.stderr
    assert "missing.wav" in done.stderr


@pytest.mark.parametrize("command", ["start", "restart", "install"])
def test_a_profile_without_its_weights_is_not_said_to_run(tmp_path, monkeypatch, command):
    monkeypatch.setattr(life, "start", lambda *given: pytest.fail("It was started."))
    done = CliRunner().invoke(app, [command, "--profile", "native", "--data", str(tmp_path)])
    assert done.exit_code == 1
    assert "run `localvoice pull native` first" in done.output
    assert "running" not in done.output
