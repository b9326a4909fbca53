"""The detector with a tiny network of the real architecture: short steps, boxes in the picture, doubts halved."""

import json

import mlx.core as mx
import numpy as np
import pytest

from localvoice.errors import BadInput, EngineError
from localvoice.events import Thing
from localvoice.models import nanodet
from localvoice.models.nanodet import Found, agreeing
from localvoice.store.convert import tfjs_nanodet

SIDE, KINDS, BINS = 64, 3, 11


@pytest.fixture(scope="module")
def shapes():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tfjs_nanodet, "WIDTHS", ((4, 1), (4, 2), (8, 2), (8, 3)))
        patch.setattr(tfjs_nanodet, "OUT", 4)
        patch.setattr(tfjs_nanodet, "KINDS", KINDS)
        yield tfjs_nanodet.expected()


def saved(folder, shapes, head=None):
    """A network in a folder: random, or with nothing but these biases at the end."""
    random, weights = np.random.default_rng(3), {}
    for number, shape in enumerate(shapes):
        last = head is not None and shape[0] == KINDS + 4 * BINS
        weights[f"conv.{number}.weight"] = mx.array(random.normal(0, 0.0 if last else 0.2, shape).astype(np.float16))
        weights[f"conv.{number}.bias"] = mx.array((head if last else np.zeros(shape[0])).astype(np.float16))
    mx.save_safetensors(str(folder / "model.safetensors"), weights)
    (folder / "config.json").write_text(json.dumps({"model_type": "nanodet", "side": SIDE, "kinds": KINDS}))
    return nanodet.load(folder)


def test_what_the_head_says_becomes_things_with_boxes_inside_the_picture(shapes, tmp_path):
    head = np.full(KINDS + 4 * BINS, -9.0)
    head[1] = 2.0  # a bicycle everywhere, surely
    head[KINDS + 2 :: BINS] = 20.0  # that reaches two strides to each side
    steps = list(saved(tmp_path, shapes, head).find(np.zeros((30, 60, 3), np.uint8)))
    things = [thing for thing in steps if thing]
    assert steps[:7] == [None] * 7  # short ones: the picture, then three parts, twice
    assert {thing.name for thing in things} == {"bicycle"}
    assert things[0].score == pytest.approx(1 / (1 + np.exp(-2.0)), abs=1e-3)
    for thing in things:
        left, top, right, bottom = thing.box
        assert 0 <= left < right <= 60
        assert 0 <= top <= bottom <= 30


def found(*things):
    boxes, kinds, scores = zip(*things, strict=True) if things else ((), (), ())
    return Found(np.array(boxes, np.float32).reshape(-1, 4), np.array(kinds, int), np.array(scores, np.float32))


def test_what_both_looks_found_has_the_mean_and_what_one_found_half():
    one = found(((0, 0, 10, 10), 2, 0.8), ((30, 30, 40, 40), 1, 0.9))
    both = agreeing(one, found(((1, 0, 11, 10), 2, 0.6), ((0, 0, 10, 10), 0, 0.9)))
    told = [round(score, 2) for score in both.scores.tolist()]
    assert list(zip(both.kinds.tolist(), told, strict=True)) == [
        (2, 0.7),
        (1, 0.45),
        (0, 0.45),
    ]
    assert len(agreeing(found(), found()).kinds) == 0


@pytest.mark.parametrize("shape", [(0, 10, 3), (10, 10)])
def test_what_is_no_picture_is_refused(shape, shapes, tmp_path):
    with pytest.raises(BadInput):
        next(saved(tmp_path, shapes).find(np.zeros(shape, np.uint8)))


def test_a_folder_without_its_weights_is_refused_in_a_sentence(tmp_path):
    with pytest.raises(EngineError, match="cannot be loaded"):
        nanodet.load(tmp_path)


def test_the_names_are_as_one_says_them():
    assert len(nanodet.NAMES) == len(set(nanodet.NAMES)) == 80
    assert Thing("person", (0, 0, 1, 1), 1.0).name == nanodet.NAMES[0]
