"""Do persona and skills leave a language model room to talk? Real personas and budgets, GPT-2's tokenizer from shared
data on a tiny qwen3 with random weights; its merges make about as many tokens of such text as those of today."""

import json
import random
import sys
from contextlib import redirect_stdout
from datetime import datetime
from io import StringIO
from pathlib import Path

import pytest
from transformers.convert_slow_tokenizer import TikTokenConverter

from localvoice.app.fit import CONTEXT_TOKENS, CONTEXTS, context_gb
from localvoice.memory.shelf import SqliteShelf
from localvoice.models.lm import conversation as lm
from localvoice.models.roles import Sampling
from localvoice.store import weights
from localvoice.tools.persona import names, persona
from localvoice.tools.skill import World
from localvoice.tools.toolbox import Toolbox
from localvoice.understanding.prompt import system

# isort: split
import mlx.core as mx

ROOT = Path(__file__).parents[2]
sys.path.append(str(ROOT / "scripts" / "benches"))
import _tiny_lm  # noqa: E402

MERGES = ROOT.parent / "shared" / "data" / "whisper-format-assets" / "assets" / "gpt2.tiktoken"
TEMPLATE_TOKENS = 128  # at most, that Qwen's own template says about tools beside them
CHARACTERS = 3.4  # of the tools in one token of GPT-2's; counted
HOW = Sampling(temperature=0, max_tokens=8)


def made(folder, **size):
    with redirect_stdout(StringIO()):
        return _tiny_lm.make(folder, "qwen3", **size)


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    if not MERGES.is_file():
        pytest.skip("no merges of GPT-2's tokenizer in ../shared/data")
    folder = made(tmp_path_factory.mktemp("qwen3"), vocab_size=50_400)
    control = [*_tiny_lm.CONTROL["qwen3"], *_tiny_lm.WORDS["qwen3"]]
    tokenizer = TikTokenConverter(vocab_file=str(MERGES), extra_special_tokens=control).converted()
    tokenizer.save(str(folder / "tokenizer.json"))
    return lm.load(folder)


@pytest.fixture
def tools(tmp_path):
    """The tools of a persona, by its name."""
    with SqliteShelf(tmp_path / "memory.sqlite") as shelf:
        yield lambda name: Toolbox(persona(name), World(shelf, datetime.now, random.Random(1))).schemas()


@pytest.mark.parametrize("name", names())
def test_a_real_persona_opens_and_leaves_a_quarter_of_the_context_for_talk(model, tools, name):
    chat = model.open(system(persona(name)), tools(name), CONTEXT_TOKENS)
    begun = len(chat._script.certain([], ""))
    assert begun + TEMPLATE_TOKENS <= (1 - lm.LEAST_ROOM) * CONTEXT_TOKENS
    assert begun > len(tools(name)) * 20  # each of them is in the prompt
    list(chat.prefill(""))
    assert list(chat.reply("how are you", HOW))


@pytest.mark.parametrize("name", names())
def test_the_tools_are_short(tools, name):
    text = "\n".join(json.dumps(tool) for tool in tools(name)) + system(persona(name))
    assert len(text) / CHARACTERS + TEMPLATE_TOKENS <= (1 - lm.LEAST_ROOM) * CONTEXT_TOKENS


def test_every_profile_with_a_language_model_is_planned_with_its_context():
    known = weights.read(weights.path())
    models = [known.models[profile.lm] for profile in known.profiles.values() if profile.lm]
    assert all(context_gb(model) > 0 for model in models)


def test_while_old_turns_are_dropped_no_more_is_held_than_was_planned(tmp_path):
    budget, size = 2048, {"num_hidden_layers": 2, "hidden_size": 128, "num_key_value_heads": 4, "head_dim": 128}
    chat = lm.load(made(tmp_path, **size)).open("Be kind. " * 50, [], budget)
    before, turn = mx.get_active_memory(), 0
    while len(chat.context.ids) < 0.9 * budget:
        list(chat.reply(f"{turn} " * 120, Sampling(temperature=0, max_tokens=1)))
        turn += 1
    held = [mx.get_active_memory() - before for _ in chat.settle()]
    whole = 2 * 2 * 4 * 128 * 4 * budget  # keys and values of 2 layers, 4 heads of 128, float32
    assert whole < max(held) < CONTEXTS * whole
