"""How does a folder become a model that sees? By mlx-vlm's own loader, which is strict; it says what is missing."""

import json
from importlib.metadata import version
from pathlib import Path
from typing import Any

from localvoice.models import blas  # noqa: F401

# isort: split
from mlx_lm import tokenizer_utils

from localvoice.errors import EngineError
from localvoice.models.lm.kept import Kept
from localvoice.models.published import on_cpu, ready
from localvoice.models.vlm.conversation import Vlm
from localvoice.models.vlm.files import ends, template

MISSING = "Seeing needs mlx-vlm, which is not installed: install localvoice with its extra “vision”."
FAMILIES = "Gemma 3 and 4, LFM2-VL, Qwen2.5-VL and Qwen3-VL"


def load(folder: Path, float32: bool | None = None, prompts: Path | None = None, weights: str = "") -> Vlm:
    """The model in `folder`, as published: config.json, *.safetensors, tokenizer.json, chat template.

    The rest as for `models.lm`. Raises EngineError when the folder does not fit, or mlx-vlm is not installed.
    """
    if not (folder / "config.json").is_file():
        raise EngineError(f"There is no model that sees in {folder}; fetch it with `localvoice pull`.")
    try:
        from mlx_vlm.utils import load_model  # pyright: ignore[reportMissingImports]

        from localvoice.models.vlm.gemma import Gemma3, Gemma4
        from localvoice.models.vlm.lfm import Lfm
        from localvoice.models.vlm.qwen import Qwen
    except ImportError as error:
        raise EngineError(MISSING) from error
    families = {"qwen2_5_vl": Qwen, "qwen3_vl": Qwen, "gemma3": Gemma3, "gemma4": Gemma4}
    families |= {"lfm2_vl": Lfm, "lfm2-vl": Lfm}
    try:
        config = json.loads((folder / "config.json").read_text("utf-8"))
        kind = config.get("model_type", "")
        if kind not in families or "model_file" in config:  # which would be run
            raise EngineError(f"The model in {folder} is of the kind {kind!r}; those that can see here are {FAMILIES}.")
        model = ready(load_model(folder, lazy=True), float32)
        network = families[kind](model, folder, tokenizer := _tokenizer(folder, config))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError) as error:
        raise EngineError(
            f"The model that sees in {folder} cannot be loaded ({error}); fetch it again with `localvoice pull`."
        ) from error
    widened = on_cpu() if float32 is None else float32
    reader = f"{weights} mlx-vlm {version('mlx-vlm')}"
    return Vlm(model, network, tokenizer, Kept(prompts, reader, widened) if prompts and weights else None)


def _tokenizer(folder: Path, config: dict[str, Any]) -> Any:
    local: dict[str, Any] = {"trust_remote_code": False, "local_files_only": True}
    if own := template(folder):
        local["chat_template"] = own
    return tokenizer_utils.load(folder, local, eos_token_ids=ends(folder, config))
