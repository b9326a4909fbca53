"""How is Smart Turn read from ONNX? Every layer's weights, from 8 bits back to float32, under the names of its PyTorch.

Only the weights are taken. The published file rounds what flows between the layers to 8 bits as well, which costs
accuracy: against the file itself judgements differ by 0.13 in the mean, without its rounding by 0.002.
"""

from pathlib import Path
from typing import Any

import numpy as np

from localvoice.store.convert.layout import only, quoted, write
from localvoice.store.convert.onnx_graph import Graph, Node, fitting

EXPORTED = """
Add Concat Conv DequantizeLinear Div Erf Gather Gemm LayerNormalization MatMul Mul QuantizeLinear ReduceSum Reshape
Shape Sigmoid Slice Softmax Tanh Transpose
"""
OPERATORS = frozenset(EXPORTED.split())
ROUNDING = ("QuantizeLinear", "DequantizeLinear")  # which may stand between a product and its bias
PREFIX, QUANTIZED = "inner.", "_quantized"
SIZES = {  # of v3: Whisper tiny's encoder and what judges after it
    "width": 384,
    "inner": 1536,
    "layers": 4,
    "mels": 80,
    "positions": 400,
    "pool": 256,
    "middle": 64,
}
CONFIG: dict[str, Any] = {"model_type": "smart_turn", "dtype": "float32"}  # the rest is what mlx-audio assumes
Arrays = dict[str, np.ndarray]


def convert(source: Path, into: Path) -> None:
    """`source`: a folder with one *.onnx. Raises StoreError, OSError."""
    file = only(source, "*.onnx")
    graph = Graph(file, OPERATORS)
    made = {
        name.removeprefix(PREFIX): array
        for name, array in graph.arrays.items()
        if name.startswith(PREFIX) and array.dtype == np.float32 and not name.endswith(("_scale", "_zero_point"))
    }
    write(into, CONFIG, fitting(file, made | _widened(graph), expected(SIZES)))


def expected(sizes: dict[str, int]) -> dict[str, tuple[int, ...]]:
    """The names and shapes of all that the model has."""
    width, inner, pool = sizes["width"], sizes["inner"], sizes["pool"]
    linear = {
        "pool_attention.0": (pool, width),
        "pool_attention.2": (1, pool),
        "classifier.0": (pool, width),
        "classifier.4": (sizes["middle"], pool),
        "classifier.6": (1, sizes["middle"]),
        "encoder.conv1": (width, sizes["mels"], 3),
        "encoder.conv2": (width, width, 3),
    }
    norms = {"encoder.layer_norm": width, "classifier.1": pool}
    for layer in range(sizes["layers"]):
        place = f"encoder.layers.{layer}"
        linear |= {f"{place}.self_attn.{name}_proj": (width, width) for name in ("q", "k", "v", "out")}
        linear |= {f"{place}.fc1": (inner, width), f"{place}.fc2": (width, inner)}
        norms |= {f"{place}.self_attn_layer_norm": width, f"{place}.final_layer_norm": width}
    shapes: dict[str, tuple[int, ...]] = {"encoder.embed_positions.weight": (sizes["positions"], width)}
    shapes |= {f"{name}.weight": shape for name, shape in linear.items()}
    shapes |= {f"{name}.bias": (shape[0],) for name, shape in linear.items() if not name.endswith("k_proj")}
    shapes |= {f"{name}.{part}": (length,) for name, length in norms.items() for part in ("weight", "bias")}
    return shapes


def _widened(graph: Graph) -> Arrays:
    """What the file has in 8 or 32 bits. Matrices without a name get it from the bias that is added after them."""
    made: Arrays = {}
    nameless: list[tuple[Node, np.ndarray]] = []
    for node in graph.nodes:
        if node.operator != "DequantizeLinear" or node.input(0) not in graph.arrays:
            continue
        name = node.input(0).removesuffix(QUANTIZED)
        wide = graph.widened(node.input(0), node.input(1), node.input(2), node.whole.get("axis", 1))
        if name.startswith(PREFIX):
            made[name.removeprefix(PREFIX)] = wide
        else:
            nameless.append((_product(graph, node), wide))
    return made | _matrices(graph, nameless)


def _product(graph: Graph, widening: Node) -> Node:
    """The only node that uses a matrix. Raises StoreError when it is used in another way."""
    users = [node for output in widening.outputs for node in graph.used_by.get(output, [])]
    if len(users) != 1 or users[0].operator != "MatMul" or users[0].input(1) != widening.outputs[0]:
        raise graph.wrong(f"it is not clear what {quoted(widening.input(0))} is for")
    return users[0]


def _matrices(graph: Graph, nameless: list[tuple[Node, np.ndarray]]) -> Arrays:
    """Products and their matrices, (in, out) → by name, (out, in). Keys have no bias; they hear what queries hear."""
    made: Arrays = {}
    keys: list[tuple[Node, np.ndarray]] = []
    queries: dict[str, str] = {}  # what a product for queries hears → its layer's attention
    for product, wide in nameless:
        name = _bias(graph, product)
        if not name:
            keys.append((product, wide))
        elif f"{name}.weight" in made:
            raise graph.wrong(f"it has two weights for {quoted(name)}")
        else:
            made[f"{name}.weight"] = wide.T
        if name.endswith("q_proj"):
            queries[product.input(0)] = name.removesuffix("q_proj")
    for product, wide in keys:
        if product.input(0) not in queries:
            raise graph.wrong("a matrix without a bias is not one for keys")
        made[f"{queries.pop(product.input(0))}k_proj.weight"] = wide.T
    return made


def _bias(graph: Graph, product: Node) -> str:
    """ "encoder.layers.0.fc1", when that layer's bias is added to the product; else ""."""
    flow = product.outputs[0] if product.outputs else ""
    for _ in range(3):
        for node in graph.used_by.get(flow, []):
            if node.operator == "Add":
                for name in node.inputs:
                    if name.startswith(PREFIX) and name.endswith(".bias"):
                        return name.removeprefix(PREFIX).removesuffix(".bias")
        rounding = [node for node in graph.used_by.get(flow, []) if node.operator in ROUNDING and node.outputs]
        if not rounding:
            return ""
        flow = rounding[0].outputs[0]
    return ""
