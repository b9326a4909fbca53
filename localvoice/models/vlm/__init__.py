"""The family `vlm`: language models that see (Qwen-VL, Gemma, LFM2-VL), by mlx-vlm's layers, as a conversation.

mlx-vlm is heavy and comes with the extra `vision` alone; it is imported with the first model that is loaded.
"""

from typing import Any


def load(*given: Any, **options: Any) -> Any:
    """As `models.vlm.loading.load`."""
    from localvoice.models.vlm import loading

    return loading.load(*given, **options)


__all__ = ["load"]
