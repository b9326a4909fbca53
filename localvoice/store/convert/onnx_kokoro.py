"""How is Kokoro read from ONNX? Weights from 8 bits back to float32, under its PyTorch names; voices as bare numbers.

Read are exports like kokoro-v1.0.int8.onnx: products in whole numbers, LSTMs of ONNX Runtime, folded weight norms.
Names come from the arrays where they have one, else from the node that uses them.
"""

import json
import math
import re
import zipfile
import zlib
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib import format as npy

from localvoice.errors import StoreError
from localvoice.store.convert import kokoro_parts
from localvoice.store.convert.layout import DAMAGED, finite, only, quoted, save, write
from localvoice.store.convert.onnx_graph import Graph, Node, fitting

EXPORTED = """
Add And Atan Cast Clip Concat Constant ConstantOfShape Conv ConvInteger ConvTranspose Cos CumSum DequantizeLinear Div
DynamicQuantizeLSTM DynamicQuantizeLinear Equal Exp Expand FastGelu Floor FusedMatMul Gather Greater GreaterOrEqual
LayerNormalization LeakyRelu Less MatMul MatMulInteger Mul NonZero Pad Pow Range ReduceMean ReduceSum Reshape Resize
Round STFT ScatterND Shape Sigmoid Sin SkipLayerNormalization Slice Softmax Split Sqrt Squeeze Sub Tanh Transpose
Unsqueeze Where
"""
OPERATORS = frozenset(EXPORTED.split())
VOICE = (510, 1, 256)
VOICE_NAME = re.compile(r"[a-z]{2}_[a-z0-9_]{1,40}")  # language, sex, name: "af_heart"
VOICE_BYTES = 4 * math.prod(VOICE)
MOST_VOICES = 200
UNREADABLE = (ValueError, KeyError, EOFError, OSError, RuntimeError, zipfile.BadZipFile, zlib.error)
PLAIN = ("F0_proj", "N_proj", "noise_convs.0", "noise_convs.1")  # convolutions without a weight norm
ELSEWHERE = ("F0.", "N.", "F0_proj", "N_proj", "shared")  # nodes whose weights are the predictor's
QUANTIZED = "_quantized"
Arrays = dict[str, np.ndarray]


def convert(source: Path, into: Path) -> None:
    """`source`: a folder with one *.onnx, vocab.json, and voices as *.npz or *.pt. Raises StoreError, OSError."""
    file = only(source, "*.onnx")
    config = kokoro_parts.CONFIG | {"vocab": _vocabulary(only(source, "vocab.json"))}
    voices = _voices(source)
    graph = Graph(file, OPERATORS)
    made = _named(graph) | _used(graph)
    pooler = kokoro_parts.CONFIG["plbert"]["hidden_size"]  # of no use, and left out by the export
    made |= {"bert.pooler.weight": np.zeros((pooler, pooler), np.float32)}
    made |= {"bert.pooler.bias": np.zeros(pooler, np.float32)}
    write(into, config, fitting(file, made, kokoro_parts.expected(kokoro_parts.CONFIG)))
    (into / "voices").mkdir()
    for name, voice in voices.items():
        save({"voice": voice}, into / "voices" / f"{name}.safetensors")


def _named(graph: Graph) -> Arrays:
    """Arrays that the export left as they were: biases, norms, alphas."""
    made: Arrays = {}
    for name, array in graph.arrays.items():
        if array.dtype == np.float32 and name.startswith(("encoder.", "decoder.")):
            ours = _ours(name)
            if not ours.endswith(("_scale", "_zero_point")) and ".stft." not in ours:
                made[re.sub(r"\.gamma$", ".weight", re.sub(r"\.beta$", ".bias", ours))] = array
    return made


