"""Whisper's published weights under an interpreter: clauses of a recorded person while they speak; the lag is this
machine's. The language model is a server whose replies the test has written."""

import json
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from localvoice.cli import app

sys.path.append(str(Path(__file__).parents[1] / "models"))
from server_world import serving, whole

pytestmark = pytest.mark.real
NAME = "whisper-base"
REPLIES = ("This is not what was said.", "Nobody knew of any fairness.", "I never found much sense there.")
CLIPS = Path(__file__).parents[3] / "shared" / "data" / "multilingual-fleurs-clips"


class Always(list):
    """The answers in turn, however often one is asked for."""

    def pop(self, at=-1):
        self.append(super().pop(0))
        return self[-1]


@pytest.mark.skipif(not CLIPS.is_dir(), reason="the recordings are not here")
def test_a_recorded_german_is_translated_without_the_loss_of_a_word(real_folder):
    (german,) = CLIPS.rglob("fleurs_de.wav")
    with serving(*map(whole, REPLIES)) as server:
        server.answers = Always(server.answers)
        words = ["translate", german, "--to", "en", "--from", "de", "--profile", "starter", "--recogniser", NAME]
        done = CliRunner().invoke(
            app, [*map(str, words), "--lm", server.address, "--data", str(real_folder(NAME)), "--json"]
        )
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    heard = " ".join(one["heard"] for one in told["clauses"])
    assert heard.startswith("Das erschien mir nicht sinnvoll")
    assert heard.endswith("nicht fair.")
    assert len(heard.split()) == 11
    assert all(one["said"] in REPLIES for one in told["clauses"])
