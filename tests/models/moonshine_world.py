"""A Moonshine of a few numbers, with the real one's inputs and outputs: how loud a sound is, is the word that it hears.

A sound of `words(3, 5)` is “three five”: a word lasts 8 of the encoder's positions, 0.192 s, at 3 and 5 twentieths.
"""

import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

POSITION, STRIDE = 384, 8  # samples a position, positions a word
WORD = POSITION * STRIDE
TEXTS = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
PIECES = [b"<unk>", b"<s>", b"</s>", *(f"▁{text}".encode() if text else b"" for text in TEXTS), b"<<ST_0>>"]
VOCABULARY = len(PIECES)
FIRST, END = 3, 2  # token of no word; the end
HEADS, SIZE = 2, 3
KINDS = [f"{side}.{what}" for side in ("decoder", "encoder") for what in ("key", "value")]


def words(*levels):
    """(n,) float32: the sound of these words; 0 is a pause, 3.5 is unsure between three and four."""
    sound = [np.full(WORD, level / 20) for level in levels]
    return np.concatenate([np.zeros(0), *sound]).astype(np.float32)


def make(folder):
    folder.mkdir(parents=True, exist_ok=True)
    save(encoder(), folder / "encoder_model.ort")
    save(decoder(), folder / "decoder_model_merged.ort")
    (folder / "tokenizer.bin").write_bytes(b"".join(bytes([len(piece)]) + piece for piece in PIECES))
    return folder


def save(graph, file):
    """As ONNX Runtime's own format, which the published files have."""
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=10)
    onnx.checker.check_model(model)
    options = onnxruntime.SessionOptions()
    options.optimized_model_filepath = str(file)
    options.log_severity_level = 3  # not that it is optimised for this machine, which is where it is used
    options.add_session_config_entry("session.save_model_format", "ORT")
    onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])


def node(kind, given, made, **more):
    return helper.make_node(kind, given.split(), made.split(), **more)


def value(name, kind, *shape):
    return helper.make_tensor_value_info(name, kind, list(shape))


def constant(name, array):
    return numpy_helper.from_array(np.asarray(array), name)


def encoder():
    """The mean of each position's samples without their signs."""
    nodes = [
        node("Abs", "input_values", "loud"),
        node("Unsqueeze", "loud one", "channel"),
        node("AveragePool", "channel", "means", kernel_shape=[POSITION], strides=[POSITION]),
        node("Transpose", "means", "last_hidden_state", perm=[0, 2, 1]),
    ]
    takes = [value("input_values", TensorProto.FLOAT, 1, "n"), value("attention_mask", TensorProto.INT64, 1, "n")]
    gives = [value("last_hidden_state", TensorProto.FLOAT, 1, "p", 1)]
    return helper.make_graph(nodes, "encoder", takes, gives, [constant("one", np.array([1]))])


def decoder(vocabulary=VOCABULARY):
    """Token number n is the loudness at word n; it knows n by how much it has kept."""
    nodes = [
        node("Shape", "past_key_values.0.decoder.key", "kept"),
        node("Gather", "kept two", "step"),
        node("Mul", "step stride", "place"),
        node("Shape", "encoder_hidden_states", "sizes"),
        node("Gather", "sizes one", "positions"),
        node("Sub", "positions one", "last"),
        node("Greater", "place last", "over"),
        node("Min", "place last", "inside"),
        node("Gather", "encoder_hidden_states inside", "loud", axis=1),
        node("Mul", "loud twenty", "level"),
        node("Add", "level first", "word"),
        node("Where", "over end word", "target"),
        node("Sub", "tokens target", "apart"),
        node("Abs", "apart", "distance"),
        node("Mul", "distance sharp", "logits"),
        node("Concat", "heads positions_ size", "shape", axis=0),
        node("Unsqueeze", "positions zero", "positions_"),
        node("ConstantOfShape", "shape", "of_sound"),
    ]
    nodes.insert(15, nodes.pop(16))
    for kind in KINDS:
        past, present = f"past_key_values.0.{kind}", f"present.0.{kind}"
        grows = node("Concat", f"{past} more", present, axis=2)
        nodes.append(grows if kind.startswith("decoder") else node("Identity", "of_sound", present))
    pasts = [value(f"past_key_values.0.{kind}", TensorProto.FLOAT, 1, HEADS, f"{kind} n", SIZE) for kind in KINDS]
    presents = [value(f"present.0.{kind}", TensorProto.FLOAT, 1, HEADS, f"{kind} m", SIZE) for kind in KINDS]
    takes = [
        value("encoder_attention_mask", TensorProto.INT64, 1, "m"),
        value("input_ids", TensorProto.INT64, 1, "t"),
        value("encoder_hidden_states", TensorProto.FLOAT, 1, "p", 1),
        *pasts,
        value("use_cache_branch", TensorProto.BOOL, 1),
    ]
    return helper.make_graph(
        nodes,
        "decoder",
        takes,
        [value("logits", TensorProto.FLOAT, 1, 1, vocabulary), *presents],
        [
            *(constant(name, np.array(number)) for name, number in (("one", 1), ("two", 2), ("stride", STRIDE))),
            *(constant(name, np.array([number])) for name, number in (("zero", 0), ("size", SIZE))),
            constant("heads", np.array([1, HEADS])),
            *(
                constant(name, np.array(number, np.float32))
                for name, number in (("twenty", 20), ("first", FIRST), ("end", END), ("sharp", -50))
            ),
            constant("tokens", np.arange(vocabulary, dtype=np.float32).reshape(1, 1, -1)),
            constant("more", np.zeros((1, HEADS, 1, SIZE), np.float32)),
        ],
    )
