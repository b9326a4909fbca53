"""A language model that runs in a ring, as a conversation like any other: `models.lm` with other contexts.

Its tokenizer, its prompts and what was said are here; only tokens go to the ranks.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from mlx_lm.utils import load_tokenizer

from localvoice.errors import EngineError
from localvoice.models.lm.conversation import Lm
from localvoice.models.lm_ring.context import RingContext
from localvoice.models.lm_ring.hosts import Host
from localvoice.models.lm_ring.ring import Ring


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


def load(folder: Path, hosts: Sequence[Host], float32: bool = False) -> RingLm:
    """The model in `folder`, which lies at the same place on every host; the first of them is this machine.

    Call it in the lane. Raises EngineError when the folder is not a model, or a rank cannot begin.
    """
    try:
        config = json.loads((folder / "config.json").read_text("utf-8"))
        local = {"trust_remote_code": False, "local_files_only": True}
        tokenizer = load_tokenizer(folder, local, eos_token_ids=config.get("eos_token_id"))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EngineError(
            f"The language model in {folder} cannot be loaded ({error}); fetch it again with `localvoice pull`."
        ) from error
    return RingLm(Ring(hosts, folder, float32), tokenizer, config.get("max_position_embeddings") or float("inf"))
