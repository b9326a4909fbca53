"""How much memory may MLX take? As much as Metal wires, with a small cache; what is freed is given back at once."""

import gc
from dataclasses import dataclass

import mlx.core as mx

CACHE_GB = 0.25  # buffers that MLX keeps for its next step


@dataclass(frozen=True)
class Use:
    """GiB, as MLX counts them."""

    active: float
    peak: float
    cached: float


def limit(working_set_gb: float) -> None:
    """Hold MLX to what the GPU may use, in GiB, before the first model is loaded; 0: unknown, only the cache is held.

    Above the limit MLX waits for running work to finish before it allocates, and on a Mac the weights are wired, so
    that a quiet minute does not swap them out; MLX refuses to wire more than Metal recommends, however little.
    """
    mx.set_cache_limit(int(CACHE_GB * 2**30))
    if working_set_gb:
        mx.set_memory_limit(int(working_set_gb * 2**30))
        if mx.metal.is_available():
            most = int(mx.device_info()["max_recommended_working_set_size"])
            mx.set_wired_limit(min(most, int(working_set_gb * 2**30)))


def use() -> Use:
    return Use(*(count / 2**30 for count in (mx.get_active_memory(), mx.get_peak_memory(), mx.get_cache_memory())))


def release() -> float:
    """Give back what dropped models held, before their replacement is loaded; the GiB that are still active."""
    gc.collect()
    mx.clear_cache()
    return mx.get_active_memory() / 2**30
