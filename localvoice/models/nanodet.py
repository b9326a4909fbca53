"""What things are in a picture? NanoDet-g finds the 80 kinds of COCO, on ONNX Runtime, in short steps.

The network is built here from its weights: a backbone of CSP blocks, a pyramid that adds its levels, and a head for
each level that gives a score for each kind and four distances to the edges, each as the mean of a distribution (as
generalized focal loss has it). It runs on the processor and not in MLX: it is asked in the background, while a language
model has the GPU.
"""

import json
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np

from localvoice.models import blas  # noqa: F401

# isort: split
import mlx.core as mx
from onnx import TensorProto, helper, numpy_helper

from localvoice.errors import BadInput, EngineError
from localvoice.events import Thing
from localvoice.models.onnx import Session, built

WHAT = "model of things"
# Of COCO, in its order, as one says them.
NAMES = (
    *("person", "bicycle", "car", "motorcycle", "airplane", "bus", "train", "truck", "boat", "traffic light"),
    *("fire hydrant", "stop sign", "parking meter", "bench", "bird", "cat", "dog", "horse", "sheep", "cow"),
    *("elephant", "bear", "zebra", "giraffe", "backpack", "umbrella", "handbag", "tie", "suitcase", "frisbee"),
    *("skis", "snowboard", "ball", "kite", "baseball bat", "baseball glove", "skateboard", "surfboard"),
    *("tennis racket", "bottle", "wine glass", "cup", "fork", "knife", "spoon", "bowl", "banana", "apple"),
    *("sandwich", "orange", "broccoli", "carrot", "hot dog", "pizza", "donut", "cake", "chair", "sofa"),
    *("plant", "bed", "table", "toilet", "screen", "laptop", "mouse", "remote control", "keyboard", "phone"),
    *("microwave", "oven", "toaster", "sink", "fridge", "book", "clock", "vase", "scissors", "teddy bear"),
    *("hair dryer", "toothbrush"),
)
MEAN = np.array([103.53, 116.28, 123.675], np.float32)  # of blue, green, red (its configuration)
SPREAD = np.array([57.375, 57.12, 58.395], np.float32)
BLOCKS = ((1, 1), (2, 2), (2, 2), (3, 2))  # pairs of convolutions, and the stride, of each stage
STRIDES = (8, 16, 32)  # of the levels
SLOPE = 0.1  # of the leaky rectifier
OPSET, IR = 17, 8
LEAST = 0.25  # below this score it is wrong more often than right
SAME = 0.5  # overlap from which two boxes of one kind are one thing
MOST_PIXELS = 50_000_000
GREY = 114.0  # around what is not square


@dataclass(frozen=True, eq=False)
class Found:
    """What one look found, n things, the surest first."""

    boxes: np.ndarray  # (n, 4) float32: left, top, right, bottom in pixels of the network's input
    kinds: np.ndarray  # (n,) numbers
    scores: np.ndarray  # (n,) 0..1


