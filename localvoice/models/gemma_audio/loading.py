"""How does a folder become a Gemma 4 that hears? By mlx-vlm's own layers, read strictly; it says what is missing.

Its encoder hears in chunks of 12 vectors with the 13 before, so it would allow what is heard to be taken in while it is
spoken; here it is heard segment by segment, as all of these models are (`interleaved.segments`).
"""

import json
from pathlib import Path
from typing import Any

from localvoice.models import blas  # noqa: F401

# isort: split
from mlx_lm import tokenizer_utils

from localvoice.errors import EngineError
from localvoice.models.interleaved.conversation import Interleaved
from localvoice.models.interleaved.network import Signs
from localvoice.models.published import read

MISSING = "Hearing with Gemma needs mlx-vlm, which is not installed: install localvoice with its extra “vision”."
NEVER = -1  # no number of a token


def load(folder: Path, float32: bool | None = None) -> Interleaved:
    """The model in `folder`: config.json, *.safetensors, tokenizer.json. `float32`: see `models.published.read`.

    Raises EngineError when the folder does not fit, or mlx-vlm is not installed. Call it in the lane.
    """
    try:
        from localvoice.models.gemma_audio.network import GemmaAudio, build, tidy
    except ImportError as error:
        raise EngineError(MISSING) from error
    model = read(folder, "model that hears", build, tidy, float32)
    try:
        tokenizer = tokenizer_utils.load(folder, {"trust_remote_code": False, "local_files_only": True})
        signs = _signs(tokenizer, json.loads((folder / "config.json").read_text("utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EngineError(
            f"The tokenizer in {folder} cannot be loaded ({error}); fetch it again with `localvoice pull`."
        ) from error
    return Interleaved(GemmaAudio(model, signs), tokenizer, "", "")


def _signs(tokenizer: Any, config: dict[str, Any]) -> Signs:
    """Raises ValueError for a tokenizer without the control tokens."""
    known = {token.content: number for number, token in tokenizer.added_tokens_decoder.items()}
    if missing := [name for name in ("<bos>", "<|turn>", "<turn|>") if name not in known]:
        raise ValueError(f"{missing[0]} is missing")
    around = (config.get("boa_token_id", 256_000), config.get("eoa_token_id", 258_883))
    return Signs((known["<bos>"],), NEVER, NEVER, known["<turn|>"], NEVER, 0, 1, 0, "<|turn>{role}\n", "model", around)
