"""Are Smart Turn and Kokoro read from ONNX as they are, and everything that is neither refused in one sentence?"""

import json
import zipfile

import hostile
import numpy as np
import onnx
import pytest
import tiny_onnx
from onnx import helper
from safetensors.numpy import load_file

from localvoice.store.convert import kokoro_parts, onnx_kokoro, onnx_smart_turn

SIZES = {"width": 4, "inner": 6, "layers": 2, "mels": 3, "positions": 5, "pool": 3, "middle": 2}
KOKORO = kokoro_parts.CONFIG | {
    "hidden_dim": 8,
    "style_dim": 4,
    "n_layer": 1,
    "n_token": 10,
    "max_dur": 3,
    "plbert": kokoro_parts.CONFIG["plbert"] | {"hidden_size": 6, "intermediate_size": 7, "max_position_embeddings": 5},
    "istftnet": kokoro_parts.CONFIG["istftnet"] | {"upsample_initial_channel": 8, "gen_istft_n_fft": 4},
}
VOICE = np.random.default_rng(1).normal(0, 1, onnx_kokoro.VOICE).astype(np.float32)


@pytest.fixture(scope="module", autouse=True)
def small():
    """Both families with tiny sizes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(onnx_smart_turn, "SIZES", SIZES)
        patch.setattr(kokoro_parts, "CONFIG", KOKORO)
        patch.setattr(kokoro_parts, "EMBEDDING", 5)
        patch.setattr(kokoro_parts, "REPEATED", 3)
        yield


@pytest.fixture(scope="module")
def turn():
    return tiny_onnx.smart_turn(onnx_smart_turn.expected(SIZES))


@pytest.fixture(scope="module")
def voice(small):
    return tiny_onnx.kokoro(kokoro_parts.expected(KOKORO))


@pytest.fixture
def place(tmp_path):
    """Puts a model, with a vocabulary and a voice, into a folder."""

    def put(data, vocabulary='{"vocab": {"a": 1, "b": 2}}', voices=("jf_alpha",)):
        source = tmp_path / "source"
        source.mkdir(exist_ok=True)
        (source / "model.onnx").write_bytes(data)
        (source / "vocab.json").write_text(vocabulary)
        if voices is not None:
            np.savez(source / "voices.npz", **dict.fromkeys(voices, VOICE))
        return source

    return put


@pytest.mark.parametrize("family", ["turn", "voice"])
def test_every_weight_arrives_as_it_was_meant(request, place, tmp_path, family):
    model = request.getfixturevalue(family)
    convert = (onnx_smart_turn if family == "turn" else onnx_kokoro).convert
    (tmp_path / "into").mkdir()
    convert(place(model.file()), tmp_path / "into")
    made = load_file(tmp_path / "into" / "model.safetensors")
    assert set(model.truth) == set(made) - {"bert.pooler.weight", "bert.pooler.bias"}
    for name, array in model.truth.items():
        assert made[name].dtype == np.float32
        assert np.array_equal(made[name], array), name


def test_voices_come_out_of_both_archives_and_pickles_are_not_asked(place, voice, tmp_path):
    source = place(voice.file())
    with zipfile.ZipFile(source / "af_heart.pt", "w") as archive:
        archive.writestr("af_heart/data.pkl", b"cos\nsystem\n(S'exit'\ntR.")
        archive.writestr("af_heart/data/0", VOICE.tobytes())
    (tmp_path / "into").mkdir()
    onnx_kokoro.convert(source, tmp_path / "into")
    for name in ("af_heart", "jf_alpha"):
        assert np.array_equal(load_file(tmp_path / "into" / "voices" / f"{name}.safetensors")["voice"], VOICE)
    assert json.loads((tmp_path / "into" / "config.json").read_text())["vocab"] == {"a": 1, "b": 2}


@pytest.mark.parametrize("name", ["../af_heart", "Af_heart", "a", "af_heart.safetensors", "af_" + "x" * 99])
def test_a_voice_with_a_name_that_is_none_is_refused(place, voice, refused, name):
    source = place(voice.file(), voices=None)
    with zipfile.ZipFile(source / "voices.npz", "w") as archive, archive.open(f"{name}.npy", "w") as stream:
        np.save(stream, VOICE)
    assert "name" in refused(onnx_kokoro.convert, source)


@pytest.mark.parametrize(
    "table", [VOICE[:5], VOICE.astype(np.float64), np.array([object()]), np.full(VOICE.shape, np.nan, np.float32)]
)
def test_a_voice_with_other_numbers_is_refused(place, voice, refused, table):
    source = place(voice.file(), voices=None)
    np.savez(source / "voices.npz", jf_alpha=table)
    refused(onnx_kokoro.convert, source)


def test_no_voice_and_what_is_no_archive_are_refused(place, voice, refused):
    source = place(voice.file(), voices=None)
    assert "0 voices" in refused(onnx_kokoro.convert, source)
    (source / "voices.npz").write_bytes(b"PK\3\4" + bytes(200))
    assert "cannot be read" in refused(onnx_kokoro.convert, source)


@pytest.mark.parametrize("table", ["{", "[]", "{}", '{"a": 10}', '{"a": true}', '{"ab": 1}', "[" * 9_999])
def test_a_vocabulary_that_is_none_is_refused(place, voice, refused, table):
    assert "vocab.json" in refused(onnx_kokoro.convert, place(voice.file(), vocabulary=table))


def test_weights_that_lie_in_another_file_are_refused_and_it_is_not_opened(turn, place, tmp_path, refused, monkeypatch):
    model = onnx.ModelProto.FromString(turn.file())
    tensor = model.graph.initializer[0]
    tensor.ClearField("raw_data")
    tensor.data_location = onnx.TensorProto.EXTERNAL
    entry = tensor.external_data.add()
    entry.key, entry.value = "location", "../secret"
    (tmp_path / "secret").write_bytes(bytes(1_000))
    opened = "load_external_data_for_tensor"
    monkeypatch.setattr(onnx.external_data_helper, opened, lambda *_: pytest.fail("it was opened"))
    assert "another file" in refused(onnx_smart_turn.convert, place(model.SerializeToString()))


def test_other_operators_graphs_inside_and_functions_are_refused(turn, place, refused):
    inner = helper.make_graph([], "inner", [], [])
    for node in (
        helper.make_node("PythonOp", ["x"], ["y"]),
        helper.make_node("MatMul", ["x"], ["y"], domain="evil.custom"),
        helper.make_node("If", ["x"], ["y"], then_branch=inner, else_branch=inner),
    ):
        assert node.op_type in refused(onnx_smart_turn.convert, place(turn.file(nodes=[*turn.nodes, node])))
    sneaky = helper.make_node("MatMul", ["x"], ["y"], body=helper.make_graph([turn.nodes[0]], "inner", [], []))
    assert "graph inside" in refused(onnx_smart_turn.convert, place(turn.file(nodes=[*turn.nodes, sneaky])))
    model = onnx.ModelProto.FromString(turn.file())
    model.functions.append(helper.make_function("own", "Mine", ["x"], ["y"], [], [helper.make_opsetid("", 18)]))
    assert "functions" in refused(onnx_smart_turn.convert, place(model.SerializeToString()))


@pytest.mark.parametrize("family", ["turn", "voice"])
def test_arrays_missing_more_twice_or_of_another_kind_are_refused(request, place, refused, family):
    model = request.getfixturevalue(family)
    convert = (onnx_smart_turn if family == "turn" else onnx_kokoro).convert
    first = "inner." if family == "turn" else "encoder."
    bias = next(name for name in model.arrays if name.startswith(first) and name.endswith("bias"))
    scale = next(name for name in model.arrays if name.endswith("_scale"))
    zero = next(name for name in model.arrays if name.endswith("_zero_point"))
    for name in (bias, scale, zero):
        left = {key: array for key, array in model.arrays.items() if key != name}
        refused(convert, place(model.file(left)))
        for array in (np.ones(77, np.float32), np.array("x"), np.ones((2, 2, 2), np.int64), np.ones(0, np.float32)):
            refused(convert, place(model.file(left | {name: array})))
    for value in (np.nan, np.inf):
        refused(convert, place(model.file(model.arrays | {bias: np.full_like(model.arrays[bias], value)})))
        refused(convert, place(model.file(model.arrays | {scale: np.full_like(model.arrays[scale], value)})))
    more = model.arrays | {f"{first}other.bias": np.ones(3, np.float32)}
    assert "other.bias" in refused(convert, place(model.file(more)))
    twice = onnx.ModelProto.FromString(model.file())
    twice.graph.initializer.append(twice.graph.initializer[0])
    assert "twice" in refused(convert, place(twice.SerializeToString()))


def test_shapes_and_bytes_that_do_not_agree_are_refused(turn, place, refused):
    for dims in ([2**62, 4], [-1, -1], [0], [1] * 40, []):
        model = onnx.ModelProto.FromString(turn.file())
        del model.graph.initializer[0].dims[:]
        model.graph.initializer[0].dims.extend(dims)
        refused(onnx_smart_turn.convert, place(model.SerializeToString()))


def test_a_protobuf_that_is_nested_deeply_is_refused(place, refused):
    deep = b""
    for _ in range(3_000):  # an attribute with a graph with a node with an attribute …
        for field in (1 << 3 | 2, 5 << 3 | 2, 6 << 3 | 2):
            size, length = len(deep), b""
            while size > 127:
                size, length = size >> 7, length + bytes([size & 127 | 128])
            deep = bytes([field]) + length + bytes([size]) + deep
    refused(onnx_smart_turn.convert, place(b"\x3a" + deep))


@pytest.mark.parametrize("family", ["turn", "voice"])
def test_a_file_cut_or_changed_anywhere_is_refused_or_has_only_other_weights(request, place, tmp_path, family):
    model = request.getfixturevalue(family)
    convert = (onnx_smart_turn if family == "turn" else onnx_kokoro).convert
    whole, refusals = model.file(), 0
    source = place(whole)
    (tmp_path / "into").mkdir()
    changed = [*hostile.cut(whole, 25), *hostile.flipped(whole, 40, len(whole)), *hostile.absurd(whole, 40, len(whole))]
    for data in changed:
        (source / "model.onnx").write_bytes(data)
        told = hostile.outcome(convert, source, tmp_path / "into")
        refusals += bool(told)
        assert told.isprintable()
        assert len(told) < 400
    assert refusals > 40
