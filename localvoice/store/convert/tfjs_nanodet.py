"""How is NanoDet-g read from a TensorFlow.js graph? Its convolutions' weights, in the order of its layers, by shape.

The graph's own nodes are not run: what they are is known, and the family builds them anew (`models.nanodet`). A weight
that is missing, left over, or of another shape refuses the file.
"""

import json
from pathlib import Path
from typing import Any

import numpy as np

from localvoice.errors import StoreError
from localvoice.store.convert.layout import DAMAGED, Tensors, finite, only, quoted, write

SIDE, KINDS, BINS = 416, 80, 11
WIDTHS = ((32, 1), (64, 2), (128, 2), (256, 3))  # of each stage, and its pairs of convolutions
OUT = 128  # channels of each level
LARGEST_JSON = 4_000_000  # bytes
KEPT = {"float32", "int32"}


def convert(source: Path, into: Path) -> None:
    """`source`: a folder with one *.json and one *.bin. Raises StoreError, OSError."""
    graph, packed = only(source, "*.json"), only(source, "*.bin")
    tensors = Tensors(packed, _arrays(graph, packed))
    made = {}
    for number, shape in enumerate(expected()):
        kernel, bias = _names(number)
        weight = tensors.take(kernel, tuple(shape[axis] for axis in (2, 3, 1, 0)))
        made[f"conv.{number}.weight"] = finite(kernel, np.ascontiguousarray(weight.transpose(3, 2, 0, 1)))
        made[f"conv.{number}.bias"] = finite(bias, tensors.take(bias, shape[:1]))
    tensors.done()
    write(into, {"model_type": "nanodet", "side": SIDE, "kinds": KINDS}, made)


def expected() -> list[tuple[int, int, int, int]]:
    """The shapes of all convolutions, (out, in, rows, columns), in the order in which they are used."""
    shapes = [(WIDTHS[0][0], 3, 3, 3)]
    into, stages = WIDTHS[0][0], []
    for width, pairs in WIDTHS:
        half = width // 2
        shapes.append((width, into, 3, 3))
        for _ in range(pairs):
            shapes += [(half, width, 3, 3), (half, half, 3, 3)]
        shapes.append((width, width, 3, 3))
        into = 2 * width
        stages.append(into)
    shapes += [(OUT, stage, 1, 1) for stage in stages[1:]]
    return shapes + [(OUT, OUT, 3, 3), (KINDS + 4 * BINS, OUT, 1, 1)] * 3


def _names(number: int) -> tuple[str, str]:
    """What its exporter called the kernel and the bias of a convolution: it counted in twos, with two gaps."""
    first = len(expected()) - 6  # of the heads
    gap = 0 if number < first else 4 if number < first + 2 else 6
    return f"PartitionedCall/split{f'_{number}' if number else ''}", f"unknown_{2 * number + gap}"


def _arrays(graph: Path, packed: Path) -> dict[str, np.ndarray]:
    """By name, those that are numbers of the network: float16, widened."""
    if graph.stat().st_size > LARGEST_JSON:
        raise StoreError(f"{graph.name} is too large for a graph: {DAMAGED}.")
    raw, at, made = packed.read_bytes(), 0, {}
    try:
        for told in json.loads(graph.read_text("utf-8"))["weightsManifest"][0]["weights"]:
            array = _array(told, raw, at)
            at += array.nbytes
            if array.dtype.kind == "f" and array.ndim:
                made[str(told["name"])] = array
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise StoreError(f"{graph.name} does not say what is in {packed.name} ({quoted(error)}): {DAMAGED}.") from error
    if at != len(raw):
        raise StoreError(f"{packed.name} has {len(raw)} bytes where {graph.name} says {at}: {DAMAGED}.")
    return made


def _array(told: dict[str, Any], raw: bytes, at: int) -> np.ndarray:
    shape = tuple(int(size) for size in told["shape"])
    if min(shape, default=1) < 0 or told["dtype"] not in KEPT:
        raise ValueError(f"{told['dtype']} {shape}")
    kind = np.dtype("<f2" if "quantization" in told else "<f4" if told["dtype"] == "float32" else "<i4")
    return np.frombuffer(raw, kind, int(np.prod(shape, dtype=np.int64)), at).reshape(shape)
