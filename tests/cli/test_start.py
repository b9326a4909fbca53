"""What is imported by when? Each command in a process of its own, which tells."""

import subprocess
import sys

# Each takes long to import, and what is begun before them goes on beside.
HEAVY = ("numpy", "hassil", "livekit", "onnxruntime", "mlx", "localvoice.app.talk")
TELLING = f"""
import sys
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
