"""A TensorFlow.js graph of NanoDet becomes its weights by name, and one that is another model is refused."""

import json

import numpy as np
import pytest

from localvoice.errors import StoreError
from localvoice.store.convert import tfjs_nanodet


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(tfjs_nanodet, "WIDTHS", ((4, 1), (4, 2), (8, 2), (8, 3)))
    monkeypatch.setattr(tfjs_nanodet, "OUT", 4)


def graph(folder, change=lambda told, parts: None):
    told, parts = [{"name": "axis", "shape": [], "dtype": "int32"}], [b"\1\0\0\0"]
    random, counts = np.random.default_rng(0), [*range(0, 56, 2), 60, 62, 66, 68, 70, 72]
    for number, (out, into, rows, columns) in enumerate(tfjs_nanodet.expected()):
        kernel = random.normal(size=(rows, columns, into, out)).astype("<f2")
        named = (f"PartitionedCall/split{f'_{number}' if number else ''}", kernel)
        for name, array in (named, (f"unknown_{counts[number]}", np.full(out, number, "<f2"))):
            half = {"quantization": {"dtype": "float16", "original_dtype": "float32"}}
            told.append({"name": name, "shape": list(array.shape), "dtype": "float32", **half})
            parts.append(array.tobytes())
    change(told, parts)
    (folder / "nanodet.json").write_text(json.dumps({"weightsManifest": [{"weights": told}]}))
    (folder / "nanodet.bin").write_bytes(b"".join(parts))
    return told, parts


def test_each_convolution_is_taken_in_order_and_turned(tmp_path):
    _, parts = graph(tmp_path)
    (tmp_path / "made").mkdir()
    tfjs_nanodet.convert(tmp_path, tmp_path / "made")
    import mlx.core as mx

    made = mx.load(str(tmp_path / "made" / "model.safetensors"))
    assert len(made) == 68
    first = np.frombuffer(parts[1], "<f2").reshape(3, 3, 3, 4)
    np.testing.assert_array_equal(np.array(made["conv.0.weight"]), first.transpose(3, 2, 0, 1))
    assert np.array(made["conv.33.bias"]).tolist() == [33.0] * 124
    assert json.loads((tmp_path / "made" / "config.json").read_text())["side"] == 416


def _less(told, parts):
    told.pop()
    parts.pop()


def _more(told, parts):
    told.append({"name": "more", "shape": [1], "dtype": "float32"})
    parts.append(bytes(4))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (_less, "has no tensor 'unknown_72'"),
        (_more, "no place for .'more'"),
        (lambda told, parts: parts.pop(), "does not say what is in"),
        (lambda told, parts: parts.append(b"x"), "has .* bytes where"),
        (lambda told, parts: told[1].update(shape=[3, 3, 3, -4]), "does not say"),
        (lambda told, parts: told[1].update(dtype="complex64"), "does not say"),
    ],
)
def test_a_graph_of_another_model_is_refused(change, why, tmp_path):
    graph(tmp_path, change)
    with pytest.raises(StoreError, match=why):
        tfjs_nanodet.convert(tmp_path, tmp_path)
