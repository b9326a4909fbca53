"""MLX is held to a limit, and what was dropped is given back."""

import mlx.core as mx
import pytest

from localvoice.engine import memory

MIB = 2**20


@pytest.fixture(autouse=True)
def as_before():
    caching, allowed = mx.set_cache_limit(0), mx.get_memory_limit()
    yield
    mx.set_cache_limit(caching)
    mx.set_memory_limit(allowed)


def test_the_cache_is_held_to_its_limit_and_memory_to_the_gpus():
    memory.limit(5.3)
    assert mx.set_cache_limit(0) == int(memory.CACHE_GB * 2**30)
    assert mx.get_memory_limit() == int(5.3 * 2**30)


def test_an_unknown_gpu_leaves_the_memory_limit_alone():
    before = mx.get_memory_limit()
    memory.limit(0)
    assert mx.get_memory_limit() == before


def test_no_more_is_wired_than_metal_allows_which_refuses_more(monkeypatch):
    allowed, wired = 11_453_246_122, []  # of a Mac with 16 GiB: two thirds, which is less than 10.7 GiB
    monkeypatch.setattr(mx.metal, "is_available", lambda: True)
    monkeypatch.setattr(mx, "device_info", lambda: {"max_recommended_working_set_size": allowed})
    monkeypatch.setattr(mx, "set_wired_limit", wired.append)
    memory.limit(10.7)
    memory.limit(5.3)
    assert wired == [allowed, int(5.3 * 2**30)]


def test_what_was_dropped_is_given_back():
    mx.set_cache_limit(256 * MIB)
    at_first = memory.release()
    weights = mx.ones((64, MIB // 4))
    mx.eval(weights)
    assert memory.use().active - at_first == pytest.approx(64 / 1024, rel=0.1)
    del weights
    assert memory.use().cached >= 64 / 1024
    assert memory.release() == pytest.approx(at_first, abs=1 / 1024)
    assert memory.use().cached == 0
