"""How do exporters write Smart Turn and Kokoro? As these do, here with random weights of tiny sizes."""

import numpy as np
from onnx import helper, numpy_helper

RANDOM = np.random.default_rng(1)
NAMELESS = ("bert.encoder.embedding", "attention.", ".ffn", "bert_encoder", "duration_proj")  # matrices without a name
FLOATS = ("pool", "ups.", "conv_post")  # convolutions that stay as they are
GATES = ("i", "o", "f", "c")  # as ONNX has them; MLX: i, f, c, o


class Writer:
    """Collects arrays and nodes; `truth` is what the weights mean."""

    def __init__(self):
        self.arrays, self.nodes, self.truth = {}, [], {}

    def node(self, operator, name, inputs, outputs, **attributes):
        self.nodes.append(helper.make_node(operator, inputs, outputs, name, **attributes))

    def small(self, name, shape, axis, kind=np.int8, zero=0):
        """Arrays `name`_quantized, _scale and _zero_point; what they mean together."""
        low = 0 if kind is np.uint8 else -127
        integers = RANDOM.integers(low, low + 255, shape).astype(kind)
        sizes = [1] * len(shape)
        if axis is not None:
            sizes[axis] = shape[axis]
        scales = RANDOM.uniform(0.001, 0.01, sizes).astype(np.float32)
        flat = scales.reshape(-1) if axis is not None else scales.reshape(())
        self.arrays |= {f"{name}_quantized": integers, f"{name}_scale": flat}
        self.arrays[f"{name}_zero_point"] = np.array(zero, kind)
        return (integers.astype(np.float32) - zero) * scales

    def file(self, arrays=None, nodes=None):
        """The bytes of the model."""
        arrays = self.arrays if arrays is None else arrays
        tensors = [numpy_helper.from_array(array, name) for name, array in arrays.items()]
        graph = helper.make_graph(self.nodes if nodes is None else nodes, "tiny", [], [], tensors)
        return helper.make_model(graph).SerializeToString()


def smart_turn(shapes):
    """A Writer with Smart Turn. `shapes`: name → shape, as the converter expects."""
    made = Writer()
    for name, shape in shapes.items():
        ours, module = f"inner.{name}", name.removesuffix(".weight")
        if len(shape) == 2 and name.startswith(("encoder.layers", "pool")):
            matrix = made.small(f"val_{len(made.nodes)}", shape[::-1], 1)
            _product(made, f"val_{len(made.nodes)}", module)
            made.truth[name] = matrix.T
        elif len(shape) > 1 and "position" not in name:
            made.truth[name] = made.small(ours, shape, 0)
            inputs = [f"{ours}_quantized", f"{ours}_scale", f"{ours}_zero_point"]
            made.node("DequantizeLinear", ours, inputs, [f"{ours}_wide"], axis=0)
        else:
            made.arrays[ours] = made.truth[name] = RANDOM.normal(0, 1, shape).astype(np.float32)
    return made


def _product(made, name, module):
    """A matrix, the product it is used in, rounding, and its bias where it has one."""
    hears = f"{module.rsplit('.', 1)[0]}_in" if "_proj" in module else f"{module}_in"
    inputs = [f"{name}_quantized", f"{name}_scale", f"{name}_zero_point"]
    made.node("DequantizeLinear", name, inputs, [f"{name}_wide"], axis=1)
    made.node("MatMul", f"{name}_mul", [hears, f"{name}_wide"], [f"{name}_out"])
    made.node("QuantizeLinear", f"{name}_q", [f"{name}_out"], [f"{name}_round"])
    made.node("DequantizeLinear", f"{name}_d", [f"{name}_round"], [f"{name}_back"])
    if not module.endswith("k_proj"):
        made.node("Add", f"{name}_add", [f"{name}_back", f"inner.{module}.bias"], [f"{name}_end"])


def kokoro(shapes):
    """A Writer with Kokoro. `shapes`: name → shape, as the converter expects."""
    made = Writer()
    for name, shape in shapes.items():
        module, _, part = name.rpartition(".")
        theirs = f"decoder.{module}" if module.startswith("decoder") else f"encoder.{module}"
        if part == "Wx_forward":
            _lstm(made, module, shape, shapes[f"{module}.Wh_forward"])
        elif part.startswith(("Wx", "Wh", "bias_", "weight_g")) or "pooler" in name:
            continue
        elif len(shape) == 3 and part in ("weight_v", "weight"):
            _convolution(made, module, theirs, part, shape)
        elif "embedding" in module and "mapping" not in module and len(shape) == 2:
            made.truth[name] = made.small(f"{theirs}.weight", shape, None)
            made.node("Gather", f"{theirs}_g", [f"{theirs}.weight_quantized", "tokens"], [f"{theirs}_q"])
            inputs = [f"{theirs}_q", f"{theirs}.weight_scale", f"{theirs}.weight_zero_point"]
            made.node("DequantizeLinear", f"{theirs}_d", inputs, [f"{theirs}_o"])
        elif len(shape) == 2:
            _linear(made, module, theirs, shape)
        else:
            gamma = {"weight": "gamma", "bias": "beta"}.get(part, part) if "cnn" in module and shape == (8,) else part
            gamma = part if module.endswith("cnn.0.0") else gamma
            made.arrays[f"{theirs}.{gamma}"] = made.truth[name] = RANDOM.normal(0, 1, shape).astype(np.float32)
    return made


