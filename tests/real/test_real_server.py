"""mlx_lm.server here, with SmolLM2, as the mind: it holds a conversation, and stops when it is interrupted."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

import anyio
import pytest

from localvoice.models import blas  # noqa: F401

# isort: split
import mlx.core as mx
import mlx_lm
from mlx.utils import tree_flatten
from mlx_lm.utils import dequantize_model

from localvoice.app.ask import ask
from localvoice.errors import EngineError
from localvoice.events import Waiting
from localvoice.models.lm_server import load
from localvoice.models.roles import Ended, Sampling, Text
from localvoice.settings import Settings

pytestmark = pytest.mark.real
START_S = 120.0
GREEDY = Sampling(temperature=0.0, max_tokens=25)


@contextmanager
def running(folder, cache):
    """Its address, while it runs."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    order = [sys.executable, "-m", "mlx_lm", "server", "--model", str(folder), "--port", str(port)]
    clean = {**os.environ, "HF_HUB_CACHE": str(cache), "HF_HUB_OFFLINE": "1"}
    if sys.platform == "linux":  # else mlx computes 23 times slower
        clean |= {"LD_PRELOAD": "libopenblas.so.0", "OPENBLAS_NUM_THREADS": "1"}
    quiet = subprocess.DEVNULL
    with subprocess.Popen(order, stdin=quiet, stdout=quiet, stderr=quiet, env=clean) as process:
        try:
            until_s = time.monotonic() + START_S
            while True:
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", port)) == 0:
                        break
                assert process.poll() is None
                assert time.monotonic() < until_s
                time.sleep(0.2)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.send_signal(signal.SIGKILL)


@pytest.fixture(scope="module")
def wide(real, tmp_path_factory):
    """SmolLM2 in 32 bits: on a processor mlx computes with 4 bits too slowly for a test."""
    source, folder = real("smollm2-135m"), tmp_path_factory.mktemp("wide")
    model = dequantize_model(mlx_lm.load(str(source))[0])
    model.set_dtype(mx.float32)
    mx.save_safetensors(str(folder / "model.safetensors"), dict(tree_flatten(model.parameters())))
    config = json.loads((source / "config.json").read_text())
    kept = {name: value for name, value in config.items() if not name.startswith("quantization")}
    (folder / "config.json").write_text(json.dumps(kept))
    for name in ("tokenizer.json", "tokenizer_config.json"):
        shutil.copy(source / name, folder / name)
    return folder


@pytest.fixture(scope="module")
def server(wide, tmp_path_factory):
    with running(wide, tmp_path_factory.mktemp("hub")) as address:
        yield address


def told(steps):
    got = []
    for step in steps:
        if isinstance(step, Waiting):
            time.sleep(step.seconds)
        else:
            got.append(step)
    return "".join(step.text for step in got if isinstance(step, Text)), got[-1]


def test_it_holds_a_conversation_of_three_turns(server):
    chat = load(None, server).open("You are a helpful assistant. Answer in one sentence.", [])
    one, ended = told(chat.reply("What is the capital of France?", GREEDY))
    assert "Paris" in one
    assert isinstance(ended, Ended)
    assert ended.prompt > 10
    assert ended.tokens > 1
    two, _ = told(chat.reply("And of Italy?", GREEDY))
    three, last = told(chat.reply("Thank you.", GREEDY))
    print(one, two, three, sep="\n")
    assert two
    assert three
    assert last.prompt > ended.prompt


def test_it_answers_typed_words_that_no_skill_explains(server, tmp_path):
    """With few skills: the forty tools of the assistant take minutes to read here."""
    persona = tmp_path / "brief.toml"
    words = {"name": "brief", "prompt": "You are brief.", "greeting": "Hello.", "unknown": "I do not know."}
    persona.write_text("".join(f'{key} = "{text}"\n' for key, text in words.items()) + 'skills = ["manners"]\n')
    settings = Settings(lm=server, persona=str(persona), sampling={"temperature": 0.0, "max_tokens": 40})
    (turn,) = anyio.run(ask, ["why is the sky blue"], settings, tmp_path, print)
    print(turn["answer"])
    assert len(turn["answer"].split()) > 3


def test_closing_an_answer_frees_the_server_for_the_next_at_once(server):
    chat = load(None, server).open("You are a helpful assistant.", [])
    steps = chat.reply("Tell me a very long story about a whale.", Sampling(max_tokens=1000))
    heard = ""
    while len(heard) < 20:
        step = next(steps)
        heard += step.text if isinstance(step, Text) else ""
        time.sleep(0.005)
    steps.close()
    began_s = time.monotonic()
    told(chat.reply("Stop. Say yes.", Sampling(max_tokens=3)))
    print(f"next answer after {time.monotonic() - began_s:.2f} s")
    assert time.monotonic() - began_s < 10  # the story's thousand tokens take longer


def test_one_that_is_killed_in_its_answer_is_one_sentence(wide, tmp_path):
    with running(wide, tmp_path) as address:
        steps = load(None, address).open("Talk.", []).reply("A long story, please.", Sampling(max_tokens=1000))
        while not isinstance(step := next(steps), Text) or not step.text:
            time.sleep(0.005)
    with pytest.raises(EngineError, match="broke off in the middle of its answer"):
        told(steps)
