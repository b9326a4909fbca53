"""What stands in an ONNX file? Its arrays and nodes as plain values; nothing is run, and no other file is opened.

A file with operators that its family has not, with graphs inside graphs, functions of its own, or weights that lie
elsewhere is refused.
"""

from collections.abc import Set
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
from google.protobuf.message import DecodeError
from onnx import numpy_helper

from localvoice.errors import StoreError
from localvoice.store.convert.layout import DAMAGED, Tensors, finite, quoted

MOST_BYTES = 1_000_000_000  # protobuf's own bound is 2 GB; Kokoro has 92 MB
NODES, ARRAYS, RANKS = 20_000, 20_000, 8  # at most; Kokoro has 3,614 and 775
KINDS = {
    onnx.TensorProto.FLOAT: "float32",
    onnx.TensorProto.UINT8: "uint8",
    onnx.TensorProto.INT8: "int8",
    onnx.TensorProto.INT32: "int32",
    onnx.TensorProto.INT64: "int64",
}
Arrays = dict[str, np.ndarray]


@dataclass(frozen=True)
class Node:
    """One step of the computation; the names of what goes in and comes out."""

    name: str
    operator: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    whole: dict[str, int]  # its attributes that are whole numbers

    def input(self, place: int) -> str:
        """ "" where there is none."""
        return self.inputs[place] if place < len(self.inputs) else ""


class Graph:
    """An ONNX file, looked through."""

    def __init__(self, file: Path, operators: Set[str]) -> None:
        """`operators`: those that the family uses. Raises StoreError for whatever is not as expected, OSError."""
        self.name = file.name
        graph = self._parsed(file)
        self.arrays = self._arrays(graph)
        self.nodes = self._nodes(graph, operators)
        self.made_by = {output: node for node in self.nodes for output in node.outputs}
        self.used_by: dict[str, list[Node]] = {}
        for node in self.nodes:
            for name in node.inputs:
                self.used_by.setdefault(name, []).append(node)

    def wrong(self, why: str) -> StoreError:
        return StoreError(f"{self.name} is no ONNX model that can be read ({why}): {DAMAGED}.")

    def array(self, name: str, kinds: str) -> np.ndarray:
        """One of the arrays; `kinds`: numpy's letters for what its elements may be. Raises StoreError."""
        if name not in self.arrays or self.arrays[name].dtype.kind not in kinds:
            raise self.wrong(f"it has no array {quoted(name)} of the right kind")
        return finite(name, self.arrays[name])

    def widened(self, name: str, scale: str, zero: str, axis: int) -> np.ndarray:
        """(q - zero) * scale as float32; one scale and zero for all, or one for each place of the axis."""
        integers = self.array(name, "iu")
        scales, zeros = self.array(scale, "f"), self.array(zero, "iu")
        shape = [1] * integers.ndim
        if scales.size > 1:
            if not -1 < axis < integers.ndim or scales.size != integers.shape[axis]:
                raise self.wrong(f"the scales of {quoted(name)} do not fit it")
            shape[axis] = scales.size
        if not scales.size or zeros.size not in (1, scales.size):
            raise self.wrong(f"the zero points of {quoted(name)} do not fit it")
        centred = integers.astype(np.int64) - zeros.astype(np.int64).reshape(shape if zeros.size > 1 else -1)
        with np.errstate(over="ignore", invalid="ignore"):
            wide = centred.astype(np.float32) * scales.astype(np.float32).reshape(shape)
        return finite(name, wide)

    def _parsed(self, file: Path) -> onnx.GraphProto:
        if file.stat().st_size > MOST_BYTES:
            raise self.wrong(f"it has more than {MOST_BYTES} bytes")
        model = onnx.ModelProto()
        try:
            model.ParseFromString(file.read_bytes())
        except (DecodeError, RecursionError) as error:
            raise self.wrong("its bytes make no sense") from error
        graph = model.graph
        if model.functions or model.training_info or graph.sparse_initializer:
            raise self.wrong("it has functions of its own, training or sparse weights")
        if len(graph.node) > NODES or len(graph.initializer) > ARRAYS or not graph.node:
            raise self.wrong(f"it has {len(graph.node)} nodes and {len(graph.initializer)} arrays")
        return graph

    def _arrays(self, graph: onnx.GraphProto) -> dict[str, np.ndarray]:
        found: dict[str, np.ndarray] = {}
        for tensor in graph.initializer:
            if not isinstance(tensor.name, str):  # the library gives bytes where they are no text
                raise self.wrong(f"it has an array with the name {quoted(tensor.name)}")
            if tensor.name in found:
                raise self.wrong(f"it has the array {quoted(tensor.name)} twice")
            found[tensor.name] = self._array(tensor)
        return found

    def _array(self, tensor: onnx.TensorProto) -> np.ndarray:
        if tensor.data_location != onnx.TensorProto.DEFAULT or tensor.external_data:
            raise self.wrong(f"the array {quoted(tensor.name)} lies in another file, which is never opened")
        if tensor.data_type not in KINDS or len(tensor.dims) > RANKS or tensor.HasField("segment"):
            raise self.wrong(f"the array {quoted(tensor.name)} is of a kind that is not read")
        try:
            return numpy_helper.to_array(tensor)
        except (ValueError, TypeError, OverflowError) as error:
            raise self.wrong(f"the shape and the bytes of {quoted(tensor.name)} do not agree") from error

    def _nodes(self, graph: onnx.GraphProto, operators: Set[str]) -> list[Node]:
        found = []
        for node in graph.node:
            if node.domain not in ("", "com.microsoft") or node.op_type not in operators:
                raise self.wrong(f"it uses the operator {quoted(node.op_type)}, which its family has not")
            if any(each.g.ByteSize() or each.graphs for each in node.attribute):
                raise self.wrong(f"the node {quoted(node.name)} has a graph inside")
            if not all(isinstance(name, str) for name in (node.name, *node.input, *node.output)):
                raise self.wrong(f"it has a node {quoted(node.name)} whose names are no text")
            whole = {each.name: each.i for each in node.attribute if each.type == onnx.AttributeProto.INT}
            found.append(Node(node.name, node.op_type, tuple(node.input), tuple(node.output), whole))
        return found


def fitting(file: Path, made: Arrays, expected: dict[str, tuple[int, ...]]) -> Arrays:
    """What was made, when it is exactly what the family has. Raises StoreError."""
    tensors = Tensors(file, made)
    fits = {name: tensors.take(name, shape) for name, shape in expected.items()}
    tensors.done()
    return {name: finite(name, array) for name, array in fits.items()}
