"""The family `lm`: any language model that mlx-lm knows, as a conversation."""

from localvoice.models.lm.conversation import load

__all__ = ["load"]