class NanoDet:
    """A loaded model; see `models.roles.Finder`.

    It looks twice, the second time as in a mirror, and is as sure as the mean of both: a cat that it took for a person
    one time only is none then.
    """

    def __init__(self, parts: list[Session], side: int, names: tuple[str, ...]) -> None:
        self._parts, self._side, self._names = parts, side, names

    def find(self, pixels: np.ndarray) -> Generator[Thing | None, None, None]:
        if pixels.ndim != 3 or not 0 < pixels.size <= 3 * MOST_PIXELS:
            raise BadInput(f"A picture of the size {pixels.shape[:2]} cannot be looked at: give another one.")
        height, width = pixels.shape[:2]
        whole = max(height, width)
        picture = ((_fitted(pixels, self._side)[..., ::-1] - MEAN) / SPREAD).transpose(2, 0, 1)[None]
        yield None
        one = yield from self._look(picture)
        other = yield from self._look(np.ascontiguousarray(picture[..., ::-1]))
        found = agreeing(one, _mirrored(other, self._side))
        edges = found.boxes * whole / self._side - np.array([(whole - width) // 2, (whole - height) // 2] * 2)
        edges = np.clip(edges, 0, [width, height, width, height])
        for box, kind, score in zip(edges.tolist(), found.kinds, found.scores, strict=True):
            yield Thing(self._names[kind], (box[0], box[1], box[2], box[3]), float(score))

    def _look(self, picture: np.ndarray) -> Generator[None, None, Found]:
        flow = {"in": picture}
        for part in self._parts:
            gives = list(part.gives)
            flow |= dict(zip(gives, part.run({name: flow[name] for name in part.takes}, gives), strict=True))
            yield None
        found = [self._level(flow[f"level {number}"][0], stride) for number, stride in enumerate(STRIDES)]
        boxes, kinds, scores = (np.concatenate(each) for each in zip(*found, strict=True))
        kept = _apart(boxes, kinds, scores)
        return Found(boxes[kept], kinds[kept], scores[kept])

    def _level(self, told: np.ndarray, stride: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Of (kinds + 4 · bins, rows, columns): boxes (n, 4) in pixels of the network, kinds (n,), scores (n,)."""
        count = len(self._names)
        best = told[:count].argmax(0)
        scores = 1 / (1 + np.exp(-np.take_along_axis(told[:count], best[None], 0)[0]))
        y, x = np.nonzero(scores >= LEAST)
        bins = told[count:, y, x].reshape(4, (len(told) - count) // 4, len(y))
        share = np.exp(bins - bins.max(1, keepdims=True))
        share /= share.sum(1, keepdims=True)
        reach = (share * np.arange(bins.shape[1], dtype=np.float32)[:, None]).sum(1) * stride
        across, down = (x + 0.5) * stride, (y + 0.5) * stride
        edges = np.stack([across - reach[0], down - reach[1], across + reach[2], down + reach[3]], 1)
        return np.clip(edges, 0, self._side), best[y, x], scores[y, x]


def agreeing(one: Found, other: Found) -> Found:
    """Both as one: what both found with the mean of their scores, what one found with half of it."""
    boxes, kinds, scores = list(one.boxes), list(one.kinds), [score / 2 for score in one.scores]
    for box, kind, score in zip(other.boxes, other.kinds, other.scores, strict=True):
        same = [at for at in range(len(one.kinds)) if kinds[at] == kind and scores[at] == one.scores[at] / 2]
        overlaps = _overlaps(box, np.array([boxes[at] for at in same]).reshape(-1, 4))
        if same and overlaps.max() >= SAME:
            scores[same[int(overlaps.argmax())]] += score / 2
        else:
            boxes.append(box)
            kinds.append(kind)
            scores.append(score / 2)
    order = [at for at in np.argsort([-score for score in scores], kind="stable") if scores[at] >= LEAST]
    every = np.array(boxes, np.float32).reshape(-1, 4), np.array(kinds, int), np.array(scores, np.float32)
    return Found(*(each[order] for each in every))


def _mirrored(found: Found, side: int) -> Found:
    left, top, right, bottom = found.boxes.T
    return Found(np.stack([side - right, top, side - left, bottom], 1), found.kinds, found.scores)


def load(folder: Path) -> NanoDet:
    """The model in `folder`, as `store.convert.tfjs_nanodet` makes it. Raises EngineError."""
    try:
        weights = cast(dict[str, mx.array], mx.load(str(folder / "model.safetensors")))
        config = json.loads((folder / "config.json").read_text())
        network = Network({name: np.array(one.astype(mx.float32)) for name, one in weights.items()}, config["side"])
        return NanoDet([built(part, WHAT) for part in network.parts()], config["side"], NAMES[: config["kinds"]])
    except (OSError, ValueError, KeyError, TypeError, RuntimeError) as error:
        raise EngineError(
            f"The {WHAT} in {folder} cannot be loaded ({error}); fetch it again with `localvoice pull`."
        ) from error


class Network:
    """The layers, as ONNX has them. Each convolution is taken once, in order."""

    def __init__(self, weights: Mapping[str, np.ndarray], side: int) -> None:
        self._weights, self._side = weights, side
        self._nodes: list[Any] = []
        self._held: list[Any] = []
        self._count = 0

    def parts(self) -> list[bytes]:
        """Three models; what one gives the next ones take."""
        flow, stages = self._stem("in"), []
        parts = []
        for number, (pairs, stride) in enumerate(BLOCKS):
            flow = self._block(flow, pairs, stride)
            stages.append(flow)
            if number in (1, 3):
                parts.append(
                    self._part(["in"] if number == 1 else [stages[1]], stages[1:2] if number == 1 else stages[2:])
                )
        self._levels(self._pyramid([self._conv(stage, act=False) for stage in stages[1:]]))
        return [*parts, self._part(stages[1:], [f"level {number}" for number in range(len(STRIDES))])]

    def _stem(self, flow: str) -> str:
        return self._node("MaxPool", [self._conv(flow, 2)], kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1])

    def _block(self, flow: str, pairs: int, stride: int) -> str:
        begin = flow = self._conv(flow, stride)
        for _ in range(pairs):
            first = self._conv(flow)
            flow = self._node("Concat", [self._conv(first), first], axis=1)
        return self._node("Concat", [self._conv(flow), begin], axis=1)

    def _pyramid(self, levels: list[str]) -> list[str]:
        """Down from the coarsest level, then up again."""
        for number in (1, 0):
            levels[number] = self._node("Add", [levels[number], self._scaled(levels[number + 1], 2.0)])
        for number in (1, 2):
            levels[number] = self._node("Add", [levels[number], self._scaled(levels[number - 1], 0.5)])
        return levels

    def _levels(self, levels: list[str]) -> None:
        for number, level in enumerate(levels):
            self._conv(self._conv(level), act=False, called=f"level {number}")

    def _scaled(self, flow: str, by: float) -> str:
        scales = self._hold(f"by {by}", np.array([1, 1, by, by], np.float32))
        return self._node("Resize", [flow, "", scales], mode="linear", coordinate_transformation_mode="half_pixel")

    def _conv(self, flow: str, stride: int = 1, act: bool = True, called: str = "") -> str:
        name, self._count = f"conv.{self._count}", self._count + 1
        weight, edge = self._weights[f"{name}.weight"], self._weights[f"{name}.weight"].shape[-1] // 2
        held = [self._hold(f"{name}.weight", weight), self._hold(f"{name}.bias", self._weights[f"{name}.bias"])]
        shape = {"strides": [stride] * 2, "pads": [edge] * 4}
        out = self._node("Conv", [flow, *held], called, **shape)
        return self._node("LeakyRelu", [out], alpha=SLOPE) if act else out

    def _node(self, operator: str, takes: list[str], called: str = "", **how: Any) -> str:
        name = called or f"{operator} {self._count}.{len(self._nodes)}"
        self._nodes.append(helper.make_node(operator, takes, [name], **how))
        return name

    def _hold(self, name: str, array: np.ndarray) -> str:
        if name not in {one.name for one in self._held}:
            self._held.append(numpy_helper.from_array(array, name))
        return name

    def _part(self, takes: list[str], gives: list[str]) -> bytes:
        """All nodes since the last part as a model."""
        sized = {"in": [1, 3, self._side, self._side]}
        into = [helper.make_tensor_value_info(name, TensorProto.FLOAT, sized.get(name, [None] * 4)) for name in takes]
        out = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [None] * 4) for name in gives]
        graph = helper.make_graph(self._nodes, "part", into, out, self._held)
        self._nodes, self._held = [], []
        opset = helper.make_opsetid("", OPSET)
        return helper.make_model(graph, opset_imports=[opset], ir_version=IR).SerializeToString()


def _fitted(pixels: np.ndarray, side: int) -> np.ndarray:
    """(side, side, 3) float32 of 0..255: the whole picture, in the middle of grey where it is not square."""
    whole = max(pixels.shape[:2])
    fitted = pixels.astype(np.float32)
    sizes = [max(1, length * side // whole) for length in pixels.shape[:2]]
    for axis, size in enumerate(sizes):
        fitted = _scaled(fitted, axis, size)
    square = np.full((side, side, 3), GREY, np.float32)
    top, left = ((side - size) // 2 for size in sizes)
    square[top : top + sizes[0], left : left + sizes[1]] = fitted
    return square


def _scaled(pixels: np.ndarray, axis: int, size: int) -> np.ndarray:
    """One axis: means where it becomes less than half as long, else between its pixels."""
    length, shape = pixels.shape[axis], (-1, 1, 1) if axis == 0 else (1, -1, 1)
    if length >= 2 * size:
        edges = np.arange(size + 1) * length // size
        return np.add.reduceat(pixels, edges[:-1], axis) / np.diff(edges).reshape(shape).astype(np.float32)
    at = np.clip((np.arange(size) + 0.5) * length / size - 0.5, 0, length - 1)
    low = at.astype(int)
    part = (at - low).astype(np.float32).reshape(shape)
    return pixels.take(low, axis) * (1 - part) + pixels.take(np.minimum(low + 1, length - 1), axis) * part


def _apart(boxes: np.ndarray, kinds: np.ndarray, scores: np.ndarray) -> list[int]:
    """Which boxes stay, the surest first: one for each thing."""
    kept: list[int] = []
    for one in np.argsort(-scores, kind="stable"):
        same = [other for other in kept if kinds[other] == kinds[one]]
        if not same or _overlaps(boxes[one], boxes[same]).max() < SAME:
            kept.append(int(one))
    return kept


def _overlaps(box: np.ndarray, others: np.ndarray) -> np.ndarray:
    common = np.clip(np.minimum(box[2:], others[:, 2:]) - np.maximum(box[:2], others[:, :2]), 0, None).prod(1)
    area = (box[2:] - box[:2]).prod() + (others[:, 2:] - others[:, :2]).prod(1) - common
    return common / np.maximum(area, 1e-6)
