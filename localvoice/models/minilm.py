"""What does a text mean, as numbers that can be compared? MiniLM-L6: like meaning, like direction.

The network is mlx-audio's BERT. Beside it there is the same model for ONNX Runtime in 8 bits: 23 MB and 5 ms of
processor for a question in place of 91 MB and 15, but without a tokenizer in any package; here both come from one
package with their licence, on a Mac the GPU computes, and a long text is several short steps and not one.
"""

from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from localvoice.models import blas  # noqa: F401

# isort: split
import mlx.core as mx
from mlx_audio.tts.models.melotts.bert import BertConfig, BertModel
from tokenizers import Tokenizer

from localvoice.errors import EngineError
from localvoice.models.owner import Owner
from localvoice.models.published import Weights, free, read

LONGEST_TOKENS = 256  # what it was made for (sentence_bert_config.json); the rest of a longer text is not read
NAMES = (  # as they are published → as mlx-audio's BERT has them
    ("encoder.layer.", "encoder.layers."),
    ("attention.self.query", "attention.query_proj"),
    ("attention.self.key", "attention.key_proj"),
    ("attention.self.value", "attention.value_proj"),
    ("attention.output.dense", "attention.out_proj"),
    ("attention.output.LayerNorm", "ln1"),
    ("intermediate.dense", "linear1"),
    ("output.dense", "linear2"),
    ("output.LayerNorm", "ln2"),
    ("LayerNorm", "norm"),
    ("pooler.dense", "pooler"),
)


class MiniLm:
    """A loaded model; see `models.roles.Embedder`."""

    def __init__(self, model: BertModel, tokenizer: Tokenizer) -> None:
        self.model, self._tokenizer = model, tokenizer
        self.dimensions: int = model.config.hidden_size
        self.owner = Owner()

    def embed(self, texts: Sequence[str]) -> Generator[np.ndarray | None, None, None]:
        for text in texts:
            self.owner.check()
            x = self.model.embeddings(mx.array([self._tokenizer.encode(text).ids]))
            for layer in self.model.encoder.layers:
                x = layer(x)
                mx.eval(x)
                yield None
            mean = np.array(x[0].astype(mx.float32)).mean(0)
            yield mean / np.linalg.norm(mean)

    def warm(self) -> Generator[np.ndarray | None, None, None]:
        yield from self.embed(["Where is the spare key?"])

    def close(self) -> None:
        free(self.model)


def load(folder: Path, float32: bool | None = None) -> MiniLm:
    """The model in `folder`, as sentence-transformers publishes it: config.json, model.safetensors, tokenizer.json.

    `float32`: see `models.published.read`; else it is held in 16 bits. Raises EngineError.
    """
    model = read(folder, "model of meanings", _build, _tidy, float32)
    try:
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    except Exception as error:  # the library raises no narrower kind
        raise EngineError(
            f"The tokenizer in {folder} cannot be read ({error}); fetch it again with `localvoice pull`."
        ) from error
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST_TOKENS)
    return MiniLm(model, tokenizer)


def _build(config: dict[str, Any]) -> BertModel:
    if config["model_type"] != "bert":
        raise ValueError(f"it is a {config['model_type']}, not a bert")
    return BertModel(BertConfig.from_dict(config))


def _tidy(model: BertModel, weights: Weights) -> Weights:
    return {_named(name): weight.astype(mx.float16) for name, weight in weights.items()}


def _named(name: str) -> str:
    for published, here in NAMES:
        name = name.replace(published, here)
    return name