def _used(graph: Graph) -> Arrays:
    """The weights of all nodes; what several nodes use comes once. Raises StoreError for two of one name."""
    made: Arrays = {}
    done: set[str] = set()
    for node in graph.nodes:
        weight = node.input(0 if node.operator == "Gather" else 1)
        if weight not in graph.arrays or weight in done:
            continue
        for name, array in _of(graph, node, weight).items():
            if name in made:
                raise graph.wrong(f"it has two weights for {quoted(name)}")
            made[name] = array
            done.add(weight)
    return made


def _of(graph: Graph, node: Node, weight: str) -> Arrays:
    """What becomes of the array `weight`, which the node uses, if it is one of the model's weights."""
    match node.operator:
        case "MatMulInteger":
            matrix = graph.widened(weight, _scale(weight), node.input(3), 1)
            return {f"{_module(weight, node)}.weight": _matrix(graph, matrix)}
        case "ConvInteger":
            kernel = graph.widened(weight, _scale(weight), node.input(3), 0)
            return _kernel(_module(weight, node), kernel)
        case "Conv" | "ConvTranspose" if "/stft/" not in node.name:
            return _kernel(_module(weight, node), graph.array(weight, "f"))
        case "MatMul" if graph.arrays[weight].dtype == np.float32:
            return {f"{_module(weight, node)}.weight": _matrix(graph, graph.array(weight, "f"))}
        case "DynamicQuantizeLSTM":
            return _lstm(graph, node)
        case "Gather" if weight.endswith(QUANTIZED):
            widening = [each for name in node.outputs for each in graph.used_by.get(name, [])]
            zero = widening[0].input(2) if widening else ""
            return {f"{_module(weight, node)}.weight": graph.widened(weight, _scale(weight), zero, 0)}
    return {}


def _matrix(graph: Graph, matrix: np.ndarray) -> np.ndarray:
    if matrix.ndim != 2:
        raise graph.wrong("a product has no matrix")
    return matrix.T


def _scale(name: str) -> str:
    return name.removesuffix(QUANTIZED) + "_scale"


def _module(array: str, node: Node) -> str:
    """Whose weights? By the array's own name, else by the node's: "/encoder/F0.0/conv1/Conv" → "predictor.F0.0.conv1".

    A node of ALBERT's one layer, which is used twelve times, has a number at its end.
    """
    if array.startswith(("encoder.", "decoder.")):
        return _ours(array.removesuffix(QUANTIZED).removesuffix(".weight"))
    parts: list[str] = []
    for part in node.name.strip("/").split("/")[:-1]:
        if parts and part.startswith(f"{parts[-1]}."):  # "cnn.0/cnn.0.1"
            parts.pop()
        parts.append(part)
    name = ".".join(parts)
    return _ours(re.sub(r"_\d+$", "", name) if "albert_layers" in name else name)


def _ours(name: str) -> str:
    """Their modules are wrapped once more, and some of the predictor's are taken out of it."""
    name = name.removeprefix("decoder.") if name.startswith("decoder.decoder.") else name.removeprefix("encoder.")
    return f"predictor.{name}" if name.startswith(ELSEWHERE) else name


def _kernel(module: str, kernel: np.ndarray) -> Arrays:
    """A convolution's: the norm was folded into it, so the norm of what is there makes the same again."""
    if module.endswith(PLAIN):
        return {f"{module}.weight": kernel}
    if kernel.ndim != 3:
        return {f"{module}.weight_v": kernel}
    # exact sums, so that the last bit is the same whatever adds them up
    norms = [math.sqrt(math.fsum(row)) for row in np.square(kernel.reshape(len(kernel), -1).astype(np.float64))]
    return {
        f"{module}.weight_v": kernel,
        f"{module}.weight_g": np.array(norms, np.float32).reshape(-1, 1, 1),
    }


