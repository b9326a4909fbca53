"""What a command does not need is not loaded: a typed question wakes no ears and no voice, a text only the voice."""

import json
import subprocess
import sys

import pytest

HEARD = {"pocketsphinx", "localvoice.understanding.cascade", "localvoice.dialogue.session"}
SPOKEN = {"espeakng_loader", "sounddevice", "soundfile", "localvoice.wording.phrases"}
HEAVY = {"mlx", "numpy", "pydantic"}
CODE = """
import json, sys
sys.argv = ["localvoice", *json.loads(sys.argv[1])]
from localvoice.cli import main
try: main()
except SystemExit as end: assert not end.code, end.code
print(json.dumps([name for name in sys.modules]))
"""


def loaded(*words):
    done = subprocess.run(
        [sys.executable, "-c", CODE, json.dumps([str(word) for word in words])], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize("text", ["what time is it", "who won the war of the roses"])
def test_a_typed_question_wakes_no_ears_and_no_voice(tmp_path, text):
    assert not loaded("ask", text, "--data", tmp_path, "--profile", "starter") & (HEARD | SPOKEN | HEAVY)


def test_a_language_model_is_loaded_only_for_what_no_skill_explains(tmp_path):
    asked = ("ask", "what time is it", "--data", tmp_path, "--profile", "tiny")
    assert "mlx" not in loaded(*asked)
    assert "mlx" in loaded(*asked, "--then", "do you like the sea")


def test_to_say_a_text_only_the_voice_is_loaded(tmp_path):
    heavy = loaded("say", "hello", "-o", tmp_path / "x.wav", "--profile", "starter")
    assert not heavy & (HEARD | {"mlx", "pydantic", "hassil", "sounddevice", "localvoice.tools.toolbox"})


def test_to_hear_a_file_no_voice_is_loaded(tmp_path):
    loaded("say", "what time is it", "-o", tmp_path / "x.wav", "--profile", "starter")
    assert "espeakng_loader" not in loaded("hear", tmp_path / "x.wav", "--data", tmp_path, "--profile", "starter")
