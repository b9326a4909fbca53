"""A language model that runs in a ring, as a conversation like any other: `models.lm` with other contexts.

Its tokenizer, its prompts and what was said are here; only tokens go to the ranks.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from localvoice.models import blas  # noqa: F401

# isort: split
import mlx.core as mx
from mlx_lm.utils import load_tokenizer

from localvoice.errors import EngineError
from localvoice.models.lm.conversation import Lm
from localvoice.models.lm_ring.context import RingContext
from localvoice.models.lm_ring.hosts import HERE, host, own
from localvoice.models.lm_ring.ring import Ring, RingGone


class RingLm(Lm):
    """A model whose weights are elsewhere; see `models.roles.LanguageModel`."""

    def __init__(self, ring: Ring, tokenizer: Any, longest_tokens: float) -> None:
        super().__init__(None, tokenizer)
        self.ring, self._longest_tokens = ring, longest_tokens

    def close(self) -> None:
        """End the ranks; conversations cannot go on."""
        self.ring.close()

    def context(self) -> RingContext:
        return RingContext(self.ring, self.owner)

    def longest_tokens(self) -> float:
        return self._longest_tokens


def load(folder: Path, hosts: Sequence[str], float32: bool | None = None) -> RingLm:
    """The model in `folder` of this machine, and at the same place on the hosts, as the person names them.

    `float32`: as for `models.lm.load`. Call it in the lane. Raises BadInput for a host that is not on the local
    network, EngineError when the folder is not a model, or a rank cannot begin.
    """
    others = [host(name) for name in hosts]
    here = own(next((one for one in others if one.ssh != HERE), others[0]))
    others = [here if one.ssh == HERE else one for one in others]
    try:
        config = json.loads((folder / "config.json").read_text("utf-8"))
        local = {"trust_remote_code": False, "local_files_only": True}
        tokenizer = load_tokenizer(folder, local, eos_token_ids=config.get("eos_token_id"))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EngineError(
            f"The language model in {folder} cannot be loaded ({error}); fetch it again with `localvoice pull`."
        ) from error
    wide = float32 if float32 is not None else mx.default_device() == mx.Device(mx.cpu)
    try:
        ring = Ring([here, *others], folder, wide)
    except RingGone as gone:
        raise EngineError(
            f"{gone}: see that ssh reaches every machine without a question, and that localvoice and the model are "
            "there at the same place."
        ) from gone
    return RingLm(ring, tokenizer, config.get("max_position_embeddings") or float("inf"))