def _lstm(graph: Graph, node: Node) -> Arrays:
    """Two directions; ONNX's gates are input, output, forget, cell, and MLX's input, forget, cell, output."""
    module = _module("", node)
    bias = graph.array(node.input(3), "f")
    made: Arrays = {}
    for name, weight, scale, zero in (("Wx", 1, 8, 9), ("Wh", 2, 10, 11)):
        wide = graph.widened(node.input(weight), node.input(scale), node.input(zero), 0)
        if wide.ndim != 3 or len(wide) != 2 or bias.shape != (2, 2 * wide.shape[2]):
            raise graph.wrong(f"the LSTM {quoted(node.name)} has other shapes than it should")
        made |= {f"{module}.{name}_{way}": _gates(wide[at].T) for at, way in enumerate(("forward", "backward"))}
    half = bias.shape[1] // 2
    for at, way in enumerate(("forward", "backward")):
        made[f"{module}.bias_ih_{way}"] = _gates(bias[at, :half])
        made[f"{module}.bias_hh_{way}"] = _gates(bias[at, half:])
    return made


def _gates(rows: np.ndarray) -> np.ndarray:
    first, out, forget, cell = np.array_split(rows, 4)
    return np.concatenate([first, forget, cell, out])


def _vocabulary(file: Path) -> dict[str, int]:
    """Sign → number, as {"vocab": {…}} or bare."""
    try:
        table: Any = json.loads(file.read_text("utf-8"))
    except (ValueError, RecursionError) as error:
        raise StoreError(f"{file.name} is no JSON: {DAMAGED}.") from error
    table = table.get("vocab", table) if isinstance(table, dict) else table
    most = kokoro_parts.CONFIG["n_token"]
    good = isinstance(table, dict) and table and all(len(sign) == 1 for sign in table)
    if not good or not all(type(number) is int and 0 < number < most for number in table.values()):
        raise StoreError(f"{file.name} is no table of Kokoro's {most} phonemes: {DAMAGED}.")
    return table


def _voices(source: Path) -> Arrays:
    """Name → its styles. Of an archive only the numbers are read; what a pickle in it asks for is never done."""
    found: Arrays = {}
    archives = [*sorted(source.glob("*.npz")), *sorted(source.glob("*.pt"))]
    try:
        for file in archives:
            with zipfile.ZipFile(file) as archive:
                found |= _tables(archive) if file.suffix == ".npz" else {file.stem: _pickled(archive, file.stem)}
    except UNREADABLE as error:
        raise StoreError(f"The voices in {source.name} cannot be read ({quoted(error)}): {DAMAGED}.") from error
    if not 0 < len(found) <= MOST_VOICES:
        raise StoreError(f"{source.name} has {len(found)} voices: add one as .npz or .pt.")
    for name, voice in found.items():
        if not VOICE_NAME.fullmatch(name):
            raise StoreError(f"{source.name} has a voice with the name {quoted(name)}: {DAMAGED}.")
        finite(name, voice)
    return found


def _tables(archive: zipfile.ZipFile) -> Arrays:
    """numpy's archive: a head that says the shape, then the numbers. Raises one of UNREADABLE."""
    found: Arrays = {}
    for name in archive.namelist()[: MOST_VOICES + 1]:
        with archive.open(name) as stream:
            version = npy.read_magic(stream)
            head = npy.read_array_header_1_0(stream) if version == (1, 0) else npy.read_array_header_2_0(stream)
            if head != (VOICE, False, np.dtype("<f4")):
                raise ValueError(f"{name} is no voice")
            found[name.removesuffix(".npy")] = _numbers(stream.read(VOICE_BYTES + 1))
    return found


def _pickled(archive: zipfile.ZipFile, name: str) -> np.ndarray:
    """torch's archive: the numbers lie bare beside the pickle. Raises one of UNREADABLE."""
    with archive.open(f"{name}/data/0") as stream:
        return _numbers(stream.read(VOICE_BYTES + 1))


def _numbers(raw: bytes) -> np.ndarray:
    return np.frombuffer(raw, "<f4").reshape(VOICE)
