"""The family `gemma_audio`: Gemma 4 (E2B, E4B) as mlx-vlm has it, which hears and writes; a voice speaks for it.

mlx-vlm is heavy and comes with the extra `vision` alone. Its pictures are not given to it yet.
"""

from localvoice.models.gemma_audio.loading import load

__all__ = ["load"]
