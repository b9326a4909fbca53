"""Engines are loaded in the lane and give their memory back; the models are the ones that come with the package."""

from functools import partial

import anyio
import pytest

from localvoice.app.engines import engines
from localvoice.clock import RealClock
from localvoice.engine import memory
from localvoice.engine.lane import Lane
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
        with Lane(RealClock()) as lane:
            for _ in range(2):
                async with engines(TINY, tmp_path, lane, ("lm",)) as ready:
                    chat = await lane.call("open", partial(ready.lm.open, "Be kind.", []))
                    await lane.call("warm up", lambda chat=chat: list(chat.warm()))
                    held.append(mx.get_active_memory() - before)
                after.append(mx.get_active_memory() - before)
        return held, after

    held, after = anyio.run(main)
    assert min(held) > 2_000_000
    assert max(after) < 100_000
    assert mx.get_cache_memory() < 1000


def test_what_was_loaded_is_freed_when_something_fails(tmp_path):
    async def main():
        with Lane(RealClock()) as lane:
            async with engines(TINY, tmp_path, lane, ("lm",)) as ready:
                held.append(ready)
                raise BadInput("The persona is unknown.")

    before, held = mx.get_active_memory(), []
    with pytest.raises(BadInput, match="unknown"):
        anyio.run(main)
    assert mx.get_active_memory() - before < 100_000


@pytest.mark.parametrize("profile", ["starter", "tiny"])
def test_what_hears_english_only_is_told_no_other_language(tmp_path, profile):
    async def heard(language):
        with Lane(RealClock()) as lane:
            settings = Settings(profile=profile, language=language)
            async with engines(settings, tmp_path, lane, ("recogniser",)) as ready:
                return ready.recogniser

    assert anyio.run(heard, "en-GB")
    with pytest.raises(BadInput, match=r"held to the language de \(it hears en\): leave `language` empty"):
        anyio.run(heard, "de")
