"""Engines are loaded in the lane and give their memory back; the models are the ones that come with the package."""

import math
from functools import partial

import anyio
import pytest

from localvoice.app.engine import Engine
from localvoice.engine import memory
from localvoice.errors import BadInput
from localvoice.settings import Settings

# isort: split
import mlx.core as mx

TINY = Settings(profile="tiny")


@pytest.fixture(autouse=True)
def as_before():
    caching = mx.set_cache_limit(0)
    memory.release()
    yield
    mx.set_cache_limit(caching)


def test_what_models_and_conversations_held_is_free_before_others_are_loaded_in_their_place(tmp_path):
    async def main():
        before, held, after = mx.get_active_memory(), [], []
        for _ in range(2):
            async with Engine(TINY, tmp_path) as engine:
                lm = await engine.lm()
                chat = await engine.lane.call("open", partial(lm.open, "Be kind.", []))
                await engine.lane.call("warm up", lambda chat=chat: list(chat.warm()))
                held.append(mx.get_active_memory() - before)
            after.append(mx.get_active_memory() - before)
        return held, after

    held, after = anyio.run(main)
    assert min(held) > 2_000_000
    assert max(after) < 100_000
    assert mx.get_cache_memory() < 1000


def test_what_was_loaded_is_freed_when_something_fails(tmp_path):
    async def main():
        async with Engine(TINY, tmp_path) as engine:
            held.append(await engine.lm())
            raise BadInput("The persona is unknown.")

    before, held = mx.get_active_memory(), []
    with pytest.raises(BadInput, match="unknown"):
        anyio.run(main)
    assert mx.get_active_memory() - before < 100_000


@pytest.mark.parametrize("profile", ["starter", "tiny"])
def test_what_hears_english_only_is_told_no_other_language(tmp_path, profile):
    async def heard(language):
        async with Engine(Settings(profile=profile), tmp_path) as engine, engine.recogniser(language) as recogniser:
            return recogniser

    assert anyio.run(heard, "en-GB")
    with pytest.raises(BadInput, match=r"held to the language de \(it hears en\): leave `language` empty"):
        anyio.run(heard, "de")


def test_what_nobody_waits_for_is_not_done_with_models_that_are_freed(tmp_path):
    async def main():
        before = mx.get_active_memory()

        def settle():
            done.append("settled")
            yield None

        def once_freed():
            return -1.0 if mx.get_active_memory() - before < 100_000 else math.inf

        async with Engine(TINY, tmp_path) as engine:
            await engine.lm()
            engine.lane.start("settle", settle, once_freed, done.append, upkeep=True)

    done = []
    anyio.run(main)
    assert done == []
