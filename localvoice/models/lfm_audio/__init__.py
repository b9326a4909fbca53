"""The family `lfm_audio`: LFM2.5-Audio, which hears sound and answers in text and sound, as mlx-audio has it.

Its licence, the LFM Open License v1.0, lets businesses with 10 million dollars of yearly revenue and more use it only
by agreement with Liquid AI; `pull` and `models` say so.
"""

from localvoice.models.lfm_audio.loading import load

__all__ = ["load"]
