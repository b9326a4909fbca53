"""Do other people's clients talk with us unchanged? Each as its published package, in a process of its own.

`scripts/clients` makes their environments and runs this. Each talk has four spoken turns, with a call of a function in
the second, and an interruption of the third by the fourth.
"""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from knowing_models import SENTENCES, STORY, knowing, spoken
from web_world import TOKEN, standing

FOLDER = Path.home() / ".cache" / "localvoice" / "clients"  # as in scripts/clients
TALKS = Path(__file__).parent / "talks"
TALK_S = 90

pytestmark = pytest.mark.clients


def command(client):
    """What runs its talk."""
    if client != "js":
        return [FOLDER / client.removesuffix("_live") / "bin" / "python", TALKS / f"{client}_talk.py"]
    talk = FOLDER / "js" / "agents_talk.mjs"  # Node looks for packages beside the file
    shutil.copy(TALKS / "agents_talk.mjs", talk)
    return ["node", talk]


def talk_of(client, tmp_path, models):
    """What the client told of its talk with us."""
    for number, sound in enumerate(spoken()):
        (tmp_path / f"{number}.pcm").write_bytes(sound)
    with standing(tmp_path, models) as port:
        ended = subprocess.run(
            [*map(str, command(client)), port.url, TOKEN, str(tmp_path)],
            capture_output=True,
            text=True,
            timeout=TALK_S,
        )
    assert ended.returncode == 0, ended.stdout[-2000:] + ended.stderr[-6000:]
    return json.loads(ended.stdout.splitlines()[-1])


@pytest.mark.parametrize("client", ["agents", "js", "livekit", "livekit_live", "pipecat", "pipecat_live"])
def test_a_client_holds_a_conversation_with_a_function_and_an_interruption(client, tmp_path):
    if not (FOLDER / client.removesuffix("_live")).is_dir():
        pytest.skip(f"no {client} in {FOLDER}; scripts/clients makes it")
    models = knowing()
    told = talk_of(client, tmp_path, models)
    assert told["errors"] == []
    assert [sentence for sentence in told["heard"] if sentence in SENTENCES] == list(SENTENCES)
    assert len(told["called"]) == 1
    assert "Bonn" in str(told["called"])
    assert told["interrupted"]
    said = [text.strip() for text in told["said"]]
    assert said[0] == "Good morning to you."
    assert said[-1] == "It is noon."
    story = [entry.text for entry in models["lm"].asked[-1][2] if STORY.startswith(entry.text[:9] or "-")]
    assert all(len(text) < len(STORY) / 4 for text in story)