def place(module):
    """ "predictor.F0.0.conv1" → "/encoder/F0.0/conv1", as the export calls the nodes of a module."""
    decoding = module.startswith("decoder.")
    first, rest = ("/decoder/decoder/" if decoding else "/encoder/"), module.removeprefix("decoder.")
    for taken in ("F0", "N", "shared"):
        rest = rest.removeprefix("predictor.") if rest.startswith(f"predictor.{taken}") else rest
    rest = rest.replace(".conv", "/conv").replace(".cnn.0.0", "/cnn.0/cnn.0.0")
    return first + rest.replace("asr_res.0", "asr_res/asr_res.0")


def _linear(made, module, theirs, shape):
    if module.endswith("l_linear"):
        matrix = RANDOM.normal(0, 1, shape[::-1]).astype(np.float32)
        made.arrays["onnx::MatMul_1"] = matrix
        made.node("MatMul", f"{place(module)}/MatMul", ["x", "onnx::MatMul_1"], ["l"])
    else:
        nameless = any(part in module for part in NAMELESS)
        name = f"onnx::MatMul_{len(made.nodes)}" if nameless else f"{theirs}.weight"
        matrix = made.small(name, shape[::-1], 1)
        for again in ("", "_1", "_2") if ".ffn" in module else ("",):  # one layer, used again and again
            inputs = ["x", f"{name}_quantized", "z", f"{name}_zero_point"]
            made.node("MatMulInteger", f"{place(module)}{again}/MatMul_quant", inputs, [f"{name}{again}_o"])
    made.truth[f"{module}.weight"] = matrix.T


def _convolution(made, module, theirs, part, shape):
    node, name = place(module), f"{place(module)}/Mul_output_0"
    if part == "weight":
        name = f"{theirs}.weight"
    if any(kind in module for kind in FLOATS):
        made.arrays[name] = made.truth[f"{module}.{part}"] = RANDOM.normal(0, 1, shape).astype(np.float32)
        made.node("ConvTranspose", f"{node}/ConvTranspose", ["x", name], [f"{name}_o"])
    else:
        made.truth[f"{module}.{part}"] = made.small(name, shape, None, np.uint8, zero=120)
        inputs = ["x", f"{name}_quantized", "z", f"{name}_zero_point"]
        made.node("ConvInteger", f"{node}/Conv_quant", inputs, [f"{name}_o"])
    if part == "weight_v":
        squares = np.square(made.truth[f"{module}.weight_v"].astype(np.float64)).sum((1, 2), keepdims=True)
        made.truth[f"{module}.weight_g"] = np.sqrt(squares).astype(np.float32)


def _lstm(made, module, wide, high):
    """`wide`, `high`: (4 * out, in) and (4 * out, out)."""
    name, size = f"onnx::LSTM_{len(made.nodes)}", high[1]
    bias = RANDOM.normal(0, 1, (2, 8 * size)).astype(np.float32)
    made.arrays[f"{name}_b"] = bias
    matrices = {
        "Wx": made.small(f"{name}_w", (2, wide[1], 4 * size), 0),
        "Wh": made.small(f"{name}_r", (2, size, 4 * size), 0),
    }
    inputs = ["x", f"{name}_w_quantized", f"{name}_r_quantized", f"{name}_b", "", "h", "c", ""]
    inputs += [f"{name}_w_scale", f"{name}_w_zero_point", f"{name}_r_scale", f"{name}_r_zero_point"]
    made.node("DynamicQuantizeLSTM", f"{place(module)}/LSTM_quant", inputs, [f"{name}_o"], domain="com.microsoft")
    for at, way in enumerate(("forward", "backward")):
        halves = {"bias_ih": bias[at, : 4 * size], "bias_hh": bias[at, 4 * size :]}
        for part, rows in ({key: matrix[at].T for key, matrix in matrices.items()} | halves).items():
            gates = dict(zip(GATES, np.split(rows, 4), strict=True))
            made.truth[f"{module}.{part}_{way}"] = np.concatenate([gates[gate] for gate in "ifco"])
