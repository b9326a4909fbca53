"""The family `lm`: any language model that mlx-lm knows, as a conversation.

MLX is imported with the first that is loaded: what only reads answers (`stream`) needs none.
"""

from typing import Any


def load(*given: Any, **options: Any) -> Any:
    """As `models.lm.conversation.load`."""
    from localvoice.models.lm import conversation

    return conversation.load(*given, **options)


__all__ = ["load"]
