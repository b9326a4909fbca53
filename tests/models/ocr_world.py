"""Two networks of a few numbers with the shapes of real ones: bars are letters, cyan ones “a”, yellow ones “b”.

What finds text marks ink, and what lies between two bars. What reads it sees how much of each ink a column of a slip
has; where there is none a space is nearly as likely. Letters side by side must be different ones.
"""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from localvoice.models.ocr.reader import FINDING, READING

BAR, HIGH = 20, 20  # pixels of a letter
NARROW, WIDE = 3, 26  # pixels between two letters, and two words
INKS = {"a": (0, 255, 255), "b": (255, 255, 0)}
LETTERS = "a\nb"


def make(folder, letters=LETTERS):
    folder.mkdir(parents=True, exist_ok=True)
    save(finding(), folder / FINDING)
    save(reading(), folder / READING, character=letters)
    return folder


def save(graph, file, **notes):
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=10)
    helper.set_model_props(model, {name: value for name, value in notes.items() if value})
    onnx.checker.check_model(model)
    onnx.save(model, file)


def finding():
    least = helper.make_node("ReduceMin", ["x"], ["least"], axes=[1], keepdims=1)
    dark = helper.make_node("Neg", ["least"], ["dark"])
    wide = helper.make_node("MaxPool", ["dark"], ["marks"], kernel_shape=[1, 31], pads=[0, 15, 0, 15])
    shape = ["n", 3, "h", "w"]
    return helper.make_graph([least, dark, wide], "finding", [value("x", shape)], [value("marks", ["n", 1, "h", "w"])])


def reading():
    nodes = [
        helper.make_node("AveragePool", ["x"], ["columns"], kernel_shape=[48, 8], strides=[48, 8]),
        helper.make_node("Squeeze", ["columns", "two"], ["row"]),
        helper.make_node("Transpose", ["row"], ["down"], perm=[0, 2, 1]),
        helper.make_node("MatMul", ["down", "inks"], ["inked"]),
        helper.make_node("Add", ["inked", "least"], ["scores"]),
        helper.make_node("Softmax", ["scores"], ["letters"], axis=2),
    ]
    inks = np.zeros((3, 4), np.float32)  # blue, green, red → nothing, a, b, space
    inks[2, 1] = inks[0, 2] = -20
    inks[1, 1:3] = 40  # what is beside a narrow slip has no colour
    constants = {"two": np.array([2], np.int64), "inks": inks, "least": np.array([0, -28, -28, -1.9], np.float32)}
    made = [numpy_helper.from_array(array, name) for name, array in constants.items()]
    given, gives = value("x", ["n", 3, 48, "w"]), value("letters", ["n", "t", 4])
    return helper.make_graph(nodes, "reading", [given], [gives], made)


def value(name, shape):
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def picture(*lines, size=(640, 400), scale=1):
    """(height, width, 3): each line is (left, top, text) of the letters a and b and spaces, on white."""
    pixels = np.full((size[1], size[0], 3), 255, np.uint8)
    for left, top, text in lines:
        at = left
        for letter in text:
            if letter == " ":
                at += (WIDE - NARROW) * scale
                continue
            pixels[top : top + HIGH * scale, at : at + BAR * scale] = INKS[letter]
            at += (BAR + NARROW) * scale
    return pixels
