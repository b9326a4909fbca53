"""A whole profile, tiny and random but of the real architectures, pulled from the local hub; then an answer to typed
words and a conversation in a simulated room, in an empty network namespace where this machine permits one."""

import importlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from fake_hub import FIRST, REPO

from localvoice.store import weights
from localvoice.store.pull import pull

ROOT = Path(__file__).parents[2]
MODELS = {"ears": ("nemotron", "recogniser"), "head": ("lm", "lm"), "mouth": ("pocket", "voice")}
MODELS |= {"end": ("smart_turn", "turn")}
ENTRY = """
[models.{name}]
family = "{family}"
repo = "{repo}"
files = ["config.json", "*.json", "*.safetensors"]
roles = ["{role}"]
licence = "MIT"
languages = ["en"]
memory_gb = 0.001
"""
PROFILE = '\n[profiles.whole]\nabout = "All of MLX."\n'
TALK = """
import socket, sys
from pathlib import Path

outside = socket.socket()
print("network", outside.connect_ex(("127.0.0.1", {port})) == 0)
outside.close()
asked, turns = [], []
OUT = ("connect", "getaddrinfo", "gethostbyname", "sendto", "sendmsg")

def watch(event, args):
    if event in ["socket." + name for name in OUT]:
        if getattr(args[0], "family", None) != socket.AF_UNIX:  # that is within this machine
            asked.append(event)

sys.addaudithook(watch)

import anyio
from localvoice.store import weights
weights.path = lambda: Path({toml!r})
from localvoice.app.ask import ask
from localvoice.app.talk import Talk, talk
from localvoice.audio.simulated.scene import Scene, SceneLine
from localvoice.settings import Settings
from localvoice.trace import Turn

how, data = Settings(profile="whole", persona="cafe"), Path({data!r})
print("thought", len(anyio.run(ask, ["tell me about the sea"], how, data, print)[0]["answer"]) > 0)
tell = lambda told: turns.append(told) if isinstance(told, Turn) else None
anyio.run(talk, how, data, Talk(fast=True), tell, None, Scene((SceneLine("A large latte please."),)))
print("turns", bool(turns))
print("outside", asked)
"""


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Model → the folder that is published."""
    sys.path.append(str(ROOT / "tests" / "models"))
    speech, lm = importlib.import_module("speech_world"), importlib.import_module("lm_world")
    at = tmp_path_factory.mktemp
    return {
        "ears": speech.make_nemotron(at("ears")),
        "head": lm.make(at("head"), "qwen3"),
        "mouth": speech.make_pocket(at("mouth"), ends=0.95),
        "end": speech.make_smart_turn(at("end")),
    }


def test_after_a_pull_a_whole_conversation_needs_no_network(store, hub, folders, tmp_path):
    toml = tmp_path / "weights.toml"
    entries = [ENTRY.format(name=name, family=family, role=role, repo=REPO) for name, (family, role) in MODELS.items()]
    toml.write_text("".join(entries) + PROFILE + "".join(f'{role} = "{name}"\n' for name, (_, role) in MODELS.items()))
    for name, model in weights.read(toml).models.items():
        files = [file for file in folders[name].rglob("*") if file.is_file()]
        hub.repo.commits[FIRST] = {file.relative_to(folders[name]).as_posix(): file.read_bytes() for file in files}
        pull(store, name, model, hub.source(), lambda step: None)
    script = TALK.format(toml=str(toml), data=str(tmp_path), port=hub.server_port)
    alone = shutil.which("unshare") and not subprocess.run(["unshare", "-rn", "true"], capture_output=True).returncode
    command = [*(["unshare", "-rn"] if alone else []), sys.executable, "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    expected = [f"network {not alone}", "thought True", "turns True", "outside []"]
    assert done.stdout.splitlines() == expected, done.stderr
    if not alone:
        pytest.skip("nothing asked for the network; this machine permits no network namespace to run it without any")
