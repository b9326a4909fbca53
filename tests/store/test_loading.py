"""A real (tiny, random) language model, pulled from the local hub, then loaded and asked without any network."""

import importlib
import json
import shutil
import struct
import subprocess
import sys
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import pytest
from fake_hub import FIRST, model

from localvoice.errors import EngineError
from localvoice.models.lm import conversation as lm
from localvoice.models.roles import Sampling
from localvoice.store.pull import pull

ROOT = Path(__file__).parents[2]
LARGE = "model.safetensors"
TURN = """
import socket, sys
from pathlib import Path
sys.path.insert(0, {here!r})
outside = socket.socket()
print("network", outside.connect_ex(("127.0.0.1", {port})) == 0)
outside.close()
asked = []
sys.addaudithook(lambda event, args: asked.append(event) if event.startswith("socket.") else None)
from fake_hub import model
from localvoice.events import Manner
from localvoice.models import espeak
from localvoice.models.lm import conversation as lm
from localvoice.models.roles import Sampling, Text
from localvoice.store.shelves import Store

chat = lm.load(Store(Path({folder!r})).weights("small", model())).open("You are kind.", [])
told = [piece.text for piece in chat.reply("what time is it", Sampling(max_tokens=8)) if isinstance(piece, Text)]
sound = [piece.pcm for piece in espeak.load(voice="en-us").say("It is noon, or " + str(len(told)), Manner())]
print("answered", sum(map(len, sound)) > 8000)
print("sockets", asked)
"""


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    """The files of a published model, by name."""
    sys.path.append(str(ROOT / "scripts" / "benches"))
    folder = tmp_path_factory.mktemp("tiny")
    with redirect_stdout(StringIO()):
        importlib.import_module("_tiny_lm").make(folder, "llama")
    return {file.name: file.read_bytes() for file in folder.iterdir()}


def get(store, hub, files):
    hub.repo.commits[FIRST] = files
    return pull(store, "small", model(), hub.source(), lambda step: None)


def retold(data, change):
    """The same tensors under another header."""
    length = struct.unpack("<Q", data[:8])[0]
    head = json.dumps(change(json.loads(data[8 : 8 + length]))).encode()
    return struct.pack("<Q", len(head)) + head + data[8 + length :]


def renamed(header):
    name = next(name for name in header if "q_proj" in name)
    return {name + "_old" if one == name else one: entry for one, entry in header.items()}


def transposed(header):
    name = next(name for name in header if "down_proj" in name)
    return {one: entry | {"shape": entry["shape"][::-1]} if one == name else entry for one, entry in header.items()}


def test_what_was_pulled_answers(store, hub, tiny):
    chat = lm.load(get(store, hub, tiny)).open("You are kind.", [])
    assert list(chat.reply("hello", Sampling(max_tokens=4)))


@pytest.mark.parametrize("change", [renamed, transposed])
def test_weights_of_another_shape_than_the_configuration_are_refused_by_the_loader(store, hub, tiny, change):
    plain = {name: data for name, data in tiny.items() if not name.endswith("index.json")}  # the store reads those
    folder = get(store, hub, plain | {LARGE: retold(tiny[LARGE], change)})
    with pytest.raises(EngineError, match="cannot be loaded") as error:
        lm.load(folder)
    assert str(folder) in str(error.value)


def test_after_a_pull_a_turn_needs_no_network_and_opens_no_socket(store, hub, tiny):
    """In an empty network namespace where this machine permits one; sockets are counted by Python's audit events."""
    get(store, hub, tiny)
    alone = shutil.which("unshare") and not subprocess.run(["unshare", "-rn", "true"], capture_output=True).returncode
    script = TURN.format(here=str(Path(__file__).parent), folder=str(store.folder), port=hub.server_port)
    command = [*(["unshare", "-rn"] if alone else []), sys.executable, "-c", script]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout.splitlines() == [f"network {not alone}", "answered True", "sockets []"], done.stderr
    if not alone:
        pytest.skip("no socket was opened; this machine permits no network namespace to run it without any")
